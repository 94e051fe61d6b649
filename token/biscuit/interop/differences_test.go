package interop

import (
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/biscuit/internal/refcheck"
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// The differences that we want (decision 2), each seen from both sides. When the reference changes its mind
// one of these tests fails, and the generator can draw more.

// both returns the classes of the two decisions on one token.
func both(t *testing.T, r rust, v *biscuit.Verified, root biscuit.PrivateKey, authorizer string, times int) (ours string, theirs map[string]int) {
	t.Helper()
	a, err := syntax.ParseAuthorizer(authorizer, noParams)
	if err != nil {
		t.Fatal(err)
	}
	out, err := refcheck.Evaluate(t.Context(), v, a)
	if err != nil {
		t.Fatal(err)
	}
	theirs = map[string]int{}
	for _, raw := range r.authorize(v.Text(), root, authorizer, times).Results {
		theirs[refcheck.Class(string(raw))]++
	}
	return refcheck.Class(out.Result), theirs
}

func mint(t *testing.T, root biscuit.PrivateKey, code string) *biscuit.Verified {
	t.Helper()
	v, err := biscuit.Mint(root, parseBlock(t, code), biscuit.MintOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestD1RejectWithSeveralQueriesRejectsWhenOneMatches(t *testing.T) {
	r := needReference(t)
	root := newKey(t, biscuit.Ed25519)
	v := read(r, mint(t, root, `bad(1); reject if bad(1) or bad(2);`).Text(), root)
	if ours, theirs := both(t, r, v, root, "allow if true;", 1); ours != "Unauthorized" || theirs["Ok"] != 1 {
		t.Errorf("%s here, %v there", ours, theirs)
	}
	// Where all match or none does there is no difference.
	decidedAlike(t, r, v, root, "bad(2); allow if true;", "Unauthorized")
	decidedAlike(t, r, read(r, mint(t, root, `reject if bad(1) or bad(2);`).Text(), root), root, "allow if true;", "Ok")
}

func TestD6APrintedStringCannotBecomeDatalog(t *testing.T) {
	r := needReference(t)
	root := newKey(t, biscuit.Ed25519)
	v := mint(t, root, `note("a\"); admin(\"b");`)
	printed := r.print(v.Text(), root).Blocks[0]
	theirs, err := syntax.ParseBlock(printed, noParams)
	if err != nil || len(theirs.Facts) != 2 {
		t.Errorf("the reference prints %s: %v", printed, err)
	}
	if ours := parseBlock(t, v.Blocks()[0].Code()); len(ours.Facts) != 1 {
		t.Errorf("we print %s", v.Blocks()[0].Code())
	}
}

func TestD7ScopesOfABlockInItsTextAreHonoured(t *testing.T) {
	r := needReference(t)
	root, signer := newKey(t, biscuit.Ed25519), newKey(t, biscuit.Ed25519)
	code := `trusting authority, ` + signer.PublicKey().String() + `; check if group("admin");`
	ours := read(r, mint(t, root, code).Text(), root)
	theirs := read(r, r.mint(root, code), root)
	if n, m := len(ours.Blocks()[0].Datalog.Scopes), len(theirs.Blocks()[0].Datalog.Scopes); n != 2 || m != 0 {
		t.Errorf("%d scopes in the block made here, %d in the other", n, m)
	}
	// Both evaluate them.
	for v, want := range map[*biscuit.Verified]string{ours: "Ok", theirs: "Unauthorized"} {
		with := read(r, thirdPartyHere(t, v, signer, parseBlock(t, `group("admin");`)).Text(), root)
		decidedAlike(t, r, with, root, "allow if true;", want)
	}
}

func TestD8AnErrorDominatesWhateverTheOrderOfFacts(t *testing.T) {
	r := needReference(t)
	root := newKey(t, biscuit.Ed25519)
	v := read(r, mint(t, root, `f(1); f("a");`).Text(), root)
	for _, c := range []string{
		`check if f($x), $x === 1; allow if true;`,
		`allow if f($x), $x === 1;`,
		`check all f($x), $x === 2; allow if true;`,
		`reject if f($x), $x === 1; allow if true;`,
	} {
		ours, theirs := both(t, r, v, root, c, 200)
		if ours != "Execution" || theirs["Execution"] == 0 || len(theirs) < 2 {
			t.Errorf("%s: %s here, %v there", c, ours, theirs)
		}
	}
	// A rule looks at every candidate there too.
	decidedAlike(t, r, v, root, `g($x) <- f($x), $x === 1; allow if true;`, "Execution")
}

// biscuit-go writes eager operators, which the reference prints as text with another meaning.
func TestD9EagerOperatorsPrintAsWhatTheyMean(t *testing.T) {
	r := needReference(t)
	root := newKey(t, biscuit.Ed25519)
	v := byBiscuitGo(t, root, []string{`f(1); check if f($x), $x === 1 && $x < 2 || false;`}, false)
	if code := v.Blocks()[0].Code(); !strings.Contains(code, "$x === 1 && $x < 2 || false") {
		t.Errorf("we print %s", code)
	}
	if code := r.print(v.Text(), root).Blocks[0]; !strings.Contains(code, "$x === 1 &&! $x < 2 ||! false") {
		t.Errorf("the reference prints %s", code)
	}
	if ours, theirs := both(t, r, v, root, "allow if true;", 1); ours != "Ok" || theirs["Ok"] != 1 {
		t.Errorf("%s here, %v there", ours, theirs)
	}
	if ours, theirs := both(t, r, v, root, "f(0); check if f($x), $x < 1; allow if true;", 1); ours != "Ok" || theirs["Ok"] != 1 {
		t.Errorf("%s here, %v there", ours, theirs)
	}
}

// A pattern that we cannot evaluate as the reference does is an error here, never false.
func TestD11PatternsMeanTheSameOrAreRefused(t *testing.T) {
	r := needReference(t)
	root := newKey(t, biscuit.Ed25519)
	v := mint(t, root, `user(1);`)
	patterns := []string{`\d`, `\w`, `\s`, `\D+`, `\bé`, `[a-c&&[^a]]`, `[\w--\d]`, `(?x) a # b`, `\p{Lowercase}`, `\p{Greek}`, `a{1,1001}`,
		`(?i)É`, `^a$`, `(?m)^b$`, `(?s).`, `.`, `(?R)a`, `\u{e9}`, `\x41`, `[[:alpha:]]`, `a**`, `(`, `a{2,1}`, `(?P<n>a)`, `(?<n>a)`, `(?=a)`, `\1`, `\z`, `\Aa`, `a|`}
	subjects := []string{"", "a", "b", "A", "é", "É", "٣", "α", "a\nb", " ", "ab", "aa"}
	refused := 0
	for _, p := range patterns {
		for _, s := range subjects {
			authorizer := "check if " + syntax.FormatTerm(datalog.String(s)) + ".matches(" + syntax.FormatTerm(datalog.String(p)) + "); allow if true;"
			ours, theirs := both(t, r, v, root, authorizer, 1)
			switch {
			case theirs[ours] == 1:
			case ours == "Execution":
				refused++
			default:
				t.Errorf("%q on %q: %s here, %v there", p, s, ours, theirs)
			}
		}
	}
	t.Logf("%d of %d are errors here", refused, len(patterns)*len(subjects))
	if refused*4 > len(patterns)*len(subjects) {
		t.Error("more than a quarter is an error here")
	}
}

// What one side writes the other reads, and both refuse to write what is nested too deep. A map takes three messages a level,
// an array two.
func TestD13NestingIsLimitedAlike(t *testing.T) {
	r := needReference(t)
	root := newKey(t, biscuit.Ed25519)
	for depth := 28; depth < 60; depth++ {
		for name, code := range map[string]string{
			"array":   "f(" + strings.Repeat("[", depth) + strings.Repeat("]", depth) + ");",
			"map":     "f(" + strings.Repeat(`{"a": `, depth) + "1" + strings.Repeat("}", depth) + ");",
			"closure": "check if " + strings.Repeat("true && (", depth) + "true" + strings.Repeat(")", depth) + ";",
		} {
			var made struct{ Token string }
			theirs := reference.call("mint", map[string]any{"private": root.SecretText(), "code": code}, &made)
			b, ours := syntax.ParseBlock(code, noParams)
			var v *biscuit.Verified
			if ours == nil {
				v, ours = biscuit.Mint(root, b, biscuit.MintOptions{})
			}
			onlyThere := name == "array" && depth == datalog.MaxDepth+1 // our limit counts values, theirs messages
			if onlyThere && (ours == nil || theirs != nil) || !onlyThere && (ours == nil) != (theirs == nil) {
				t.Errorf("%s %d: %v here, %v there", name, depth, ours, theirs)
			}
			if ours == nil && theirs == nil {
				read(r, v.Text(), root)
				read(r, made.Token, root)
			}
		}
	}
}
