package datalog_test

import (
	"errors"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// The operators (spec/biscuit.md, "Expressions"), from the text of an expression to what it gives.
func TestOperators(t *testing.T) {
	for src, want := range map[string]string{
		// Integers are checked.
		"9223372036854775806 + 1 === 9223372036854775807":   "true",
		"9223372036854775807 + 1 > 0":                       "overflow",
		"-9223372036854775808 + -1 > 0":                     "overflow",
		"-9223372036854775807 - 1 === -9223372036854775808": "true",
		"-9223372036854775808 - 1 > 0":                      "overflow",
		"0 - -9223372036854775808 > 0":                      "overflow",
		"-1 - -9223372036854775808 > 0":                     "true",
		"3037000500 * 3037000500 > 0":                       "overflow",
		"3037000499 * 3037000499 > 0":                       "true",
		"-9223372036854775808 * -1 > 0":                     "overflow",
		"-1 * -9223372036854775808 > 0":                     "overflow",
		"-9223372036854775808 * 0 === 0":                    "true",
		"-9223372036854775808 * 1 < 0":                      "true",
		"4611686018427387904 * 2 > 0":                       "overflow",
		"4611686018427387904 * -2 === -9223372036854775808": "true",
		"7 / 2 === 3":                        "true",
		"-7 / 2 === -3":                      "true",
		"7 / -2 === -3":                      "true",
		"1 / 0 === 0":                        "divide",
		"0 / 0 === 0":                        "divide",
		"-9223372036854775808 / -1 > 0":      "divide",
		"-9223372036854775808 / 1 < 0":       "true",
		"(6 & 3) === 2":                      "true",
		"(6 | 3) === 7":                      "true",
		"(6 ^ 3) === 5":                      "true",
		"(-1 & 5) === 5":                     "true",
		"true & true":                        "type",
		"1 + \"a\" === 1":                    "type",
		"1 < 2 && 2 <= 2 && 3 > 2 && 3 >= 3": "true",
		"1 < 1 || 2 > 2 || 2 <= 1 || 1 >= 2": "false",
		"-1 < 0":                             "true",
		"1 < \"2\"":                          "type",
		"\"1\" < \"2\"":                      "type",
		"true < false":                       "type",

		// Dates are ordered and nothing else.
		"2026-01-01T00:00:00Z < 2026-01-02T00:00:00Z":                                                 "true",
		"2026-01-01T00:00:00Z >= 2026-01-02T00:00:00Z":                                                "false",
		"2026-01-01T00:00:00Z <= 2026-01-01T00:00:00Z && 2026-01-02T00:00:00Z > 2026-01-01T00:00:00Z": "true",
		"2026-01-01T00:00:00Z < 1":                                                                    "type",
		"2026-01-01T00:00:00Z + 1 > 2026-01-01T00:00:00Z":                                             "type",
		"2026-01-01T00:00:00Z === 2026-01-01T01:00:00+01:00":                                          "true",

		// Equality: strict refuses two types, lenient calls them different. Within composites types just differ.
		"1 === 1": "true", "1 === 2": "false", "1 !== 2": "true", "1 !== 1": "false",
		"1 === \"1\"": "type", "1 !== \"1\"": "type", "null === null": "true", "null === 1": "type", "null !== null": "false",
		"1 == \"1\"": "false", "1 != \"1\"": "true", "1 == 1": "true", "null == 1": "false", "null == null": "true",
		"[1, \"a\"] === [1, \"a\"]": "true", "[1] === [\"1\"]": "false", "[1] === [1, 2]": "false", "{1, 2} === {2, 1}": "true",
		"{1} === [1]": "type", "{1} == [1]": "false", "{\"a\": 1} === {\"a\": 1}": "true", "{\"a\": 1} === {\"a\": 2}": "false",
		"{\"a\": 1} === {\"b\": 1}": "false", "{,} === {,}": "true", "[] === []": "true", "{} === {}": "true",
		"hex:0102 === hex:0102": "true", "hex:01 === hex:02": "false", "hex:61 == \"a\"": "false", "true === true": "true", "true !== false": "true",

		// Strings.
		"\"ab\" + \"c\" === \"abc\"": "true", "\"abc\".contains(\"b\")": "true", "\"abc\".contains(\"\")": "true", "\"abc\".contains(\"d\")": "false",
		"\"abc\".starts_with(\"ab\")": "true", "\"abc\".starts_with(\"bc\")": "false", "\"abc\".ends_with(\"bc\")": "true", "\"abc\".ends_with(\"abcd\")": "false",
		"\"abc\".contains(1)": "type", "\"é\".length() === 2": "true", "hex:0102.length() === 2": "true", "\"a\" - \"b\" === \"\"": "type",
		"\"abc\".matches(\"b\")": "true", "\"abc\".matches(\"^b\")": "false", "\"abc\".matches(\"(\")": "false", "\"a\".matches(\"a{1001}\")": "regex",
		"1.matches(\"1\")": "type", "hex:61 + hex:62 === hex:6162": "type",

		// Sets.
		"{1, 2}.contains(1)": "true", "{1, 2}.contains(3)": "false", "{1, 2}.contains(\"1\")": "false", "{1, 2}.contains({1})": "true",
		"{1, 2}.contains({1, 3})": "false", "{1}.contains({,})": "true", "{,}.contains({1})": "false", "{1}.contains(null)": "type", "{1}.contains([1])": "type",
		"{1}.contains({\"a\": 1})": "type", "{null}.contains(null)": "type", "{true}.contains(true)": "true", "{hex:01}.contains(hex:01)": "true",
		"{1, 2}.length() === 2": "true", "{1, 1}.length() === 1": "true", "{1, 2}.intersection({2, 3}) === {2}": "true", "{1, 2}.union({2, 3}) === {1, 2, 3}": "true",
		"{1}.union({\"a\"}).length() === 2": "true", "{1}.union({\"a\"}).contains(\"a\")": "true", "{1}.intersection({\"a\"}) === {,}": "true",
		"{1}.union([1]) === {1}": "type", "{1}.starts_with({1})": "type", "{1} + {2} === {1}": "type", "{2, 1}.union({,}) === {1, 2}": "true",

		// Arrays.
		"[1, 2].contains(1)": "true", "[1, [2]].contains([2])": "true", "[1].contains(null)": "false", "[1].contains(\"1\")": "false",
		"[1, 2, 3].starts_with([1, 2])": "true", "[1, 2, 3].ends_with([2, 3])": "true", "[1].starts_with([1, 2])": "false", "[1].ends_with([1, 2])": "false",
		"[1, 2].starts_with([])": "true", "[1, 2].ends_with([3])": "false", "[1].starts_with(1)": "type", "[1, 2].length() === 2": "true",
		"[1, 2].get(0) === 1": "true", "[1, 2].get(2) === null": "true", "[1, 2].get(-1) === null": "true", "[1].get(\"0\") === 1": "type", "[1].get(null) == 1": "type",
		"[1].intersection([1]) === [1]": "type",

		// Maps.
		"{\"a\": 1, 2: 3}.contains(\"a\")": "true", "{\"a\": 1, 2: 3}.contains(2)": "true", "{\"a\": 1}.contains(1)": "false", "{\"a\": 1}.contains(true)": "false",
		"{\"a\": 1}.get(\"a\") === 1": "true", "{2: 3}.get(2) === 3": "true", "{2: 3}.get(\"2\") === null": "true", "{2: 3}.get(true) === null": "type",
		"{\"a\": 1}.length() === 1": "true", "{\"a\": 1}.starts_with({\"a\": 1})": "type",

		// Booleans.
		"!false": "true", "!true": "false", "!1": "type", "1": "type", "null": "type", "(true)": "true",

		// Lazy operators look at the type of the left operand only, and evaluate the right one when it matters.
		"true && true": "true", "true && false": "false", "false && true": "false", "false || true": "true", "false || false": "false", "true || false": "true",
		"(true && 1) == 1": "true", "(false || 1) == 1": "true", "1 && true": "type", "null || true": "type", "(false && 1) == false": "true",
		"false && 1 / 0 === 0": "false", "true || 1 / 0 === 0": "true", "true && 1 / 0 === 0": "divide", "false || 1 / 0 === 0": "divide", "true && 1": "type",

		// Closures.
		"[1, 2].all($p -> $p > 0)": "true", "[1, -2].all($p -> $p > 0)": "false", "[].all($p -> false)": "true", "[].any($p -> true)": "false",
		"{1, 2}.any($p -> $p === 2)": "true", "{1, 2}.any($p -> $p === 3)": "false", "{\"a\": 1}.all($p -> $p.get(0) === \"a\" && $p.get(1) === 1)": "true",
		"{\"a\": 1}.any($p -> $p.length() === 2)": "true", "[1].all($p -> 1)": "type", "[1].any($p -> null)": "type", "1.all($p -> true)": "type", "\"a\".any($p -> true)": "type",
		"[1, 2].any($p -> [2, 3].any($q -> $p === $q))": "true", "[1].all($p -> [2].all($p -> true))": "shadowed", "[].all($p -> [2].all($p -> true))": "true",
		"true || [1].all($p -> [2].all($p -> true))": "true", "[2, 0].any($p -> 1 / $p === 5)": "divide", "[1, 0].any($p -> 1 / $p === 1)": "true",
		"[1].all($p -> true) && [1].all($p -> true)": "true",

		// try_or catches what the closure does wrong, not what its own default does.
		"(1 / 0 === 0).try_or(true)": "true", "(1 / 1 === 1).try_or(false)": "true", "(1 === \"a\").try_or(false)": "false", "true.try_or(1 / 0 === 0)": "divide",
		"1.extern::no().try_or(true)": "true", "(1 / 0).try_or(5) === 5": "true", "[1].all($p -> (1 / 0 === $p).try_or(true))": "true",
		"([1].all($p -> [1].all($p -> true))).try_or(true)": "true", "(1 / 0).try_or(2 / 0) === 1": "divide",

		// Types.
		"1.type() === \"integer\"": "true", "\"a\".type() === \"string\"": "true", "2026-01-01T00:00:00Z.type() === \"date\"": "true", "hex:01.type() === \"bytes\"": "true",
		"true.type() === \"bool\"": "true", "{1}.type() === \"set\"": "true", "null.type() === \"null\"": "true", "[].type() === \"array\"": "true", "{}.type() === \"map\"": "true",
		"1.length() === 1": "type", "null.length() === 0": "type",

		"1.extern::no()": "unknown extern", "1.extern::no(2)": "unknown extern",
	} {
		if got := evaluate(t, "", expression(t, src), datalog.Options{}); got != want {
			t.Errorf("%s: %s, want %s", src, got, want)
		}
	}
}

// Some programs have no text: those of older writers, and those of attackers.
func TestProgramsWithoutText(t *testing.T) {
	value, yes, no := datalog.Value, datalog.Value(datalog.Bool(true)), datalog.Value(datalog.Bool(false))
	op := datalog.Op2
	closure := func(params []string, ops ...datalog.Op) datalog.Op { return must(datalog.Lambda(params, ops...)) }
	one := value(datalog.Int(1))
	list := value(must(datalog.Array(datalog.Int(1))))
	for name, c := range map[string]struct {
		ops  datalog.Expression
		want string
	}{
		"eager and":                        {datalog.Expression{yes, yes, op(datalog.And)}, "true"},
		"eager and, false":                 {datalog.Expression{yes, no, op(datalog.And)}, "false"},
		"eager or":                         {datalog.Expression{no, yes, op(datalog.Or)}, "true"},
		"eager or of a number":             {datalog.Expression{yes, one, op(datalog.Or)}, "type"},
		"eager and of a closure":           {datalog.Expression{yes, closure(nil, yes), op(datalog.And)}, "type"},
		"lazy and without closure":         {datalog.Expression{yes, yes, op(datalog.LazyAnd)}, "type"},
		"lazy and, closure on the left":    {datalog.Expression{closure(nil, yes), yes, op(datalog.LazyAnd)}, "true"},
		"lazy or, closure on the left":     {datalog.Expression{closure(nil, yes), no, op(datalog.LazyOr)}, "true"},
		"all, closure on the left":         {datalog.Expression{closure([]string{"p"}, yes), list, op(datalog.All)}, "true"},
		"try_or, closure on the right":     {datalog.Expression{yes, closure(nil, one, one, op(datalog.Div), one, op(datalog.StrictEqual)), op(datalog.TryOr)}, "true"},
		"two closures":                     {datalog.Expression{closure(nil, yes), closure(nil, yes), op(datalog.LazyAnd)}, "stack"},
		"a closure is no value":            {datalog.Expression{closure(nil, yes)}, "stack"},
		"a closure has no length":          {datalog.Expression{closure(nil, yes), datalog.Op1(datalog.Length)}, "stack"},
		"lazy and with a parameter":        {datalog.Expression{yes, closure([]string{"p"}, yes), op(datalog.LazyAnd)}, "type"},
		"all without parameter":            {datalog.Expression{list, closure(nil, yes), op(datalog.All)}, "type"},
		"all with two parameters":          {datalog.Expression{list, closure([]string{"p", "q"}, yes), op(datalog.All)}, "type"},
		"a closure on a strict operator":   {datalog.Expression{yes, closure(nil, yes), op(datalog.StrictEqual)}, "type"},
		"a closure without operations":     {datalog.Expression{yes, closure(nil), op(datalog.LazyAnd)}, "stack"},
		"a closure that leaves two values": {datalog.Expression{yes, closure(nil, yes, yes), op(datalog.LazyAnd)}, "stack"},
		"a closure that takes from outside": {
			datalog.Expression{yes, yes, closure(nil, op(datalog.And)), op(datalog.LazyAnd), op(datalog.And)}, "stack"},
		"try_or of what leaves too much": {datalog.Expression{closure(nil, yes, yes), yes, op(datalog.TryOr)}, "true"},
		"no operations":                  {datalog.Expression{}, "stack"},
		"nothing to negate":              {datalog.Expression{datalog.Op1(datalog.Negate)}, "stack"},
		"one value for two":              {datalog.Expression{one, op(datalog.Add)}, "stack"},
		"two values left":                {datalog.Expression{yes, yes}, "stack"},
		"a variable nobody binds":        {datalog.Expression{value(datalog.Var("x")), yes, op(datalog.Equal)}, "unknown variable"},
		"the zero operation":             {datalog.Expression{datalog.Op{}}, "stack"},
		"the zero term":                  {datalog.Expression{value(datalog.Term{}), datalog.Op1(datalog.TypeOf), yes, op(datalog.Equal)}, "type"},
		"the zero term equals nothing":   {datalog.Expression{value(datalog.Term{}), value(datalog.Term{}), op(datalog.Equal)}, "false"},
		"an operator to come":            {datalog.Expression{one, one, op(datalog.TryOr + 1)}, "type"},
		"a unary operator to come":       {datalog.Expression{one, datalog.Op1(datalog.ExternUnary + 1)}, "type"},
	} {
		if got := evaluate(t, "", c.ops, datalog.Options{}); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// A parameter may not have the name of a variable of the body, whether or not that is used in the expression.
func TestParameterMayNotShadowAVariableOfTheBody(t *testing.T) {
	e := expression(t, "[1].all($v -> $v > 0)")
	if got := evaluate(t, "v(1);", e, datalog.Options{}); got != "shadowed" {
		t.Errorf("%s, want shadowed", got)
	}
	if got := evaluate(t, "v(1);", expression(t, "[1].all($w -> $w > 0)"), datalog.Options{}); got != "true" {
		t.Errorf("another name: %s", got)
	}
}

func TestExternalFunctions(t *testing.T) {
	o := datalog.Options{Externs: map[string]datalog.Extern{
		"id":   func(args []datalog.Term) (datalog.Term, error) { return args[len(args)-1], nil },
		"fail": func([]datalog.Term) (datalog.Term, error) { return datalog.Int(1), errors.New("out of order") },
		"none": func([]datalog.Term) (datalog.Term, error) { return datalog.Term{}, nil },
		"var":  func([]datalog.Term) (datalog.Term, error) { return datalog.Var("x"), nil },
		"bad":  func([]datalog.Term) (datalog.Term, error) { return datalog.String("\xff"), nil },
	}}
	for src, want := range map[string]string{
		"true.extern::id()": "true", "1.extern::id(2) === 2": "true", "1.extern::id() === 2": "false", "1.extern::fail()": "extern", "1.extern::none()": "extern",
		"1.extern::var()": "extern", "1.extern::bad()": "extern", "1.extern::fail().try_or(true)": "true", "1.extern::ID()": "unknown extern",
	} {
		if got := evaluate(t, "", expression(t, src), o); got != want {
			t.Errorf("%s: %s, want %s", src, got, want)
		}
	}
	w := request{blocks: []string{"check if 1.extern::fail();"}, options: o}.world(t)
	_, err := w.Authorize(ctx)
	x, ok := errors.AsType[*datalog.ExternError](err)
	if !ok || x.Name != "fail" || x.Message != "out of order" {
		t.Errorf("error %v", err)
	}
	e, ok := errors.AsType[*datalog.EvalError](err)
	if !ok || e.Place.Block != 0 || e.Place.Part != datalog.PartCheck || e.Place.Index != 0 {
		t.Errorf("place %+v", e)
	}
}
