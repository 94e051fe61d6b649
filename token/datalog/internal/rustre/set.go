package rustre

import (
	"slices"
	"unicode"
)

// set is a set of characters: ranges in ascending order that neither overlap nor touch. A list of ranges in any order
// becomes a set with canonical.
type set []span

type span struct{ lo, hi rune }

func one(c rune) set { return set{{c, c}} }

// single returns the only character of the set, or -1.
func (s set) single() rune {
	if len(s) == 1 && s[0].lo == s[0].hi {
		return s[0].lo
	}
	return -1
}

func (s set) ascii() bool { return len(s) == 0 || s[len(s)-1].hi < 0x80 }

func canonical(list []span) set {
	s := slices.Clone(list)
	slices.SortFunc(s, func(a, b span) int { return int(a.lo - b.lo) })
	out := s[:0]
	for _, r := range s {
		if last := len(out) - 1; last >= 0 && r.lo <= out[last].hi+1 {
			out[last].hi = max(out[last].hi, r.hi)
		} else {
			out = append(out, r)
		}
	}
	return set(out)
}

func (s set) union(t set) set { return canonical(slices.Concat(s, t)) }

func (s set) negate() set {
	var out set
	next := rune(0)
	for _, r := range s {
		if r.lo > next {
			out = append(out, span{next, r.lo - 1})
		}
		next = r.hi + 1
	}
	if next <= unicode.MaxRune {
		out = append(out, span{next, unicode.MaxRune})
	}
	return out
}

func (s set) intersect(t set) set {
	var out set
	for i, j := 0, 0; i < len(s) && j < len(t); {
		if lo, hi := max(s[i].lo, t[j].lo), min(s[i].hi, t[j].hi); lo <= hi {
			out = append(out, span{lo, hi})
		}
		if s[i].hi < t[j].hi {
			i++
		} else {
			j++
		}
	}
	return out
}

func (s set) without(t set) set { return s.intersect(t.negate()) }

func (s set) differ(t set) set { return s.union(t).without(s.intersect(t)) }

func fromTables(tables ...*unicode.RangeTable) set {
	var list []span
	for _, t := range tables {
		for _, r := range t.R16 {
			list = appendStride(list, rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
		for _, r := range t.R32 {
			list = appendStride(list, rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
	}
	return canonical(list)
}

func appendStride(list []span, lo, hi, stride rune) []span {
	if stride == 1 {
		return append(list, span{lo, hi})
	}
	for c := lo; c <= hi; c += stride {
		list = append(list, span{c, c})
	}
	return list
}
