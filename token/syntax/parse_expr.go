package syntax

import (
	"slices"
	"strings"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// The precedence of operators, from the loosest. Methods bind tighter than all of them.
const (
	levelOr = iota
	levelAnd
	levelCompare // does not chain
	levelXor
	levelBitOr
	levelBitAnd
	levelAdd
	levelMul
	levelNot
	levelTerm
)

// operator is written between its operands.
type operator struct {
	text  string
	op    datalog.Binary
	level int
}

// infix are the operators between two values. One that starts with another stands before it.
var infix = []operator{
	{"||", datalog.LazyOr, levelOr},
	{"&&", datalog.LazyAnd, levelAnd},
	{"===", datalog.StrictEqual, levelCompare},
	{"!==", datalog.StrictNotEqual, levelCompare},
	{"==", datalog.Equal, levelCompare},
	{"!=", datalog.NotEqual, levelCompare},
	{"<=", datalog.LessOrEqual, levelCompare},
	{">=", datalog.GreaterOrEqual, levelCompare},
	{"<", datalog.LessThan, levelCompare},
	{">", datalog.GreaterThan, levelCompare},
	{"^", datalog.BitwiseXor, levelXor},
	{"|", datalog.BitwiseOr, levelBitOr},
	{"&", datalog.BitwiseAnd, levelBitAnd},
	{"+", datalog.Add, levelAdd},
	{"-", datalog.Sub, levelAdd},
	{"*", datalog.Mul, levelMul},
	{"/", datalog.Div, levelMul},
}

// expression parses a whole expression into a program of its own.
func (p *parser) expression() (datalog.Expression, *Error) {
	p.ops = p.ops[:0]
	if err := p.binary(levelOr); err != nil {
		return nil, err
	}
	return slices.Clone(p.ops), nil
}

// binary parses operands with operators of at least the given level between them, and appends the operations to p.ops.
func (p *parser) binary(level int) *Error {
	if err := p.unary(); err != nil {
		return err
	}
	compared := false
	for {
		operator, ok := p.infix()
		if !ok || operator.level < level {
			return nil
		}
		if operator.level == levelCompare {
			if compared {
				return p.refuse(p.pos, "comparisons do not chain: %q needs parentheses on one side", operator.text)
			}
			compared = true
		}
		at := p.pos
		p.pos += len(operator.text)
		right := len(p.ops)
		if err := p.binary(operator.level + 1); err != nil {
			return err
		}
		if operator.level == levelOr || operator.level == levelAnd {
			// What is right of && and || is a closure, so that it is evaluated only when it matters.
			if err := p.wrap(right, at); err != nil {
				return err
			}
		}
		p.ops = append(p.ops, datalog.Op2(operator.op))
	}
}

// infix returns the operator that comes next, without going past it.
func (p *parser) infix() (operator, bool) {
	p.skip()
	for _, o := range infix {
		if strings.HasPrefix(p.src[p.pos:], o.text) {
			return o, true
		}
	}
	return operator{}, false
}

// wrap turns the operations from the given one on into a closure with parameters.
func (p *parser) wrap(from, at int, params ...string) *Error {
	closure, err := datalog.Lambda(params, p.ops[from:]...)
	if err != nil {
		return p.tooDeep(at)
	}
	p.ops = append(p.ops[:from], closure)
	return nil
}

// unary parses a negation or an operand with its methods. A negation reaches as far as + and - do: `!1 + 2` is `!(1 + 2)`.
func (p *parser) unary() *Error {
	if !p.at("!") {
		return p.operand()
	}
	if err := p.enter(); err != nil {
		return err
	}
	defer p.leave()
	p.pos++
	if err := p.binary(levelAdd); err != nil {
		return err
	}
	p.ops = append(p.ops, datalog.Op1(datalog.Negate))
	return nil
}

// operand parses a term or an expression in parentheses, and the methods called on it.
func (p *parser) operand() *Error {
	start := len(p.ops)
	if p.at("(") {
		if err := p.parenthesised(); err != nil {
			return err
		}
	} else {
		t, err := p.term(inRule)
		if err != nil {
			return err
		}
		p.ops = append(p.ops, datalog.Value(t))
	}
	for p.accept(".") {
		if err := p.method(start); err != nil {
			return err
		}
	}
	return nil
}

func (p *parser) parenthesised() *Error {
	if err := p.enter(); err != nil {
		return err
	}
	defer p.leave()
	p.pos++
	if err := p.binary(levelOr); err != nil {
		return err
	}
	p.ops = append(p.ops, datalog.Op1(datalog.Parens))
	return p.expect(")", "an operator", `")"`)
}
