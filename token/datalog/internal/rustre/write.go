package rustre

import (
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

// write appends n in Go's syntax. Every repeated or alternated part stands in its own group, so that nothing depends on
// the precedence or the shorthands of the other dialect.
func (n *node) write(b []byte) []byte {
	switch n.kind {
	case class:
		return n.set.write(b)
	case concat:
		for _, s := range n.subs {
			b = s.write(b)
		}
		return b
	case alternate:
		b = append(b, "(?:"...)
		for i, s := range n.subs {
			if i > 0 {
				b = append(b, '|')
			}
			b = s.write(b)
		}
		return append(b, ')')
	case repeat:
		b = append(b, "(?:"...)
		b = append(n.subs[0].write(b), ')')
		return n.writeCount(b)
	}
	return append(b, leafText[n.kind]...)
}

var leafText = map[kind]string{
	empty:           `(?:)`,
	textStart:       `\A`,
	textEnd:         `\z`,
	lineStart:       `(?m:^)`,
	lineEnd:         `(?m:$)`,
	wordBoundary:    `\b`,
	notWordBoundary: `\B`,
}

func (n *node) writeCount(b []byte) []byte {
	switch {
	case n.max < 0 && n.min == 0:
		return append(b, '*')
	case n.max < 0 && n.min == 1:
		return append(b, '+')
	case n.min == 0 && n.max == 1:
		return append(b, '?')
	}
	b = strconv.AppendInt(append(b, '{'), int64(n.min), 10)
	if n.max != n.min {
		b = append(b, ',')
		if n.max >= 0 {
			b = strconv.AppendInt(b, int64(n.max), 10)
		}
	}
	return append(b, '}')
}

// write appends the set as a literal, a dot or a bracket class. Characters stand for themselves where they can: the classes
// of Unicode have hundreds of ranges, and Go's parser reads `é` faster than `\x{e9}`.
func (s set) write(b []byte) []byte {
	if c := s.single(); c >= 0 {
		return writeRune(b, c)
	}
	switch {
	case len(s) == 0:
		return append(b, `[^\x00-\x{10FFFF}]`...)
	case slices.Equal(s, set(nil).negate()):
		return append(b, `(?s:.)`...)
	case slices.Equal(s, one('\n').negate()):
		return append(b, '.')
	}
	b = append(b, '[')
	for _, r := range s {
		b = writeRune(b, r.lo)
		if r.hi > r.lo {
			b = writeRune(append(b, '-'), r.hi)
		}
	}
	return append(b, ']')
}

func writeRune(b []byte, c rune) []byte {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return append(b, byte(c))
	case c < utf8.RuneSelf, !utf8.ValidRune(c): // a negated class may end at a surrogate, which has no text
		return fmt.Appendf(b, `\x{%x}`, c)
	}
	return utf8.AppendRune(b, c)
}
