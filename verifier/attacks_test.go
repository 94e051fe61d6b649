package verifier_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/hardtack-auth/hardtack/revocation"
	"github.com/hardtack-auth/hardtack/token"
	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/verifier"
)

// appended is the coder's token with a block of free text behind it.
func appended(t *testing.T, w *world, code string) string {
	t.Helper()
	u, err := w.coder.Biscuit().Append(block(t, code))
	if err != nil {
		t.Fatal(err)
	}
	return u.Text()
}

// An attenuated token must not be able to answer the verifier's questions itself (spec/profile.md, "Reserved predicates").
func TestReservedFactsInTokensAreRefused(t *testing.T) {
	w := newWorld(t)
	for _, code := range []string{
		`time(2020-01-01T00:00:00Z);`,
		`operation("repos:read");`,
		`audience($x) <- delegate($x);`,
		`claimed_user("root");`,
		`hops(0);`,
	} {
		c, err := w.verify(appended(t, w, code), "repos:read@/acme/site")
		d, ok := errors.AsType[*verifier.DeniedError](err)
		if c != nil || !ok || d.Reason != verifier.ReasonProfile {
			t.Errorf("%s: %v, %v, want a denial for the profile", code, c, err)
		}
	}
}

func TestTraversalIsRefusedBeforeEvaluation(t *testing.T) {
	w := newWorld(t)
	v, err := verifier.New(verifier.Config{Audience: audience, Keys: biscuit.Root(w.root.PublicKey()), Revocations: w.source})
	if err != nil {
		t.Fatal(err)
	}
	for _, resource := range []string{
		"/acme/../evil", "/acme/./x", "/acme//x", "acme/x", "", "/acme/%2e%2e/evil", "/acme/a%2fb", "/acme/\x00", "/acme/%zz", "/acme/\xff",
	} {
		c, err := v.Verify(context.Background(), w.coder.Encode(), verifier.Request{Operation: "repos:read", Resource: resource})
		d, ok := errors.AsType[*verifier.DeniedError](err)
		if c != nil || !ok || d.Reason != verifier.ReasonRequest {
			t.Errorf("%q: %v, %v, want a malformed request", resource, c, err)
		}
	}
}

// "/acme/" must not match "/acme-evil" (spec/profile.md, "Shapes").
func TestSiblingPrefixIsNotInASubtree(t *testing.T) {
	w := newWorld(t)
	w.deny(w.coder.Encode(), "repos:read@/acme-evil", verifier.ReasonNotGranted, "block 0 does not grant it")
	w.deny(w.coder.Encode(), "repos:read@/acme", verifier.ReasonNotGranted, "block 0 does not grant it")
	w.allow(w.coder.Encode(), "repos:read@/acme/", "coder, for alice@acme.example")
}

func TestExpiredTokenIsRefused(t *testing.T) {
	w := newWorld(t)
	child := delegate(t, w.coder, "search", token.For(time.Minute))
	w.now = w.now.Add(2 * time.Minute)
	_, err := w.verify(child.Encode(), "repos:read@/acme/site")
	if d, ok := errors.AsType[*verifier.DeniedError](err); !ok || d.Reason != verifier.ReasonExpired || d.Block != 1 {
		t.Errorf("%v, want block 1 expired", err)
	}
	w.allow(w.coder.Encode(), "repos:read@/acme/site", "coder, for alice@acme.example")
}

func TestChildCannotOutliveItsParent(t *testing.T) {
	w := newWorld(t)
	child := delegate(t, w.coder, "search", token.For(30*24*time.Hour))
	if got, want := child.Rights().Expires, w.coder.Rights().Expires; !got.Equal(want) {
		t.Errorf("the child expires at %v, its parent at %v", got, want)
	}
}

