package interop

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"strings"
	"testing"

	biscuitgo "github.com/biscuit-auth/biscuit-go/v2"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
)

// work is Datalog without a token, for engines alone. Where a peer does not finish it is not run: the reference ends at 1,000
// facts whatever limit it is given, and biscuit-go's time grows with the fifth power of a chain's length.
type work struct {
	name      string
	source    string
	reference bool
	biscuitGo bool
}

// closure is the transitive closure of a chain of n nodes: n(n-1)/2 paths.
func closure(n int) string {
	var b strings.Builder
	for i := range n - 1 {
		fmt.Fprintf(&b, "edge(%d, %d);\n", i, i+1)
	}
	fmt.Fprintf(&b, "path($x, $y) <- edge($x, $y);\npath($x, $z) <- edge($x, $y), path($y, $z);\nallow if path(0, %d);\n", n-1)
	return b.String()
}

// join is a 3-way join over 3n facts in chains of three, which the policy looks for the last of.
func join(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a(%d, %d);\nb(%d, %d);\nc(%d, %d);\n", i, i+1, i+1, i+2, i+2, i+3)
	}
	fmt.Fprintf(&b, "allow if a($x, $y), b($y, $z), c($z, $w), $x === %d;\n", n-1)
	return b.String()
}

// manyRules are 1,000 rules, of which nine in ten derive a fact.
func manyRules() string {
	var b strings.Builder
	for i := range 9 {
		fmt.Fprintf(&b, "f%d(%d);\n", i, i)
	}
	for i := range 1000 {
		fmt.Fprintf(&b, "g%d($x) <- f%d($x);\n", i, i%10)
	}
	b.WriteString("allow if g998(8);\n")
	return b.String()
}

var works = []work{
	{"closure40", closure(40), true, true},
	{"closure300", closure(300), false, false},
	{"join3x300", join(100), true, true},
	{"join3x1000", join(333), true, true},
	{"rules1000", manyRules(), true, true},
}

// BenchmarkP7 evaluates Datalog beside the peers, their limits out of the way.
func BenchmarkP7(b *testing.B) {
	for _, w := range works {
		statements := parseAuthorizer(b, w.source)
		policies := prepare(b, statements)
		options := biscuit.Options{Budget: datalog.Budget{Steps: 1 << 40, Facts: 1 << 20, Iterations: 1 << 20}}
		b.Run(w.name+"/ours", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				a, err := biscuit.Unauthenticated(policies, nil, options)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := a.Authorize(context.Background()); err != nil {
					b.Fatal(err)
				}
			}
		})
		if w.biscuitGo {
			b.Run(w.name+"/biscuit-go", func(b *testing.B) { goDatalog(b, statements) })
		}
		if w.reference {
			b.Run(w.name+"/biscuit-wasm", func(b *testing.B) {
				inNode(b, needReference(b), "timeWorld", map[string]any{"authorizer": w.source})
			})
		}
	}
}

// goDatalog needs a token: one that says nothing, verified outside the loop as far as its API allows.
func goDatalog(b *testing.B, statements datalog.Authorizer) {
	theirs, err := goAuthorizer(statements)
	if err != nil {
		b.Fatal(err)
	}
	root := newKey(b, biscuit.Ed25519)
	token, err := biscuitgo.NewBuilder(ed25519.NewKeyFromSeed(root.SecretBytes())).Build()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		a, err := biscuitgo.NewVerifier(token, goLimits())
		if err != nil {
			b.Fatal(err)
		}
		a.AddAuthorizer(theirs)
		if err := a.Authorize(); err != nil {
			b.Fatal(err)
		}
	}
}
