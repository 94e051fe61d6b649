package biscuit_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"testing"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/biscuit/internal/refcheck"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

const (
	randomCases     = "../../../shared/vectors/biscuit-random/cases.json"
	wantRandomCases = 250
)

// randomCase is a token and an authorizer, made at random, with what the Rust reference said: its decision, how it prints
// the blocks, and the world it decided in.
type randomCase struct {
	Token, Root, Authorizer, Dump string
	Blocks                        []string
	RevocationIDs                 []string `json:"revocation_ids"`
	Result                        json.RawMessage
}

func TestRandomTokensAreDecidedAsByTheReference(t *testing.T) {
	data, err := os.ReadFile(randomCases)
	if errors.Is(err, fs.ErrNotExist) && os.Getenv("CI") != "true" {
		t.Skip("there are no random cases at ../shared/vectors: 250 decisions of the reference are not compared")
	}
	if err != nil {
		t.Fatal(err)
	}
	var cases []randomCase
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) != wantRandomCases {
		t.Errorf("%d random cases, want %d", len(cases), wantRandomCases)
	}
	decisions := map[string]int{}
	for i, c := range cases {
		t.Run(fmt.Sprint(i), func(t *testing.T) { decisions[c.run(t)]++ })
	}
	// A file of cases that all end alike would prove little.
	for _, d := range []string{"Ok", "Unauthorized", "NoMatchingPolicy", "Execution"} {
		if decisions[d] < 10 {
			t.Errorf("%d cases end in %s, want some: %v", decisions[d], d, decisions)
		}
	}
}

// run compares one case and returns how it was decided.
func (c randomCase) run(t *testing.T) string {
	root, err := biscuit.ParsePublicKey(c.Root)
	if err != nil {
		t.Fatal(err)
	}
	u, err := biscuit.ParseText(c.Token)
	if err != nil {
		t.Fatal(err)
	}
	v, err := u.Verify(biscuit.Root(root))
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, id := range v.RevocationIDs() {
		ids = append(ids, hex.EncodeToString(id))
	}
	if !slices.Equal(ids, c.RevocationIDs) {
		t.Errorf("revocation ids %v, want %v", ids, c.RevocationIDs)
	}
	statements, err := syntax.ParseAuthorizer(c.Authorizer, syntax.Params{})
	if err != nil {
		t.Fatal(err)
	}
	reader := refcheck.NewReader(v, statements)
	for i, b := range v.Blocks() {
		if got, want := b.Code(), reader.Text(c.Blocks[i]); got != want {
			t.Errorf("block %d\n%s\nwant\n%s", i, got, want)
		}
	}
	got, err := refcheck.Evaluate(context.Background(), v, statements)
	if err != nil {
		t.Fatal(err)
	}
	want, err := reader.Result(c.Result)
	if err != nil {
		t.Fatal(err)
	}
	if got.Result != want {
		t.Errorf("result %s, want %s (%v)", got.Result, want, got.Err)
	}
	world, err := reader.World(c.Dump)
	if err != nil {
		t.Fatal(err)
	}
	if d := refcheck.Diff(got.World, world); d != "" {
		t.Errorf("the world differs:\n%s", d)
	}
	return refcheck.Class(want)
}
