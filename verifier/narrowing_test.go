package verifier_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hardtack-auth/hardtack/token"
	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/verifier"
)

// A small universe, so that permissions and requests often meet.
var (
	someOperation = rapid.SampledFrom([]string{"read", "write", "admin"})
	somePattern   = rapid.SampledFrom([]string{"/", "/a/", "/a/b", "/a/b/", "/a/b/c", "/ab", "/ab/", "/c"})
	someResource  = rapid.SampledFrom([]string{"/", "/a", "/a/", "/a/b", "/a/b/", "/a/b/c", "/a/b/c/d", "/ab", "/ab/x", "/c", "/d"})
	somePerms     = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) token.Permission {
		return token.Permission{Operation: someOperation.Draw(t, "operation"), Resource: somePattern.Draw(t, "pattern")}
	}), 1, 4)
)

// TestDelegationNeverWidens builds random chains and asks random requests: whatever a child may do its parent may do, and
// both may do exactly what their rights say (spec/profile.md, "Narrowing theorem").
func TestDelegationNeverWidens(t *testing.T) {
	root, err := biscuit.GenerateKey(biscuit.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	v, err := verifier.New(verifier.Config{
		Audience: audience, Keys: biscuit.Root(root.PublicKey()), Revocations: verifier.NoRevocation(),
	})
	if err != nil {
		t.Fatal(err)
	}
	allowed := func(t *rapid.T, tok *token.Token, p token.Permission) bool {
		_, err := v.Verify(context.Background(), tok.Encode(), verifier.Request{Operation: p.Operation, Resource: p.Resource})
		if _, isDenial := errors.AsType[*verifier.DeniedError](err); err != nil && !isDenial {
			t.Fatalf("%v: %v", p, err)
		}
		return err == nil
	}
	rapid.Check(t, func(t *rapid.T) {
		chain := []*token.Token{mint(t, root, somePerms.Draw(t, "grant"))}
		for len(chain) < 4 {
			asked := somePerms.Draw(t, "only")
			parent := chain[len(chain)-1]
			child, err := parent.Delegate(token.Agent{Name: "child"}, token.Only(asked...), token.For(time.Hour))
			if wider, ok := errors.AsType[*token.WidenError](err); ok {
				checkWitness(t, wider, asked, func(p token.Permission) bool { return allowed(t, parent, p) })
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			chain = append(chain, child)
		}
		for range 6 {
			p := token.Permission{Operation: someOperation.Draw(t, "request"), Resource: someResource.Draw(t, "resource")}
			before := true
			for i, tok := range chain {
				now := allowed(t, tok, p)
				if now && !before {
					t.Fatalf("block %d widens: its parent refuses %v", i, p)
				}
				rights := tok.Rights()
				if !rights.Exact || rights.Covers(p) != now {
					t.Fatalf("block %d: %v allowed %v, its rights %v say %v", i, p, now, rights.Permissions, rights.Covers(p))
				}
				before = now
			}
		}
	})
}

func mint(t *rapid.T, root biscuit.PrivateKey, allow []token.Permission) *token.Token {
	tok, err := token.Mint(root, token.Grant{
		User: "alice@acme.example", Agent: token.Agent{Name: "coder"}, Audience: []string{audience},
		Allow: allow, TTL: time.Hour, MaxDepth: token.Unlimited,
	})
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

// checkWitness demands of a refusal to widen that its witness was asked for, and is not the parent's to give.
func checkWitness(t *rapid.T, wider *token.WidenError, asked []token.Permission, allowed func(token.Permission) bool) {
	w := wider.Witness
	covered := false
	for _, p := range asked {
		covered = covered || p.Covers(w)
	}
	if !covered || len(wider.Excess) == 0 {
		t.Fatalf("witness %v is not among what was asked for, %v", w, asked)
	}
	if allowed(w) {
		t.Fatalf("witness %v: the parent allows it, yet %v was refused", w, asked)
	}
}
