package rustre

import (
	"unicode"
	"unicode/utf8"
)

// parser reads the syntax of the crate regex 1.11. Its rules were taken from the crate's documentation and checked against
// the crate; where they look odd (a class may start with `]`, `a{2} ?` is lazy under the flag x), the oddity is theirs.
type parser struct {
	src    string
	pos    int
	flags  flags
	groups map[string]bool // names, which may not repeat
	depth  int             // of groups and classes
	ranges int             // spent of maxRanges
	words  bool
	named  bool
	later  error // the first thing we cannot express: told at the end, when the rest has proved to be valid
}

type flags struct{ fold, lines, dotAll, spaces bool }

func (p *parser) parse() (*node, error) {
	n, err := p.alternation()
	if err != nil {
		return nil, err
	}
	if !p.eof() {
		return nil, invalid("unopened group")
	}
	if p.later != nil {
		return nil, p.later
	}
	return n, nil
}

// alternation reads up to a closing parenthesis or the end. Flags set inside one branch stay on in the next.
func (p *parser) alternation() (*node, error) {
	var branches, items []*node
	for {
		p.space()
		var n *node
		var err error
		switch c := p.char(); c {
		case eof, ')':
			return newAlternate(append(branches, newConcat(drop(items)))), nil
		case '|':
			p.bump()
			branches, items = append(branches, newConcat(drop(items))), nil
			continue
		case '*', '+', '?', '{':
			if len(items) == 0 || items[len(items)-1] == nil {
				return nil, invalid("nothing to repeat")
			}
			if n, err = p.repetition(items[len(items)-1]); err == nil {
				items[len(items)-1] = n
			}
		case '(':
			n, err = p.group()
			items = append(items, n)
		default:
			n, err = p.atom()
			items = append(items, n)
		}
		if err != nil {
			return nil, err
		}
	}
}

// drop removes the places of flags, which are nil: they cannot be repeated and match nothing.
func drop(items []*node) []*node {
	out := items[:0:0]
	for _, n := range items {
		if n != nil {
			out = append(out, n)
		}
	}
	return out
}

func (p *parser) atom() (*node, error) {
	switch c := p.char(); c {
	case '[':
		s, err := p.class()
		return newClass(s), err
	case '\\':
		e, err := p.escape()
		if err != nil {
			return nil, err
		}
		return p.element(e)
	case '.':
		p.bump()
		if p.flags.dotAll {
			return newClass(set(nil).negate()), nil
		}
		return newClass(one('\n').negate()), nil
	case '^':
		p.bump()
		if p.flags.lines {
			return newLeaf(lineStart), nil
		}
		return newLeaf(textStart), nil
	case '$':
		p.bump()
		if p.flags.lines {
			return newLeaf(lineEnd), nil
		}
		return newLeaf(textEnd), nil
	default:
		p.bump()
		return p.literal(c)
	}
}

func (p *parser) literal(c rune) (*node, error) {
	if !p.flags.fold {
		return newClass(one(c)), nil
	}
	s, err := p.fold(one(c))
	return newClass(s), err
}

const eof = rune(-1)

func (p *parser) eof() bool { return p.pos >= len(p.src) }

// char returns the next character without consuming it, or eof.
func (p *parser) char() rune {
	if p.eof() {
		return eof
	}
	c, _ := utf8.DecodeRuneInString(p.src[p.pos:])
	return c
}

func (p *parser) bump() {
	if !p.eof() {
		_, n := utf8.DecodeRuneInString(p.src[p.pos:])
		p.pos += n
	}
}

// accept consumes prefix if it comes next.
func (p *parser) accept(prefix string) bool {
	if len(p.src)-p.pos < len(prefix) || p.src[p.pos:p.pos+len(prefix)] != prefix {
		return false
	}
	p.pos += len(prefix)
	return true
}

// next consumes a character and then what the flag x makes insignificant.
func (p *parser) next() {
	p.bump()
	p.space()
}

// space skips white space and comments under the flag x. They are insignificant nearly everywhere, even in classes.
func (p *parser) space() {
	if !p.flags.spaces {
		return
	}
	for !p.eof() {
		switch c := p.char(); {
		case unicode.Is(unicode.White_Space, c):
			p.bump()
		case c == '#':
			for c != '\n' && !p.eof() {
				c = p.char()
				p.bump()
			}
		default:
			return
		}
	}
}

// cannot notes something that the crate accepts and we do not.
func (p *parser) cannot(reason string) {
	if p.later == nil {
		p.later = unsupported(reason)
	}
}

// enter counts a level of nesting; the caller leaves it with p.depth--. The recursion of this parser stops here.
func (p *parser) enter() error {
	p.depth++
	if p.depth > maxDepth {
		return unsupported("nested too deeply")
	}
	return nil
}

// spend counts character ranges.
func (p *parser) spend(n int) error {
	p.ranges += n
	if p.ranges > maxRanges {
		return unsupported("classes too large")
	}
	return nil
}
