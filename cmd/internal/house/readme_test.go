package house

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// snippets returns the fenced blocks of a language in the README.
func snippets(t *testing.T, language string) []string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i, part := range strings.Split(string(data), "```") {
		if body, ok := strings.CutPrefix(part, language+"\n"); ok && i%2 == 1 {
			out = append(out, body)
		}
	}
	if len(out) == 0 {
		t.Fatalf("the README has no %s block", language)
	}
	return out
}

// The story in the README is what the demo prints, to the letter.
func TestReadmeStoryIsWhatTheDemoPrints(t *testing.T) {
	cmd := exec.Command("go", "run", "./cmd/hardtack", "demo")
	cmd.Dir = root
	var errors bytes.Buffer
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the demo: %v\n%s", err, errors.String())
	}
	if got := snippets(t, "console")[0]; got != string(out) {
		t.Errorf("the README says\n%s\nthe demo prints\n%s", got, out)
	}
}

// The Go code in the README is part of an example that the tests compile and run.
func TestReadmeCodeIsCompiled(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(root, "verifier", "example_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range snippets(t, "go") {
		var indented strings.Builder
		for line := range strings.Lines(code) {
			if line != "\n" {
				indented.WriteByte('\t')
			}
			indented.WriteString(line)
		}
		if !strings.Contains(string(data), indented.String()) {
			t.Errorf("no example holds this code of the README:\n%s", code)
		}
	}
}
