package verifier_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/hardtack-auth/hardtack/token"
	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/verifier"
)

// The golden path: an issuer mints, an agent narrows offline, a server verifies offline.
func Example() {
	root, err := biscuit.GenerateKey(biscuit.Ed25519)
	if err != nil {
		log.Fatal(err)
	}
	server := "https://mcp.acme.example"

	// The issuer: what alice lets her agent do, and until when.
	coder, err := token.Mint(root, token.Grant{
		User:     "alice@acme.example",
		Agent:    token.Agent{Name: "coder"},
		Audience: []string{server},
		Allow:    []token.Permission{{Operation: "repos:read", Resource: "/acme/"}},
		TTL:      8 * time.Hour,
		MaxDepth: 3,
	})
	if err != nil {
		log.Fatal(err)
	}

	// The agent: less, for another agent. No server is called.
	search, err := coder.Delegate(token.Agent{Name: "search"},
		token.Only(token.Permission{Operation: "repos:read", Resource: "/acme/site"}), token.For(30*time.Minute))
	if err != nil {
		log.Fatal(err)
	}

	// The resource server: one call, one request, yes or no.
	v, err := verifier.New(verifier.Config{
		Audience:    server,
		Keys:        biscuit.Root(root.PublicKey()),
		Revocations: verifier.NoRevocation(), // in production: a source that knows what is revoked
	})
	if err != nil {
		log.Fatal(err)
	}
	caller, err := v.Verify(context.Background(), search.Encode(), verifier.Request{Operation: "repos:read", Resource: "/acme/site"})
	fmt.Println(caller, err)
	_, err = v.Verify(context.Background(), search.Encode(), verifier.Request{Operation: "repos:read", Resource: "/acme/payroll"})
	fmt.Println(err)
	// Output:
	// "search", child of coder, for alice@acme.example <nil>
	// block 1 ("search") allows only /acme/site
}
