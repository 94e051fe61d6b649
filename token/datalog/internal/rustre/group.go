package rustre

import "unicode"

// group reads from an opening parenthesis. It returns nil for flags alone, `(?i)`, which hold to the end of the enclosing group.
func (p *parser) group() (*node, error) {
	p.next()
	for _, look := range []string{"?=", "?!", "?<=", "?<!"} {
		if p.accept(look) {
			return nil, invalid("look-around")
		}
	}
	outer, capture := p.flags, true
	switch {
	case p.accept("?P<"), p.accept("?<"):
		if err := p.groupName(); err != nil {
			return nil, err
		}
	case p.accept("?"):
		alone, err := p.groupFlags()
		if err != nil || alone {
			return nil, err
		}
		capture = false
	}
	if err := p.enter(); err != nil {
		return nil, err
	}
	n, err := p.alternation()
	if err != nil {
		return nil, err
	}
	p.depth--
	p.flags = outer
	if !p.accept(")") {
		return nil, invalid("unclosed group")
	}
	if capture {
		n.size = n.size.plus(size{rust: rustGroup}) // the group is dropped here, but not there
	}
	n.depth++
	return n, nil
}

func (p *parser) groupName() error {
	start := p.pos
	for p.char() != '>' {
		c := p.char()
		if c == eof {
			return invalid("unclosed group name")
		}
		if unsettled(c) {
			return unsupported("group name")
		}
		letter := c == '_' || unicode.In(c, unicode.L, unicode.Nl, unicode.Other_Alphabetic)
		if !letter && (p.pos == start || !(c == '.' || c == '[' || c == ']' || unicode.Is(unicode.N, c))) {
			if unicode.Is(unicode.M, c) {
				return unsupported("group name") // some marks became alphabetic between the versions of Unicode
			}
			return invalid("group name")
		}
		p.bump()
	}
	name := p.src[start:p.pos]
	p.bump()
	if name == "" || p.groups[name] {
		return invalid("group name empty or repeated")
	}
	if p.groups == nil {
		p.groups = make(map[string]bool)
	}
	p.groups[name] = true
	return nil
}

// groupFlags reads what follows `(?`, up to a colon or a closing parenthesis, and sets the flags. It reports whether the
// flags stood alone.
func (p *parser) groupFlags() (alone bool, err error) {
	f, on, dangling := p.flags, true, false
	seen := make(map[rune]bool)
	for p.char() != ':' && p.char() != ')' {
		c := p.char()
		if c == eof || seen[c] {
			return false, invalid("flags unclosed or repeated")
		}
		seen[c] = true
		switch dangling = c == '-'; c {
		case '-':
			on = false
		case 'i':
			f.fold = on
		case 'm':
			f.lines = on
		case 's':
			f.dotAll = on
		case 'x':
			f.spaces = on
		case 'U': // greediness does not change whether there is a match
		case 'u':
			if !on {
				p.cannot("flag -u")
			}
		case 'R':
			if on {
				p.cannot("flag R")
			}
		default:
			return false, invalid("unknown flag")
		}
		p.bump()
	}
	alone = p.char() == ')'
	if dangling || alone && len(seen) == 0 {
		return false, invalid("flags missing")
	}
	p.bump()
	p.flags = f
	return alone, nil
}
