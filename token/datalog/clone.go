package datalog

import "slices"

// Clone returns a copy of the block that shares nothing with it but what cannot be changed.
func (b Block) Clone() Block { return Authorizer{Block: b}.Clone().Block }

// Clone returns a copy of the authorizer that shares nothing with it but what cannot be changed.
func (a Authorizer) Clone() Authorizer {
	a.Scopes = slices.Clone(a.Scopes)
	a.Facts = slices.Clone(a.Facts)
	for i := range a.Facts {
		a.Facts[i].Terms = slices.Clone(a.Facts[i].Terms)
	}
	a.Rules = cloneRules(a.Rules)
	a.Checks = slices.Clone(a.Checks)
	for i := range a.Checks {
		a.Checks[i] = a.Checks[i].Clone()
	}
	a.Policies = slices.Clone(a.Policies)
	for i := range a.Policies {
		a.Policies[i].Queries = cloneRules(a.Policies[i].Queries)
	}
	return a
}

// Clone returns a copy of the check that shares nothing with it but what cannot be changed.
func (c Check) Clone() Check {
	c.Queries = cloneRules(c.Queries)
	return c
}

func cloneRules(rules []Rule) []Rule {
	rules = slices.Clone(rules)
	for i := range rules {
		r := &rules[i]
		r.Head.Terms = slices.Clone(r.Head.Terms)
		r.Scopes = slices.Clone(r.Scopes)
		r.Body = slices.Clone(r.Body)
		for j := range r.Body {
			r.Body[j].Terms = slices.Clone(r.Body[j].Terms)
		}
		r.Expressions = slices.Clone(r.Expressions)
		for j := range r.Expressions {
			r.Expressions[j] = cloneOps(r.Expressions[j])
		}
	}
	return rules
}

func cloneOps(ops []Op) []Op {
	ops = slices.Clone(ops)
	for i := range ops {
		if c := ops[i].closure; c != nil {
			ops[i].closure = &Closure{params: c.params, ops: cloneOps(c.ops), depth: c.depth}
		}
	}
	return ops
}
