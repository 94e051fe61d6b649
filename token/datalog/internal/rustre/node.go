package rustre

// node is a pattern as a language: no captures, no greediness, no flags, since only "does it match" is asked. Each node
// knows its size from the start, so that nothing is ever expanded to find out that it is too large.
type node struct {
	kind     kind
	set      set     // class
	subs     []*node // concat and alternate; repeat has one
	min, max int     // repeat; max < 0 is no bound
	depth    int
	size     size
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

func newLeaf(k kind) *node { return &node{kind: k, size: size{insts: 1, steps: 1, rust: rustState}} }

func newClass(s set) *node {
	return &node{kind: class, set: s, size: classSize(s)}
}

func newConcat(subs []*node) *node {
	switch len(subs) {
	case 0:
		return newLeaf(empty)
	case 1:
		return subs[0]
	}
	return join(concat, subs, size{rust: rustState})
}

func newAlternate(subs []*node) *node {
	if len(subs) == 1 {
		return subs[0]
	}
	return join(alternate, subs, size{insts: int64(len(subs)), steps: int64(len(subs)), rust: rustState})
}

func join(k kind, subs []*node, own size) *node {
	n := &node{kind: k, subs: subs, size: own}
	for _, s := range subs {
		n.depth = max(n.depth, s.depth)
		n.size = n.size.plus(s.size).plus(size{rust: rustState})
	}
	return n
}

// newRepeat follows what both compilers do: lo copies, then either a loop or hi-lo nested optional copies. Two instructions
// for a loop, since Go writes x* as (x+)? when x may be empty.
func newRepeat(sub *node, lo, hi int) *node {
	branch := size{insts: 1, steps: 1, rust: rustState}
	n := &node{kind: repeat, subs: []*node{sub}, min: lo, max: hi, depth: sub.depth + 1}
	if hi < 0 {
		n.size = sub.size.times(max(lo, 1)).plus(branch.times(2))
	} else {
		n.size = sub.size.times(hi).plus(branch.times(hi - lo)).plus(branch)
	}
	return n
}
