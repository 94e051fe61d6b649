package datalog

import (
	"math"
	"strings"
)

func (w *World) unary(o *Op, t *Term) (Term, error) {
	switch Unary(o.code) {
	case Parens:
		return *t, nil
	case Negate:
		if t.kind == KindBool {
			return Bool(t.num == 0), nil
		}
	case Length:
		switch t.kind {
		case KindString, KindBytes: // strings in bytes of UTF-8, not in characters
			return Int(int64(len(t.str))), nil
		case KindSet, KindArray, KindMap:
			return Int(int64(t.Len())), nil
		}
	case TypeOf:
		if t.kind != KindVariable && t.kind != KindInvalid {
			return String(t.kind.String()), nil
		}
	case ExternUnary:
		return w.extern(o, *t)
	}
	return Term{}, ErrType
}

func (w *World) binary(o *Op, a, b *Term) (Term, error) {
	op := Binary(o.code)
	switch op {
	case Equal, NotEqual, StrictEqual, StrictNotEqual:
		return w.equality(op, a, b)
	case ExternBinary:
		return w.extern(o, *a, *b)
	}
	switch {
	case a.kind == KindArray && op == Contains:
		return w.elementOf(*a, *b)
	case a.kind == KindArray && op == Get:
		return at(*a, *b)
	case a.kind == KindMap && (op == Contains || op == Get):
		return w.inMap(op, *a, *b)
	case a.kind == KindSet:
		return w.onSet(op, *a, *b)
	case a.kind != b.kind:
		return Term{}, ErrType
	}
	switch a.kind {
	case KindInteger:
		return onIntegers(op, int64(a.num), int64(b.num))
	case KindDate:
		return onDates(op, a.num, b.num)
	case KindString:
		return w.onStrings(op, a.str, b.str)
	case KindBool:
		switch op { // the eager forms, which only older implementations write
		case And:
			return Bool(a.num&b.num != 0), nil
		case Or:
			return Bool(a.num|b.num != 0), nil
		}
	case KindArray:
		return w.onArrays(op, *a, *b)
	}
	return Term{}, ErrType
}

// equality compares. The strict operators refuse values of two types, the lenient ones call them different.
func (w *World) equality(op Binary, a, b *Term) (Term, error) {
	strict := op == StrictEqual || op == StrictNotEqual
	if a.kind != b.kind && strict {
		return Term{}, ErrType
	}
	if err := w.spend(min(a.equalCost(), b.equalCost())); err != nil {
		return Term{}, err
	}
	return Bool(a.Equal(*b) == (op == Equal || op == StrictEqual)), nil
}

func onIntegers(op Binary, a, b int64) (Term, error) {
	switch op {
	case LessThan:
		return Bool(a < b), nil
	case GreaterThan:
		return Bool(a > b), nil
	case LessOrEqual:
		return Bool(a <= b), nil
	case GreaterOrEqual:
		return Bool(a >= b), nil
	case Add:
		if sum := a + b; (sum > a) == (b > 0) {
			return Int(sum), nil
		}
		return Term{}, ErrOverflow
	case Sub:
		if diff := a - b; (diff < a) == (b > 0) {
			return Int(diff), nil
		}
		return Term{}, ErrOverflow
	case Mul:
		if a == 0 || b == 0 {
			return Int(0), nil
		}
		if p := a * b; p/b == a && !(a == -1 && b == math.MinInt64) && !(b == -1 && a == math.MinInt64) {
			return Int(p), nil
		}
		return Term{}, ErrOverflow
	case Div:
		if b == 0 || a == math.MinInt64 && b == -1 { // the reference calls both a division by zero
			return Term{}, ErrDivideByZero
		}
		return Int(a / b), nil
	case BitwiseAnd:
		return Int(a & b), nil
	case BitwiseOr:
		return Int(a | b), nil
	case BitwiseXor:
		return Int(a ^ b), nil
	}
	return Term{}, ErrType
}

func onDates(op Binary, a, b uint64) (Term, error) {
	switch op {
	case LessThan:
		return Bool(a < b), nil
	case GreaterThan:
		return Bool(a > b), nil
	case LessOrEqual:
		return Bool(a <= b), nil
	case GreaterOrEqual:
		return Bool(a >= b), nil
	}
	return Term{}, ErrType
}

func (w *World) onStrings(op Binary, a, b string) (Term, error) {
	if op == Add {
		if err := w.spend(copyCost(len(a) + len(b))); err != nil {
			return Term{}, err
		}
		return String(a + b), nil
	}
	if op == Regex {
		matched, err := w.matches(a, b)
		return Bool(matched), err
	}
	cost := scanCost(min(len(a), len(b)))
	if op == Contains {
		cost = searchCost(len(a))
	}
	if err := w.spend(cost); err != nil {
		return Term{}, err
	}
	switch op {
	case Contains:
		return Bool(strings.Contains(a, b)), nil
	case Prefix:
		return Bool(strings.HasPrefix(a, b)), nil
	case Suffix:
		return Bool(strings.HasSuffix(a, b)), nil
	}
	return Term{}, ErrType
}

// externCost is the cost of calling an external function, or of finding none. What the function does is the verifier's.
const externCost = 8

func (w *World) extern(o *Op, args ...Term) (Term, error) {
	if err := w.spend(externCost); err != nil {
		return Term{}, err
	}
	name := o.term.str
	f := w.externs[name]
	if f == nil {
		return Term{}, &ExternError{Name: name, cause: ErrUnknownExtern}
	}
	t, err := f(args)
	if err != nil {
		return Term{}, &ExternError{Name: name, Message: err.Error(), cause: ErrExtern}
	}
	if t.kind == KindVariable || !t.Valid() {
		return Term{}, &ExternError{Name: name, Message: "it returned no value", cause: ErrExtern}
	}
	return t, nil
}
