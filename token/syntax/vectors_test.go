package syntax_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// readVectors decodes a file of test vectors that is kept beside the project.
func readVectors(t *testing.T, name string, into any) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("../../../shared/vectors", name))
	if errors.Is(err, os.ErrNotExist) && os.Getenv("CI") != "true" {
		t.Skipf("no vectors: the texts of %s are not checked", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatal(err)
	}
}

type samples struct {
	Testcases []struct {
		Filename string
		Token    []struct {
			Symbols     []string
			ExternalKey string `json:"external_key"`
			Code        string
		}
		Validations map[string]struct {
			AuthorizerCode string `json:"authorizer_code"`
		}
	}
}

// defaultSymbols is the table that every token starts with (SPECIFICATIONS.md, "Symbol table").
var defaultSymbols = strings.Fields(`read write resource operation right time role owner tenant namespace user team service admin
	email group member ip_address client client_ip domain path version cluster node hostname nonce query`)

func TestSamplesPrintAsTheReferencePrintsThem(t *testing.T) {
	var all samples
	readVectors(t, "biscuit-samples/samples.json", &all)
	blocks, authorizers, refused := 0, 0, []string{}
	for _, c := range all.Testcases {
		token := slices.Clone(defaultSymbols)
		for i, b := range c.Token {
			table := append(slices.Clone(defaultSymbols), b.Symbols...)
			if b.ExternalKey == "" {
				token = append(token, b.Symbols...)
				table = token
			}
			parsed, err := syntax.ParseBlock(b.Code, syntax.Params{})
			if err != nil {
				refused = append(refused, fmt.Sprintf("%s %d: %v", c.Filename, i, err))
				continue
			}
			printer := syntax.Printer{Symbols: func(s string) (int, bool) {
				index := slices.Index(table, s)
				return index, index >= 0
			}}
			if got := printer.Block(parsed); got != b.Code {
				t.Errorf("%s block %d: printed\n%s\nwant\n%s", c.Filename, i, got, b.Code)
			}
			blocks++
		}
		for _, v := range c.Validations {
			parsed, err := syntax.ParseAuthorizer(v.AuthorizerCode, syntax.Params{})
			if err != nil {
				t.Errorf("%s: %v in\n%s", c.Filename, err, v.AuthorizerCode)
			} else if got := syntax.FormatAuthorizer(parsed); got != v.AuthorizerCode {
				t.Errorf("%s: printed\n%s\nwant\n%s", c.Filename, got, v.AuthorizerCode)
			}
			authorizers++
		}
	}
	// The rule of sample 018 is there to be refused: its head has a variable that the body does not bind.
	want := []string{`test018_unbound_variables_in_rule.bc 1: line 1, column 11: variable "$unbound" stands in no predicate of the body`}
	if !slices.Equal(refused, want) {
		t.Errorf("refused %q, want %q", refused, want)
	}
	if blocks != 64 || authorizers != 50 {
		t.Errorf("checked %d blocks and %d authorizers, want 64 and 50", blocks, authorizers)
	}
}

func TestRandomTextsOfTheReferenceParse(t *testing.T) {
	var all []struct {
		Authorizer string
		Blocks     []string
	}
	readVectors(t, "biscuit-random/cases.json", &all)
	texts, unescaped := 0, 0
	for i, c := range all {
		texts++
		if a, err := syntax.ParseAuthorizer(c.Authorizer, syntax.Params{}); err != nil {
			t.Errorf("case %d: authorizer: %v in\n%s", i, err, c.Authorizer)
		} else if printed := syntax.FormatAuthorizer(a); !sameAuthorizer(a, mustParseAuthorizer(t, printed)) {
			t.Errorf("case %d: authorizer changed when printed:\n%s", i, printed)
		}
		for j, source := range c.Blocks {
			texts++
			// Source printed by the reference holds strings without escapes, and one string of the cases has a quote in it.
			const quote = `"x"y"`
			if strings.Contains(source, quote) {
				unescaped++
				if _, err := syntax.ParseBlock(source, syntax.Params{}); err == nil {
					t.Errorf("case %d block %d: parsed in spite of %s", i, j, quote)
				}
				source = strings.ReplaceAll(source, quote, `"x\"y"`)
			}
			b, err := syntax.ParseBlock(source, syntax.Params{})
			if err != nil {
				t.Errorf("case %d block %d: %v in\n%s", i, j, err, source)
				continue
			}
			if printed := syntax.FormatBlock(b); !sameBlock(b, mustParseBlock(t, printed)) {
				t.Errorf("case %d block %d changed when printed:\n%s", i, j, printed)
			}
		}
	}
	if texts != 817 || unescaped != 39 {
		t.Errorf("checked %d texts, %d with a raw quote, want 817 and 39", texts, unescaped)
	}
}

func TestProfileTextsParse(t *testing.T) {
	var all []struct {
		Name       string
		Authority  string
		Authorizer string
		Blocks     []struct{ Code string }
	}
	readVectors(t, "profile/vectors.json", &all)
	keys, bytes := regexp.MustCompile(`@KEY:\w+@`), regexp.MustCompile(`@HEX:\w+@`)
	fill := func(s string) string {
		s = keys.ReplaceAllString(s, "ed25519/"+hex.EncodeToString(make([]byte, 32)))
		return bytes.ReplaceAllString(s, "hex:00ff")
	}
	texts := 0
	for _, c := range all {
		texts++
		if a, err := syntax.ParseAuthorizer(fill(c.Authorizer), syntax.Params{}); err != nil {
			t.Errorf("%s: authorizer: %v in\n%s", c.Name, err, c.Authorizer)
		} else if printed := syntax.FormatAuthorizer(a); !sameAuthorizer(a, mustParseAuthorizer(t, printed)) {
			t.Errorf("%s: authorizer changed when printed:\n%s", c.Name, printed)
		}
		sources := []string{c.Authority}
		for _, b := range c.Blocks {
			sources = append(sources, b.Code)
		}
		for _, source := range sources {
			texts++
			if b, err := syntax.ParseBlock(fill(source), syntax.Params{}); err != nil {
				t.Errorf("%s: %v in\n%s", c.Name, err, source)
			} else if printed := syntax.FormatBlock(b); !sameBlock(b, mustParseBlock(t, printed)) {
				t.Errorf("%s: block changed when printed:\n%s", c.Name, printed)
			}
		}
	}
	if texts != 385 {
		t.Errorf("checked %d texts, want 385", texts)
	}
}

func mustParseBlock(t interface{ Fatalf(string, ...any) }, source string) (b datalog.Block) {
	b, err := syntax.ParseBlock(source, syntax.Params{})
	if err != nil {
		t.Fatalf("%v in\n%s", err, source)
	}
	return b
}

func mustParseAuthorizer(t interface{ Fatalf(string, ...any) }, source string) (a datalog.Authorizer) {
	a, err := syntax.ParseAuthorizer(source, syntax.Params{})
	if err != nil {
		t.Fatalf("%v in\n%s", err, source)
	}
	return a
}
