package biscuit_test

import (
	"context"
	"testing"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// A zero value is a token that nobody signed: nothing about it may be allowed, and nothing may panic.
func TestZeroTokensRefuse(t *testing.T) {
	root, err := biscuit.GenerateKey(biscuit.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []*biscuit.Verified{nil, new(biscuit.Verified)} {
		if a, err := v.AuthorizerText("allow if true;", syntax.Params{}, biscuit.Options{}); err == nil || a != nil {
			t.Errorf("an authorizer for %v", v)
		}
	}
	u, v := new(biscuit.Unverified), new(biscuit.Verified)
	for name, err := range map[string]error{
		"verify":      second(u.Verify(biscuit.Root(root.PublicKey()))),
		"append":      second(u.Append(datalog.Block{})),
		"seal":        second(u.Seal()),
		"request":     second(u.ThirdPartyRequest()),
		"third party": second(u.AppendThirdParty(nil, root.PublicKey())),
		"narrow":      second(v.Append(datalog.Block{})),
	} {
		if err == nil {
			t.Errorf("%s of a zero token succeeded", name)
		}
	}
	if u.Encode() != nil || u.Text() != "" || u.String() != "no biscuit" || u.Len() != 0 || len(u.RevocationIDs()) != 0 {
		t.Errorf("the zero token reads %q, %q", u.Text(), u)
	}
	if _, ok := u.ExternalKey(0); ok {
		t.Error("the zero token has an external key")
	}
	if _, err := new(biscuit.Authorizer).Authorize(context.Background()); err == nil {
		t.Error("the zero authorizer allows")
	}
	if zero := new(biscuit.Authorizer); len(zero.Dump().Policies)+len(zero.Facts())+zero.StepsUsed() != 0 {
		t.Error("the zero authorizer holds something")
	}
	a, err := biscuit.Unauthenticated(biscuit.Policies{}, nil, biscuit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Authorize(context.Background()); biscuit.ReasonOf(err) != biscuit.ReasonDenied {
		t.Errorf("no policies: %v, want a denial", err)
	}
}

func second[T any](_ T, err error) error { return err }

// What a caller does to the blocks that it was shown must not change what the token decides.
func TestBlocksAreCopies(t *testing.T) {
	root, err := biscuit.GenerateKey(biscuit.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	v, err := biscuit.Mint(root, parseBlock(t, `user("alice"); right("a") <- user("alice"); check if user("mallory");`), biscuit.MintOptions{})
	if err != nil {
		t.Fatal(err)
	}
	b := v.Blocks()[0].Datalog
	b.Checks[0].Kind = datalog.RejectIf
	b.Checks[0].Queries[0].Body[0].Terms[0] = datalog.String("alice")
	b.Facts[0].Terms[0] = datalog.String("mallory")
	b.Rules[0].Head.Terms[0] = datalog.String("root")
	a, err := v.AuthorizerText(`check if right("a"); allow if user("alice");`, syntax.Params{}, biscuit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := a.Decide(context.Background())
	if err != nil || d.Allowed() || len(d.Failed) != 1 || d.Failed[0].Block != 0 {
		t.Errorf("%+v, %v, want check 0 of block 0 to fail alone", d, err)
	}
}

func TestUnauthenticatedDecidesOnItsOwnFacts(t *testing.T) {
	source, err := syntax.ParseAuthorizer(`allow if operation("read");`, syntax.Params{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := biscuit.NewPolicies(source)
	if err != nil {
		t.Fatal(err)
	}
	for operation, want := range map[string]biscuit.Reason{"read": "", "write": biscuit.ReasonDenied} {
		request := []datalog.Predicate{{Name: "operation", Terms: []datalog.Term{datalog.String(operation)}}}
		a, err := biscuit.Unauthenticated(p, request, biscuit.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.Authorize(context.Background()); biscuit.ReasonOf(err) != want {
			t.Errorf("%s: %v, want reason %q", operation, err, want)
		}
	}
}

// The id that a token carries selects a key, and anybody can change it: a key without an id is tried whatever it says.
func TestRootSet(t *testing.T) {
	keys := make([]biscuit.PrivateKey, 3)
	for i := range keys {
		var err error
		if keys[i], err = biscuit.GenerateKey(biscuit.Ed25519); err != nil {
			t.Fatal(err)
		}
	}
	set := biscuit.RootSet{
		ByID: map[uint32]biscuit.PublicKey{7: keys[0].PublicKey()}, Any: []biscuit.PublicKey{keys[1].PublicKey()},
	}
	seven, eight := uint32(7), uint32(8)
	for i, c := range []struct {
		root int
		id   *uint32
		ok   bool
	}{
		{0, &seven, true}, {0, &eight, false}, {0, nil, false},
		{1, &seven, true}, {1, &eight, true}, {1, nil, true},
		{2, &seven, false}, {2, nil, false},
	} {
		v, err := biscuit.Mint(keys[c.root], parseBlock(t, `user("alice");`), biscuit.MintOptions{RootKeyID: c.id})
		if err != nil {
			t.Fatal(err)
		}
		got, err := v.Unverified().Verify(set)
		if (err == nil) != c.ok {
			t.Errorf("case %d: %v, want verified %v", i, err, c.ok)
		}
		if err == nil && got.Root() != keys[c.root].PublicKey() {
			t.Errorf("case %d: verified by another key", i)
		}
	}
	if _, err := newToken(t, keys[0]).Unverified().Verify(biscuit.RootSet{}); err == nil {
		t.Error("the zero set verifies")
	}
}

func newToken(t *testing.T, root biscuit.PrivateKey) *biscuit.Verified {
	t.Helper()
	v, err := biscuit.Mint(root, parseBlock(t, `user("alice");`), biscuit.MintOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}
