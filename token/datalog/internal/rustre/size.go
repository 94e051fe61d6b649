package rustre

// size holds upper bounds on what a node becomes when its repetitions are written out. They saturate instead of overflowing.
type size struct {
	insts int64 // instructions of Go's program
	steps int64 // steps those spend on one byte of the subject
	rust  int64 // bytes of the crate's program
}

const (
	programExtra = 2       // the instructions "fail" and "match"
	saturated    = 1 << 40 // times 1000 it still fits an int64
	searchSteps  = 3       // an instruction with so many ranges that they are searched, instead of 1
	linearRanges = 4       // up to which Go compares one by one

	rustState = 64   // bytes of one state of the crate's automaton, with what it points to
	rustGroup = 256  // bytes of the states of a capture group
	rustClass = 1024 // bytes of a non-ASCII class
	rustRange = 128  // bytes of each range of it: 64 on \w, 112 on \PN
	rustSplit = 512  // bytes more of the first ranges: one may split into a dozen UTF-8 sequences
	rustBase  = 1024 // bytes of the smallest program
)

func (s size) plus(t size) size {
	return size{
		insts: min(s.insts+t.insts, saturated),
		steps: min(s.steps+t.steps, saturated),
		rust:  min(s.rust+t.rust, saturated),
	}
}

// times needs 0 <= n <= maxRepeat.
func (s size) times(n int) size {
	return size{
		insts: min(s.insts*int64(n), saturated),
		steps: min(s.steps*int64(n), saturated),
		rust:  min(s.rust*int64(n), saturated),
	}
}

func classSize(s set) size {
	z := size{insts: 1, steps: 1, rust: 4 * rustState}
	if len(s) > linearRanges {
		z.steps = searchSteps
	}
	if !s.ascii() && s.single() < 0 {
		z.rust = rustClass + rustRange*int64(len(s)) + rustSplit*int64(min(len(s), 8))
	}
	return z
}

// fits says whether a whole pattern of this size may be compiled.
func (n *node) fits() bool {
	return n.size.insts+programExtra <= MaxInsts && n.size.rust+rustBase <= maxRustBytes
}
