package datalog

import (
	"math"
	"math/bits"
	"slices"
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

func (w *World) onArrays(op Binary, a, b Term) (Term, error) {
	if err := w.spend(min(a.comp.size, b.comp.size)); err != nil {
		return Term{}, err
	}
	av, bv := a.comp.values, b.comp.values
	n := len(av) - len(bv)
	switch op {
	case Prefix:
		return Bool(n >= 0 && slices.EqualFunc(av[:len(av)-max(n, 0)], bv, Term.Equal)), nil
	case Suffix:
		return Bool(n >= 0 && slices.EqualFunc(av[max(n, 0):], bv, Term.Equal)), nil
	}
	return Term{}, ErrType
}

func (w *World) elementOf(array, e Term) (Term, error) {
	if err := w.spend(array.Len() * (1 + e.equalCost())); err != nil {
		return Term{}, err
	}
	return Bool(slices.ContainsFunc(array.comp.values, e.Equal)), nil
}

// at gives an element of an array, null for an index that is negative or past the end.
func at(array, index Term) (Term, error) {
	i, ok := index.AsInt()
	if !ok {
		return Term{}, ErrType
	}
	if i < 0 || i >= int64(array.Len()) {
		return Null(), nil
	}
	return array.comp.values[i], nil
}

func (w *World) inMap(op Binary, m, key Term) (Term, error) {
	isKey := key.kind == KindInteger || key.kind == KindString
	if !isKey && op == Get {
		return Term{}, ErrType
	}
	if err := w.spend(lookupCost(m.Len(), key)); err != nil {
		return Term{}, err
	}
	value, found := m.comp.lookup(key)
	switch {
	case op == Contains:
		return Bool(found), nil
	case !found:
		return Null(), nil
	}
	return value, nil
}

func (w *World) onSet(op Binary, set, b Term) (Term, error) {
	if op == Contains {
		switch b.kind {
		case KindInteger, KindDate, KindBool, KindString, KindBytes:
			err := w.spend(lookupCost(set.Len(), b))
			return Bool(set.comp.contains(b)), err
		}
	}
	if b.kind != KindSet {
		return Term{}, ErrType
	}
	cost := 2 * (set.comp.size + b.comp.size)
	if op != Union {
		cost = b.comp.size * (1 + bits.Len(uint(set.Len()))) // a binary search for each element, which looks at it even in {,}
	}
	if err := w.spend(cost); err != nil {
		return Term{}, err
	}
	switch op {
	case Contains:
		for _, e := range b.comp.values {
			if !set.comp.contains(e) {
				return Bool(false), nil
			}
		}
		return Bool(true), nil
	case Intersection:
		both := make([]Term, 0, min(set.Len(), b.Len()))
		for _, e := range b.comp.values {
			if set.comp.contains(e) {
				both = append(both, e)
			}
		}
		return newComposite(KindSet, nil, both)
	case Union:
		return union(set, b)
	}
	return Term{}, ErrType
}

// union merges two sets. Their elements may be of two types, which no set that is written down may have.
func union(a, b Term) (Term, error) {
	left, right := a.comp.values, b.comp.values
	both := make([]Term, 0, len(left)+len(right))
	for len(left) > 0 && len(right) > 0 {
		switch c := Compare(left[0], right[0]); {
		case c < 0:
			both, left = append(both, left[0]), left[1:]
		case c > 0:
			both, right = append(both, right[0]), right[1:]
		default:
			left = left[1:]
		}
	}
	both = append(append(both, left...), right...)
	return newComposite(KindSet, nil, both)
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
