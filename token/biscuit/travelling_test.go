package biscuit_test

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	_ "github.com/biscuit-auth/biscuit-go/v2" // its samples are test data here

	"github.com/hardtack-auth/hardtack/token/biscuit"
)

// travellingFolder finds the samples in the module cache.
func travellingFolder(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/biscuit-auth/biscuit-go/v2").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "samples", "data", "current")
}

// worldText is a world as a samples file has it: in the form of today, or in the older one, where facts stand each with
// its origin and rules and checks are not grouped.
type worldText struct {
	present bool
	world   biscuit.Dump
	older   *olderWorld
}

type olderWorld struct {
	Facts    []olderFact
	Rules    []olderRule
	Checks   []string
	Policies []string
}

type olderFact struct {
	text   string
	origin []*uint64
}

func (f *olderFact) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, &[]any{&f.text, &f.origin})
}

type olderRule struct {
	text   string
	origin uint64
}

func (r *olderRule) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, &[]any{&r.text, &r.origin})
}

func (r olderRule) MarshalJSON() ([]byte, error) { return json.Marshal([]any{r.text, r.origin}) }

func (w *worldText) UnmarshalJSON(data []byte) error {
	if w.present = string(data) != "null"; !w.present {
		return nil
	}
	if json.Unmarshal(data, &w.world) == nil {
		return nil
	}
	w.older = new(olderWorld)
	return json.Unmarshal(data, w.older)
}

// compare reports in what got differs.
func (w *worldText) compare(got biscuit.Dump, norm func(string) string) error {
	var have, want any = got, w.world
	if w.older != nil {
		have, want = flatten(got).sorted(norm), w.older.sorted(norm)
	}
	h, _ := json.MarshalIndent(have, "", " ")
	x, _ := json.MarshalIndent(want, "", " ")
	if !w.present || norm(string(h)) != norm(string(x)) {
		return fmt.Errorf("world\n%s\nwant\n%s", h, x)
	}
	return nil
}

func (f olderFact) MarshalJSON() ([]byte, error) { return json.Marshal([]any{f.text, f.origin}) }

// flatten gives a world in the older form.
func flatten(w biscuit.Dump) *olderWorld {
	o := &olderWorld{Facts: []olderFact{}, Rules: []olderRule{}, Checks: []string{}, Policies: w.Policies}
	for _, group := range w.Facts {
		for _, f := range group.Facts {
			o.Facts = append(o.Facts, olderFact{f, group.Origin})
		}
	}
	for _, group := range w.Rules {
		for _, r := range group.Rules {
			o.Rules = append(o.Rules, olderRule{r, group.Origin})
		}
	}
	for _, group := range w.Checks {
		o.Checks = append(o.Checks, group.Checks...)
	}
	return o
}

// sorted brings everything into the order of the normal texts.
func (o *olderWorld) sorted(norm func(string) string) *olderWorld {
	by := func(a, b string) int { return strings.Compare(norm(a), norm(b)) }
	slices.SortFunc(o.Facts, func(a, b olderFact) int { return by(a.text, b.text) })
	slices.SortFunc(o.Rules, func(a, b olderRule) int { return by(a.text, b.text) })
	slices.SortFunc(o.Checks, by)
	o.Checks = slices.Compact(o.Checks) // the older form names a check once
	return o
}

var (
	olderSignature = regexp.MustCompile(`"BlockSignatureDeserializationError":"[^"]*"`)
	brackets       = strings.NewReplacer("[", "{", "]", "}", "!==", "!=", "===", "==")
)

// olderText makes texts comparable with the older samples, which write sets in square brackets and equality with two signs,
// and name the error of sample 003 differently.
func olderText(s string) string {
	s = olderSignature.ReplaceAllString(s, `"InvalidSignatureSize":16`)
	return brackets.Replace(s)
}
