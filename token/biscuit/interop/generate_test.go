package interop

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
)

// sample is a token to build and an authorizer to ask, as source text that both sides parse.
type sample struct {
	root, next biscuit.Algorithm
	blocks     []sampleBlock
	sealed     bool
	authorizer string
}

type sampleBlock struct {
	code   string
	signer biscuit.PrivateKey // of a third-party block; zero for one of the token's own chain
	scopes []datalog.Scope    // of the whole block. Not in code: the reference drops them there (decision 2, D7)
}

func (s sample) String() string {
	var b strings.Builder
	for i, block := range s.blocks {
		fmt.Fprintf(&b, "block %d, signer %v, scopes %v:\n%s", i, block.signer, block.scopes, block.code)
	}
	fmt.Fprintf(&b, "sealed %v, root %v, next key %v, authorizer:\n%s", s.sealed, s.root, s.next, s.authorizer)
	return b.String()
}

// generator draws samples. It draws nothing on which the two sides are known to differ:
//   - no `reject if` with several queries (D1), no scopes in the text of a block (D7);
//   - regular expressions from a list that both dialects read alike (D11);
//   - no expression variable that nothing binds: the reference reports it by a number of its symbol table;
//   - only what both parsers read: no empty map in a fact or a value, no set of one element that could be a parameter, no set of arrays.
//
// The encodings differ in the version of a block (D2), which [sameBlock] knows. That the order of facts decides in the
// reference when one candidate fails and another satisfies (D8) is what [judge] runs it several times for.
type generator struct {
	*rand.Rand
	signers []biscuit.PrivateKey
	vars    []string // bound where the expression stands
	depth   int      // of closures
}

// chance is true n times in a hundred.
func (g *generator) chance(n int) bool { return g.IntN(100) < n }

func pick[T any](g *generator, all ...T) T { return all[g.IntN(len(all))] }

// some draws a number from low to high.
func (g *generator) some(low, high int) int { return low + g.IntN(high-low+1) }

func (g *generator) sample() sample {
	s := sample{root: g.algorithm(), next: g.algorithm(), sealed: g.chance(20)}
	for i := range g.some(1, 4) {
		b := sampleBlock{code: g.statements(g.some(1, 7), g.some(0, 2), g.some(0, 3)/2)}
		if i > 0 && g.chance(35) {
			b.signer = pick(g, g.signers...)
		}
		if g.chance(10) {
			b.scopes = g.scopeList()
		}
		s.blocks = append(s.blocks, b)
	}
	s.authorizer = g.statements(g.some(0, 3), g.some(0, 2), g.some(0, 3)/2)
	for range g.some(0, 2) {
		s.authorizer += pick(g, "allow if ", "allow if ", "deny if ") + g.queries(2) + ";\n"
	}
	if g.chance(70) {
		s.authorizer += "allow if true;\n"
	}
	return s
}

func (g *generator) algorithm() biscuit.Algorithm {
	return pick(g, biscuit.Ed25519, biscuit.Ed25519, biscuit.P256)
}

func (g *generator) statements(facts, rules, checks int) string {
	var b strings.Builder
	for range facts {
		b.WriteString(g.fact() + ";\n")
	}
	for range rules {
		b.WriteString(g.rule() + ";\n")
	}
	for range checks {
		kind, queries := pick(g, "check if ", "check if ", "check if ", "check all ", "reject if "), 2
		if kind == "reject if " {
			queries = 1
		}
		b.WriteString(kind + g.queries(queries) + ";\n")
	}
	return b.String()
}

// predicates and their numbers of terms. Few names and few values make joins that match.
var predicates = map[string]int{"user": 1, "a:b": 1, "p": 1, "edge": 2, "owner_of": 2, "q": 2, "right": 3, "resource": 1}

func (g *generator) predicate(term func() string) string {
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range predicates {
			if !yield(name) {
				return
			}
		}
	})
	name := pick(g, names...)
	terms := make([]string, predicates[name])
	for i := range terms {
		terms[i] = term()
	}
	return name + "(" + strings.Join(terms, ", ") + ")"
}

func (g *generator) fact() string {
	return g.predicate(func() string {
		if g.chance(12) {
			return g.value(2, true)
		}
		return g.common()
	})
}

// common draws from the few values that joins can meet in.
func (g *generator) common() string {
	return pick(g, "1", "2", "3", `"a"`, `"b"`, `"file1"`)
}

// body draws predicates and remembers their variables.
func (g *generator) body(from, to int) []string {
	g.vars = nil
	var parts []string
	for range g.some(from, to) {
		parts = append(parts, g.predicate(func() string {
			switch {
			case g.chance(65):
				v := pick(g, "x", "y", "z")
				if !slices.Contains(g.vars, v) {
					g.vars = append(g.vars, v)
				}
				return "$" + v
			case g.chance(5):
				return g.value(1, false)
			}
			return g.common()
		}))
	}
	return parts
}

func (g *generator) rule() string {
	body := g.body(1, 3)
	head := g.predicate(func() string {
		if len(g.vars) > 0 && g.chance(80) {
			return "$" + pick(g, g.vars...)
		}
		return g.common()
	})
	return head + " <- " + g.rest(body)
}

func (g *generator) queries(most int) string {
	var all []string
	for range g.some(1, most) {
		all = append(all, g.rest(g.body(0, 3)))
	}
	return strings.Join(all, " or ")
}

// rest adds expressions and scopes to a body.
func (g *generator) rest(parts []string) string {
	from := 0
	if len(parts) == 0 {
		from = 1
	}
	for range g.some(from, 2) {
		switch {
		case g.chance(5):
			parts = append(parts, g.strict().text)
		case g.chance(70) || len(parts) == 0:
			parts = append(parts, g.boolean(3).text)
		}
	}
	text := strings.Join(parts, ", ")
	if g.chance(25) {
		var names []string
		for _, s := range g.scopeList() {
			switch s.Kind {
			case datalog.ScopeAuthority:
				names = append(names, "authority")
			case datalog.ScopePrevious:
				names = append(names, "previous")
			case datalog.ScopeKey:
				names = append(names, s.Key.String())
			}
		}
		text += " trusting " + strings.Join(names, ", ")
	}
	return text
}

func (g *generator) scopeList() []datalog.Scope {
	var all []datalog.Scope
	for range g.some(1, 2) {
		all = append(all, pick(g,
			datalog.Scope{Kind: datalog.ScopeAuthority},
			datalog.Scope{Kind: datalog.ScopePrevious},
			datalog.Scope{Kind: datalog.ScopeKey, Key: pick(g, g.signers...).PublicKey().Key()},
		))
	}
	return all
}
