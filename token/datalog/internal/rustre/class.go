package rustre

import (
	"strings"
	"unicode"
)

// class reads a bracket class with nested classes and the operators && (intersection), -- (difference) and ~~ (symmetric
// difference). The operators bind equally, to the left, and weaker than standing side by side.
func (p *parser) class() (set, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	p.next()
	negated := p.char() == '^'
	if negated {
		p.next()
	}
	var part operand
	for p.char() == '-' {
		part.chars = append(part.chars, span{'-', '-'})
		p.next()
	}
	if len(part.chars) == 0 && p.char() == ']' {
		part.chars = append(part.chars, span{']', ']'})
		p.next()
	}
	var left set
	operator := ""
	for {
		p.space()
		switch {
		case p.eof():
			return nil, invalid("unclosed class")
		case p.char() == ']':
			p.bump()
			p.depth--
			s, err := p.operate(left, operator, part)
			if err == nil && negated {
				s = s.negate()
			}
			return s, err
		case p.accept("&&"), p.accept("--"), p.accept("~~"):
			next := p.src[p.pos-2 : p.pos]
			var err error
			if left, err = p.operate(left, operator, part); err != nil {
				return nil, err
			}
			operator, part = next, operand{}
		default:
			if err := p.classItem(&part); err != nil {
				return nil, err
			}
		}
	}
}

// operand is one side of an operator. Under the flag i only chars must be folded: a union of closed sets, and their
// complement, is closed under folding.
type operand struct {
	chars  []span // as written
	closed []span // of nested and named classes
}

func (p *parser) operate(left set, operator string, part operand) (set, error) {
	right := canonical(part.chars)
	if p.flags.fold {
		var err error
		if right, err = p.fold(right); err != nil {
			return nil, err
		}
	}
	right = right.union(set(part.closed))
	switch operator {
	case "&&":
		right = left.intersect(right)
	case "--":
		right = left.without(right)
	case "~~":
		right = left.differ(right)
	}
	return right, p.spend(len(left) + len(right))
}

func (p *parser) classItem(part *operand) error {
	if p.char() == '[' {
		s, ok, err := p.posix()
		if err == nil && !ok {
			s, err = p.class()
		}
		part.closed = append(part.closed, s...)
		return err
	}
	first, err := p.classAtom()
	if err != nil {
		return err
	}
	p.space()
	if p.eof() {
		return invalid("unclosed class")
	}
	if p.char() != '-' || p.dashIsLast() {
		switch {
		case first.assert != empty:
			return invalid("assertion in a class")
		case first.char >= 0:
			part.chars = append(part.chars, span{first.char, first.char})
		default:
			part.closed = append(part.closed, first.set...)
		}
		return nil
	}
	p.next()
	if p.eof() {
		return invalid("unclosed class")
	}
	last, err := p.classAtom()
	if err != nil {
		return err
	}
	if first.char < 0 || last.char < first.char {
		return invalid("class range")
	}
	part.chars = append(part.chars, span{first.char, last.char})
	return nil
}

func (p *parser) classAtom() (element, error) {
	if p.char() == '\\' {
		return p.escape()
	}
	c := p.char()
	p.bump()
	return element{char: c}, nil
}

// dashIsLast looks behind a dash: before a closing bracket or another dash it is no range.
func (p *parser) dashIsLast() bool {
	rest := p.src[p.pos+1:]
	if p.flags.spaces {
		rest = strings.TrimLeftFunc(rest, func(c rune) bool { return unicode.Is(unicode.White_Space, c) })
		if strings.HasPrefix(rest, "#") {
			p.cannot("comment in a class range") // the crate looks into the comment here
		}
	}
	return strings.HasPrefix(rest, "]") || strings.HasPrefix(rest, "-")
}

// posix reads [:name:] or [:^name:]. Anything that only resembles it is a nested class.
func (p *parser) posix() (s set, ok bool, err error) {
	name, _, found := strings.Cut(strings.TrimPrefix(p.src[p.pos:], "[:"), ":]")
	if !found || !strings.HasPrefix(p.src[p.pos:], "[:") {
		return nil, false, nil
	}
	bare, negated := strings.CutPrefix(name, "^")
	ranges, ok := posixClasses[bare]
	if !ok {
		return nil, false, nil
	}
	p.pos += len("[:") + len(name) + len(":]")
	s = canonical(ranges)
	if p.flags.fold {
		if s, err = p.fold(s); err != nil {
			return nil, false, err
		}
	}
	if negated {
		s = s.negate()
	}
	return s, true, p.spend(len(s))
}

var posixClasses = map[string][]span{
	"alnum":  {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}},
	"alpha":  {{'A', 'Z'}, {'a', 'z'}},
	"ascii":  {{0, 0x7F}},
	"blank":  {{'\t', '\t'}, {' ', ' '}},
	"cntrl":  {{0, 0x1F}, {0x7F, 0x7F}},
	"digit":  {{'0', '9'}},
	"graph":  {{'!', '~'}},
	"lower":  {{'a', 'z'}},
	"print":  {{' ', '~'}},
	"punct":  {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}},
	"space":  {{'\t', '\r'}, {' ', ' '}},
	"upper":  {{'A', 'Z'}},
	"word":   {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}},
	"xdigit": {{'0', '9'}, {'A', 'F'}, {'a', 'f'}},
}
