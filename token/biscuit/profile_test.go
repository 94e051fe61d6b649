package biscuit_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

const (
	profileFile   = "../../../shared/vectors/profile/vectors.json"
	wantScenarios = 119
)

type scenario struct {
	Name      string
	Authority string
	Blocks    []struct {
		Code       string
		ThirdParty *string `json:"third_party"`
	}
	Authorizer   string
	Expected     string
	FailedChecks []string `json:"failed_checks"`
}

// The scenarios of the agent profile, with the answers of the reference. Two of them it answers now one way and now the
// other, as a candidate that fails stands beside one that matches: here the error dominates, and refuses.
func TestProfileScenarios(t *testing.T) {
	data, err := os.ReadFile(profileFile)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("the profile scenarios are not at ../shared/vectors")
		}
		t.Skip("the 119 profile scenarios are not at ../shared/vectors")
	}
	var all []scenario
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) != wantScenarios {
		t.Errorf("%d scenarios, want %d", len(all), wantScenarios)
	}
	for _, s := range all {
		t.Run(s.Name, func(t *testing.T) {
			want := s.Expected
			if want == "nondeterministic(reference): allow|error" {
				want = "error"
			}
			got, failed := s.run(t)
			if got != want || want != "error" && !slices.Equal(failed, append([]string{}, s.FailedChecks...)) {
				t.Errorf("%s, failed %v; want %s, failed %v", got, failed, want, s.FailedChecks)
			}
		})
	}
}

// run makes the token, with keys for the placeholders in the texts, and decides.
func (s scenario) run(t *testing.T) (verdict string, failed []string) {
	t.Helper()
	keys := scenarioKeys{t: t, byName: map[string]biscuit.PrivateKey{}}
	root := keys.get("root")
	v, err := biscuit.Mint(root, parseBlock(t, keys.fill(s.Authority)), biscuit.MintOptions{})
	for _, b := range s.Blocks {
		if err != nil {
			t.Fatal(err)
		}
		block := parseBlock(t, keys.fill(b.Code))
		if b.ThirdParty == nil {
			v, err = v.Append(block)
			continue
		}
		v, err = appendSigned(v, keys.get(*b.ThirdParty), block)
	}
	if err != nil {
		t.Fatal(err)
	}
	v, err = v.Unverified().Verify(biscuit.Root(root.PublicKey()))
	if err != nil {
		t.Fatal(err)
	}
	a, err := v.AuthorizerText(keys.fill(s.Authorizer), syntax.Params{}, biscuit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.Authorize(context.Background())
	if err == nil {
		return "allow", []string{}
	}
	denied, ok := errors.AsType[*biscuit.DeniedError](err)
	if !ok {
		return "error", nil
	}
	failed = []string{}
	for _, f := range denied.Decision.Failed {
		name := fmt.Sprintf("b%d#%d", f.Block, f.Index)
		if f.Block == datalog.AuthorizerID {
			name = fmt.Sprintf("a#%d", f.Index)
		}
		failed = append(failed, name)
	}
	return "deny", failed
}

func appendSigned(v *biscuit.Verified, key biscuit.PrivateKey, b datalog.Block) (*biscuit.Verified, error) {
	request, err := v.ThirdPartyRequest()
	if err != nil {
		return nil, err
	}
	contents, err := biscuit.SignThirdParty(request, key, b)
	if err != nil {
		return nil, err
	}
	return v.AppendThirdParty(contents, key.PublicKey())
}

// scenarioKeys are the keys that a scenario names.
type scenarioKeys struct {
	t      *testing.T
	byName map[string]biscuit.PrivateKey
}

func (k scenarioKeys) get(name string) biscuit.PrivateKey {
	if _, ok := k.byName[name]; !ok {
		key, err := biscuit.GenerateKey(biscuit.Ed25519)
		if err != nil {
			k.t.Fatal(err)
		}
		k.byName[name] = key
	}
	return k.byName[name]
}

var placeholder = regexp.MustCompile(`@(KEY|HEX):(\w+)@`)

func (k scenarioKeys) fill(text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(match string) string {
		part := placeholder.FindStringSubmatch(match)
		public := k.get(part[2]).PublicKey()
		if part[1] == "KEY" {
			return public.String()
		}
		return fmt.Sprintf("hex:%x", public.Bytes())
	})
}
