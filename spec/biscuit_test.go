package spec_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/spec"
)

// vectorName matches what biscuit.md puts between backticks to name a vector, and few other things.
var vectorName = regexp.MustCompile("`([a-z0-9]+(-[a-z0-9.]+)+)`")

// A statement that names a vector which is not there is held by nothing.
func TestEachVectorThatTheTextNamesExists(t *testing.T) {
	text, err := os.ReadFile("biscuit.md")
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, match := range vectorName.FindAllStringSubmatch(string(text), -1) {
		named++
		found := false
		for _, folder := range []string{"biscuit", "dos"} {
			_, err := fs.Stat(spec.Vectors, path.Join("vectors", folder, match[1]+".txt"))
			found = found || err == nil
		}
		if !found {
			t.Errorf("biscuit.md names %q, which is no vector", match[1])
		}
	}
	if named < 100 {
		t.Errorf("only %d names: this test looks for the wrong thing", named)
	}
}

// The text says how many files there are, and how many of them are tokens.
func TestTextCountsTheVectors(t *testing.T) {
	text, err := os.ReadFile("biscuit.md")
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, folder := range []string{"biscuit", "dos"} {
		names, err := fs.Glob(spec.Vectors, path.Join("vectors", folder, "*.txt"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if !strings.HasPrefix(path.Base(name), "request-") {
				count[folder]++
			}
		}
	}
	for folder, sentence := range map[string]string{"biscuit": "judges all %d tokens of", "dos": "The %d files of"} {
		if want := strings.ReplaceAll(sentence, "%d", strconv.Itoa(count[folder])); !strings.Contains(string(text), want) {
			t.Errorf("biscuit.md does not say %q", want)
		}
	}
}
