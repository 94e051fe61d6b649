package datalog_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// Each of blocks 0 to 3 and the authorizer state their own fact; blocks 1 and 3 are signed by two third parties. For each
// asker and scope: whose facts count (spec/biscuit.md, "Rules, origins and scopes"). "a" is the authorizer.
func TestScopes(t *testing.T) {
	signers := map[int]datalog.Key{1: key(1), 3: key(2)}
	for _, c := range []struct{ asker, block, rule, want string }{
		{"0", "", "", "0 a"},
		{"1", "", "", "0 1 a"},
		{"3", "", "", "0 3 a"},
		{"a", "", "", "0 a"},
		{"2", "", "authority", "0 2 a"},
		{"2", "", "previous", "0 1 2 a"},
		{"0", "", "previous", "0 a"},
		{"3", "", "previous", "0 1 2 3 a"},
		{"2", "", "{k1}", "1 2 a"},
		{"2", "", "{k2}", "2 3 a"},
		{"0", "", "{k2}", "0 3 a"},
		{"2", "", "{k1}, {k2}", "1 2 3 a"},
		{"2", "", "authority, {k2}", "0 2 3 a"},
		{"2", "", "{k3}", "2 a"},
		{"1", "", "{k1}", "1 a"},
		{"a", "", "authority", "0 a"},
		{"a", "", "previous", "a"},
		{"a", "", "{k1}", "1 a"},
		{"a", "", "authority, {k1}", "0 1 a"},
		{"a", "", "previous, {k2}", "3 a"},
		{"2", "previous", "", "0 1 2 a"},
		{"2", "{k1}", "", "1 2 a"},
		{"2", "{k1}", "authority", "0 2 a"},
		{"2", "authority", "{k2}", "2 3 a"},
		{"a", "{k1}", "", "1 a"},
		{"a", "{k1}", "authority", "0 a"},
	} {
		t.Run(fmt.Sprintf("%s trusting %s in a block trusting %s", c.asker, c.rule, c.block), func(t *testing.T) {
			sources := map[string]string{}
			for _, id := range []string{"0", "1", "2", "3", "a"} {
				sources[id] = fmt.Sprintf("f(%q); ", id)
			}
			scope := func(s string) string {
				if s == "" {
					return ""
				}
				for n := byte(1); n <= 3; n++ {
					s = strings.ReplaceAll(s, fmt.Sprintf("{k%d}", n), key(n).String())
				}
				return " trusting " + s
			}
			if c.block != "" {
				sources[c.asker] = scope(c.block) + "; " + sources[c.asker]
			}
			sources[c.asker] += "seen($x) <- f($x)" + scope(c.rule) + ";"
			w := request{blocks: []string{sources["0"], sources["1"], sources["2"], sources["3"]}, signers: signers, authorizer: sources["a"]}.world(t)
			if err := w.Run(ctx); err != nil {
				t.Fatal(err)
			}
			var seen []string
			for _, f := range w.Facts() {
				if f.Name == "seen" {
					s, _ := f.Terms[0].AsString()
					seen = append(seen, s)
					if want := strings.ReplaceAll(originOf(s, c.asker), "a", "authorizer"); f.Origin.String() != want {
						t.Errorf("%s comes from %v, want %s", s, f.Origin, want)
					}
				}
			}
			slices.Sort(seen)
			if got := strings.Join(seen, " "); got != c.want {
				t.Errorf("sees %q, want %q", got, c.want)
			}
		})
	}
}

// originOf is the origin of a fact that asker derives from one of block id.
func originOf(id, asker string) string {
	both := []string{id, asker}
	slices.Sort(both) // "a" stands behind the digits
	return strings.Join(slices.Compact(both), ", ")
}

// A fact that two blocks state is two facts: whoever sees only one of the blocks sees it all the same.
func TestOneFactOfTwoOrigins(t *testing.T) {
	w := request{blocks: []string{"f(1);", "f(1); check if f(1);"}, authorizer: "check if f(1); allow if f(1);"}.world(t)
	if d, err := w.Authorize(ctx); err != nil || !d.Allowed() {
		t.Errorf("%+v, %v", d, err)
	}
	if n := len(w.Facts()); n != 2 {
		t.Errorf("%d facts, want one for each origin", n)
	}
}

func TestOriginHoldsEveryBlock(t *testing.T) {
	all := []int{0, 1, 63, 64, 65, datalog.MaxBlocks - 1, datalog.AuthorizerID}
	o := datalog.OriginOf(all...)
	if got := o.Blocks(); !slices.Equal(got, all) {
		t.Errorf("blocks %v, want %v", got, all)
	}
	for _, b := range all {
		if !datalog.OriginOf(b).Within(o) || o.Within(datalog.OriginOf(b)) {
			t.Errorf("block %d", b)
		}
	}
	if datalog.OriginOf(2).Within(o) || !(datalog.Origin{}).Within(o) {
		t.Error("what is not in it is within it")
	}
	defer func() {
		if recover() == nil {
			t.Error("there is no block 128")
		}
	}()
	datalog.OriginOf(datalog.AuthorizerID + 1)
}

func TestQueriesSeeTheAuthorityAndQueryAllSeesEverybody(t *testing.T) {
	r := request{blocks: []string{"f(0);", "f(1); g($x) <- f($x);", "f(2);"}, signers: map[int]datalog.Key{2: key(1)}, authorizer: "trusting " + key(1).String() + "; f(9);"}
	f := datalog.Rule{Head: datalog.Predicate{Name: "found", Terms: []datalog.Term{datalog.Var("x")}}, Body: []datalog.Predicate{{Name: "f", Terms: []datalog.Term{datalog.Var("x")}}}}
	scoped := f
	scoped.Scopes = []datalog.Scope{{Kind: datalog.ScopeKey, Key: key(1)}}
	w := r.world(t)
	for name, c := range map[string]struct {
		ask  func() ([]datalog.Fact, error)
		want string
	}{
		"query": {func() ([]datalog.Fact, error) { return w.Query(ctx, f) }, "[found[0] from 0 found[9] from authorizer]"},
		"query all": {func() ([]datalog.Fact, error) { return w.QueryAll(ctx, f) },
			"[found[0] from 0 found[1] from 1 found[2] from 2 found[9] from authorizer]"},
		"query with a scope":     {func() ([]datalog.Fact, error) { return w.Query(ctx, scoped) }, "[found[2] from 2 found[9] from authorizer]"},
		"query all with a scope": {func() ([]datalog.Fact, error) { return w.QueryAll(ctx, scoped) }, "[found[2] from 2 found[9] from authorizer]"},
	} {
		facts, err := c.ask()
		if got := fmt.Sprint(factTexts(facts)); err != nil || got != c.want {
			t.Errorf("%s: %s, %v, want %s", name, got, err, c.want)
		}
	}
}
