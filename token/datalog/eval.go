package datalog

import "errors"

// elem is what the stack of an expression holds: a value, or a closure that waits for its operator.
type elem struct {
	term    Term
	closure *Closure
}

// holds evaluates an expression of a body: true or false, anything else is an error.
func (w *World) holds(ops []Op) (bool, error) {
	t, err := w.eval(ops)
	if err != nil {
		return false, err
	}
	if t.kind != KindBool {
		return false, ErrType
	}
	return t.num != 0, nil
}

// eval runs a stack program. The stack is one slice of the world; closures use the part above their caller's. After an
// error the stack is left as it is: the world has failed, or a `.try_or` puts it right.
func (w *World) eval(ops []Op) (Term, error) {
	if err := w.spend(len(ops)); err != nil {
		return Term{}, err
	}
	base := len(w.stack)
	for i := range ops {
		o := &ops[i]
		switch o.kind {
		case OpValue:
			t := &o.term
			if t.kind == KindVariable {
				if t.num == unbound {
					return Term{}, ErrUnknownVar
				}
				t = &w.join.values[t.num]
			}
			w.stack = append(w.stack, elem{term: *t})
		case OpClosure:
			w.stack = append(w.stack, elem{closure: o.closure})
		case OpUnary:
			top := len(w.stack) - 1
			if top < base || w.stack[top].closure != nil {
				return Term{}, ErrStack
			}
			t, err := w.unary(o, &w.stack[top].term)
			if err != nil {
				return Term{}, err
			}
			w.stack[top].term = t
		case OpBinary:
			top := len(w.stack) - 2
			if top < base {
				return Term{}, ErrStack
			}
			t, err := w.apply2(o, top)
			if err != nil {
				return Term{}, err
			}
			w.stack = w.stack[:top+1]
			w.stack[top] = elem{term: t}
		default:
			return Term{}, ErrStack
		}
	}
	if len(w.stack) != base+1 || w.stack[base].closure != nil {
		return Term{}, ErrStack
	}
	t := w.stack[base].term
	w.stack = w.stack[:base]
	return t, nil
}

// apply2 applies a binary operator to the two elements of the stack from top on. One of them may be a closure, on either
// side, as in the reference: `.try_or` has it on the left, the others on the right.
func (w *World) apply2(o *Op, top int) (Term, error) {
	left, right := &w.stack[top], &w.stack[top+1]
	switch {
	case left.closure == nil && right.closure == nil:
		return w.binary(o, &left.term, &right.term)
	case left.closure == nil:
		return w.withClosure(o, left.term, right.closure)
	case right.closure == nil:
		return w.withClosure(o, right.term, left.closure)
	}
	return Term{}, ErrStack
}

func (w *World) withClosure(o *Op, t Term, c *Closure) (Term, error) {
	if c.shadows {
		return Term{}, ErrShadowed
	}
	switch op := Binary(o.code); {
	case len(c.params) == 0 && op == TryOr:
		return w.tryOr(c, t)
	case len(c.params) == 0 && t.kind == KindBool && (op == LazyAnd || op == LazyOr):
		if (t.num != 0) == (op == LazyOr) {
			return t, nil
		}
		return w.eval(c.ops) // of whatever type: the reference does not look (spec/biscuit.md, "Lazy operators")
	case len(c.params) == 1 && t.comp != nil && op == All:
		return w.quantify(c, t, false)
	case len(c.params) == 1 && t.comp != nil && op == Any:
		return w.quantify(c, t, true)
	}
	return Term{}, ErrType
}

// tryOr gives the closure's value, or fallback when it fails. A spent budget is no failure to recover from.
func (w *World) tryOr(c *Closure, fallback Term) (Term, error) {
	base := len(w.stack)
	t, err := w.eval(c.ops)
	if err == nil || IsLimit(err) {
		return t, err
	}
	w.stack = w.stack[:base] // what the failed program left
	return fallback, nil
}

// What an element costs beyond the operations of the closure. An entry of a map becomes an array.
const (
	elementCost = 2
	pairCost    = 12
)

// quantify evaluates the closure on the elements of t until one gives the value stop.
func (w *World) quantify(c *Closure, t Term, stop bool) (Term, error) {
	cost := elementCost
	if t.kind == KindMap {
		cost = pairCost
	}
	for i := range t.Len() {
		key, value := t.At(i)
		if err := w.spend(cost); err != nil {
			return Term{}, err
		}
		if t.kind == KindMap {
			pair, err := arrayOf([]Term{key, value})
			if err != nil {
				return Term{}, errors.Join(ErrType, err)
			}
			value = pair
		}
		w.join.values[c.slot] = value
		holds, err := w.holds(c.ops)
		if err != nil {
			return Term{}, err
		}
		if holds == stop {
			return Bool(stop), nil
		}
	}
	return Bool(!stop), nil
}
