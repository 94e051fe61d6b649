package rustre

import "unicode"

// repetition reads the operator after sub. Operators stack: `a**` is valid, and a `?` right behind one only makes it lazy,
// which does not change whether there is a match.
func (p *parser) repetition(sub *node) (*node, error) {
	lo, hi := 0, -1
	switch p.char() {
	case '{':
		var err error
		if lo, hi, err = p.count(); err != nil {
			return nil, err
		}
		p.space()
	case '?':
		hi = 1
		p.bump()
	case '+':
		lo = 1
		p.bump()
	default:
		p.bump()
	}
	p.accept("?")
	if sub.depth >= maxDepth {
		return nil, unsupported("nested too deeply")
	}
	return newRepeat(sub, lo, hi), nil
}

// count reads {n}, {n,} or {n,m} and its braces. A literal brace must be escaped, and {,m} is not a repetition.
func (p *parser) count() (lo, hi int, err error) {
	p.next()
	if lo, err = p.decimal(); err != nil {
		return 0, 0, err
	}
	hi = lo
	if p.char() == ',' {
		p.next()
		hi = -1
		if p.char() != '}' {
			if hi, err = p.decimal(); err != nil {
				return 0, 0, err
			}
		}
	}
	if p.char() != '}' {
		return 0, 0, invalid("unclosed count")
	}
	p.bump()
	if hi >= 0 && hi < lo {
		return 0, 0, invalid("count from high to low")
	}
	if max(lo, hi) > maxRepeat {
		p.cannot("count above 1000")
		return 0, 1, nil
	}
	return lo, hi, nil
}

// decimal reads a number of 32 bits. White space around it is allowed with and without the flag x.
func (p *parser) decimal() (int, error) {
	blanks := func() {
		for unicode.Is(unicode.White_Space, p.char()) {
			p.next()
		}
	}
	blanks()
	value, digits := int64(0), 0
	for c := p.char(); c >= '0' && c <= '9'; c = p.char() {
		if value = value*10 + int64(c-'0'); value > 1<<32-1 {
			return 0, invalid("count too large")
		}
		digits++
		p.next()
	}
	blanks()
	if digits == 0 {
		return 0, invalid("count without digits")
	}
	return int(min(value, maxRepeat+1)), nil
}
