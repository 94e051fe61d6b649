package biscuit_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"testing"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// The workload beside peers (spec/benchmarks.md): block 0 with user, agent, three rights and an expiry; each later block
// with an agent, an expiry, a check of the operation and one of the resource.
const (
	benchAuthority = `user("alice@acme.example"); agent("agent-0");
right("/acme/", "repos:read"); right("/acme/site", "prs:write"); right("/acme/docs/", "repos:read");
check if time($t), $t < 2100-01-01T00:00:00Z;`
	benchBlock = `agent({name});
check if time($t), $t < 2100-01-01T00:00:00Z;
check if operation($o), {"repos:read", "issues:read"}.contains($o);
check if resource($r), $r.starts_with("/acme/");`
	benchPolicy = `time(2026-11-23T14:30:00Z); operation("repos:read"); resource("/acme/site");
allow if operation($o), resource($r), right($p, $o), $r.starts_with($p);`
)

func benchToken(tb testing.TB, root biscuit.PrivateKey, blocks int) string {
	tb.Helper()
	v, err := biscuit.Mint(root, parseBlock(tb, benchAuthority), biscuit.MintOptions{})
	for i := 1; i < blocks && err == nil; i++ {
		b, parseErr := syntax.ParseBlock(benchBlock, syntax.Params{Terms: map[string]datalog.Term{
			"name": datalog.String(fmt.Sprintf("agent-%d", i)),
		}})
		if parseErr != nil {
			tb.Fatal(parseErr)
		}
		v, err = v.Append(b)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return v.Text()
}

func benchPolicies(tb testing.TB) biscuit.Policies {
	tb.Helper()
	authorizer, err := syntax.ParseAuthorizer(benchPolicy, syntax.Params{})
	if err != nil {
		tb.Fatal(err)
	}
	policies, err := biscuit.NewPolicies(authorizer)
	if err != nil {
		tb.Fatal(err)
	}
	return policies
}

func parseBlock(tb testing.TB, code string) datalog.Block {
	tb.Helper()
	b, err := syntax.ParseBlock(code, syntax.Params{})
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// BenchmarkP1 compares a cold verification, from the text of a token to a yes, with the signatures alone.
func BenchmarkP1(b *testing.B) {
	root, err := biscuit.GenerateKey(biscuit.Ed25519)
	if err != nil {
		b.Fatal(err)
	}
	policies := benchPolicies(b)
	roots := biscuit.Root(root.PublicKey())
	for _, blocks := range []int{1, 3, 10} {
		text := benchToken(b, root, blocks)
		b.Run(fmt.Sprintf("%d/ours", blocks), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := verifyOnce(text, roots, policies); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("%d/floor", blocks), func(b *testing.B) {
			benchFloor(b, text, blocks)
		})
	}
}

func verifyOnce(text string, roots biscuit.Roots, policies biscuit.Policies) error {
	u, err := biscuit.ParseText(text)
	if err != nil {
		return err
	}
	v, err := u.Verify(roots)
	if err != nil {
		return err
	}
	a, err := v.AuthorizerFor(policies, nil, biscuit.Options{})
	if err != nil {
		return err
	}
	_, err = a.Authorize(context.Background())
	return err
}

// benchFloor does what no verification can do without: one signature for each block, over as many bytes, and the public key
// of the proof.
func benchFloor(b *testing.B, text string, blocks int) {
	seed := make([]byte, ed25519.SeedSize)
	secret := ed25519.NewKeyFromSeed(seed)
	public := secret.Public().(ed25519.PublicKey)
	payload := make([]byte, len(text)*3/4/blocks-100)
	signature := ed25519.Sign(secret, payload)
	b.ReportAllocs()
	for b.Loop() {
		for range blocks {
			if !ed25519.Verify(public, payload, signature) {
				b.Fatal("the floor does not verify")
			}
		}
		if ed25519.NewKeyFromSeed(seed) == nil {
			b.Fatal("no key")
		}
	}
}

// BenchmarkP6 compares narrowing a token by one block with making a key and a signature.
func BenchmarkP6(b *testing.B) {
	root, err := biscuit.GenerateKey(biscuit.Ed25519)
	if err != nil {
		b.Fatal(err)
	}
	text := benchToken(b, root, 1)
	child := parseBlock(b, `agent("agent-1"); check if operation($o), {"repos:read"}.contains($o); check if resource($r), $r.starts_with("/acme/");`)
	parent, err := biscuit.ParseText(text)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("bearer/ours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			narrow(b, parent, child)
		}
	})
	b.Run("bearer-from-text/ours", func(b *testing.B) { // the first child of a token that was just received
		b.ReportAllocs()
		for b.Loop() {
			u, err := biscuit.ParseText(text)
			if err != nil {
				b.Fatal(err)
			}
			narrow(b, u, child)
		}
	})
	b.Run("bearer/floor", func(b *testing.B) {
		_, secret, err := ed25519.GenerateKey(nil)
		if err != nil {
			b.Fatal(err)
		}
		payload := make([]byte, 250)
		b.ReportAllocs()
		for b.Loop() {
			if _, _, err := ed25519.GenerateKey(nil); err != nil {
				b.Fatal(err)
			}
			if ed25519.Sign(secret, payload) == nil {
				b.Fatal("no signature")
			}
		}
	})
}

func narrow(b *testing.B, parent *biscuit.Unverified, block datalog.Block) {
	child, err := parent.Append(block)
	if err != nil {
		b.Fatal(err)
	}
	if child.Text() == "" {
		b.Fatal("no text")
	}
}

// BenchmarkAuthorize is the part of a request that is evaluated afresh when the chain is known.
func BenchmarkAuthorize(b *testing.B) {
	root, err := biscuit.GenerateKey(biscuit.Ed25519)
	if err != nil {
		b.Fatal(err)
	}
	policies := benchPolicies(b)
	for _, blocks := range []int{1, 3, 10} {
		u, err := biscuit.ParseText(benchToken(b, root, blocks))
		if err != nil {
			b.Fatal(err)
		}
		v, err := u.Verify(biscuit.Root(root.PublicKey()))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(blocks), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				a, err := v.AuthorizerFor(policies, nil, biscuit.Options{})
				if err != nil {
					b.Fatal(err)
				}
				if _, err := a.Authorize(context.Background()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
