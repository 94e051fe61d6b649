// Package refcheck reads what the Rust reference prints, results and worlds, so that tests can compare it with ours by
// meaning and not letter by letter. The reference writes strings without escapes and orders sets by its symbol table; here
// both sides become the text that package syntax prints. It is for tests, and decides nothing.
package refcheck

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// Reader turns texts of the reference into ours. It knows the strings of one case, as a text without escapes cannot be read
// without knowing what may stand in it (decision 2, D6).
type Reader struct {
	escape *strings.Replacer // nil when no string of the case needs an escape
}

// NewReader returns a Reader for texts about a token and an authorizer. v may be nil.
func NewReader(v *biscuit.Verified, a datalog.Authorizer) Reader {
	special := map[string]bool{}
	collect := func(s string) {
		if strings.ContainsAny(s, "\"\\\n") {
			special[s] = true
		}
	}
	if v != nil {
		for _, b := range v.Blocks() {
			walk(datalog.Authorizer{Block: b.Datalog}, collect)
		}
	}
	walk(a, collect)
	if len(special) == 0 {
		return Reader{}
	}
	// Longest first, since the Replacer prefers what comes first and one string may be the beginning of another.
	all := slices.SortedFunc(maps.Keys(special), func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, s := range all {
		pairs = append(pairs, `"`+s+`"`, syntax.FormatTerm(datalog.String(s)))
	}
	return Reader{strings.NewReplacer(pairs...)}
}

// Text gives a text of the reference the escapes that it lacks.
func (r Reader) Text(s string) string {
	if r.escape == nil {
		return s
	}
	return r.escape.Replace(s)
}

// Check returns the text of a check as we print it.
func (r Reader) Check(s string) (string, error) {
	c, err := syntax.ParseCheck(r.Text(s), syntax.Params{})
	if err != nil {
		return "", fmt.Errorf("check %q of the reference: %v", s, err)
	}
	return syntax.FormatCheck(c), nil
}

// Result brings a result, {"Ok": n} or {"Err": ...}, into a form to compare as text: keys sorted, checks as we print them.
func (r Reader) Result(raw json.RawMessage) (string, error) {
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return "", err
	}
	if err := r.rules(v); err != nil {
		return "", err
	}
	out, err := json.Marshal(v)
	return string(out), err
}

// rules rewrites, in a result, each "rule" of a failed check.
func (r Reader) rules(v any) error {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if err := r.rules(e); err != nil {
				return err
			}
		}
	case map[string]any:
		for k, e := range v {
			text, isText := e.(string)
			if k != "rule" || !isText {
				if err := r.rules(e); err != nil {
					return err
				}
				continue
			}
			check, err := r.Check(text)
			if err != nil {
				return err
			}
			v[k] = check
		}
	}
	return nil
}

// OurResult is a decision of ours in the form of [Reader.Result].
func OurResult(policy int, err error) (string, error) {
	raw := []byte(fmt.Sprintf(`{"Ok":%d}`, policy))
	if err != nil {
		raw = slices.Concat([]byte(`{"Err":`), biscuit.ErrorJSON(err), []byte(`}`))
	}
	return Reader{}.Result(raw)
}
