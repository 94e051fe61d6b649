package rustre

// node is a pattern as a language: no captures, no greediness, no flags, since only "does it match" is asked. Each node
// knows two upper bounds, computed when it is made, so that nothing is ever expanded to find out that it is too large.
type node struct {
	kind     kind
	set      set     // class
	subs     []*node // concat and alternate; repeat has one
	min, max int     // repeat; max < 0 is no bound
	depth    int
	insts    int64 // instructions of Go's program
	rust     int64 // bytes of the crate's program
}

type kind uint8

const (
	empty kind = iota
	class
	concat
	alternate
	repeat
	textStart
	textEnd
	lineStart
	lineEnd
	wordBoundary
	notWordBoundary
)

const (
	programExtra = 2       // the instructions "fail" and "match"
	saturated    = 1 << 40 // sizes stop growing here; × 1001 it still fits an int64
	rustState    = 64      // bytes of one state of the crate's automaton, with what it points to
	rustGroup    = 256     // bytes of the two states of a capture group
	rustRange    = 72      // bytes of one range of a non-ASCII class: measured 64 on the large tables
	rustClass    = 1024    // bytes of a class besides: a single range may split into a dozen UTF-8 sequences
)

func newLeaf(k kind) *node { return &node{kind: k, insts: 1, rust: rustState} }

func newClass(s set) *node {
	n := &node{kind: class, set: s, insts: 1, rust: 4 * rustState}
	if len(s) > 0 && (s.single() < 0 && s[len(s)-1].hi >= 0x80) {
		n.rust = rustClass + rustRange*int64(len(s))
	}
	return n
}

func newConcat(subs []*node) *node {
	switch len(subs) {
	case 0:
		return newLeaf(empty)
	case 1:
		return subs[0]
	}
	return join(concat, subs)
}

func newAlternate(subs []*node) *node {
	if len(subs) == 1 {
		return subs[0]
	}
	n := join(alternate, subs)
	n.insts = min(n.insts+int64(len(subs)-1), saturated)
	return n
}

func join(k kind, subs []*node) *node {
	n := &node{kind: k, subs: subs, rust: rustState * int64(len(subs)+1)}
	for _, s := range subs {
		n.depth = max(n.depth, s.depth)
		n.insts = min(n.insts+s.insts, saturated)
		n.rust = min(n.rust+s.rust, saturated)
	}
	return n
}

// newRepeat follows what both compilers do: lo copies, then either a loop or hi-lo nested optional copies. Two instructions
// for a loop, since Go writes x* as (x+)? when x may be empty.
func newRepeat(sub *node, lo, hi int) *node {
	n := &node{kind: repeat, subs: []*node{sub}, min: lo, max: hi, depth: sub.depth + 1}
	if hi < 0 {
		copies := int64(max(lo, 1))
		n.insts, n.rust = copies*sub.insts+2, copies*(sub.rust+rustState)+2*rustState
	} else {
		optional := int64(hi - lo)
		n.insts = int64(hi)*sub.insts + optional + 1
		n.rust = int64(hi)*(sub.rust+rustState) + optional*rustState + rustState
	}
	n.insts, n.rust = min(n.insts, saturated), min(n.rust, saturated)
	return n
}
