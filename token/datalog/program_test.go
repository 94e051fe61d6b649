package datalog_test

import (
	"slices"

	"pgregory.net/rapid"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// A program is drawn small in everything, so that its parts meet: three names, three variables, five values.

var (
	constants = []datalog.Term{datalog.Int(0), datalog.Int(1), datalog.Int(2), datalog.String("a"), datalog.Null()}
	variables = []datalog.Term{datalog.Var("x"), datalog.Var("y"), datalog.Var("z")}
)

type drawer struct{ *rapid.T }

func (d drawer) n(low, high int) int { return rapid.IntRange(low, high).Draw(d.T, "n") }
func (d drawer) one(of []datalog.Term) datalog.Term {
	return rapid.SampledFrom(of).Draw(d.T, "term")
}

func (d drawer) times(low, high int, f func()) {
	for range d.n(low, high) {
		f()
	}
}

func (d drawer) predicate(terms []datalog.Term) datalog.Predicate {
	p := datalog.Predicate{Name: rapid.SampledFrom([]string{"p", "q", "r"}).Draw(d.T, "name")}
	d.times(1, 2, func() { p.Terms = append(p.Terms, d.one(terms)) })
	return p
}

func (d drawer) scopes() (all []datalog.Scope) {
	if d.n(0, 2) > 0 {
		return nil
	}
	d.times(1, 2, func() {
		all = append(all, rapid.SampledFrom([]datalog.Scope{
			{Kind: datalog.ScopeAuthority}, {Kind: datalog.ScopePrevious}, {Kind: datalog.ScopeKey, Key: key(1)}, {Kind: datalog.ScopeKey, Key: key(2)},
		}).Draw(d.T, "scope"))
	})
	return all
}

// rule draws a rule; a query has no head.
func (d drawer) rule(query bool) naiveRule {
	var r naiveRule
	var bound []datalog.Term
	low := 1
	if query {
		low = 0
	}
	d.times(low, 1+d.n(1, 2), func() {
		p := d.predicate(slices.Concat(variables, variables, constants))
		r.body = append(r.body, p)
		for _, t := range p.Terms {
			if t.Kind() == datalog.KindVariable {
				bound = append(bound, t)
			}
		}
	})
	terms := append(bound, constants...)
	if d.n(0, 2) == 0 {
		d.times(1, 2, func() {
			op := rapid.SampledFrom([]datalog.Binary{datalog.Equal, datalog.Equal, datalog.LessThan, datalog.StrictEqual}).Draw(d.T, "op")
			r.conditions = append(r.conditions, condition{op, d.one(terms), d.one(terms)})
		})
	}
	r.head = d.predicate(terms)
	if query {
		r.head = datalog.Predicate{Name: "query"}
	}
	r.scopes = d.scopes()
	return r
}

func (d drawer) check(kind datalog.CheckKind) naiveCheck {
	c := naiveCheck{kind: kind}
	d.times(1, 2, func() { c.queries = append(c.queries, d.rule(true)) })
	return c
}

func (d drawer) block(authorizer bool) naiveBlock {
	var b naiveBlock
	if !authorizer && d.n(0, 1) == 0 {
		k := key(byte(d.n(1, 2)))
		b.signer = &k
	}
	b.scopes = d.scopes()
	facts := constants
	if d.n(0, 9) == 0 {
		facts = append(slices.Clone(constants), variables[0]) // the wire has facts with variables
	}
	d.times(1, 8, func() { b.facts = append(b.facts, d.predicate(facts)) })
	d.times(0, 2, func() { b.rules = append(b.rules, d.rule(false)) })
	d.times(0, 2, func() { b.checks = append(b.checks, d.check(datalog.CheckKind(d.n(0, 2)))) })
	if authorizer {
		d.times(0, 3, func() {
			b.policies = append(b.policies, d.check(datalog.CheckIf))
			b.allow = append(b.allow, d.n(0, 3) > 0)
		})
	}
	return b
}

func drawProgram(t *rapid.T) naiveWorld {
	d := drawer{t}
	w := naiveWorld{authorizer: d.block(true)}
	d.times(1, 4, func() { w.blocks = append(w.blocks, d.block(false)) })
	w.blocks[0].signer = nil
	return w
}

func (r naiveRule) rule() datalog.Rule {
	out := datalog.Rule{Head: r.head, Body: r.body, Scopes: r.scopes}
	for _, c := range r.conditions {
		out.Expressions = append(out.Expressions, c.program())
	}
	return out
}

func rules(of []naiveRule) (out []datalog.Rule) {
	for _, r := range of {
		out = append(out, r.rule())
	}
	return out
}

func (b naiveBlock) source() datalog.Authorizer {
	out := datalog.Authorizer{Block: datalog.Block{Scopes: b.scopes, Facts: b.facts, Rules: rules(b.rules)}}
	for _, c := range b.checks {
		out.Checks = append(out.Checks, datalog.Check{Kind: c.kind, Queries: rules(c.queries)})
	}
	for i, p := range b.policies {
		kind := datalog.Deny
		if b.allow[i] {
			kind = datalog.Allow
		}
		out.Policies = append(out.Policies, datalog.Policy{Kind: kind, Queries: rules(p.queries)})
	}
	return out
}

// large is a budget that no drawn program spends.
var large = datalog.Budget{Steps: 100_000_000, Facts: 1_000_000, Iterations: 1_000_000}

// engine loads the program into a world.
func (w *naiveWorld) engine(o datalog.Options) *datalog.World {
	out := datalog.NewWorld(o)
	for _, b := range w.blocks {
		must(0, out.AddBlock(must(datalog.Compile(b.source().Block)), b.signer))
	}
	must(0, out.SetAuthorizer(must(datalog.CompileAuthorizer(w.authorizer.source()))))
	return out
}
