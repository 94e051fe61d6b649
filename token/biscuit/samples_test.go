package biscuit_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// The official samples, and how many of them a complete run checks.
const (
	samplesFolder     = "../../../shared/vectors/biscuit-samples"
	wantSamples       = 38
	wantValidations   = 50
	travellingSamples = 28 // those in the module of biscuit-go, which is in the module cache anyway
)

// legacyThirdParty are the samples of the older set whose third-party blocks are signed without the signature before them.
// Such a block fits into other tokens, which is why nobody reads them any more.
var legacyThirdParty = map[string]bool{"test024_third_party.bc": true, "test026_public_keys_interning.bc": true}

type samples struct {
	RootPublicKey string `json:"root_public_key"`
	Testcases     []struct {
		Title, Filename string
		Token           []struct {
			Symbols     []string
			PublicKeys  []string `json:"public_keys"`
			ExternalKey *string  `json:"external_key"`
			Code        string
			Version     uint32
		}
		Validations map[string]struct {
			World          worldText
			Result         json.RawMessage
			AuthorizerCode string   `json:"authorizer_code"`
			RevocationIDs  []string `json:"revocation_ids"`
		}
	}
}

// The samples hold a P-256 and Ed25519 chains, every version of blocks, and one case for each construct.
func TestOfficialSamples(t *testing.T) {
	if _, err := os.Stat(samplesFolder); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("the official samples are not at ../shared/vectors")
		}
		t.Log("the 38 official samples are not at ../shared/vectors: checking the 28 that travel with biscuit-go, without v3.3")
		runSamples(t, travellingFolder(t), travellingSamples, 0)
		return
	}
	runSamples(t, samplesFolder, wantSamples, wantValidations)
}

// The samples that travel in the module of biscuit-go are older, and must stay readable all the same.
func TestTravellingSamples(t *testing.T) {
	runSamples(t, travellingFolder(t), travellingSamples, 0)
}

func runSamples(t *testing.T, folder string, files, validations int) {
	data, err := os.ReadFile(filepath.Join(folder, "samples.json"))
	if err != nil {
		t.Fatal(err)
	}
	var s samples
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	root, err := biscuit.ParsePublicKey("ed25519/" + s.RootPublicKey)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Testcases) != files {
		t.Fatalf("%d samples, want %d", len(s.Testcases), files)
	}
	ran, norm := 0, func(s string) string { return s }
	if files == travellingSamples {
		norm = olderText
	}
	for _, c := range s.Testcases {
		t.Run(strings.TrimSuffix(c.Filename, ".bc"), func(t *testing.T) {
			raw, err := os.ReadFile(filepath.Join(folder, c.Filename))
			if err != nil {
				t.Fatal(err)
			}
			u, parseErr := biscuit.Parse(raw)
			var v *biscuit.Verified
			if parseErr == nil {
				if got := u.Encode(); !bytes.Equal(got, raw) {
					t.Errorf("encoding the token again gives other bytes")
				}
				v, parseErr = u.Verify(biscuit.Root(root))
			}
			if parseErr == nil {
				checkBlocks(t, v, c.Token, norm)
			}
			for name, want := range c.Validations {
				ran++
				t.Run(name, func(t *testing.T) {
					if parseErr != nil && legacyThirdParty[c.Filename] && files == travellingSamples {
						if !strings.Contains(parseErr.Error(), "third party block version") {
							t.Errorf("third-party block of the old, unsafe form: %v", parseErr)
						}
						return
					}
					if parseErr != nil {
						compareResult(t, errJSON(parseErr), want.Result, norm)
						if want.World.present || len(want.RevocationIDs) != 0 {
							t.Errorf("the sample has a world, we have %v", parseErr)
						}
						return
					}
					var ids []string
					for _, id := range v.RevocationIDs() {
						ids = append(ids, hex.EncodeToString(id))
					}
					if !reflect.DeepEqual(ids, want.RevocationIDs) {
						t.Errorf("revocation ids %v, want %v", ids, want.RevocationIDs)
					}
					a, err := v.AuthorizerText(want.AuthorizerCode, syntax.Params{}, testOptions)
					if err != nil {
						compareResult(t, errJSON(err), want.Result, norm)
						if want.World.present {
							t.Errorf("the sample has a world, we have %v", err)
						}
						return
					}
					policy, err := a.Authorize(context.Background())
					result, _ := json.Marshal(map[string]int{"Ok": policy})
					if err != nil {
						result = errJSON(err)
					}
					compareResult(t, result, want.Result, norm)
					if err := want.World.compare(a.Dump(), norm); err != nil {
						t.Error(err)
					}
				})
			}
		})
	}
	if validations != 0 && ran != validations {
		t.Errorf("%d validations ran, want %d", ran, validations)
	}
}

// testOptions register the function that sample 035 calls.
var testOptions = biscuit.Options{Externs: map[string]datalog.Extern{"test": func(args []datalog.Term) (datalog.Term, error) {
	if len(args) == 1 {
		return args[0], nil
	}
	a, okA := args[0].AsString()
	b, okB := args[1].AsString()
	switch {
	case !okA || !okB:
		return datalog.Term{}, errors.New("unsupported operands")
	case a == b:
		return datalog.String("equal strings"), nil
	}
	return datalog.String("different strings"), nil
}}}

func checkBlocks(t *testing.T, v *biscuit.Verified, want []struct {
	Symbols     []string
	PublicKeys  []string `json:"public_keys"`
	ExternalKey *string  `json:"external_key"`
	Code        string
	Version     uint32
}, norm func(string) string) {
	t.Helper()
	for i, b := range v.Blocks() {
		if got := norm(b.Code()); got != norm(want[i].Code) {
			t.Errorf("block %d: code\n%s\nwant\n%s", i, got, want[i].Code)
		}
		if want[i].Version != 0 && b.Version != want[i].Version {
			t.Errorf("block %d: version %d, want %d", i, b.Version, want[i].Version)
		}
		if strings.Join(b.Symbols, "\x00") != strings.Join(want[i].Symbols, "\x00") {
			t.Errorf("block %d: symbols %q, want %q", i, b.Symbols, want[i].Symbols)
		}
		var keys []string
		for _, k := range b.PublicKeys {
			keys = append(keys, k.String())
		}
		if strings.Join(keys, " ") != strings.Join(want[i].PublicKeys, " ") {
			t.Errorf("block %d: public keys %q, want %q", i, keys, want[i].PublicKeys)
		}
		external := ""
		if !b.ExternalKey.IsZero() {
			external = b.ExternalKey.String()
		}
		if want[i].ExternalKey == nil && external != "" || want[i].ExternalKey != nil && external != *want[i].ExternalKey {
			t.Errorf("block %d: external key %q, want %v", i, external, want[i].ExternalKey)
		}
	}
}

func errJSON(err error) json.RawMessage {
	return json.RawMessage(`{"Err":` + string(biscuit.ErrorJSON(err)) + `}`)
}

func compareResult(t *testing.T, got, want json.RawMessage, norm func(string) string) {
	t.Helper()
	if g, w := normJSON(t, got, norm), normJSON(t, want, norm); g != w {
		t.Errorf("result %s, want %s", g, w)
	}
}

// normJSON gives JSON in one spelling.
func normJSON(t *testing.T, data json.RawMessage, norm func(string) string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return norm(string(out))
}
