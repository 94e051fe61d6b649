package rustre

import (
	"strings"
	"unicode/utf8"
)

// element is what an escape stands for: a character, a set, or a kind of assertion.
type element struct {
	char   rune // -1 if none
	set    set  // folded and negated already
	assert kind // empty if none
}

// element makes a node of an escape outside of a class.
func (p *parser) element(e element) (*node, error) {
	switch {
	case e.char >= 0:
		return p.literal(e.char)
	case e.assert != empty:
		p.words = p.words || e.assert == wordBoundary || e.assert == notWordBoundary
		return newLeaf(e.assert), nil
	}
	return newClass(e.set), nil
}

var controls = map[rune]rune{'a': '\a', 'f': '\f', 't': '\t', 'n': '\n', 'r': '\r', 'v': '\v'}

func (p *parser) escape() (element, error) {
	p.bump()
	c := p.char()
	switch {
	case c == eof:
		return element{}, invalid("backslash at the end")
	case strings.ContainsRune("xuU", c):
		return p.hex()
	case strings.ContainsRune("pP", c):
		return p.property()
	case strings.ContainsRune("dDsSwW", c):
		return p.perl()
	}
	p.bump()
	if r, ok := controls[c]; ok {
		return element{char: r}, nil
	}
	switch c {
	case 'A':
		return element{char: -1, assert: textStart}, nil
	case 'z':
		return element{char: -1, assert: textEnd}, nil
	case 'b':
		return element{char: -1, assert: wordBoundary}, p.boundaryName()
	case 'B':
		return element{char: -1, assert: notWordBoundary}, nil
	case '<', '>':
		p.cannot("start or end of a word")
		return element{char: -1, assert: wordBoundary}, nil
	}
	// Digits would be back-references, and letters are reserved. All other ASCII characters stand for themselves.
	if c >= utf8.RuneSelf || strings.ContainsRune(alphanumeric, c) {
		return element{}, invalid("unknown escape")
	}
	return element{char: c}, nil
}

const alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// boundaryName reads {start}, {end}, {start-half} or {end-half} behind \b, which Go has not. Any other brace that does not
// start like a name is a repetition and stays.
func (p *parser) boundaryName() error {
	start := p.pos
	if p.char() != '{' {
		return nil
	}
	p.next()
	var name strings.Builder
	for c := p.char(); c == '-' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'; c = p.char() {
		name.WriteRune(c)
		p.next()
	}
	switch {
	case p.eof():
		return invalid("unclosed word boundary")
	case name.Len() == 0:
		p.pos = start
		return nil
	case p.char() != '}':
		return invalid("unclosed word boundary")
	}
	p.bump()
	switch name.String() {
	case "start", "end", "start-half", "end-half":
		p.cannot("start or end of a word")
		return nil
	}
	return invalid("unknown word boundary")
}

// hex reads what follows the backslash of \xHH, \uHHHH, \UHHHHHHHH, or one of the three with braces and any number of digits.
func (p *parser) hex() (element, error) {
	digits := map[rune]int{'x': 2, 'u': 4, 'U': 8}[p.char()]
	p.next()
	braces := p.char() == '{'
	if braces {
		p.next()
		digits = len(p.src)
	}
	value, read := int64(0), 0
	for ; read < digits && !(braces && p.char() == '}'); read++ {
		d := strings.IndexRune("0123456789abcdef", lower(p.char()))
		if d < 0 {
			return element{}, invalid("hexadecimal digit")
		}
		value = min(value*16+int64(d), 1<<32)
		p.next()
	}
	if braces {
		p.next()
	}
	if read == 0 || value > utf8.MaxRune || !utf8.ValidRune(rune(value)) {
		return element{}, invalid("no such character")
	}
	return element{char: rune(value)}, nil
}

func lower(c rune) rune {
	if c >= 'A' && c <= 'Z' {
		return c + ('a' - 'A')
	}
	return c
}
