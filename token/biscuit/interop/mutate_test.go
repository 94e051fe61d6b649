package interop

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/biscuit/internal/refcheck"
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

// Blocks with a few bytes changed, well signed all the same: what we evaluate the reference evaluates too, to the same
// decision, and what it refuses to read we refuse. We are stricter in the ways that [stricter] lists.
func TestABrokenBlockIsReadNoMoreLenientlyThanByTheReference(t *testing.T) {
	r := needReference(t)
	seed, cases := number(t, "HARDTACK_SEED", 1), 4*number(t, "HARDTACK_CASES", 150)
	t.Logf("HARDTACK_SEED=%d", seed)
	root := newKey(t, biscuit.Ed25519)
	signers := []biscuit.PrivateKey{newKey(t, biscuit.Ed25519)}
	counts := map[string]int{}
	for i := range cases {
		g := generator{Rand: rand.New(rand.NewPCG(seed+i, 2)), signers: signers}
		s := sample{blocks: []sampleBlock{{code: g.statements(g.some(1, 5), g.some(0, 2), g.some(0, 2)), scopes: g.scopeList()}}}
		data := g.mutate(payload(t, s.buildHere(t, root), 0))
		text := signed(t, root, data)
		theirs := authorizeBroken(r, text, root)
		_, err := decide(text, root, "allow if true;")
		class, problem := compareBroken(err, theirs)
		if problem != "" {
			t.Errorf("HARDTACK_SEED=%d: %s\n%v here\n%s there\n%x", seed+i, problem, err, theirs, data)
		}
		counts[class]++
	}
	t.Log(counts)
	if uint64(counts["evaluated"])*50 < cases || uint64(counts["refused"])*4 < cases {
		t.Errorf("too few of a kind: %v", counts)
	}
}

// authorizeBroken returns a result of the reference, "" when it panics: the npm package does when it has to report a number
// that JavaScript has not.
func authorizeBroken(r rust, text string, root biscuit.PrivateKey) string {
	var theirs decisions
	request := map[string]any{"token": text, "root": root.PublicKey().String(), "authorizer": "allow if true;"}
	err := reference.call("authorize", request, &theirs)
	if _, panicked := errors.AsType[*crash](err); panicked {
		return ""
	}
	if err != nil {
		r.Fatal(err)
	}
	return string(theirs.Results[0])
}

// mutate changes one or two bytes.
func (g *generator) mutate(data []byte) []byte {
	for range g.some(1, 2) {
		switch at := g.IntN(len(data)); g.IntN(4) {
		case 0:
			data[at] ^= 1 << g.IntN(8)
		case 1:
			data[at] = byte(g.IntN(256))
		case 2:
			data = slices.Delete(data, at, at+1)
		case 3:
			data = slices.Insert(data, at, byte(g.IntN(32)))
		}
	}
	return data
}

// stricter are the reasons for which we alone refuse a block: the reference takes a missing field for zero and merges what
// is repeated, and no source text puts a variable inside of a value.
var stricter = map[string]string{
	"field missing": ": required field missing",
	"repeated":      ": repeated message",
	"variable":      " of type variable",
}

// compareBroken classes a case, and says what is wrong with it.
func compareBroken(ours error, theirs string) (class, problem string) {
	read := !strings.Contains(theirs, `{"Err":{"Format"`) && !strings.Contains(theirs, `"InvalidBlockRule"`)
	reason := biscuit.ReasonOf(ours)
	switch {
	case theirs == "" && reason == biscuit.ReasonBlock:
		return "panic there", ""
	case reason == biscuit.ReasonBlock && !read:
		return "refused", ""
	case reason == biscuit.ReasonBlock:
		for why, text := range stricter {
			if strings.HasSuffix(ours.Error(), text) {
				return why, ""
			}
		}
		return "", "refused here only"
	case !read:
		return "", "refused there only"
	case failedHere(ours) != failedThere(theirs):
		return "", "decided otherwise"
	}
	return "evaluated", ""
}

// failedHere and failedThere give a decision without the texts of checks: what a broken block holds has not always one.
func failedHere(err error) string {
	if denied, ok := errors.AsType[*biscuit.DeniedError](err); ok {
		return failedChecks(func() (all [][2]int) {
			for _, c := range denied.Decision.Failed {
				all = append(all, [2]int{c.Block, c.Index})
			}
			return all
		}())
	}
	if err != nil {
		return "error"
	}
	return "allow"
}

func failedThere(result string) string {
	var v struct {
		Err struct {
			FailedLogic struct {
				Unauthorized struct {
					Checks []struct {
						Block struct {
							BlockID int `json:"block_id"`
							CheckID int `json:"check_id"`
						}
					}
				}
			}
		}
	}
	switch refcheck.Class(result) {
	case "Ok":
		return "allow"
	case "Unauthorized":
		if err := json.Unmarshal([]byte(result), &v); err != nil {
			return err.Error()
		}
		var all [][2]int
		for _, c := range v.Err.FailedLogic.Unauthorized.Checks {
			all = append(all, [2]int{c.Block.BlockID, c.Block.CheckID})
		}
		return failedChecks(all)
	}
	return "error"
}

func decide(text string, root biscuit.PrivateKey, authorizer string) (int, error) {
	v, err := verify(text, root)
	if err != nil {
		return 0, err
	}
	a, err := v.AuthorizerText(authorizer, noParams, biscuit.Options{})
	if err != nil {
		return 0, err
	}
	return a.Authorize(context.Background())
}

// signed makes a token of one block out of any bytes.
func signed(t *testing.T, root biscuit.PrivateKey, data []byte) string {
	t.Helper()
	next := newKey(t, biscuit.Ed25519)
	var p sign.Buffer
	message, err := p.AuthorityV1(data, next.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	signer, err := sign.NewSigner(root)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := signer.Sign(message)
	if err != nil {
		t.Fatal(err)
	}
	return wire.EncodeText(wire.Token{
		NextSecret: next.SecretBytes(),
		Blocks: []wire.SignedBlock{{
			Data: data, Signature: signature, Version: 1,
			NextKey: wire.PublicKeyBytes{Algorithm: datalog.Ed25519, Bytes: next.PublicKey().Bytes()},
		}},
	}.Encode())
}
