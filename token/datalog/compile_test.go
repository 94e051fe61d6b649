package datalog_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// A head variable that the body does not bind would make a fact out of nothing: the attack that Biscuit had in 2021.
func TestRuleWithUnboundHeadIsRefused(t *testing.T) {
	x, y := datalog.Var("x"), datalog.Var("y")
	head := func(t ...datalog.Term) datalog.Predicate { return datalog.Predicate{Name: "h", Terms: t} }
	for name, c := range map[string]struct {
		rule datalog.Rule
		want string
	}{
		"bound":                  {datalog.Rule{Head: head(x), Body: []datalog.Predicate{head(x)}}, ""},
		"constant":               {datalog.Rule{Head: head(datalog.Int(1))}, ""},
		"no body":                {datalog.Rule{Head: head(x)}, "x"},
		"another variable":       {datalog.Rule{Head: head(x, y), Body: []datalog.Predicate{head(x)}}, "y"},
		"only in an expression":  {datalog.Rule{Head: head(x), Expressions: []datalog.Expression{{datalog.Value(x)}}}, "x"},
		"parameter of a closure": {datalog.Rule{Head: head(x), Expressions: []datalog.Expression{{must(datalog.Lambda([]string{"x"}))}}}, "x"},
	} {
		block := datalog.Block{Rules: []datalog.Rule{c.rule}}
		compiled, err := datalog.Compile(block)
		u, unbound := errors.AsType[*datalog.UnboundError](err)
		if unbound != (c.want != "") || unbound && (u.Variable != c.want || compiled != nil) {
			t.Errorf("%s: %v", name, err)
		}
		if e := datalog.Validate(block); fmt.Sprint(e) != fmt.Sprint(err) {
			t.Errorf("%s: Validate says %v, Compile %v", name, e, err)
		}
	}
}

func TestRulesBeyondTheLimitsAreRefused(t *testing.T) {
	wide := func(variables, predicates int) datalog.Block {
		var r datalog.Rule
		for i := range predicates {
			r.Body = append(r.Body, datalog.Predicate{Name: "f", Terms: []datalog.Term{datalog.Var(fmt.Sprint(i % variables))}})
		}
		return datalog.Block{Checks: []datalog.Check{{Queries: []datalog.Rule{r}}}}
	}
	for _, c := range []struct {
		block datalog.Block
		ok    bool
	}{
		{wide(datalog.MaxVariables, datalog.MaxPredicates), true},
		{wide(1, datalog.MaxPredicates+1), false},
		{datalog.Block{Checks: []datalog.Check{{Queries: []datalog.Rule{{Body: []datalog.Predicate{{Name: "f", Terms: manyVariables(datalog.MaxVariables)}}}}}}}, true},
		{datalog.Block{Checks: []datalog.Check{{Queries: []datalog.Rule{{Body: []datalog.Predicate{{Name: "f", Terms: manyVariables(datalog.MaxVariables + 1)}}}}}}}, false},
	} {
		if _, err := datalog.Compile(c.block); (err == nil) != c.ok || !c.ok && !errors.Is(err, datalog.ErrTooLarge) {
			t.Errorf("%d predicates: %v", len(c.block.Checks[0].Queries[0].Body), err)
		}
	}
}

func manyVariables(n int) (all []datalog.Term) {
	for i := range n {
		all = append(all, datalog.Var(fmt.Sprint(i)))
	}
	return all
}

// A world of as many blocks as it holds works, and refuses one more.
func TestWorldHoldsMaxBlocks(t *testing.T) {
	w := datalog.NewWorld(datalog.Options{})
	one := must(datalog.Compile(datalog.Block{Facts: []datalog.Predicate{{Name: "f"}}}))
	for range datalog.MaxBlocks {
		if err := w.AddBlock(one, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.AddBlock(one, nil); !errors.Is(err, datalog.ErrTooLarge) {
		t.Errorf("one more: %v", err)
	}
	if err := w.Run(ctx); err != nil || len(w.Facts()) != datalog.MaxBlocks {
		t.Errorf("%d facts, %v", len(w.Facts()), err)
	}
	if w.AddBlock(one, nil) == nil || w.SetAuthorizer(one) == nil {
		t.Error("a world that has run takes more")
	}
}

// Whoever compiles a block keeps it: the engine must not write into it.
func TestCompileLeavesItsInputAlone(t *testing.T) {
	body := []datalog.Predicate{{Name: "f", Terms: []datalog.Term{datalog.Var("y"), datalog.Var("x")}}}
	e := expression(t, "[1].all($p -> $p > 0)")
	b := datalog.Block{Rules: []datalog.Rule{{Head: body[0], Body: body, Expressions: []datalog.Expression{e}}}}
	before := fmt.Sprint(b)
	must(datalog.Compile(b))
	if after := fmt.Sprint(b); after != before || !body[0].Terms[0].Equal(datalog.Var("y")) {
		t.Errorf("%s became %s", before, after)
	}
}
