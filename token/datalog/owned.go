package datalog

// LambdaFrom is [Lambda] on slices that the caller gives away: they are kept and must not be used again. It saves the decoder
// two copies for every closure, and every && and || of a token is one.
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
