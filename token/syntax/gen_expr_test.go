package syntax_test

import (
	"fmt"
	"slices"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"pgregory.net/rapid"
)

var (
	comparisons = []datalog.Binary{datalog.LessThan, datalog.GreaterThan, datalog.LessOrEqual, datalog.GreaterOrEqual,
		datalog.StrictEqual, datalog.StrictNotEqual, datalog.Equal, datalog.NotEqual}
	methodsOfTwo = []datalog.Binary{datalog.Contains, datalog.Prefix, datalog.Suffix, datalog.Regex, datalog.Intersection,
		datalog.Union, datalog.Get}
)

func lambda(params []string, body []datalog.Op) datalog.Op {
	return must(datalog.Lambda(params, body...))
}

// or, and, compare, ... are the levels of the grammar, from the loosest. Each joins operands of the next tighter one.
func (g generator) or(depth int) datalog.Expression {
	return g.lazy(depth, datalog.LazyOr, generator.and)
}

func (g generator) and(depth int) datalog.Expression {
	return g.lazy(depth, datalog.LazyAnd, generator.compare)
}

func (g generator) lazy(depth int, op datalog.Binary, operand func(generator, int) datalog.Expression) datalog.Expression {
	e := operand(g, depth)
	for range g.more(depth) {
		e = append(e, lambda(nil, operand(g, depth-1)), datalog.Op2(op))
	}
	return e
}

func (g generator) compare(depth int) datalog.Expression {
	e := g.arithmetic(depth, 0)
	if g.more(depth) > 0 {
		e = append(append(e, g.arithmetic(depth-1, 0)...), datalog.Op2(comparisons[g.intn(len(comparisons))]))
	}
	return e
}

var arithmetic = [][]datalog.Binary{{datalog.BitwiseXor}, {datalog.BitwiseOr}, {datalog.BitwiseAnd}, {datalog.Add, datalog.Sub},
	{datalog.Mul, datalog.Div}}

// arithmetic draws operands and left associative operators. After a negation no + - * / can follow on the same level: the
// negation takes them all.
func (g generator) arithmetic(depth, level int) datalog.Expression {
	if level == len(arithmetic) {
		return g.unary(depth)
	}
	e := g.arithmetic(depth, level+1)
	for range g.more(depth) {
		if level >= 3 && endsInNegation(e) {
			break
		}
		ops := arithmetic[level]
		e = append(append(e, g.arithmetic(depth-1, level+1)...), datalog.Op2(ops[g.intn(len(ops))]))
	}
	return e
}

// endsInNegation tells whether the last operand of a program drawn by arithmetic is a negation without parentheses: only
// operators between the negation and the end of the program.
func endsInNegation(e datalog.Expression) bool {
	for _, o := range slices.Backward(e) {
		switch {
		case o.Kind() == datalog.OpUnary:
			return o.Unary() == datalog.Negate
		case o.Kind() != datalog.OpBinary || slices.Contains(methodsOfTwo, o.Binary()) || o.Extern() != "":
			return false
		case o.Binary() == datalog.TryOr || o.Binary() == datalog.All || o.Binary() == datalog.Any:
			return false
		}
	}
	return false
}

// more draws how many operators follow on one level: mostly none, else expressions would have no end.
func (g generator) more(depth int) int {
	if depth == 0 {
		return 0
	}
	return max(0, g.intn(6)-3)
}

func (g generator) unary(depth int) datalog.Expression {
	if depth > 0 && g.intn(6) == 0 {
		return append(g.arithmetic(depth-1, 3), datalog.Op1(datalog.Negate))
	}
	e := g.operand(depth)
	for range g.more(depth) {
		e = g.call(e, depth-1)
	}
	return e
}

func (g generator) operand(depth int) datalog.Expression {
	switch choice := g.intn(4); {
	case choice == 0 && depth > 0:
		return append(g.or(depth-1), datalog.Op1(datalog.Parens))
	case choice == 1 && len(g.vars) > 0:
		return datalog.Expression{datalog.Value(datalog.Var(rapid.SampledFrom(g.vars).Draw(g.T, "variable")))}
	}
	return datalog.Expression{datalog.Value(g.value(1))}
}

func (g generator) call(e datalog.Expression, depth int) datalog.Expression {
	switch choice := g.intn(8); choice {
	case 0:
		return append(e, datalog.Op1(datalog.Length))
	case 1:
		return append(e, datalog.Op1(datalog.TypeOf))
	case 2:
		return append(e, datalog.Extern1(g.name()))
	case 3:
		return append(append(e, g.or(depth)...), datalog.Extern2(g.name()))
	case 4, 5:
		param := fmt.Sprint("p", g.intn(3))
		inner := generator{g.T, append(slices.Clone(g.vars), param)}
		op := []datalog.Binary{datalog.All, datalog.Any}[choice-4]
		return append(e, lambda([]string{param}, inner.or(depth)), datalog.Op2(op))
	case 6:
		return append(append(datalog.Expression{lambda(nil, e)}, g.or(depth)...), datalog.Op2(datalog.TryOr))
	}
	return append(append(e, g.or(depth)...), datalog.Op2(methodsOfTwo[g.intn(len(methodsOfTwo))]))
}

// wire draws an expression with the parentheses left out, as only the wire format can hold it, and eager && and || too.
func (g generator) wire(depth int) datalog.Expression {
	if depth == 0 {
		return datalog.Expression{datalog.Value(g.scalar())}
	}
	left, right := g.wire(depth-1-g.intn(depth)), g.wire(depth-1-g.intn(depth))
	switch choice := g.intn(9); choice {
	case 0:
		return append(left, datalog.Op1(datalog.Negate))
	case 1:
		return append(left, datalog.Op1([]datalog.Unary{datalog.Parens, datalog.Length}[g.intn(2)]))
	case 2:
		return append(append(left, right...), datalog.Op2([]datalog.Binary{datalog.And, datalog.Or}[g.intn(2)]))
	case 3:
		return g.eitherSide(left, lambda(nil, right), []datalog.Binary{datalog.LazyAnd, datalog.LazyOr, datalog.TryOr}[g.intn(3)])
	case 4:
		return g.eitherSide(left, lambda([]string{"p"}, right), []datalog.Binary{datalog.All, datalog.Any}[g.intn(2)])
	case 5:
		return append(append(left, right...), datalog.Op2(comparisons[g.intn(len(comparisons))]))
	case 6:
		return append(append(left, right...), datalog.Op2(methodsOfTwo[g.intn(len(methodsOfTwo))]))
	}
	ops := arithmetic[g.intn(len(arithmetic))]
	return append(append(left, right...), datalog.Op2(ops[g.intn(len(ops))]))
}

func (g generator) eitherSide(value datalog.Expression, closure datalog.Op, op datalog.Binary) datalog.Expression {
	if g.intn(2) == 0 {
		return append(append(datalog.Expression{closure}, value...), datalog.Op2(op))
	}
	return append(append(value, closure), datalog.Op2(op))
}
