package syntax

import (
	"strings"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// braces parses what starts with `{`: a parameter `{name}`, a set `{1, 2}` or `{,}`, or a map `{"a": 1}` or `{}`.
func (p *parser) braces(in where) (datalog.Term, *Error) {
	start := p.pos
	if err := p.enter(); err != nil {
		return datalog.Term{}, err
	}
	defer p.leave()
	p.pos++
	if p.accept("}") {
		empty, err := datalog.Map()
		return p.composite(empty, err, start)
	}
	if p.accept(",") {
		if err := p.expect("}", `"}"`); err != nil {
			return datalog.Term{}, err
		}
		return p.set(nil, in, start)
	}
	if word := p.word(); isParameter(word) {
		return p.parameter(word, in, start)
	}
	at := p.pos
	first, err := p.term(inSet)
	if err != nil {
		return datalog.Term{}, err
	}
	if p.at(":") {
		return p.mapAfter(first, at, start)
	}
	return p.setAfter(first, at, in, start)
}

// isParameter tells parameters from the one element of a set. The reference takes `{true}`, `{null}` and `{hex:00}` for
// parameters, and so cannot read some sets that it prints.
func isParameter(word string) bool {
	if word == "" || !isLetter(word[0]) || strings.HasPrefix(word, "hex:") {
		return false
	}
	return word != "true" && word != "false" && word != "null"
}

func (p *parser) parameter(name string, in where, start int) (datalog.Term, *Error) {
	at := p.pos
	p.pos += len(name)
	if strings.HasSuffix(name, ":") || p.at(":") {
		key := strings.TrimSuffix(name, ":")
		return datalog.Term{}, p.refuse(at, "a key of a map is a string, an integer or a {parameter}, not %q", key)
	}
	if err := p.expect("}", `"}" after the name of a parameter`); err != nil {
		return datalog.Term{}, err
	}
	value, err := p.params.term(name)
	if err == nil && in == inSet && value.Kind() == datalog.KindArray {
		err = errArrayInSet
	}
	if err != nil {
		return datalog.Term{}, p.refuse(start, "%v", err)
	}
	return value, nil
}

// setAfter parses a set from behind its first element on.
func (p *parser) setAfter(first datalog.Term, at int, in where, start int) (datalog.Term, *Error) {
	elements := []datalog.Term{first}
	for {
		// Checked one by one, as the constructor could not say which of them is wrong.
		if e := elements[len(elements)-1]; len(p.params.missing) == 0 {
			if e.Kind() == datalog.KindSet {
				return datalog.Term{}, p.refuse(at, "a set cannot hold sets")
			}
			if e.Kind() != first.Kind() {
				return datalog.Term{}, p.refuse(at, "a set holds elements of one type, not %v and %v", first.Kind(), e.Kind())
			}
		}
		if p.accept("}") {
			return p.set(elements, in, start)
		}
		if err := p.expect(",", `","`, `"}"`); err != nil {
			return datalog.Term{}, err
		}
		p.skip()
		at = p.pos
		e, err := p.term(inSet)
		if err != nil {
			return datalog.Term{}, err
		}
		elements = append(elements, e)
	}
}

func (p *parser) set(elements []datalog.Term, in where, start int) (datalog.Term, *Error) {
	if in == inSet && len(p.params.missing) == 0 {
		return datalog.Term{}, p.refuse(start, "a set cannot hold sets")
	}
	t, err := datalog.SetFrom(elements)
	return p.composite(t, err, start)
}

// mapAfter parses a map from behind its first key on. Of two equal keys the last wins, as in the reference.
func (p *parser) mapAfter(key datalog.Term, at, start int) (datalog.Term, *Error) {
	var entries []datalog.Entry
	for {
		if k := key.Kind(); k != datalog.KindInteger && k != datalog.KindString && len(p.params.missing) == 0 {
			return datalog.Term{}, p.refuse(at, "a key of a map is a string or an integer, not %v", k)
		}
		if err := p.expect(":", `":"`); err != nil {
			return datalog.Term{}, err
		}
		value, err := p.term(inValue)
		if err != nil {
			return datalog.Term{}, err
		}
		entries = append(entries, datalog.Entry{Key: key, Value: value})
		if p.accept("}") {
			t, err := datalog.Map(entries...)
			return p.composite(t, err, start)
		}
		if err := p.expect(",", `","`, `"}"`); err != nil {
			return datalog.Term{}, err
		}
		p.skip()
		at = p.pos
		if key, err = p.term(inValue); err != nil {
			return datalog.Term{}, err
		}
	}
}
