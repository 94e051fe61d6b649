package datalog

import "slices"

// clone copies whatever compiling writes to: the terms of rules and queries, the operations, and the closures.
func (a Authorizer) clone() Authorizer {
	a.Rules = cloneRules(a.Rules)
	a.Checks = slices.Clone(a.Checks)
	for i := range a.Checks {
		a.Checks[i].Queries = cloneRules(a.Checks[i].Queries)
	}
	a.Policies = slices.Clone(a.Policies)
	for i := range a.Policies {
		a.Policies[i].Queries = cloneRules(a.Policies[i].Queries)
	}
	return a
}

func cloneRules(rules []Rule) []Rule {
	rules = slices.Clone(rules)
	for i := range rules {
		r := &rules[i]
		r.Head.Terms = slices.Clone(r.Head.Terms)
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
