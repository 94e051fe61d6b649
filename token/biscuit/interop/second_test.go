package interop

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
)

// outcome is a decision in the words that both implementations have: "allow", "deny", "no policy", or the failed checks.
func outcome(err error) string {
	denied, isDenial := errors.AsType[*biscuit.DeniedError](err)
	switch {
	case err == nil:
		return "allow"
	case !isDenial:
		return "error: " + err.Error()
	case len(denied.Decision.Failed) > 0:
		var failed [][2]int
		for _, c := range denied.Decision.Failed {
			failed = append(failed, [2]int{c.Block, c.Index})
		}
		return failedChecks(failed)
	case denied.Decision.Matched:
		return "deny"
	}
	return "no policy"
}

func failedChecks(failed [][2]int) string {
	slices.SortFunc(failed, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return fmt.Sprint("failed ", failed)
}

// goFailure finds the failed checks in an error of biscuit-go. The authorizer's have no block, and only block 0 has no "#".
var goFailure = regexp.MustCompile(`failed to verify (?:block #?(\d+) )?check #(\d+): `)

func goOutcome(text string) (string, error) {
	switch text {
	case "":
		return "allow", nil
	case "biscuit: denied by policy":
		return "deny", nil
	case "biscuit: denied by no matching policies":
		return "no policy", nil
	}
	var failed [][2]int
	for _, m := range goFailure.FindAllStringSubmatch(text, -1) {
		check, err := strconv.Atoi(m[2])
		if err != nil {
			return "", err
		}
		block := datalog.AuthorizerID
		if m[1] != "" {
			if block, err = strconv.Atoi(m[1]); err != nil {
				return "", err
			}
		}
		failed = append(failed, [2]int{block, check})
	}
	if failed == nil {
		return "", fmt.Errorf("biscuit-go: %s", text)
	}
	return failedChecks(failed), nil
}

// bothDecide demands one outcome from both, and returns it.
func bothDecide(t *testing.T, v *biscuit.Verified, root biscuit.PrivateKey, authorizer string) string {
	t.Helper()
	a, err := v.AuthorizerText(authorizer, noParams, biscuit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.Authorize(context.Background())
	var there goDecision
	request := map[string]any{"Root": root.PublicKey().Bytes(), "Token": v.Encode(), "Authorizer": authorizer}
	if err := second.call("decide", request, &there); err != nil {
		t.Fatal(err)
	}
	theirs, goErr := goOutcome(there.Error)
	if ours := outcome(err); goErr != nil || ours != theirs {
		t.Errorf("%s here (%v), %s there (%v)", ours, err, theirs, goErr)
	}
	return theirs
}

// byBiscuitGo has biscuit-go make a token, reads it here and compares the revocation ids.
func byBiscuitGo(t *testing.T, root biscuit.PrivateKey, blocks []string, sealed bool) *biscuit.Verified {
	t.Helper()
	var made goToken
	request := map[string]any{"Root": root.SecretBytes(), "Blocks": blocks, "Sealed": sealed}
	if err := second.call("mint", request, &made); err != nil {
		t.Fatal(err)
	}
	return fromBiscuitGo(t, root, made, len(blocks))
}

func fromBiscuitGo(t *testing.T, root biscuit.PrivateKey, made goToken, blocks int) *biscuit.Verified {
	t.Helper()
	u, err := biscuit.Parse(made.Token)
	if err != nil {
		t.Fatal(err)
	}
	v, err := u.Verify(biscuit.Root(root.PublicKey()))
	if err != nil {
		t.Fatal(err)
	}
	if v.Len() != blocks || !slices.EqualFunc(v.RevocationIDs(), made.RevocationIDs, slices.Equal[[]byte]) {
		t.Errorf("%d blocks with revocation ids %x, there %x", v.Len(), v.RevocationIDs(), made.RevocationIDs)
	}
	return v
}

// Random v3.0 tokens go both ways. biscuit-go writes && and || as eager operators, which we read, and which we write for it.
func TestTokensOfV30AreDecidedAlikeByBiscuitGo(t *testing.T) {
	seed, cases := number(t, "HARDTACK_SEED", 1), number(t, "HARDTACK_CASES", 150)
	t.Logf("HARDTACK_SEED=%d HARDTACK_CASES=%d", seed, cases)
	root := newKey(t, biscuit.Ed25519)
	outcomes := map[string]int{}
	for i := range cases {
		g := &typed{generator: &generator{Rand: rand.New(rand.NewPCG(seed+i, 1))}, logic: true}
		var blocks []string
		for range g.some(1, 4) {
			blocks = append(blocks, g.statements(0))
		}
		sealed := g.chance(20)
		authorizer := g.statements(g.some(1, 3))
		if g.chance(60) {
			authorizer += "allow if true;\n"
		}
		v, err := biscuit.Mint(root, eager(parseBlock(t, blocks[0])), biscuit.MintOptions{})
		for _, code := range blocks[1:] {
			if err == nil {
				v, err = v.Append(eager(parseBlock(t, code)))
			}
		}
		if sealed && err == nil {
			v, err = v.Seal()
		}
		if err != nil {
			t.Fatal(err)
		}
		ours := bothDecide(t, v, root, authorizer)
		theirs := bothDecide(t, byBiscuitGo(t, root, blocks, sealed), root, authorizer)
		if ours != theirs {
			t.Errorf("a token by us: %s, the same by biscuit-go: %s", ours, theirs)
		}
		outcomes[ours[:4]]++
		if t.Failed() {
			t.Fatalf("HARDTACK_SEED=%d HARDTACK_CASES=1\nblocks %s\nsealed %v, authorizer:\n%s", seed+i, blocks, sealed, authorizer)
		}
	}
	t.Log(outcomes)
	for _, o := range []string{"allow", "deny", "no policy", "failed"} {
		if cases >= 100 && uint64(outcomes[o[:4]])*50 < cases {
			t.Errorf("%d of %d cases end in %q: the generator draws too little of it", outcomes[o[:4]], cases, o)
		}
	}
}

// Both sides narrow one token in turn.
func TestATokenNarrowedInTurnWithBiscuitGo(t *testing.T) {
	root := newKey(t, biscuit.Ed25519)
	v := byBiscuitGo(t, root, []string{`user("alice@acme.example"); right("/docs/", "read");`}, false)
	for i := range 3 {
		var made goToken
		code := fmt.Sprintf(`agent("agent-%d"); check if operation($o), {"read", "list-%d"}.contains($o);`, i, i)
		if err := second.call("attenuate", map[string]any{"Token": v.Encode(), "Blocks": []string{code}}, &made); err != nil {
			t.Fatal(err)
		}
		v = fromBiscuitGo(t, root, made, v.Len()+1)
		var err error
		if v, err = v.Append(parseBlock(t, fmt.Sprintf(`helper(%d); check if resource($r), $r.starts_with("/docs/");`, i))); err != nil {
			t.Fatal(err)
		}
		for authorizer, want := range map[string]string{
			`operation("read"); resource("/docs/1"); allow if right("/docs/", "read");`: "allow",
			`operation("read"); resource("/docs/1"); allow if right("/docs/", "list");`: "no policy",
			`operation("read"); resource("/docs/1"); deny if user($u);`:                 "deny",
		} {
			if got := bothDecide(t, v, root, authorizer); got != want {
				t.Errorf("%s: %s, want %s", authorizer, got, want)
			}
		}
		if got := bothDecide(t, v, root, `operation("list-0"); resource("/docs/1"); allow if user($u);`); (got == "allow") != (i == 0) {
			t.Errorf("list-0 with %d lists: %s", i+1, got)
		}
	}
}

// What biscuit-go cannot read it must refuse, and not half understand (spec/biscuit.md, "Blocks and versions").
func TestBiscuitGoRefusesWhatIsNotV30(t *testing.T) {
	root := newKey(t, biscuit.Ed25519)
	for _, code := range []string{`check all f($x);`, `reject if f(1);`, `check if 1 != 2;`, `check if true && true;`, `f([1]);`, `f(null);`} {
		v, err := biscuit.Mint(root, parseBlock(t, code), biscuit.MintOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var there goDecision
		request := map[string]any{"Root": root.PublicKey().Bytes(), "Token": v.Encode(), "Authorizer": "allow if true;"}
		if err := second.call("decide", request, &there); err != nil {
			t.Fatal(err)
		}
		if got, err := goOutcome(there.Error); err == nil {
			t.Errorf("%s: biscuit-go decides: %s", code, got)
		}
	}
}

// A token by another root, or with a changed signature, is refused by both.
func TestABadSignatureIsRefusedByBiscuitGoToo(t *testing.T) {
	root, other := newKey(t, biscuit.Ed25519), newKey(t, biscuit.Ed25519)
	v := byBiscuitGo(t, root, []string{"a(1);", "b(2);"}, false)
	good := v.Encode()
	spoilt := slices.Clone(good)
	at := bytes.Index(spoilt, v.RevocationIDs()[1])
	spoilt[at+10] ^= 1
	for name, c := range map[string]struct {
		token []byte
		root  biscuit.PrivateKey
	}{"another root": {good, other}, "changed signature": {spoilt, root}} {
		u, err := biscuit.Parse(c.token)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := u.Verify(biscuit.Root(c.root.PublicKey())); err == nil || got != nil {
			t.Errorf("%s: verified here", name)
		}
		var there goDecision
		request := map[string]any{"Root": c.root.PublicKey().Bytes(), "Token": c.token, "Authorizer": "allow if true;"}
		if err := second.call("decide", request, &there); err != nil {
			t.Fatal(err)
		}
		if _, err := goOutcome(there.Error); err == nil {
			t.Errorf("%s: accepted by biscuit-go", name)
		}
	}
}
