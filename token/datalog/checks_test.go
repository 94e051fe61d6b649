package datalog_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// The three kinds of checks (spec/biscuit.md, "Checks, policies and the decision"), over f(1), f(2).
func TestKindsOfChecks(t *testing.T) {
	for check, want := range map[string]string{
		"check if f(1)":                            "true",
		"check if f(3)":                            "false",
		"check if f(3) or f(2)":                    "true",
		"check if f($x), $x > 1":                   "true",
		"check if f($x), $x > 2":                   "false",
		"check if true":                            "true",
		"check if f($x), $x === \"a\"":             "type",
		"check if f(1) or f($x), $x < \"a\"":       "true",
		"check if f(3) or f($x), $x < \"a\"":       "type",
		"check all f($x), $x > 0":                  "true",
		"check all f($x), $x > 1":                  "false",
		"check all f($x)":                          "true",
		"check all f(3)":                           "false",
		"check all g($x), $x > 0":                  "false",
		"check all true":                           "true",
		"check all false":                          "false",
		"check all f($x), $x > 1 or f($x), $x > 0": "true",
		"check all f($x), $x > 1 or g(1)":          "false",
		"check all f($x), $x < \"a\"":              "type",
		"reject if f(1)":                           "false",
		"reject if f(3)":                           "true",
		"reject if f(3) or f(4)":                   "true",
		"reject if f(1) or f(4)":                   "false",
		"reject if f(4) or f(1)":                   "false",
		"reject if f($x), $x > 2":                  "true",
		"reject if f($x), $x > 1":                  "false",
		"reject if false":                          "true",
		"reject if true":                           "false",
		"reject if f(1) or f($x), $x < \"a\"":      "false",
		"reject if f(3) or f($x), $x < \"a\"":      "type",
	} {
		w := request{blocks: []string{"f(1); f(2); " + check + ";"}}.world(t)
		d, err := w.Authorize(ctx)
		if got := outcome(len(d.Failed) == 0, err); got != want {
			t.Errorf("%s: %s, want %s", check, got, want)
		}
	}
}

// What only bytes can say: a check without queries, and a kind to come.
func TestChecksWithoutMeaningDoNotHold(t *testing.T) {
	yes := []datalog.Rule{{Expressions: []datalog.Expression{{datalog.Value(datalog.Bool(true))}}}}
	for _, c := range []datalog.Check{{Kind: datalog.CheckIf}, {Kind: datalog.CheckAll}, {Kind: datalog.RejectIf}, {Kind: datalog.RejectIf + 1, Queries: yes}} {
		w := datalog.NewWorld(datalog.Options{})
		if err := w.AddBlock(must(datalog.Compile(datalog.Block{Checks: []datalog.Check{c}})), nil); err != nil {
			t.Fatal(err)
		}
		if d, err := w.Authorize(ctx); err != nil || len(d.Failed) != 1 {
			t.Errorf("%v with %d queries: %+v, %v", c.Kind, len(c.Queries), d, err)
		}
	}
}

func TestPolicies(t *testing.T) {
	for authorizer, want := range map[string]string{
		"":                                    "none false",
		"allow if true;":                      "0 allow if true",
		"deny if true; allow if true;":        "0 deny if false",
		"deny if f(9); allow if f(1);":        "1 allow if true",
		"allow if f(9) or f(1);":              "0 allow if true",
		"allow if f(9);":                      "none false",
		"allow if true; deny if true;":        "0 allow if true",
		"check if f(9); allow if true;":       "0 allow if false",
		"allow if true; deny if 1 / 0 === 0;": "0 allow if true",
		"deny if 1 / 0 === 0; allow if true;": "divide",
		"allow if f($x), 1 / $x === 1;":       "divide",
	} {
		d, err := request{blocks: []string{"f(0); f(1);"}, authorizer: authorizer}.world(t).Authorize(ctx)
		got := outcome(true, err)
		switch {
		case err == nil && d.Matched:
			got = fmt.Sprint(d.Policy, " ", d.Kind, " ", d.Allowed())
		case err == nil:
			got = fmt.Sprint("none ", d.Allowed())
		}
		if got != want {
			t.Errorf("%q: %s, want %s", authorizer, got, want)
		}
	}
}

func TestTheZeroDecisionDenies(t *testing.T) {
	if (datalog.Decision{}).Allowed() {
		t.Error("allowed")
	}
	if (datalog.Decision{Matched: true}).Allowed() {
		t.Error("a policy of no kind allows")
	}
}

// The facts that made a policy match, so that a decision can be explained.
func TestDecisionNamesItsFacts(t *testing.T) {
	d, err := request{
		blocks: []string{`right("a", "read"); right("b", "read");`}, authorizer: `resource("b"); allow if resource($r), right($r, "read");`,
	}.world(t).Authorize(ctx)
	if got := fmt.Sprint(factTexts(d.Because())); err != nil || got != `[resource["b"] from authorizer right["b" "read"] from 0]` {
		t.Errorf("%s, %v", got, err)
	}
}

// An error in a check of the last block comes after a deny policy has matched, and is the outcome all the same.
func TestAnErrorOutweighsEveryDecision(t *testing.T) {
	for _, r := range []request{
		{blocks: []string{"", "check if 1 / 0 === 0;"}, authorizer: "deny if true;"},
		{blocks: []string{"", "check if 1 / 0 === 0;"}, authorizer: "allow if true;"},
		{blocks: []string{"check if false; check if 1 / 0 === 0;"}, authorizer: "allow if true;"},
		{blocks: []string{"g(1) <- 1 / 0 === 0;"}, authorizer: "allow if true;"},
	} {
		w := r.world(t)
		d, err := w.Authorize(ctx)
		if !errors.Is(err, datalog.ErrDivideByZero) || d.Matched || d.Allowed() || d.Failed != nil {
			t.Errorf("%q: %+v, %v", r.blocks, d, err)
		}
		// A world that has failed gives nothing else any more.
		if _, again := w.Authorize(ctx); !errors.Is(again, datalog.ErrDivideByZero) {
			t.Errorf("%q: the second answer is %v", r.blocks, again)
		}
		if facts, again := w.QueryAll(ctx, datalog.Rule{}); facts != nil || !errors.Is(again, datalog.ErrDivideByZero) {
			t.Errorf("%q: a query after it gives %v, %v", r.blocks, facts, again)
		}
	}
}
