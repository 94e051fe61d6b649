package syntax

import (
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// where says what may stand at the place of a term.
type where uint8

const (
	inRule  where = iota // any term
	inValue              // no variables: in an array, map or set
	inSet                // an element of a set: no arrays and sets either
)

var errArrayInSet = errors.New("a set cannot hold arrays")

// term parses one term.
func (p *parser) term(in where) (datalog.Term, *Error) {
	p.skip()
	if p.pos == len(p.src) {
		return datalog.Term{}, p.unexpected("a term")
	}
	switch c := p.src[p.pos]; {
	case c == '"':
		s, err := p.text()
		return datalog.String(s), err
	case c == '$':
		return p.variable(in)
	case c == '[':
		if in == inSet {
			return datalog.Term{}, p.refuse(p.pos, "%v", errArrayInSet)
		}
		return p.array()
	case c == '{':
		return p.braces(in)
	case c == '-' || isDigit(c):
		return p.number()
	}
	switch word := p.word(); {
	case word == "true" || word == "false":
		p.pos += len(word)
		return datalog.Bool(word == "true"), nil
	case word == "null":
		p.pos += len(word)
		return datalog.Null(), nil
	case strings.HasPrefix(word, "hex:"):
		// No digits are empty bytes: the reference prints them so, though it does not read them.
		raw, err := hex.DecodeString(word[len("hex:"):])
		if err != nil {
			return datalog.Term{}, p.refuse(p.pos, "bytes are written in pairs of hexadecimal digits, not %q", shorten(word))
		}
		p.pos += len(word)
		return datalog.BytesFrom(string(raw)), nil
	}
	return datalog.Term{}, p.unexpected("a term")
}

func (p *parser) variable(in where) (datalog.Term, *Error) {
	start := p.pos
	p.pos++
	name := p.word()
	if name == "" {
		return datalog.Term{}, p.unexpected("the name of a variable")
	}
	p.pos += len(name)
	if in != inRule {
		return datalog.Term{}, p.refuse(start, "variables are not allowed in sets, arrays and maps: %q", "$"+name)
	}
	if !slices.Contains(p.closures, name) {
		p.uses = append(p.uses, use{name, start})
	}
	return datalog.Var(name), nil
}

// number parses an integer, or the date that starts like one.
func (p *parser) number() (datalog.Term, *Error) {
	rest := p.src[p.pos:]
	if looksLikeDate(rest) {
		return p.date()
	}
	end := 0
	if rest[0] == '-' {
		end++
	}
	for end < len(rest) && isDigit(rest[end]) {
		end++
	}
	digits := rest[:end]
	if digits == "-" {
		return datalog.Term{}, p.unexpected("a term")
	}
	// A colon may end the key of a map, other characters of names would make a number of the first half of a word.
	if end < len(rest) && isNameByte(rest[end]) && rest[end] != ':' {
		return datalog.Term{}, p.unexpected("a term")
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return datalog.Term{}, p.refuse(p.pos, "%s is not an integer of 64 bits", shorten(digits))
	}
	p.pos += end
	return datalog.Int(n), nil
}

// text parses a string. The grammar has three escapes; every other character stands for itself, a line break too.
func (p *parser) text() (string, *Error) {
	start := p.pos
	rest := p.src[start+1:]
	end := strings.IndexAny(rest, `"\`)
	if end >= 0 && rest[end] == '"' {
		p.pos = start + 1 + end + 1
		return rest[:end], nil
	}
	var s strings.Builder
	for end >= 0 {
		s.WriteString(rest[:end])
		at := len(p.src) - len(rest) + end
		switch {
		case rest[end] == '"':
			p.pos = at + 1
			return s.String(), nil
		case strings.HasPrefix(rest[end+1:], `\`), strings.HasPrefix(rest[end+1:], `"`):
			s.WriteByte(rest[end+1])
		case strings.HasPrefix(rest[end+1:], "n"):
			s.WriteByte('\n')
		case end+1 == len(rest):
			return "", p.refuse(start, "string is not closed")
		default:
			return "", p.refuse(at, `unknown escape in a string: only \", \\ and \n exist`)
		}
		rest = rest[end+2:]
		end = strings.IndexAny(rest, `"\`)
	}
	return "", p.refuse(start, "string is not closed")
}

func (p *parser) array() (datalog.Term, *Error) {
	start := p.pos
	if err := p.enter(); err != nil {
		return datalog.Term{}, err
	}
	defer p.leave()
	p.pos++
	var elements []datalog.Term
	if !p.accept("]") {
		for {
			e, err := p.term(inValue)
			if err != nil {
				return datalog.Term{}, err
			}
			elements = append(elements, e)
			if p.accept("]") {
				break
			}
			if err := p.expect(",", `","`, `"]"`); err != nil {
				return datalog.Term{}, err
			}
		}
	}
	t, err := datalog.ArrayFrom(elements)
	return p.composite(t, err, start)
}

// composite turns the error of a constructor into one of the text. While a parameter is missing, null stands for it and the
// constructors may find fault with that.
func (p *parser) composite(t datalog.Term, err error, start int) (datalog.Term, *Error) {
	switch {
	case err == nil:
		return t, nil
	case len(p.params.missing) > 0:
		return datalog.Null(), nil
	case errors.Is(err, datalog.ErrNesting):
		return datalog.Term{}, p.tooDeep(start)
	}
	return datalog.Term{}, p.refuse(start, "%v", err)
}
