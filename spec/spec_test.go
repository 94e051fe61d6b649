package spec_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A decision that does not say what it was chosen over will be taken again.
func TestEachDecisionSaysContextChoiceAndWhatWasRejected(t *testing.T) {
	names, err := filepath.Glob("decisions/*")
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Fatal("no decisions")
	}
	for i, name := range names { // in order, since numbers have four digits
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if number := fmt.Sprintf("%04d-", i+1); !strings.HasPrefix(filepath.Base(name), number) {
			t.Errorf("%s: the next number is %s", name, number)
		}
		if title := fmt.Sprintf("# %d. ", i+1); !strings.HasPrefix(string(content), title) {
			t.Errorf("%s does not begin with %q", name, title)
		}
		rest := string(content)
		for _, heading := range []string{"\n## Context\n", "\n## Choice\n", "\n## Rejected\n"} {
			_, after, found := strings.Cut(rest, heading)
			if !found {
				t.Errorf("%s lacks %q, or has it out of order", name, strings.TrimSpace(heading))
				break
			}
			rest = after
		}
	}
}
