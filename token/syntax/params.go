package syntax

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// Params are the values of the parameters `{name}` of a text. They become part of what is parsed, never of the text, so a
// value with a quote in it is just a value. The zero value gives none. Values are read during the call only.
type Params struct {
	Terms map[string]datalog.Term // where a term may stand, also inside sets, arrays and maps and as a key of a map
	Keys  map[string]datalog.Key  // after `trusting`
}

// parameters remembers which parameters a text named.
type parameters struct {
	given     Params
	usedTerms map[string]bool
	usedKeys  map[string]bool
	missing   map[string]bool
}

func newParameters(given Params) parameters {
	return parameters{given: given, usedTerms: map[string]bool{}, usedKeys: map[string]bool{}, missing: map[string]bool{}}
}

// term returns the value of a parameter. A missing one is reported at the end, with all others; until then null stands for it.
func (p *parameters) term(name string) (datalog.Term, error) {
	value, ok := p.given.Terms[name]
	if !ok {
		p.missing[name] = true
		return datalog.Null(), nil
	}
	p.usedTerms[name] = true
	if err := textual(value); err != nil {
		return datalog.Term{}, fmt.Errorf("parameter %q: %v", name, err)
	}
	return value, nil
}

func (p *parameters) key(name string) (datalog.Key, error) {
	key, ok := p.given.Keys[name]
	if !ok {
		p.missing[name] = true
		return datalog.Key{}, nil
	}
	p.usedKeys[name] = true
	if err := checkKey(key); err != nil {
		return datalog.Key{}, fmt.Errorf("parameter %q: %v", name, err)
	}
	return key, nil
}

// check reports missing and unused parameters.
func (p *parameters) check() error {
	unused := map[string]bool{}
	for name := range p.given.Terms {
		if !p.usedTerms[name] {
			unused[name] = true
		}
	}
	for name := range p.given.Keys {
		if !p.usedKeys[name] {
			unused[name] = true
		}
	}
	if len(p.missing)+len(unused) == 0 {
		return nil
	}
	return &ParameterError{Missing: slices.Sorted(maps.Keys(p.missing)), Unused: slices.Sorted(maps.Keys(unused))}
}

// textual tells whether a value has a text that parses to it again. Without the test a parameter could put into a block what
// its printed source cannot show.
func textual(t datalog.Term) error {
	if !t.Valid() {
		return fmt.Errorf("the value is empty or not UTF-8")
	}
	switch t.Kind() {
	case datalog.KindVariable:
		return fmt.Errorf("a variable is not a value")
	case datalog.KindDate:
		if _, ok := t.AsTime(); !ok {
			return fmt.Errorf("a date after the year 9999 has no text")
		}
	case datalog.KindSet, datalog.KindArray, datalog.KindMap:
		for i := range t.Len() {
			_, v := t.At(i)
			if t.Kind() == datalog.KindSet && v.Kind() == datalog.KindArray {
				return errArrayInSet
			}
			if err := textual(v); err != nil {
				return err
			}
		}
	}
	return nil
}
