package wire

import (
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

func (e *encoder) statements(b *datalog.Block) {
	for i := range b.Facts {
		e.node()
		mark := e.open(4)
		e.predicate(1, &b.Facts[i])
		e.close(mark)
	}
	for i := range b.Rules {
		e.rule(5, &b.Rules[i])
	}
	for i := range b.Checks {
		e.check(&b.Checks[i])
	}
	for _, s := range b.Scopes {
		e.scope(7, s)
	}
}

func (e *encoder) predicate(number protowire.Number, p *datalog.Predicate) {
	mark := e.open(number)
	e.varint(1, e.table.index(p.Name))
	for _, t := range p.Terms {
		e.term(2, t)
	}
	e.close(mark)
}

func (e *encoder) rule(number protowire.Number, r *datalog.Rule) {
	e.node()
	mark := e.open(number)
	e.predicate(1, &r.Head)
	for i := range r.Body {
		e.node()
		e.predicate(2, &r.Body[i])
	}
	for _, x := range r.Expressions {
		e.node()
		inner := e.open(3)
		for _, o := range x {
			e.op(1, o)
		}
		e.close(inner)
	}
	for _, s := range r.Scopes {
		e.scope(4, s)
	}
	e.close(mark)
}

// check leaves out the kind of a `check if`: in version 3 there must be none.
func (e *encoder) check(c *datalog.Check) {
	e.node()
	mark := e.open(6)
	for i := range c.Queries {
		e.rule(1, &c.Queries[i])
	}
	switch c.Kind {
	case datalog.CheckIf:
	case datalog.CheckAll, datalog.RejectIf:
		e.varint(2, uint64(c.Kind))
	default:
		e.refuse("unknown kind of check")
	}
	e.close(mark)
}

func (e *encoder) scope(number protowire.Number, s datalog.Scope) {
	e.node()
	mark := e.open(number)
	switch s.Kind {
	case datalog.ScopeAuthority, datalog.ScopePrevious:
		e.varint(1, uint64(s.Kind))
	case datalog.ScopeKey:
		e.varint(2, e.table.key(s.Key))
	default:
		e.refuse("unknown kind of scope")
	}
	e.close(mark)
}

func (e *encoder) op(number protowire.Number, o datalog.Op) {
	e.node()
	mark := e.open(number)
	switch o.Kind() {
	case datalog.OpValue:
		e.value(1, o.Term()) // the operation is the node
	case datalog.OpUnary:
		e.operator(2, o, uint64(o.Unary()), o.Unary() <= datalog.ExternUnary)
	case datalog.OpBinary:
		e.operator(3, o, uint64(o.Binary()), o.Binary() <= datalog.TryOr)
	case datalog.OpClosure:
		inner := e.open(4)
		params, body := o.Closure()
		for _, p := range params {
			e.node()
			e.varint(1, e.table.index(p))
		}
		for _, b := range body {
			e.op(2, b)
		}
		e.close(inner)
	default:
		e.refuse("invalid operation")
	}
	e.close(mark)
}

func (e *encoder) operator(number protowire.Number, o datalog.Op, code uint64, known bool) {
	if !known {
		e.refuse("unknown operation")
	}
	mark := e.open(number)
	e.varint(1, code)
	if isExtern(o) {
		e.varint(2, e.table.index(o.Extern()))
	}
	e.close(mark)
}
