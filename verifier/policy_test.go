package verifier

import (
	"os"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/syntax"
)

// The policy that is specified is the policy that decides.
func TestTheSpecifiedPolicyIsTheStandardPolicy(t *testing.T) {
	spec, err := os.ReadFile("../spec/profile.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(spec), "## Standard policy\n")
	_, code, _ := strings.Cut(section, "```datalog\n")
	code, _, _ = strings.Cut(code, "```")
	if got := syntax.FormatAuthorizer(standardPolicy()); got != code {
		t.Errorf("the code decides by\n%s\nspec/profile.md says\n%s", got, code)
	}
}
