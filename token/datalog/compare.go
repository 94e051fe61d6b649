package datalog

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strings"
)

// Equal tells whether two terms have the same kind and value. Sets, arrays and maps are compared element by element.
func (t Term) Equal(u Term) bool {
	if t.kind != u.kind {
		return false
	}
	switch t.kind {
	case KindInteger, KindDate, KindBool:
		return t.num == u.num
	case KindString, KindBytes, KindVariable:
		return t.str == u.str
	case KindNull:
		return true
	case KindSet, KindArray, KindMap:
		return t.comp == u.comp ||
			slices.EqualFunc(t.comp.keys, u.comp.keys, Term.Equal) && slices.EqualFunc(t.comp.values, u.comp.values, Term.Equal)
	}
	return false // an invalid term equals nothing, not even itself
}

// Compare orders terms: first by [Kind], then integers and dates by size, strings and bytes bytewise, sets, arrays and maps
// element by element. It is a total order on valid terms, and 0 means [Term.Equal].
func Compare(t, u Term) int {
	if t.kind != u.kind {
		return cmp.Compare(t.kind, u.kind)
	}
	switch t.kind {
	case KindInteger:
		return cmp.Compare(int64(t.num), int64(u.num))
	case KindDate, KindBool:
		return cmp.Compare(t.num, u.num)
	case KindString, KindBytes, KindVariable:
		return strings.Compare(t.str, u.str)
	case KindSet, KindArray:
		return slices.CompareFunc(t.comp.values, u.comp.values, Compare)
	case KindMap:
		for i := range min(t.Len(), u.Len()) {
			if c := Compare(t.comp.keys[i], u.comp.keys[i]); c != 0 {
				return c
			}
			if c := Compare(t.comp.values[i], u.comp.values[i]); c != 0 {
				return c
			}
		}
		return cmp.Compare(t.Len(), u.Len())
	}
	return 0
}

// hash is equal for equal terms under one seed. Nothing that a caller can see depends on its value.
func (t Term) hash(seed maphash.Seed) uint64 {
	const mix = 0x9E3779B97F4A7C15
	h := uint64(t.kind) * mix
	switch t.kind {
	case KindInteger, KindDate, KindBool:
		h ^= maphash.Comparable(seed, t.num)
	case KindString, KindBytes, KindVariable:
		h ^= maphash.String(seed, t.str)
	case KindSet, KindArray, KindMap:
		for i := range t.comp.values {
			if t.comp.keys != nil {
				h = (h ^ t.comp.keys[i].hash(seed)) * mix
			}
			h = (h ^ t.comp.values[i].hash(seed)) * mix
		}
	}
	return h
}
