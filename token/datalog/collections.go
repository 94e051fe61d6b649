package datalog

import (
	"math/bits"
	"slices"
)

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
