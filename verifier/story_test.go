package verifier_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/hardtack-auth/hardtack/revocation"
	"github.com/hardtack-auth/hardtack/token"
	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
	"github.com/hardtack-auth/hardtack/verifier"
)

const audience = "https://mcp.acme.example"

// world is an issuer with one token and a verifier that trusts it.
type world struct {
	t      *testing.T
	root   biscuit.PrivateKey
	coder  *token.Token
	source *revocation.Set
	now    time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	root, err := biscuit.GenerateKey(biscuit.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, root: root, source: revocation.NewSet(), now: time.Now()}
	w.coder, err = token.Mint(root, token.Grant{
		User: "alice@acme.example", Agent: token.Agent{Name: "coder"}, Audience: []string{audience},
		Allow: permissions(t, "repos:read@/acme/,prs:write@/acme/site"), TTL: 8 * time.Hour, MaxDepth: 3,
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func permissions(t *testing.T, s string) []token.Permission {
	t.Helper()
	p, err := token.ParsePermissions(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (w *world) verify(encoded, request string) (*verifier.Caller, error) {
	w.t.Helper()
	v, err := verifier.New(verifier.Config{
		Audience: audience, Keys: biscuit.Root(w.root.PublicKey()), Revocations: w.source,
		Now: func() time.Time { return w.now },
	})
	if err != nil {
		w.t.Fatal(err)
	}
	p := permissions(w.t, request)[0]
	return v.Verify(context.Background(), encoded, verifier.Request{Operation: p.Operation, Resource: p.Resource})
}

func (w *world) allow(encoded, request, want string) {
	w.t.Helper()
	c, err := w.verify(encoded, request)
	if err != nil {
		w.t.Fatalf("%s: %v", request, err)
	}
	if c.String() != want {
		w.t.Errorf("%s: caller %q, want %q", request, c, want)
	}
}

func (w *world) deny(encoded, request string, reason verifier.Reason, want string) {
	w.t.Helper()
	c, err := w.verify(encoded, request)
	d, ok := errors.AsType[*verifier.DeniedError](err)
	if !ok || c != nil {
		w.t.Fatalf("%s: %v, %v, want a denial", request, c, err)
	}
	if d.Reason != reason || d.Error() != want {
		w.t.Errorf("%s: %s: %q, want %s: %q", request, d.Reason, d, reason, want)
	}
}

func delegate(t *testing.T, parent *token.Token, to string, r ...token.Restriction) *token.Token {
	t.Helper()
	child, err := parent.Delegate(token.Agent{Name: to}, r...)
	if err != nil {
		t.Fatal(err)
	}
	return child
}

func TestStory(t *testing.T) {
	w := newWorld(t)
	search := delegate(t, w.coder, "search", token.Only(permissions(t, "repos:read@/acme/")...), token.For(30*time.Minute))
	fetch := delegate(t, search, "fetch", token.Only(permissions(t, "repos:read@/acme/site")...), token.For(5*time.Minute))

	w.allow(fetch.Encode(), "repos:read@/acme/site", `"fetch", child of "search", child of coder, for alice@acme.example`)
	w.deny(fetch.Encode(), "prs:write@/acme/site", verifier.ReasonNarrowed, `block 1 ("search") allows only repos:read`)

	_, err := fetch.Delegate(token.Agent{Name: "evil"}, token.Only(permissions(t, "prs:write@/acme/site")...))
	wider, ok := errors.AsType[*token.WidenError](err)
	if !ok || wider.Wider() != "prs:write@/acme/site" {
		t.Errorf("a wider child: %v, want it refused with prs:write@/acme/site", err)
	}

	forged, err := w.coder.Biscuit().Append(block(t, `grant("/", {"repos:delete"});`))
	if err != nil {
		t.Fatal(err)
	}
	w.deny(forged.Text(), "repos:delete@/acme/site", verifier.ReasonNotGranted,
		"block 0 does not grant it; block 1 only claims it")

	revoke(t, w, search)
	w.deny(fetch.Encode(), "repos:read@/acme/site", verifier.ReasonRevoked, `block 1 ("search") is revoked`)
	w.allow(w.coder.Encode(), "repos:read@/acme/site", "coder, for alice@acme.example")
}

func block(t *testing.T, code string) datalog.Block {
	t.Helper()
	b, err := syntax.ParseBlock(code, syntax.Params{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// revoke revokes the last block of a token.
func revoke(t *testing.T, w *world, tok *token.Token) {
	t.Helper()
	verified, err := tok.Biscuit().Verify(biscuit.Root(w.root.PublicKey()))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := verified.RevocationKeys()
	if err != nil {
		t.Fatal(err)
	}
	w.source = revocation.NewSet(revocation.Entry{Key: keys[len(keys)-1], Reason: "injection"})
}
