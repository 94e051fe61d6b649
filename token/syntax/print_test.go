package syntax_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

func TestExpressionsOfTheWireAreReadable(t *testing.T) {
	value := func(n int64) datalog.Op { return datalog.Value(datalog.Int(n)) }
	op := func(o datalog.Binary) datalog.Op { return datalog.Op2(o) }
	no := datalog.Op1(datalog.Negate)
	block := func(ops ...datalog.Op) datalog.Op { return lambda(nil, ops) }
	const invalid = "<invalid expression>"
	for _, c := range []struct {
		ops  datalog.Expression
		want string
	}{
		// Eager operators, which tokens before v3.3 hold, and parentheses that are no operation.
		{datalog.Expression{value(1), value(2), op(datalog.And)}, "1 && 2"},
		{datalog.Expression{value(1), value(2), value(3), op(datalog.Or), op(datalog.And)}, "1 && (2 || 3)"},
		{datalog.Expression{value(1), value(2), op(datalog.Add), value(3), op(datalog.Mul)}, "(1 + 2) * 3"},
		{datalog.Expression{value(1), value(2), value(3), op(datalog.Sub), op(datalog.Sub)}, "1 - (2 - 3)"},
		{datalog.Expression{value(1), no, value(2), op(datalog.Add)}, "(!1) + 2"},
		{datalog.Expression{value(1), value(2), no, op(datalog.Mul), value(3), op(datalog.Add)}, "(1 * !2) + 3"},
		{datalog.Expression{value(1), no, datalog.Op1(datalog.Length)}, "(!1).length()"},
		{datalog.Expression{value(1), value(2), op(datalog.Equal), no}, "!(1 == 2)"},
		{datalog.Expression{value(1), value(2), op(datalog.Equal), value(3), op(datalog.Equal)}, "(1 == 2) == 3"},
		{datalog.Expression{value(1), value(2), op(datalog.Add), datalog.Extern1("f")}, "(1 + 2).extern::f()"},
		{datalog.Expression{block(value(1)), value(2), op(datalog.LazyAnd)}, "2 && 1"},
		{datalog.Expression{value(2), block(value(1)), op(datalog.TryOr)}, "1.try_or(2)"},
		// Names that would not come back as names.
		{datalog.Expression{value(1), datalog.Extern1("f() || true; //")}, `1.extern::<invalid name "f() || true; //">()`},
		{datalog.Expression{value(1), value(2), datalog.Extern2("")}, `1.extern::<invalid name "">(2)`},
		{datalog.Expression{value(1), lambda([]string{"x y"}, []datalog.Op{value(2)}), op(datalog.All)}, `1.all($<invalid name "x y"> -> 2)`},
		{datalog.Expression{datalog.Value(datalog.Date(1 << 63))}, "<invalid date>"},
		{datalog.Expression{datalog.Value(datalog.Term{})}, "<invalid term>"},
		// No single value, or a closure out of place.
		{nil, invalid},
		{datalog.Expression{value(1), value(2)}, invalid},
		{datalog.Expression{no}, invalid},
		{datalog.Expression{value(1), op(datalog.Add)}, invalid},
		{datalog.Expression{{}}, invalid},
		{datalog.Expression{value(1), datalog.Op1(200)}, invalid},
		{datalog.Expression{value(1), value(2), op(200)}, invalid},
		{datalog.Expression{block(value(1))}, invalid},
		{datalog.Expression{block(value(1)), no}, invalid},
		{datalog.Expression{value(1), block(value(2)), op(datalog.Add)}, invalid},
		{datalog.Expression{value(1), value(2), op(datalog.LazyAnd)}, invalid},
		{datalog.Expression{block(value(1)), block(value(2)), op(datalog.LazyOr)}, invalid},
		{datalog.Expression{value(1), block(value(2)), op(datalog.All)}, invalid},
		{datalog.Expression{value(1), lambda([]string{"x", "y"}, []datalog.Op{value(2)}), op(datalog.Any)}, invalid},
		{datalog.Expression{value(1), lambda([]string{"x"}, []datalog.Op{value(2)}), op(datalog.LazyAnd)}, invalid},
		{datalog.Expression{value(1), block(), op(datalog.LazyAnd)}, invalid},
	} {
		if got := syntax.FormatExpression(c.ops); got != c.want {
			t.Errorf("%v prints as %s, want %s", c.ops, got, c.want)
		}
	}
}