func TestTokenForAnotherServerIsRefused(t *testing.T) {
	w := newWorld(t)
	v, err := verifier.New(verifier.Config{
		Audience: "https://other.acme.example", Keys: biscuit.Root(w.root.PublicKey()), Revocations: w.source,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = v.Verify(context.Background(), w.coder.Encode(), verifier.Request{Operation: "repos:read", Resource: "/acme/x"})
	if d, ok := errors.AsType[*verifier.DeniedError](err); !ok || d.Reason != verifier.ReasonAudience {
		t.Errorf("%v, want it refused for the audience", err)
	}
}

func TestForeignRootIsRefused(t *testing.T) {
	w, other := newWorld(t), newWorld(t)
	_, err := w.verify(other.coder.Encode(), "repos:read@/acme/site")
	if d, ok := errors.AsType[*verifier.DeniedError](err); !ok || d.Reason != verifier.ReasonSignature || d.Block != 0 {
		t.Errorf("%v, want the signature of block 0 refused", err)
	}
}

func TestDepthIsEnforced(t *testing.T) {
	w := newWorld(t)
	tok := w.coder
	for _, name := range []string{"a", "b", "c"} {
		tok = delegate(t, tok, name)
	}
	if _, err := tok.Delegate(token.Agent{Name: "d"}); err == nil {
		t.Error("a fourth hop was made, three are allowed")
	}
	forged, err := tok.Biscuit().Append(block(t, `delegation(1); delegate("d");`))
	if err != nil {
		t.Fatal(err)
	}
	w.deny(forged.Text(), "repos:read@/acme/site", verifier.ReasonNarrowed, "block 0 allows at most 3 delegations")
}

// A block must not be able to make the verifier look broken: it is refused, not an internal error.
func TestErrorsOfBlocksAreDenials(t *testing.T) {
	w := newWorld(t)
	for code, reason := range map[string]verifier.Reason{
		`check if 1 + "a" == 2;`:                                    verifier.ReasonEvaluation,
		`check if "a".extern::f();`:                                 verifier.ReasonEvaluation,
		strings.Repeat(`a(1, 2, 3, 4, 5, 6, 7, 8, 9);`, 1) + bomb(): verifier.ReasonBudget,
	} {
		c, err := w.verify(appended(t, w, code), "repos:read@/acme/site")
		if d, ok := errors.AsType[*verifier.DeniedError](err); c != nil || !ok || d.Reason != reason {
			t.Errorf("%.40s: %v, %v, want %s", code, c, err, reason)
		}
	}
}

// bomb is a join over 60 facts that takes 60^4 steps.
func bomb() string {
	var b strings.Builder
	for i := range 60 {
		b.WriteString("f(" + string(rune('0'+i/10)) + string(rune('0'+i%10)) + ");\n")
	}
	return b.String() + "check if f($a), f($b), f($c), f($d), $a + $b + $c + $d == -1;"
}

func TestUndecidedRefuses(t *testing.T) {
	w := newWorld(t)
	for name, source := range map[string]revocation.Source{
		"uninitialised": new(revocation.Set),
		"stale":         old{},
	} {
		v, err := verifier.New(verifier.Config{Audience: audience, Keys: biscuit.Root(w.root.PublicKey()), Revocations: source})
		if err != nil {
			t.Fatal(err)
		}
		c, err := v.Verify(context.Background(), w.coder.Encode(), verifier.Request{Operation: "repos:read", Resource: "/acme/x"})
		if _, denied := errors.AsType[*verifier.DeniedError](err); c != nil || denied || !errors.Is(err, verifier.ErrUndecided) {
			t.Errorf("%s: %v, %v, want it undecided", name, c, err)
		}
	}
}

// old is a source whose data is six minutes old.
type old struct{}

func (old) Ask([]revocation.Key) revocation.Answer {
	return revocation.Answer{Verdict: revocation.Clear, Age: 6 * time.Minute}
}

func TestConfigRefusesWhatItLacks(t *testing.T) {
	keys := biscuit.Root(biscuit.PublicKey{})
	for name, c := range map[string]verifier.Config{
		"audience":    {Keys: keys, Revocations: verifier.NoRevocation()},
		"keys":        {Audience: audience, Revocations: verifier.NoRevocation()},
		"revocations": {Audience: audience, Keys: keys},
	} {
		if v, err := verifier.New(c); err == nil || v != nil {
			t.Errorf("without %s: %v, %v", name, v, err)
		}
	}
}

func TestRootKeyAndHandleRevocation(t *testing.T) {
	w := newWorld(t)
	handle := token.Handle{1, 2, 3}
	tok, err := token.Mint(w.root, token.Grant{
		User: "alice@acme.example", Agent: token.Agent{Name: "coder"}, Audience: []string{audience},
		Allow: permissions(t, "repos:read@/acme/"), TTL: time.Hour, Handles: []token.Handle{handle},
	})
	if err != nil {
		t.Fatal(err)
	}
	v, err := tok.Biscuit().Verify(biscuit.Root(w.root.PublicKey()))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := token.RevocationKeys(v, tok.Claims())
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		"block 0 is revoked",
		"the root key that issued it is revoked",
		"everything issued to its agent, owner or tenant is revoked",
	} {
		w.source = revocation.NewSet(revocation.Entry{Key: keys[i]})
		w.deny(tok.Encode(), "repos:read@/acme/x", verifier.ReasonRevoked, want)
	}
}

// What a denial quotes is anybody's: it must stay one short line, which cannot be read as another verdict.
func TestDenialTextsCannotForgeLines(t *testing.T) {
	w := newWorld(t)
	long := strings.Repeat("x", 5000)
	var many strings.Builder
	for i := range 500 {
		fmt.Fprintf(&many, `"%s%d",`, long[:90], i)
	}
	for _, code := range []string{
		`check if operation($o), {"x\nallow  coder, for alice"}.contains($o);`,
		"check if resource($r), {\"/\x1b[2J\r\n\"}.contains($r);",
		`check if operation($o), {` + many.String() + `"z"}.contains($o);`,
		`check if operation($o), {"` + long + `"}.contains($o);`,
		`check if true.extern::` + long + `();`,
		"claimed_" + long + `("x");`,
		`delegation(1); delegate("` + long + `");`,
		"delegation(1); delegate(\"a\nallow\");",
		"check if audience($a), {\"\u202eevil\", \"\u2028x\"}.contains($a);",
	} {
		_, err := w.verify(appended(t, w, code), "repos:read@/acme/site")
		d, ok := errors.AsType[*verifier.DeniedError](err)
		if !ok {
			t.Fatalf("%.40s: %v, want a denial", code, err)
		}
		if text := d.Error(); len(text) > 1100 || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%.40s: %d bytes: %.200q", code, len(text), text)
		}
	}
}

