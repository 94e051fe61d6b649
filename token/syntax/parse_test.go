package syntax_test

import (
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

func TestTerms(t *testing.T) {
	set := func(e ...datalog.Term) datalog.Term { return must(datalog.Set(e...)) }
	array := func(e ...datalog.Term) datalog.Term { return must(datalog.Array(e...)) }
	one, two := datalog.Int(1), datalog.Int(2)
	for _, c := range []struct {
		text string
		want datalog.Term
	}{
		{`1`, one},
		{`-9223372036854775808`, datalog.Int(-1 << 63)},
		{`007`, datalog.Int(7)},
		{`$1:a_`, datalog.Var("1:a_")},
		{`""`, datalog.String("")},
		{`"a\"b\\c\nd"`, datalog.String("a\"b\\c\nd")},
		{"\"tab\tand\nline\"", datalog.String("tab\tand\nline")},
		{`"// no comment; /* nor this"`, datalog.String("// no comment; /* nor this")},
		{`hex:00fFA0`, datalog.BytesFrom("\x00\xff\xa0")},
		{`hex:`, datalog.BytesFrom("")},
		{`1970-01-01T00:00:00Z`, datalog.Date(0)},
		{`2020-12-21t09:23:12.999z`, datalog.Date(1608542592)},
		{`2020-12-21T10:23:12+01:00`, datalog.Date(1608542592)},
		{`2020-12-21T08:53:12-00:30`, datalog.Date(1608542592)},
		{`2016-12-31T23:59:60Z`, datalog.Date(1483228799)},
		{`2017-01-01T00:59:60+01:00`, datalog.Date(1483228799)},
		{`9999-12-31T23:59:59Z`, datalog.Date(253402300799)},
		{`true`, datalog.Bool(true)},
		{`null`, datalog.Null()},
		{`{,}`, set()},
		{`{ , }`, set()},
		{`{2, 1 ,2}`, set(one, two)},
		{`{true}`, set(datalog.Bool(true))},
		{`{false}`, set(datalog.Bool(false))},
		{`{null}`, set(datalog.Null())},
		{`{hex:12}`, set(datalog.BytesFrom("\x12"))},
		{`{1}`, set(one)},
		{`{2020-12-21T09:23:12Z}`, set(datalog.Date(1608542592))},
		{`{{}}`, set(must(datalog.Map()))},
		{`{{"a": 1}, {1: {2}}}`, set(must(datalog.Map(datalog.Entry{Key: datalog.String("a"), Value: one})),
			must(datalog.Map(datalog.Entry{Key: one, Value: set(two)})))},
		{`[]`, array()},
		{`[1, {2}, [{,}]]`, array(one, set(two), array(set()))},
		{`{}`, must(datalog.Map())},
		{`{1:2}`, must(datalog.Map(datalog.Entry{Key: one, Value: two}))},
		{`{"a": 1, "a": 2}`, must(datalog.Map(datalog.Entry{Key: datalog.String("a"), Value: two}))},
		{" // before\n 1 /* and */ // after", one},
	} {
		got, err := syntax.ParseTerm(c.text, syntax.Params{})
		if err != nil || !got.Equal(c.want) {
			t.Errorf("%s is %v, %v, want %v", c.text, got, err, c.want)
		}
	}
}

func TestExpressionsCompileToTheOperationsOfTheReference(t *testing.T) {
	value := func(n int64) datalog.Op { return datalog.Value(datalog.Int(n)) }
	op := func(o datalog.Binary) datalog.Op { return datalog.Op2(o) }
	x := datalog.Value(datalog.Var("x"))
	no, parens := datalog.Op1(datalog.Negate), datalog.Op1(datalog.Parens)
	for _, c := range []struct {
		text string
		want datalog.Expression
	}{
		{`1 + 2 * 3 - 4 / 5`, datalog.Expression{value(1), value(2), value(3), op(datalog.Mul), op(datalog.Add), value(4), value(5), op(datalog.Div), op(datalog.Sub)}},
		{`1 - 2 - 3`, datalog.Expression{value(1), value(2), op(datalog.Sub), value(3), op(datalog.Sub)}},
		{`1-1--1`, datalog.Expression{value(1), value(1), op(datalog.Sub), value(-1), op(datalog.Sub)}},
		{`1 ^ 2 | 3 & 4`, datalog.Expression{value(1), value(2), value(3), value(4), op(datalog.BitwiseAnd), op(datalog.BitwiseOr), op(datalog.BitwiseXor)}},
		{`1 | 2 < 3 ^ 4`, datalog.Expression{value(1), value(2), op(datalog.BitwiseOr), value(3), value(4), op(datalog.BitwiseXor), op(datalog.LessThan)}},
		{`1<-1`, datalog.Expression{value(1), value(-1), op(datalog.LessThan)}},
		{`1 === 2`, datalog.Expression{value(1), value(2), op(datalog.StrictEqual)}},
		{`1 !== 2`, datalog.Expression{value(1), value(2), op(datalog.StrictNotEqual)}},
		{`1 == 2`, datalog.Expression{value(1), value(2), op(datalog.Equal)}},
		{`1 != 2`, datalog.Expression{value(1), value(2), op(datalog.NotEqual)}},
		{`1 >= 2 && 1 <= 2`, datalog.Expression{value(1), value(2), op(datalog.GreaterOrEqual), lambda(nil, []datalog.Op{value(1), value(2), op(datalog.LessOrEqual)}), op(datalog.LazyAnd)}},
		{`1 || 2 && 3`, datalog.Expression{value(1), lambda(nil, []datalog.Op{value(2), lambda(nil, []datalog.Op{value(3)}), op(datalog.LazyAnd)}), op(datalog.LazyOr)}},
		{`1 || 2 || 3`, datalog.Expression{value(1), lambda(nil, []datalog.Op{value(2)}), op(datalog.LazyOr), lambda(nil, []datalog.Op{value(3)}), op(datalog.LazyOr)}},
		{`!1 + 2 == 3`, datalog.Expression{value(1), value(2), op(datalog.Add), no, value(3), op(datalog.Equal)}},
		{`!1 & 2`, datalog.Expression{value(1), no, value(2), op(datalog.BitwiseAnd)}},
		{`1 * !2 + 3`, datalog.Expression{value(1), value(2), value(3), op(datalog.Add), no, op(datalog.Mul)}},
		{`!!1.length()`, datalog.Expression{value(1), datalog.Op1(datalog.Length), no, no}},
		{`(1 + 2) * 3`, datalog.Expression{value(1), value(2), op(datalog.Add), parens, value(3), op(datalog.Mul)}},
		{`1.type().contains(2 + 3).get(4)`, datalog.Expression{value(1), datalog.Op1(datalog.TypeOf), value(2), value(3), op(datalog.Add), op(datalog.Contains), value(4), op(datalog.Get)}},
		{`1.extern::a:b()`, datalog.Expression{value(1), datalog.Extern1("a:b")}},
		{`1.extern::a:b(2)`, datalog.Expression{value(1), value(2), datalog.Extern2("a:b")}},
		{`[].all($x -> $x > 1)`, datalog.Expression{datalog.Value(must(datalog.Array())), lambda([]string{"x"}, []datalog.Op{x, value(1), op(datalog.GreaterThan)}), op(datalog.All)}},
		{`1 + 2.try_or(3)`, datalog.Expression{value(1), lambda(nil, []datalog.Op{value(2)}), value(3), op(datalog.TryOr), op(datalog.Add)}},
		{`(1 + 2).try_or(3)`, datalog.Expression{lambda(nil, []datalog.Op{value(1), value(2), op(datalog.Add), parens}), value(3), op(datalog.TryOr)}},
		{"1 /* c */ // d\n.length /**/ ( ) == 2", datalog.Expression{value(1), datalog.Op1(datalog.Length), value(2), op(datalog.Equal)}},
		{"2020-12-21T09:23:12Z<2020-12-21T09:23:12Z&&1", datalog.Expression{datalog.Value(datalog.Date(1608542592)), datalog.Value(datalog.Date(1608542592)), op(datalog.LessThan), lambda(nil, []datalog.Op{value(1)}), op(datalog.LazyAnd)}},
	} {
		check, err := syntax.ParseCheck("check if "+c.text, syntax.Params{})
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := check.Queries[0].Expressions[0]; !sameExpression(got, c.want) {
			t.Errorf("%s is %v, want %v", c.text, got, c.want)
		}
	}
}

// Each text means what its printed form shows.
func TestStatements(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{" // nothing\r\n/* at all */ ", ""},
		{"f(1)", "f(1);\n"},
		{"f (1)\r\n;g(2) // c\n;", "f(1);\ng(2);\n"},
		{"// a\rf(1);", "f(1);\n"},
		{`1(1);_(1);:a(true);check(1);trusting(1);or(1);`, "1(1);\n_(1);\n:a(true);\ncheck(1);\ntrusting(1);\nor(1);\n"},
		{"check if f(1); f(2); h($x)<-f($x);", "f(2);\nh($x) <- f($x);\ncheck if f(1);\n"},
		{"h(1) <- $x > 1, f($x)", "h(1) <- f($x), $x > 1;\n"},
		{"CHECK\tIF true OR false", "check if true or false;\n"},
		{"check/**/All true", "check all true;\n"},
		{"reject if or(1)or or(2)", "reject if or(1) or or(2);\n"},
		{"check if true or(true)", "check if true or (true);\n"},
		{"check if true trusting authority , previous or f(1) Trusting previous", "check if true trusting authority, previous or f(1) trusting previous;\n"},
		{"trusting previous; check if true", "trusting previous;\ncheck if true;\n"},
		{"check if {}.length() == 0", "check if {}.length() == 0;\n"},
		{"check if true && f(1).length() == 1", ""},
		{"check if [1].all($x -> [$y].any($x -> $x == 1))", ""},
		{"check if [1].all($x -> [2].any($x -> $x == 1))", "check if [1].all($x -> [2].any($x -> $x == 1));\n"},
	} {
		block, err := syntax.ParseBlock(c.text, syntax.Params{})
		if refuse := c.want == "" && strings.HasPrefix(c.text, "check"); refuse != (err != nil) {
			t.Errorf("%s: error %v", c.text, err)
		} else if got := syntax.FormatBlock(block); got != c.want {
			t.Errorf("%s is\n%swant\n%s", c.text, got, c.want)
		}
	}
}

func TestAuthorizersHoldPoliciesAndScopes(t *testing.T) {
	a, err := syntax.ParseAuthorizer("trusting authority; deny if f(1); f(1); Allow If true or f($x) trusting previous", syntax.Params{})
	if err != nil {
		t.Fatal(err)
	}
	want := "trusting authority;\n\nf(1);\n\ndeny if f(1);\nallow if true or f($x) trusting previous;\n"
	if got := syntax.FormatAuthorizer(a); got != want {
		t.Errorf("printed\n%swant\n%s", got, want)
	}
}

func TestQueriesOfChecksAndPoliciesHaveTheHeadOfTheReference(t *testing.T) {
	check, err1 := syntax.ParseCheck("check if true", syntax.Params{})
	policy, err2 := syntax.ParsePolicy("deny if true", syntax.Params{})
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	for _, head := range []datalog.Predicate{check.Queries[0].Head, policy.Queries[0].Head} {
		if head.Name != "query" || len(head.Terms) != 0 {
			t.Errorf("head %v, want query()", head)
		}
	}
}
