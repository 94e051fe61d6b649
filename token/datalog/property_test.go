package datalog_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// decision gives what Authorize decides in the words of the naive evaluator.
func decision(w *datalog.World) (string, error) {
	d, err := w.Authorize(ctx)
	if err != nil {
		return "", err
	}
	policy, failed := "none", []string{}
	if d.Matched {
		policy = fmt.Sprintf("%d %v", d.Policy, d.Kind == datalog.Allow)
	}
	for _, f := range d.Failed {
		failed = append(failed, fmt.Sprintf("%d/%d", f.Block, f.Index))
	}
	return fmt.Sprint(policy, failed), nil
}

func factTexts(facts []datalog.Fact) []string {
	var all []string
	for _, f := range facts {
		all = append(all, fmt.Sprintf("%s%v from %v", f.Name, f.Terms, f.Origin))
	}
	slices.Sort(all)
	return all
}

// The engine derives what the definition of the language says, with the same origins, and decides alike.
func TestEngineAgreesWithTheNaiveEvaluator(t *testing.T) {
	var decided, failed, derived int
	rapid.Check(t, func(t *rapid.T) {
		naive := drawProgram(t)
		engine := naive.engine(datalog.Options{Budget: large})
		want, wantErr := naive.authorize()
		got, err := decision(engine)
		if (err != nil) != (wantErr != nil) || got != want {
			t.Fatalf("decision %q, error %v; naive %q, %v", got, err, want, wantErr)
		}
		if err != nil {
			if datalog.IsLimit(err) {
				t.Fatalf("the budget is spent: %v", err)
			}
			failed++
			return
		}
		decided++
		have, should := factTexts(engine.Facts()), factTexts(naive.facts)
		if !slices.Equal(have, should) {
			t.Fatalf("facts\n%q\nnaive\n%q", have, should)
		}
		if engine.Iterations() > 0 {
			derived++
		}
	})
	// A generator that drifts into programs that all fail, or derive nothing, would prove nothing.
	if decided == 0 || failed == 0 || derived == 0 {
		t.Errorf("%d decisions, %d of them with derived facts, %d errors", decided, derived, failed)
	}
	t.Logf("%d decisions, %d of them with derived facts, %d errors", decided, derived, failed)
}

// An error decides whatever the order of the facts, and so does everything else (D8 in spec/decisions/0002).
func TestOrderOfFactsDecidesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		program := drawProgram(t)
		before, errBefore := decision(program.engine(datalog.Options{Budget: large}))
		for i := range program.blocks {
			program.blocks[i].facts = rapid.Permutation(program.blocks[i].facts).Draw(t, "facts")
		}
		program.authorizer.facts = rapid.Permutation(program.authorizer.facts).Draw(t, "facts")
		after, errAfter := decision(program.engine(datalog.Options{Budget: large}))
		if before != after || (errBefore == nil) != (errAfter == nil) {
			t.Fatalf("%q, %v; in another order %q, %v", before, errBefore, after, errAfter)
		}
		a, okA := errors.AsType[*datalog.EvalError](errBefore)
		b, okB := errors.AsType[*datalog.EvalError](errAfter)
		if okA != okB || okA && (a.Place.Block != b.Place.Block || a.Place.Part != b.Place.Part || a.Place.Index != b.Place.Index) {
			t.Fatalf("error at %v; in another order at %v", a, b)
		}
	})
}

// The steps of a program are a number, and a budget of exactly that number is enough: one less refuses.
func TestStepsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		program := drawProgram(t)
		first := program.engine(datalog.Options{Budget: large})
		want, wantErr := decision(first)
		steps := first.StepsUsed()
		budget := large
		if budget.Steps = steps; steps == 0 {
			return // nothing to evaluate, and zero would mean the default
		}
		exact := program.engine(datalog.Options{Budget: budget})
		got, err := decision(exact)
		if got != want || (err == nil) != (wantErr == nil) || exact.StepsUsed() != steps {
			t.Fatalf("%q, %v after %d steps; with a budget of these %q, %v after %d", want, wantErr, steps, got, err, exact.StepsUsed())
		}
		if wantErr != nil || steps == 1 {
			return
		}
		budget.Steps--
		if got, err := decision(program.engine(datalog.Options{Budget: budget})); !errors.Is(err, datalog.ErrTooManySteps) {
			t.Fatalf("%d steps needed, %d given: %q, %v", steps, budget.Steps, got, err)
		}
	})
}

// A query is a rule that the world evaluates once, from the facts that it sees.
func TestQueriesAgreeWithTheNaiveEvaluator(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		naive := drawProgram(t)
		q := drawer{t}.rule(false)
		if naive.run() != nil {
			return
		}
		all := len(q.scopes) == 0 && rapid.Bool().Draw(t, "all")
		seen := naiveWorld{blocks: naive.blocks, facts: naive.facts}
		if all {
			seen.facts = slices.Clone(seen.facts)
			for i := range seen.facts { // as if the authorizer had stated everything
				seen.facts[i].Origin = datalog.OriginOf(datalog.AuthorizerID)
			}
		}
		var want []string
		_, _, wantErr := seen.satisfied(datalog.AuthorizerID, q, nil, func(bound map[string]datalog.Term, _ []int) {
			var terms []datalog.Term
			for _, h := range q.head.Terms {
				if name, is := h.AsVar(); is {
					h = bound[name]
				}
				terms = append(terms, h)
			}
			want = append(want, fmt.Sprint(terms))
		})
		w := naive.engine(datalog.Options{Budget: large})
		ask := w.Query
		if all {
			ask = w.QueryAll
		}
		facts, err := ask(ctx, q.rule())
		if (err != nil) != (wantErr != nil) || err != nil && facts != nil {
			t.Fatalf("%v, %v; naive %v", facts, err, wantErr)
		}
		if err != nil {
			return
		}
		var got []string
		for _, f := range facts {
			got = append(got, fmt.Sprint(f.Terms))
		}
		if g, n := unique(got), unique(want); !slices.Equal(g, n) {
			t.Fatalf("%q, naive %q", g, n)
		}
	})
}

func unique(s []string) []string {
	slices.Sort(s)
	return slices.Compact(s)
}
