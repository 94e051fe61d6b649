package rustre

import (
	"slices"
	"sync"
	"unicode"
)

// cased holds every character whose case may be changed.
var cased = sync.OnceValue(func() set {
	var list []span
	for _, r := range unicode.CaseRanges {
		list = append(list, span{rune(r.Lo), rune(r.Hi)})
	}
	for _, p := range extraFolds {
		list = append(list, span{p[0], p[0]}, span{p[1], p[1]})
	}
	return canonical(list)
})

// extraFolds are the pairs of simple case folding that the crate's Unicode 16 has and Go's Unicode 15 has not, where both
// characters are settled. The first pair is in Go, but half of it is not in unicode.CaseRanges.
var extraFolds = [][2]rune{
	{0xDF, 0x1E9E},
	{0x390, 0x1FD3}, {0x3B0, 0x1FE3}, {0xFB05, 0xFB06},
}

// fold adds all characters that differ from one of s in simple case folding only. The result depends on the version of
// Unicode unless s is ASCII, whose folding is frozen.
func (p *parser) fold(s set) (set, error) {
	if !s.ascii() {
		p.named = true
	}
	var list []span
	for _, r := range s.intersect(cased()) {
		for c := r.lo; c <= r.hi; c++ {
			for f := unicode.SimpleFold(c); f != c; f = unicode.SimpleFold(f) {
				list = append(list, span{f, f})
			}
			for _, x := range extraFolds {
				if c == x[0] || c == x[1] {
					list = append(list, span{x[0], x[0]}, span{x[1], x[1]})
				}
			}
		}
	}
	if err := p.spend(len(s) + len(list)); err != nil {
		return nil, err
	}
	return canonical(slices.Concat(s, list)), nil
}
