package wire

import "github.com/hardtack-auth/hardtack/token/datalog"

// features tells what a block uses of the language beyond v3.0.
type features struct {
	scopes bool
	all    bool // check all
	reject bool
	v31    bool // & | ^ !==
	v33    bool // what the reference counts as v3.3, but reject if
	more   bool // what it does not count, although v3.3 brought it: arrays, maps, .get, .try_or
}

// RequiredVersion returns the lowest block version whose readers understand all of b, 3 to 6. The reference writes arrays,
// maps and .get in version 3, where other implementations fail on them; we say 6. A third party's block needs 5 at least.
func RequiredVersion(b datalog.Block) uint32 {
	return featuresOf(&b).version()
}

func (f features) version() uint32 {
	switch {
	case f.reject || f.v33 || f.more:
		return 6
	case f.scopes || f.all || f.v31:
		return 4
	}
	return MinVersion
}

func featuresOf(b *datalog.Block) (f features) {
	f.scopes = len(b.Scopes) > 0
	for i := range b.Facts {
		f.predicate(&b.Facts[i])
	}
	for i := range b.Rules {
		f.predicate(&b.Rules[i].Head)
		f.rule(&b.Rules[i])
	}
	for i := range b.Checks {
		f.all = f.all || b.Checks[i].Kind == datalog.CheckAll
		f.reject = f.reject || b.Checks[i].Kind == datalog.RejectIf
		for j := range b.Checks[i].Queries {
			f.rule(&b.Checks[i].Queries[j]) // without the head, which carries no meaning in a query
		}
	}
	return f
}

func (f *features) rule(r *datalog.Rule) {
	f.scopes = f.scopes || len(r.Scopes) > 0
	for i := range r.Body {
		f.predicate(&r.Body[i])
	}
	for _, e := range r.Expressions {
		for i := range e {
			f.op(&e[i])
		}
	}
}

func (f *features) predicate(p *datalog.Predicate) {
	for i := range p.Terms {
		f.term(&p.Terms[i])
	}
}

func (f *features) term(t *datalog.Term) {
	switch t.Kind() {
	case datalog.KindNull:
		f.v33 = true
	case datalog.KindArray, datalog.KindMap:
		f.more = true
	case datalog.KindSet:
		if t.Len() > 0 {
			_, first := t.At(0) // all are of one kind
			f.term(&first)
		}
	}
}

// op looks at one operation. What is in a closure needs no look, since a closure is v3.3 itself.
func (f *features) op(o *datalog.Op) {
	switch o.Kind() {
	case datalog.OpValue:
		t := o.Term()
		f.term(&t)
	case datalog.OpClosure:
		f.v33 = true
	case datalog.OpUnary:
		if o.Unary() == datalog.TypeOf || o.Unary() == datalog.ExternUnary {
			f.v33 = true
		}
	case datalog.OpBinary:
		switch o.Binary() {
		case datalog.BitwiseAnd, datalog.BitwiseOr, datalog.BitwiseXor, datalog.StrictNotEqual:
			f.v31 = true
		case datalog.Equal, datalog.NotEqual, datalog.LazyAnd, datalog.LazyOr, datalog.All, datalog.Any, datalog.ExternBinary:
			f.v33 = true
		case datalog.Get, datalog.TryOr:
			f.more = true
		}
	}
}
