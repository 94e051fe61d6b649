package datalog_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// product has n + m facts and derives n·m.
func product(n, m int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a(%d);", i)
	}
	for i := range m {
		fmt.Fprintf(&b, "b(%d);", i)
	}
	return b.String() + "p($x, $y) <- a($x), b($y);"
}

// path derives one fact in each of n rounds.
func path(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "edge(%d, %d);", i, i+1)
	}
	return b.String() + "at(0); at($y) <- at($x), edge($x, $y);"
}

func TestLimitsOfFactsAndRounds(t *testing.T) {
	for name, c := range map[string]struct {
		block  string
		budget datalog.Budget
		want   string
	}{
		"999 facts":              {product(24, 39), datalog.Budget{}, "true"},
		"1,000 facts":            {product(76, 12), datalog.Budget{}, "facts"},
		"1,000 facts of 1,001":   {product(76, 12), datalog.Budget{Facts: 1001}, "true"},
		"5 facts of 5":           {product(1, 2), datalog.Budget{Facts: 5}, "facts"},
		"5 facts of 6":           {product(1, 2), datalog.Budget{Facts: 6}, "true"},
		"stated facts alone":     {strings.TrimSuffix(product(700, 700), "p($x, $y) <- a($x), b($y);"), datalog.Budget{}, "true"},
		"no facts at all":        {product(1, 1), datalog.Budget{Facts: -1}, "facts"},
		"99 rounds":              {path(99), datalog.Budget{}, "true"},
		"100 rounds":             {path(100), datalog.Budget{}, "iterations"},
		"3 rounds of 3":          {path(3), datalog.Budget{Iterations: 3}, "iterations"},
		"3 rounds of 4":          {path(3), datalog.Budget{Iterations: 4}, "true"},
		"a round with nothing":   {"a(1); a($x) <- a($x);", datalog.Budget{Iterations: 1}, "true"},
		"no steps":               {"check if true;", datalog.Budget{Steps: -1}, "steps"},
		"one step, which it has": {"check if true;", datalog.Budget{Steps: 2}, "true"},
		"one step too few":       {"check if true;", datalog.Budget{Steps: 1}, "steps"},
	} {
		w := request{blocks: []string{c.block}, options: datalog.Options{Budget: c.budget}}.world(t)
		d, err := w.Authorize(ctx)
		if got := outcome(len(d.Failed) == 0, err); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if (c.want != "true") != datalog.IsLimit(err) {
			t.Errorf("%s: IsLimit %v of %v", name, datalog.IsLimit(err), err)
		}
	}
}

// One budget covers rules, checks, policies and queries: what one has spent the next lacks.
func TestOneBudgetCoversEverything(t *testing.T) {
	join := "f($a), f($b), $a + $b < 0"
	facts := strings.TrimSuffix(product(60, 0), "p($x, $y) <- a($x), b($y);")
	facts = strings.ReplaceAll(facts, "a(", "f(")
	parts := map[string]request{
		"rule":   {blocks: []string{facts + "p(1) <- " + join + ";"}},
		"check":  {blocks: []string{facts + "reject if " + join + ";"}},
		"policy": {blocks: []string{facts}, authorizer: "deny if " + join + ";"},
		"all":    {blocks: []string{facts + "p(1) <- " + join + "; reject if " + join + ";", "reject if " + join + ";"}, authorizer: "deny if " + join + ";"},
	}
	for name, r := range parts {
		r.options.Budget.Steps = 30_000
		_, err := r.world(t).Authorize(ctx)
		if spent := errors.Is(err, datalog.ErrTooManySteps); spent != (name == "all") || !spent && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	w := parts["rule"]
	w.options.Budget.Steps = 30_000
	world := w.world(t)
	f := datalog.Rule{Head: datalog.Predicate{Name: "q"}, Body: []datalog.Predicate{
		{Name: "f", Terms: []datalog.Term{datalog.Var("a")}}, {Name: "f", Terms: []datalog.Term{datalog.Var("b")}}, {Name: "f", Terms: []datalog.Term{datalog.Var("c")}}}}
	if facts, err := world.Query(ctx, f); facts != nil || !errors.Is(err, datalog.ErrTooManySteps) {
		t.Errorf("query: %d facts, %v", len(facts), err)
	}
}

// Running out is no error that a token could catch: otherwise its author would decide what happens then.
func TestNoTokenCatchesASpentBudget(t *testing.T) {
	loop := "true"
	for i := range 8 {
		loop = fmt.Sprintf("[0, 1, 2, 3, 4, 5, 6, 7].all($p%d -> %s)", i, loop)
	}
	w := request{blocks: []string{"check if (" + loop + ").try_or(true);"}, authorizer: "allow if true;"}.world(t)
	if d, err := w.Authorize(ctx); !errors.Is(err, datalog.ErrTooManySteps) || d.Matched {
		t.Errorf("%+v, %v", d, err)
	}
	if w.StepsUsed() != datalog.DefaultSteps {
		t.Errorf("%d steps used", w.StepsUsed())
	}
}

// endsAfter is a context that ends when it has been asked so many times.
type endsAfter struct {
	context.Context
	left int
}

func (c *endsAfter) Err() error {
	if c.left--; c.left < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

func TestContextEndsAnEvaluation(t *testing.T) {
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	long := request{blocks: []string{strings.ReplaceAll(product(60, 60), "p($x, $y)", "p(1)") + "reject if a($x), b($y), a($z), $x + $y + $z < 0;"}, authorizer: "allow if true;"}
	for name, c := range map[string]context.Context{"cancelled": cancelled, "at the third look": &endsAfter{ctx, 2}} {
		w := long.world(t)
		d, err := w.Authorize(c)
		if !errors.Is(err, datalog.ErrTimeout) || !datalog.IsLimit(err) || d.Matched {
			t.Errorf("%s: %+v, %v", name, d, err)
		}
		if _, err := w.Authorize(ctx); !errors.Is(err, datalog.ErrTimeout) {
			t.Errorf("%s: then %v", name, err)
		}
	}
}

// A compiled block and a cache of patterns serve many requests at once.
func TestCompiledBlocksAreShared(t *testing.T) {
	b := must(datalog.Compile(datalog.Block{
		Facts:  []datalog.Predicate{{Name: "f", Terms: []datalog.Term{datalog.String("abc")}}},
		Rules:  []datalog.Rule{{Head: datalog.Predicate{Name: "g", Terms: []datalog.Term{datalog.Var("x")}}, Body: []datalog.Predicate{{Name: "f", Terms: []datalog.Term{datalog.Var("x")}}}}},
		Checks: []datalog.Check{{Queries: []datalog.Rule{{Body: []datalog.Predicate{{Name: "g", Terms: []datalog.Term{datalog.Var("x")}}}, Expressions: []datalog.Expression{expression(t, `"abc".matches("^a") && [1].all($p -> $p > 0)`)}}}}},
	}))
	var cache datalog.RegexCache
	var wg sync.WaitGroup
	steps := make([]int, 8)
	for i := range steps {
		wg.Go(func() {
			for range 50 {
				w := datalog.NewWorld(datalog.Options{Regexes: &cache})
				if err := w.AddBlock(b, nil); err != nil {
					t.Error(err)
				}
				if d, err := w.Authorize(ctx); err != nil || len(d.Failed) != 0 {
					t.Errorf("%+v, %v", d, err)
				}
				steps[i] = w.StepsUsed()
			}
		})
	}
	wg.Wait()
	for _, n := range steps {
		if n != steps[0] {
			t.Errorf("steps %v: a pattern in the cache costs as much as one that is not", steps)
		}
	}
}
