package syntax_test

import (
	"fmt"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"pgregory.net/rapid"
)

// generator draws what the parser can produce. It follows the grammar and not the parser's code.
type generator struct {
	*rapid.T
	vars []string // bound where the expression stands
}

func (g generator) intn(n int) int { return rapid.IntRange(0, n-1).Draw(g.T, "choice") }

func (g generator) name() string {
	return rapid.SampledFrom([]string{"f", "right", "a:b", "_x", "7", "check", "or", "trusting", "true", "hex:", "Allow", "query"}).Draw(g.T, "name")
}

func (g generator) scalar() datalog.Term { return g.scalarOf(g.intn(6)) }

func (g generator) scalarOf(kind int) datalog.Term {
	switch kind {
	case 0:
		return datalog.Int(rapid.Int64().Draw(g.T, "integer"))
	case 1:
		return datalog.String(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{`"`, `\`, "\n", "\t", "a\"; allow if true; //", `\n`})).Draw(g.T, "string"))
	case 2:
		return datalog.Date(uint64(rapid.Int64Range(0, 253402300799).Draw(g.T, "date")))
	case 3:
		return datalog.Bytes(rapid.SliceOfN(rapid.Byte(), 0, 5).Draw(g.T, "bytes"))
	case 4:
		return datalog.Bool(rapid.Bool().Draw(g.T, "bool"))
	}
	return datalog.Null()
}

// value draws any term without variables.
func (g generator) value(depth int) datalog.Term {
	if depth == 0 {
		return g.scalar()
	}
	var elements []datalog.Term
	var entries []datalog.Entry
	n := g.intn(4)
	switch g.intn(5) {
	case 0:
		kind := g.intn(7)
		for range n {
			if kind == 6 {
				m, _ := datalog.Map(datalog.Entry{Key: g.scalarOf(g.intn(2)), Value: g.value(depth - 1)})
				elements = append(elements, m)
			} else {
				elements = append(elements, g.scalarOf(kind))
			}
		}
		return must(datalog.Set(elements...))
	case 1:
		for range n {
			elements = append(elements, g.value(depth-1))
		}
		return must(datalog.Array(elements...))
	case 2:
		for range n {
			entries = append(entries, datalog.Entry{Key: g.scalarOf(g.intn(2)), Value: g.value(depth - 1)})
		}
		return must(datalog.Map(entries...))
	}
	return g.scalar()
}

func must[T any](t T, err error) T {
	if err != nil {
		panic(err) // the generator draws nothing that datalog refuses
	}
	return t
}

func (g generator) term() datalog.Term {
	if g.intn(3) == 0 {
		return datalog.Var(fmt.Sprint("v", g.intn(4)))
	}
	return g.value(2)
}

func (g generator) predicate() datalog.Predicate {
	p := datalog.Predicate{Name: g.name()}
	for range 1 + g.intn(3) {
		p.Terms = append(p.Terms, g.term())
	}
	return p
}

func (g generator) fact() datalog.Predicate {
	p := datalog.Predicate{Name: g.name()}
	for range 1 + g.intn(3) {
		p.Terms = append(p.Terms, g.value(3))
	}
	return p
}

func (g generator) scopes() []datalog.Scope {
	var all []datalog.Scope
	for range g.intn(3) {
		key := datalog.Key{Algorithm: datalog.Ed25519, Bytes: string(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(g.T, "key"))}
		all = append(all, []datalog.Scope{
			{Kind: datalog.ScopeAuthority},
			{Kind: datalog.ScopePrevious},
			{Kind: datalog.ScopeKey, Key: key},
			{Kind: datalog.ScopeKey, Key: datalog.Key{Algorithm: datalog.P256, Bytes: "\x02" + key.Bytes}},
		}[g.intn(4)])
	}
	return all
}

// query draws a body with a head that needs no variable of it.
func (g generator) query(head datalog.Predicate) datalog.Rule {
	r := datalog.Rule{Head: head, Scopes: g.scopes()}
	for range g.intn(3) {
		r.Body = append(r.Body, g.predicate())
	}
	g.vars = nil
	for _, p := range r.Body {
		for _, t := range p.Terms {
			if name, ok := t.AsVar(); ok {
				g.vars = append(g.vars, name)
			}
		}
	}
	for range g.intn(3) {
		r.Expressions = append(r.Expressions, g.or(3))
	}
	if len(r.Body)+len(r.Expressions) == 0 {
		r.Expressions = []datalog.Expression{{datalog.Value(datalog.Bool(true))}}
	}
	return r
}

func (g generator) rule() datalog.Rule {
	r := g.query(datalog.Predicate{Name: g.name(), Terms: []datalog.Term{g.value(1)}})
	for _, p := range r.Body {
		if g.intn(2) == 0 {
			r.Head.Terms = append(r.Head.Terms, p.Terms...)
		}
	}
	return r
}

func (g generator) queries() []datalog.Rule {
	var all []datalog.Rule
	for range 1 + g.intn(3) {
		all = append(all, g.query(datalog.Predicate{Name: "query"}))
	}
	return all
}

func (g generator) check() datalog.Check {
	return datalog.Check{Kind: datalog.CheckKind(g.intn(3)), Queries: g.queries()}
}

func (g generator) policy() datalog.Policy {
	return datalog.Policy{Kind: datalog.PolicyKind(g.intn(2)), Queries: g.queries()}
}

func (g generator) block() datalog.Block {
	b := datalog.Block{Scopes: g.scopes()}
	for range g.intn(3) {
		b.Facts = append(b.Facts, g.fact())
	}
	for range g.intn(3) {
		b.Rules = append(b.Rules, g.rule())
	}
	for range g.intn(3) {
		b.Checks = append(b.Checks, g.check())
	}
	return b
}

func (g generator) authorizer() datalog.Authorizer {
	a := datalog.Authorizer{Block: g.block()}
	for range g.intn(3) {
		a.Policies = append(a.Policies, g.policy())
	}
	return a
}
