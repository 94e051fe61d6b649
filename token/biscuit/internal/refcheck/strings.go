package refcheck

import "github.com/hardtack-auth/hardtack/token/datalog"

// walk hands every string of an authorizer, or of a block as one without policies, to collect.
func walk(a datalog.Authorizer, collect func(string)) {
	for _, f := range a.Facts {
		terms(f.Terms, collect)
	}
	for _, r := range a.Rules {
		rule(r, collect)
	}
	for _, c := range a.Checks {
		for _, q := range c.Queries {
			rule(q, collect)
		}
	}
	for _, p := range a.Policies {
		for _, q := range p.Queries {
			rule(q, collect)
		}
	}
}

func rule(r datalog.Rule, collect func(string)) {
	terms(r.Head.Terms, collect)
	for _, p := range r.Body {
		terms(p.Terms, collect)
	}
	for _, e := range r.Expressions {
		ops(e, collect)
	}
}

func ops(all []datalog.Op, collect func(string)) {
	for _, o := range all {
		if o.Kind() == datalog.OpValue {
			terms([]datalog.Term{o.Term()}, collect)
		}
		_, inner := o.Closure()
		ops(inner, collect)
	}
}

func terms(all []datalog.Term, collect func(string)) {
	for _, t := range all {
		if s, ok := t.AsString(); ok {
			collect(s)
		}
		switch t.Kind() {
		case datalog.KindSet, datalog.KindArray, datalog.KindMap:
			for i := range t.Len() {
				key, value := t.At(i)
				if t.Kind() == datalog.KindMap {
					terms([]datalog.Term{key}, collect)
				}
				terms([]datalog.Term{value}, collect)
			}
		}
	}
}