// A fact from the wire can have any name; its text must not become Datalog of the name's author.
func TestNamesOfTheWireAreNoDatalog(t *testing.T) {
	for _, name := range []string{"", "a b", `f(1); allow if true; //`, "f\n", "é", "\xff"} {
		text := syntax.FormatPredicate(datalog.Predicate{Name: name, Terms: []datalog.Term{datalog.Int(1)}})
		if a, err := syntax.ParseAuthorizer(text, syntax.Params{}); err == nil {
			t.Errorf("name %q printed as %s, which parses to %v", name, text, a)
		}
		if strings.Contains(text, "\n") {
			t.Errorf("name %q printed on two lines", name)
		}
	}
}

func TestWhatOnlyTheWireHoldsIsPrinted(t *testing.T) {
	a := datalog.Authorizer{Block: datalog.Block{
		Context: "not printed",
		Scopes:  []datalog.Scope{{Kind: 77}, {Kind: datalog.ScopeKey, Key: datalog.Key{Algorithm: 5, Bytes: "\x01"}}},
		Facts:   []datalog.Predicate{{Name: "f"}, {Name: "g", Terms: []datalog.Term{datalog.Var("x"), datalog.String("\xff")}}},
		Rules:   []datalog.Rule{{}},
		Checks:  []datalog.Check{{Kind: 9}, {Queries: []datalog.Rule{{}, {Scopes: []datalog.Scope{{}}}}}},
	}, Policies: []datalog.Policy{{}}}
	want := `trusting <invalid scope>, algorithm5/01;

f();
g($x, "` + "\uFFFD" + `");

<invalid name "">() <- ;

check kind 9 ;
check if  or  trusting authority;

deny if ;
`
	if got := syntax.FormatAuthorizer(a); got != want {
		t.Errorf("printed\n%s\nwant\n%s", got, want)
	}
}

// The wire bounds the bytes of an expression, not its depth without closures.
func TestHugeExpressionsPrintInLinearTime(t *testing.T) {
	const n = 300_000
	e := datalog.Expression{datalog.Value(datalog.Int(1))}
	for range n {
		e = append(e, datalog.Op1(datalog.Negate), datalog.Op1(datalog.Parens))
	}
	start := time.Now()
	got := syntax.FormatExpression(e)
	if want := strings.Repeat("(!", n) + "1" + strings.Repeat(")", n); got != want {
		t.Error("printed something else")
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestSymbolsOrderSetsAndMapKeys(t *testing.T) {
	table := map[string]int{"z": 1, "a": 2, "m": 3}
	printer := syntax.Printer{Symbols: func(s string) (int, bool) {
		i, ok := table[s]
		return i, ok
	}}
	for text, want := range map[string]string{
		`{"y", "a", "b", "z", "m"}`:             `{"z", "a", "m", "b", "y"}`,
		`{"y": 1, 2: 1, "a": 1, "z": 1, -1: 1}`: `{-1: 1, 2: 1, "z": 1, "a": 1, "y": 1}`,
		`[{"a", "z"}, "z", "a"]`:                `[{"z", "a"}, "z", "a"]`,
		`{3, 1}`:                                `{1, 3}`,
	} {
		term, err := syntax.ParseTerm(text, syntax.Params{})
		if err != nil {
			t.Fatal(err)
		}
		if got := printer.Term(term); got != want {
			t.Errorf("%s prints as %s, want %s", text, got, want)
		}
	}
}
