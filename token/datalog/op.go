package datalog

import (
	"fmt"
	"slices"
)

// Expression is a program for a stack machine, in postfix order. After the last operation exactly one boolean must be left.
type Expression []Op

// Op is one operation of an [Expression]: a value, an operator, or a closure. It is immutable.
type Op struct {
	kind    OpKind
	code    uint8    // Unary or Binary
	term    Term     // value; with an extern operator, the function's name as a string term
	closure *Closure // only with OpClosure
}

// OpKind tells what an [Op] is.
type OpKind uint8

// The kinds of operations. The zero kind belongs to the zero Op, which makes every evaluation fail.
const (
	OpInvalid OpKind = iota
	OpValue
	OpUnary
	OpBinary
	OpClosure
)

// Closure is a piece of an expression that its operator evaluates zero or more times.
type Closure struct {
	params  []string
	ops     []Op
	depth   int
	slot    int  // of a compiled closure: where its parameter lives
	shadows bool // of a compiled closure: evaluating it would shadow a variable
}

// Unary is an operator on one value, numbered as on the wire.
type Unary uint8

// The unary operators.
const (
	Negate Unary = iota
	Parens
	Length
	TypeOf
	ExternUnary
)

// Binary is an operator on two values, numbered as on the wire.
type Binary uint8

// The binary operators.
const (
	LessThan Binary = iota
	GreaterThan
	LessOrEqual
	GreaterOrEqual
	StrictEqual // ===
	Contains
	Prefix // .starts_with
	Suffix // .ends_with
	Regex  // .matches
	Add
	Sub
	Mul
	Div
	And // eager; written only by implementations before v3.3
	Or  // eager
	Intersection
	Union
	BitwiseAnd
	BitwiseOr
	BitwiseXor
	StrictNotEqual // !==
	Equal          // ==
	NotEqual       // !=
	LazyAnd        // &&
	LazyOr         // ||
	All
	Any
	Get
	ExternBinary
	TryOr
)

// Value returns the operation that pushes t.
func Value(t Term) Op { return Op{kind: OpValue, term: t} }

// Op1 returns a unary operation. [ExternUnary] is made by [Extern1].
func Op1(u Unary) Op { return Op{kind: OpUnary, code: uint8(u)} }

// Op2 returns a binary operation. [ExternBinary] is made by [Extern2].
func Op2(b Binary) Op { return Op{kind: OpBinary, code: uint8(b)} }

// Extern1 returns the call of the external function name on one value: `$x.extern::name()`.
func Extern1(name string) Op { return Op{kind: OpUnary, code: uint8(ExternUnary), term: String(name)} }

// Extern2 returns the call of the external function name on two values: `$x.extern::name($y)`.
func Extern2(name string) Op {
	return Op{kind: OpBinary, code: uint8(ExternBinary), term: String(name)}
}

// Lambda returns the operation that pushes a closure. Parameters are names without the dollar sign; closures nested deeper
// than [MaxDepth] are refused with [ErrNesting].
func Lambda(params []string, ops ...Op) (Op, error) {
	return LambdaFrom(slices.Clone(params), slices.Clone(ops))
}

// Kind tells what the operation is.
func (o Op) Kind() OpKind { return o.kind }

// Term returns the value of an OpValue, and the zero Term for other kinds.
func (o Op) Term() Term {
	if o.kind != OpValue {
		return Term{}
	}
	return o.term
}

// Unary returns the operator of an OpUnary.
func (o Op) Unary() Unary { return Unary(o.code) }

// Binary returns the operator of an OpBinary.
func (o Op) Binary() Binary { return Binary(o.code) }

// Extern returns the function name of an extern call, and "" for other operations.
func (o Op) Extern() string {
	if o.kind == OpUnary && Unary(o.code) == ExternUnary || o.kind == OpBinary && Binary(o.code) == ExternBinary {
		return o.term.str
	}
	return ""
}

// Closure returns the parameters and the operations of an OpClosure. The slices must not be changed.
func (o Op) Closure() (params []string, ops []Op) {
	if o.closure == nil {
		return nil, nil
	}
	return o.closure.params, o.closure.ops
}

// Equal tells whether two operations are the same, down to the terms in closures.
func (o Op) Equal(p Op) bool {
	if o.kind != p.kind || o.code != p.code || o.kind == OpValue && !o.term.Equal(p.term) || o.Extern() != p.Extern() {
		return false
	}
	if o.closure == nil || p.closure == nil {
		return o.closure == p.closure
	}
	if len(o.closure.params) != len(p.closure.params) || len(o.closure.ops) != len(p.closure.ops) {
		return false
	}
	for i := range o.closure.params {
		if o.closure.params[i] != p.closure.params[i] {
			return false
		}
	}
	for i := range o.closure.ops {
		if !o.closure.ops[i].Equal(p.closure.ops[i]) {
			return false
		}
	}
	return true
}

// String shows the operation for debugging.
func (o Op) String() string {
	switch o.kind {
	case OpValue:
		return o.term.String()
	case OpUnary:
		return fmt.Sprintf("unary%d%s", o.code, o.Extern())
	case OpBinary:
		return fmt.Sprintf("binary%d%s", o.code, o.Extern())
	case OpClosure:
		return fmt.Sprintf("closure%v%v", o.closure.params, o.closure.ops)
	}
	return "invalid"
}
