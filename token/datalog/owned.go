package datalog

// The functions of this file do without the copy that their namesakes make. The caller gives away what it passes: it is kept,
// and must not be used again. They are for decoders, which have just made it.

// BytesFrom is [Bytes] on bytes that are a string already.
func BytesFrom(v string) Term { return Term{kind: KindBytes, str: v} }

// SetFrom is [Set] on a slice that it may put into another order.
func SetFrom(elements []Term) (Term, error) { return setOf(elements) }

// ArrayFrom is [Array] on the slice itself.
func ArrayFrom(elements []Term) (Term, error) { return arrayOf(elements) }

// LambdaFrom is [Lambda] on the slices themselves.
func LambdaFrom(params []string, ops []Op) (Op, error) {
	depth := 0
	for i := range ops {
		if c := ops[i].closure; c != nil {
			depth = max(depth, c.depth)
		}
	}
	if depth >= MaxDepth {
		return Op{}, ErrNesting
	}
	return Op{kind: OpClosure, closure: &Closure{params: params, ops: ops, depth: depth + 1}}, nil
}
