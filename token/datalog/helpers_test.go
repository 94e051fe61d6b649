package datalog_test

import (
	"context"
	"errors"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

var ctx = context.Background()

// must is for what the test itself writes.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// key names a third party.
func key(n byte) datalog.Key {
	b := make([]byte, 32)
	b[0] = n
	return datalog.Key{Algorithm: datalog.Ed25519, Bytes: string(b)}
}

// request is a token and a verifier, as text.
type request struct {
	blocks     []string
	signers    map[int]datalog.Key
	authorizer string
	options    datalog.Options
}

func (r request) world(t testing.TB) *datalog.World {
	t.Helper()
	w := datalog.NewWorld(r.options)
	for i, src := range r.blocks {
		b, err := syntax.ParseBlock(src, syntax.Params{})
		if err != nil {
			t.Fatalf("%q: %v", src, err)
		}
		c, err := datalog.Compile(b)
		if err != nil {
			t.Fatalf("%q: %v", src, err)
		}
		var signer *datalog.Key
		if k, ok := r.signers[i]; ok {
			signer = &k
		}
		if err := w.AddBlock(c, signer); err != nil {
			t.Fatal(err)
		}
	}
	a, err := syntax.ParseAuthorizer(r.authorizer, syntax.Params{})
	if err != nil {
		t.Fatalf("%q: %v", r.authorizer, err)
	}
	c, err := datalog.CompileAuthorizer(a)
	if err != nil {
		t.Fatalf("%q: %v", r.authorizer, err)
	}
	if err := w.SetAuthorizer(c); err != nil {
		t.Fatal(err)
	}
	return w
}

// errorNames are the errors of an evaluation, for tables.
var errorNames = map[string]error{
	"type": datalog.ErrType, "overflow": datalog.ErrOverflow, "divide": datalog.ErrDivideByZero, "stack": datalog.ErrStack,
	"shadowed": datalog.ErrShadowed, "unknown variable": datalog.ErrUnknownVar, "unknown extern": datalog.ErrUnknownExtern,
	"extern": datalog.ErrExtern, "regex": datalog.ErrRegex,
	"steps": datalog.ErrTooManySteps, "facts": datalog.ErrTooManyFacts, "iterations": datalog.ErrTooManyIterations, "timeout": datalog.ErrTimeout,
}

// outcome gives "true", "false" or the name of an error.
func outcome(holds bool, err error) string {
	if err == nil {
		return map[bool]string{true: "true", false: "false"}[holds]
	}
	for name, e := range errorNames {
		if errors.Is(err, e) {
			return name
		}
	}
	return err.Error()
}

// evaluate gives the outcome of `check if` on one expression, with the facts of a block before it.
func evaluate(t testing.TB, facts string, e datalog.Expression, o datalog.Options) string {
	t.Helper()
	b := must(syntax.ParseBlock(facts, syntax.Params{}))
	query := datalog.Rule{Head: datalog.Predicate{Name: "query"}, Expressions: []datalog.Expression{e}}
	if facts != "" {
		query.Body = []datalog.Predicate{{Name: "v", Terms: []datalog.Term{datalog.Var("v")}}}
	}
	b.Checks = append(b.Checks, datalog.Check{Queries: []datalog.Rule{query}})
	w := datalog.NewWorld(o)
	if err := w.AddBlock(must(datalog.Compile(b)), nil); err != nil {
		t.Fatal(err)
	}
	d, err := w.Authorize(ctx)
	if err != nil && (d.Allowed() || d.Matched || d.Failed != nil) {
		t.Errorf("decision %+v beside the error %v", d, err)
	}
	return outcome(len(d.Failed) == 0, err)
}

// expression parses one expression.
func expression(t testing.TB, src string) datalog.Expression {
	t.Helper()
	c, err := syntax.ParseCheck("check if "+src, syntax.Params{})
	if err != nil {
		t.Fatalf("%q: %v", src, err)
	}
	return c.Queries[0].Expressions[0]
}
