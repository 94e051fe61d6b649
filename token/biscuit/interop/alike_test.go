package interop

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/biscuit/internal/refcheck"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// verdict is how a comparison of two decisions ended.
type verdict string

const (
	agreed    verdict = "agreed at once"
	lucky     verdict = "agreed in another order of facts (D8)"
	undecided verdict = "undecided"
)

// reruns is how often the reference is asked again when it decides otherwise. A candidate that fails among a dozen that do
// not is met first in one run of twelve; that it never is in this many runs does not happen.
const reruns = 400

// judge compares a decision of ours with the reference's for one token and authorizer, and the worlds that they were made
// in. An error describes a difference that nothing explains.
func judge(r rust, v *biscuit.Verified, root biscuit.PrivateKey, source string) (verdict, string, error) {
	r.Helper()
	statements, err := syntax.ParseAuthorizer(source, noParams)
	if err != nil {
		return undecided, "", fmt.Errorf("we cannot parse the authorizer: %v", err)
	}
	ours, err := refcheck.Evaluate(context.Background(), v, statements)
	if err != nil {
		return undecided, "", err
	}
	reader := refcheck.NewReader(v, statements)
	theirs := r.authorize(v.Text(), root, source, 1)
	result, err := reader.Result(theirs.Results[0])
	if err != nil {
		return undecided, "", err
	}
	class := refcheck.Class(result)
	how := agreed
	if result != ours.Result {
		// We fail whenever a candidate fails. The reference does when it meets that one first, and its order is random: it must
		// come to our answer too. The other way round there is no excuse: where it can fail, we must.
		switch {
		case refcheck.Class(ours.Result) != "Execution":
			return agreed, class, fmt.Errorf("we decide %s (%v), the reference %s", ours.Result, ours.Err, result)
		case !slices.ContainsFunc(r.authorize(v.Text(), root, source, reruns).Results, func(raw json.RawMessage) bool {
			again, err := reader.Result(raw)
			return err == nil && again == ours.Result
		}):
			return agreed, class, fmt.Errorf("we decide %s (%v), the reference never does: %s", ours.Result, ours.Err, result)
		}
		how = lucky
	}
	if class == "RunLimit" || class == "Language" {
		return undecided, class, nil // a decision about nothing: the generator drew something too large or not to be read
	}
	if !ours.Built || theirs.Dump == nil {
		if ours.Built || theirs.Dump != nil {
			return how, class, fmt.Errorf("an authorizer exists on one side only: here %v", ours.Built)
		}
		return how, class, nil
	}
	world, err := reader.World(*theirs.Dump)
	if err != nil {
		return how, class, err
	}
	if d := refcheck.Diff(ours.World, world); d != "" {
		return how, class, fmt.Errorf("the world differs (+ ours, - the reference's):\n%s", d)
	}
	return how, class, nil
}

// read verifies a token here and demands that the reference reads the same in it: the source of every block, the revocation
// ids, and the bytes when it writes the token again.
func read(r rust, text string, root biscuit.PrivateKey) *biscuit.Verified {
	r.Helper()
	v, err := verify(text, root)
	if err != nil {
		r.Fatal(err)
	}
	theirs := r.print(text, root)
	if theirs.Token != v.Text() {
		r.Errorf("written again, the token is\n%s here and\n%s there", v.Text(), theirs.Token)
	}
	var ids []string
	for _, id := range v.RevocationIDs() {
		ids = append(ids, hex.EncodeToString(id))
	}
	if !slices.Equal(ids, theirs.RevocationIDs) {
		r.Errorf("revocation ids %v here, %v there", ids, theirs.RevocationIDs)
	}
	blocks := v.Blocks()
	if len(blocks) != len(theirs.Blocks) {
		r.Fatalf("%d blocks here, %d there", len(blocks), len(theirs.Blocks))
	}
	reader := refcheck.NewReader(v, emptyAuthorizer)
	for i := range blocks {
		shown := blocks[i]
		shown.Datalog.Scopes = nil // the reference does not print them (decision 2, D7)
		if got, want := shown.Code(), reader.Text(theirs.Blocks[i]); got != want {
			r.Errorf("block %d is\n%s here and\n%s there", i, got, want)
		}
	}
	return v
}

func verify(text string, root biscuit.PrivateKey) (*biscuit.Verified, error) {
	u, err := biscuit.ParseText(text)
	if err != nil {
		return nil, err
	}
	return u.Verify(biscuit.Root(root.PublicKey()))
}

// decidedAlike demands one decision from both sides.
func decidedAlike(t testing.TB, r rust, v *biscuit.Verified, root biscuit.PrivateKey, authorizer, want string) {
	t.Helper()
	how, class, err := judge(r, v, root, authorizer)
	if err != nil || how != agreed || class != want {
		t.Errorf("%s: %v, %s, want %s (%v)", authorizer, how, class, want, err)
	}
}
