package interop

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"testing"

	biscuitgo "github.com/biscuit-auth/biscuit-go/v2"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// The workload beside peers (spec/benchmarks.md): block 0 with user, agent, three rights and an expiry; each later block
// with an agent, an expiry, a check of the operation and one of the resource. It is v3.0, so that all three read the same
// bytes; the request is allowed.
const (
	workAuthority = `user("alice@acme.example"); agent("agent-0");
right("/acme/", "repos:read"); right("/acme/site", "prs:write"); right("/acme/docs/", "repos:read");
check if time($t), $t < 2100-01-01T00:00:00Z;`
	workBlock = `agent({name});
check if time($t), $t < 2100-01-01T00:00:00Z;
check if operation($o), {"repos:read", "issues:read"}.contains($o);
check if resource($r), $r.starts_with("/acme/");`
	workRequest = `time(2026-11-23T14:30:00Z); operation("repos:read"); resource("/acme/site");
allow if operation($o), resource($r), right($p, $o), $r.starts_with($p);`
)

var workBlocks = []int{1, 3, 10}

func workToken(b *testing.B, root biscuit.PrivateKey, blocks int) string {
	b.Helper()
	v, err := biscuit.Mint(root, parseBlock(b, workAuthority), biscuit.MintOptions{})
	for i := 1; i < blocks && err == nil; i++ {
		params := syntax.Params{Terms: map[string]datalog.Term{"name": datalog.String(fmt.Sprint("agent-", i))}}
		block, parseErr := syntax.ParseBlock(workBlock, params)
		if parseErr != nil {
			b.Fatal(parseErr)
		}
		v, err = v.Append(block)
	}
	if err != nil {
		b.Fatal(err)
	}
	return v.Text()
}

// verifier is what stays from one request to the next, and one request.
type verifier struct {
	root     biscuit.PrivateKey
	policies biscuit.Policies
	request  []datalog.Predicate
}

func newVerifier(b *testing.B) verifier {
	b.Helper()
	statements := parseAuthorizer(b, workRequest)
	request := statements.Facts
	statements.Facts = nil
	return verifier{newKey(b, biscuit.Ed25519), prepare(b, statements), request}
}

// allowed decides about a verified token, with the keys to look up whether it is revoked.
func (w verifier) allowed(v *biscuit.Verified) error {
	if _, err := v.RevocationKeys(); err != nil {
		return err
	}
	a, err := v.AuthorizerFor(w.policies, w.request, biscuit.Options{})
	if err != nil {
		return err
	}
	_, err = a.Authorize(context.Background())
	return err
}

func parseAuthorizer(b *testing.B, source string) datalog.Authorizer {
	b.Helper()
	a, err := syntax.ParseAuthorizer(source, noParams)
	if err != nil {
		b.Fatal(err)
	}
	return a
}

func prepare(b *testing.B, a datalog.Authorizer) biscuit.Policies {
	b.Helper()
	p, err := biscuit.NewPolicies(a)
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// cold verifies from the text form to a yes, as if the token had never been seen.
func (w verifier) cold(b *testing.B, text string) {
	roots := biscuit.Root(w.root.PublicKey())
	b.ReportAllocs()
	for b.Loop() {
		u, err := biscuit.ParseText(text)
		if err != nil {
			b.Fatal(err)
		}
		v, err := u.Verify(roots)
		if err != nil {
			b.Fatal(err)
		}
		if err := w.allowed(v); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkP2 verifies beside biscuit-go, which parses its authorizer outside the loop too and has its limits raised.
func BenchmarkP2(b *testing.B) {
	w := newVerifier(b)
	theirs, err := goAuthorizer(parseAuthorizer(b, workRequest))
	if err != nil {
		b.Fatal(err)
	}
	public := ed25519.PublicKey(w.root.PublicKey().Bytes())
	for _, blocks := range workBlocks {
		text := workToken(b, w.root, blocks)
		b.Run(fmt.Sprintf("%d/ours", blocks), func(b *testing.B) { w.cold(b, text) })
		b.Run(fmt.Sprintf("%d/biscuit-go", blocks), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				data, err := fromText(text)
				if err != nil {
					b.Fatal(err)
				}
				token, err := biscuitgo.Unmarshal(data)
				if err != nil {
					b.Fatal(err)
				}
				a, err := token.Authorizer(public, goLimits())
				if err != nil {
					b.Fatal(err)
				}
				a.AddAuthorizer(theirs)
				if err := a.Authorize(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// inNode measures the reference in its own process. Its figure replaces that of the exchange with it.
func inNode(b *testing.B, r rust, op string, request map[string]any) {
	request["n"] = b.N
	took := ask[struct{ NS float64 }](r, op, request)
	b.ReportMetric(took.NS/float64(b.N), "ns/op")
}

// BenchmarkP3 verifies beside the reference in node, the same bytes. Warm is a token that was verified before: what is left
// to us is revocation and the decision, while the reference keeps nothing and does all of it again.
func BenchmarkP3(b *testing.B) {
	needReference(b)
	w := newVerifier(b)
	for _, blocks := range workBlocks {
		text := workToken(b, w.root, blocks)
		request := map[string]any{"token": text, "root": w.root.PublicKey().String(), "authorizer": workRequest}
		v, err := verify(text, w.root)
		if err != nil {
			b.Fatal(err)
		}
		theirs := func(b *testing.B) { inNode(b, rust{b}, "timeVerify", request) }
		b.Run(fmt.Sprintf("cold/%d/ours", blocks), func(b *testing.B) { w.cold(b, text) })
		b.Run(fmt.Sprintf("cold/%d/biscuit-wasm", blocks), theirs)
		b.Run(fmt.Sprintf("warm/%d/ours", blocks), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := w.allowed(v); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("warm/%d/biscuit-wasm", blocks), theirs)
	}
}
