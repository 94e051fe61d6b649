package refcheck

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// Outcome is a decision of ours with the world it was made in, in the forms of [Reader.Result] and [Reader.World].
type Outcome struct {
	Result string
	World  World
	Err    error // nil for a yes
	Built  bool  // false when a block must not be evaluated; then there is no world
}

// Evaluate decides.
func Evaluate(ctx context.Context, v *biscuit.Verified, statements datalog.Authorizer) (Outcome, error) {
	a, err := v.Authorizer(statements, biscuit.Options{})
	if err != nil {
		result, jsonErr := OurResult(0, err)
		return Outcome{Result: result, Err: err}, jsonErr
	}
	failed := a.Run(ctx)
	policy, err := a.Authorize(ctx)
	out := Outcome{World: OurWorld(a.Dump()), Err: err, Built: true}
	if failed != nil && !datalog.IsLimit(failed) {
		if out.World.Facts, err = factsBeforeFailure(ctx, v, statements); err != nil {
			return Outcome{}, err
		}
	}
	out.Result, err = OurResult(policy, out.Err)
	return out, err
}

// factsBeforeFailure returns the facts as they were when the round began in which a rule failed. The reference adds what a
// round derives when the round is over, and so shows nothing of one that failed; we add at once. A failed world answers no
// question in either, so the difference is one of display.
func factsBeforeFailure(ctx context.Context, v *biscuit.Verified, statements datalog.Authorizer) ([]string, error) {
	facts := stated(v, statements)
	for rounds := 1; ; rounds++ {
		a, err := v.Authorizer(statements, biscuit.Options{Budget: datalog.Budget{Iterations: rounds}})
		if err != nil {
			return nil, err
		}
		if err := a.Run(ctx); !errors.Is(err, datalog.ErrTooManyIterations) {
			return facts, nil
		}
		facts = OurWorld(a.Dump()).Facts
	}
}

// stated lists the facts that blocks and authorizer state, before any rule.
func stated(v *biscuit.Verified, statements datalog.Authorizer) []string {
	var w World
	for _, b := range v.Blocks() {
		for _, f := range b.Datalog.Facts {
			w.Facts = append(w.Facts, fmt.Sprintf("%d: %s", b.Index, syntax.FormatPredicate(f)))
		}
	}
	for _, f := range statements.Facts {
		w.Facts = append(w.Facts, "authorizer: "+syntax.FormatPredicate(f))
	}
	return w.normal().Facts
}

// Class names how a result in the form of [Reader.Result] ends: "Ok", or the name of the error that has one of its own, such
// as "Execution" or "NoMatchingPolicy".
func Class(result string) string {
	var r struct{ Err map[string]json.RawMessage }
	if err := json.Unmarshal([]byte(result), &r); err != nil {
		return "?" // an error without a value, which no evaluation gives
	}
	if r.Err == nil {
		return "Ok"
	}
	for name, inner := range r.Err {
		var logic map[string]json.RawMessage
		if name == "FailedLogic" && json.Unmarshal(inner, &logic) == nil {
			for name := range logic {
				return name
			}
		}
		return name
	}
	return "?"
}
