package syntax_test

import (
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
	"pgregory.net/rapid"
)

// roundTrip checks that what is drawn comes back from its text, and that the text is that of what came back.
func roundTrip[T any](draw func(generator) T, format func(T) string, parse func(string, syntax.Params) (T, error), same func(a, b T) bool) func(*testing.T) {
	return rapid.MakeCheck(func(t *rapid.T) {
		want := draw(generator{T: t})
		text := format(want)
		got, err := parse(text, syntax.Params{})
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if !same(got, want) {
			t.Fatalf("%#v became %#v through\n%s", want, got, text)
		}
		if again := format(got); again != text {
			t.Fatalf("printed\n%s\nand then\n%s", text, again)
		}
	})
}

func TestWhatIsPrintedParsesToTheSame(t *testing.T) {
	t.Run("term", roundTrip(generator.term, syntax.FormatTerm, syntax.ParseTerm, datalog.Term.Equal))
	t.Run("deep term", roundTrip(func(g generator) datalog.Term { return g.value(5) }, syntax.FormatTerm, syntax.ParseTerm, datalog.Term.Equal))
	t.Run("fact", roundTrip(generator.fact, syntax.FormatPredicate, syntax.ParseFact, samePredicate))
	t.Run("rule", roundTrip(generator.rule, syntax.FormatRule, syntax.ParseRule, sameRule))
	t.Run("check", roundTrip(generator.check, syntax.FormatCheck, syntax.ParseCheck, sameCheck))
	t.Run("policy", roundTrip(generator.policy, syntax.FormatPolicy, syntax.ParsePolicy, samePolicy))
	t.Run("block", roundTrip(generator.block, syntax.FormatBlock, syntax.ParseBlock, sameBlock))
	t.Run("authorizer", roundTrip(generator.authorizer, syntax.FormatAuthorizer, syntax.ParseAuthorizer, sameAuthorizer))
}

// Parentheses that the printer adds for the reader must leave the meaning: without any parentheses both programs are one.
func TestExpressionsOfTheWireKeepTheirMeaningInText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wire := generator{T: t}.wire(5)
		text := syntax.FormatExpression(wire)
		parsed, err := syntax.ParseCheck("check if "+text, syntax.Params{})
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if got, want := plain(parsed.Queries[0].Expressions[0]), plain(wire); !sameExpression(got, want) {
			t.Fatalf("%v became %v through\n%s", want, got, text)
		}
	})
}

// plain removes parentheses and writes operators as the parser does: lazy, with the closure on its side.
func plain(e []datalog.Op) datalog.Expression {
	var stack []datalog.Expression
	for _, o := range e {
		top := len(stack) - 1
		switch {
		case o.Kind() == datalog.OpValue:
			stack = append(stack, datalog.Expression{o})
		case o.Kind() == datalog.OpClosure:
			params, body := o.Closure()
			stack = append(stack, datalog.Expression{lambda(params, plain(body))})
		case o.Kind() == datalog.OpUnary && o.Unary() != datalog.Parens:
			stack[top] = append(stack[top], o)
		case o.Kind() == datalog.OpBinary:
			left, right := stack[top-1], stack[top]
			switch o.Binary() {
			case datalog.And:
				right, o = datalog.Expression{lambda(nil, right)}, datalog.Op2(datalog.LazyAnd)
			case datalog.Or:
				right, o = datalog.Expression{lambda(nil, right)}, datalog.Op2(datalog.LazyOr)
			case datalog.LazyAnd, datalog.LazyOr, datalog.All, datalog.Any:
				if left[0].Kind() == datalog.OpClosure && len(left) == 1 {
					left, right = right, left
				}
			case datalog.TryOr:
				if right[0].Kind() == datalog.OpClosure && len(right) == 1 {
					left, right = right, left
				}
			}
			stack = append(stack[:top-1], append(append(datalog.Expression{}, append(left, right...)...), o))
		}
	}
	return stack[0]
}
