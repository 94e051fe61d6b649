package biscuit_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// The numbers of spec/biscuit.md are those of the code.
func TestSpecificationGivesTheLimitsOfTheCode(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "spec", "biscuit.md"))
	if err != nil {
		t.Fatal(err)
	}
	for sentence, n := range map[string]int{
		"| bytes of a token, of a block, of all symbols of a token | # each |": biscuit.MaxSize,
		"| bytes of Datalog text | # |":                                        syntax.MaxSource,
		"| steps | # |":                                                        datalog.DefaultSteps,
		"| facts | # |":                                                        datalog.DefaultFacts,
		"| rounds | # |":                                                       datalog.DefaultIterations,
		"The parser and the constructors\nof values stop at # levels.": datalog.MaxDepth,
		"A rule\nhas at most # variables":                              datalog.MaxVariables,
		"variables and # predicates (`rule-65-variables`":              datalog.MaxPredicates,
	} {
		if want := strings.ReplaceAll(sentence, "#", thousands(n)); !strings.Contains(string(text), want) {
			t.Errorf("spec/biscuit.md does not say %q", want)
		}
	}
}

// thousands writes 500,000.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