// The engine finds "repos:delete" in the text "repos:read,repos:delete". Rights that are not a set are no rights.
func TestGrantsOfAnotherFormAreRefused(t *testing.T) {
	w := newWorld(t)
	for _, grant := range []string{
		`grant("/acme/", "repos:read,repos:delete");`,
		`grant("/acme/", ["repos:delete"]);`,
		`grant("/acme/", {"repos:delete": 1});`,
		`grant("/acme/", {1});`,
		`grant("/acme/", {"repos:delete"}, 1);`,
		`grant("/acme/../", {"repos:delete"});`,
		"grant(\"/acme/\nallow\", {\"repos:delete\"});",
		`grant("/acme/", {"repos:*"});`,
		`grant("/acme/", {"repos:delete"}) <- user($u);`,
	} {
		b := block(t, `profile("agent-delegation", 1); user("alice"); agent("coder"); issued_at(2026-01-01T00:00:00Z);`+grant)
		v, err := biscuit.Mint(w.root, b, biscuit.MintOptions{})
		if err != nil {
			t.Fatal(err)
		}
		c, err := w.verify(v.Text(), "repos:delete@/acme/x")
		if d, ok := errors.AsType[*verifier.DeniedError](err); c != nil || !ok || d.Reason != verifier.ReasonProfile {
			t.Errorf("%s: %v, %v, want a denial for the profile", grant, c, err)
		}
		if tok, err := token.FromBiscuit(v.Unverified()); !errors.Is(err, token.ErrProfile) || tok != nil {
			t.Errorf("%s: read as a token: %v", grant, err)
		}
	}
}
