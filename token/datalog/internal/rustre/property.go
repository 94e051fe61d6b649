package rustre

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// The Perl classes are Unicode's, by UTS #18 annex C, unlike Go's. They are closed under case folding.
var (
	digits = sync.OnceValue(func() set { return fromTables(unicode.Nd) })
	spaces = sync.OnceValue(func() set { return fromTables(unicode.White_Space) })
	words  = sync.OnceValue(func() set {
		return fromTables(unicode.L, unicode.Nl, unicode.Other_Alphabetic, unicode.M, unicode.Nd, unicode.Pc, unicode.Join_Control)
	})
)

func (p *parser) perl() (element, error) {
	c := p.char()
	p.bump()
	var s set
	switch lower(c) {
	case 'd':
		s, p.named = digits(), true
	case 'w':
		s, p.named = words(), true
	default:
		s = spaces() // the same in every version of Unicode since 6.3
	}
	if c < 'a' {
		s = s.negate()
	}
	return element{char: -1, set: s}, p.spend(len(s))
}

// property reads what follows the backslash of \pN, \p{name} or \p{key=name}; \P negates.
func (p *parser) property() (element, error) {
	negated := p.char() == 'P'
	p.next()
	var name strings.Builder
	switch c := p.char(); c {
	case eof, '\\':
		return element{}, invalid("property without a name")
	case '{':
		for p.next(); p.char() != '}'; p.next() {
			if p.eof() {
				return element{}, invalid("unclosed property")
			}
			name.WriteRune(p.char())
		}
		p.bump()
	default:
		name.WriteRune(c)
		p.next()
	}
	s, ok := lookup(name.String())
	if !ok {
		// The crate knows hundreds of names more, and refuses the rest: we cannot tell which this is.
		p.cannot("property")
	}
	p.named = true
	if p.flags.fold {
		var err error
		if s, err = p.fold(s); err != nil {
			return element{}, err
		}
	}
	if negated {
		s = s.negate()
	}
	return element{char: -1, set: s}, p.spend(len(s))
}

// lookup finds general categories, scripts, and the few other properties on which Go's tables and the crate's agree.
// Alphabetic is not one of them: 33 marks joined it after Unicode 15.
func lookup(name string) (set, bool) {
	key, value, paired := cutAny(name)
	if !paired {
		name = loose(name)
		for _, m := range []map[string]*unicode.RangeTable{categories(), scripts()} {
			if t := m[name]; t != nil {
				return fromTables(t), true
			}
		}
		switch name {
		case "lowercase", "lower":
			return fromTables(unicode.Ll, unicode.Other_Lowercase), true
		case "uppercase", "upper":
			return fromTables(unicode.Lu, unicode.Other_Uppercase), true
		case "whitespace", "wspace", "space":
			return spaces(), true
		}
		return special(name)
	}
	var m map[string]*unicode.RangeTable
	switch loose(key) {
	case "generalcategory", "gc":
		if s, ok := special(loose(value)); ok {
			return s, true
		}
		m = categories()
	case "script", "sc":
		m = scripts()
	}
	t := m[loose(value)]
	if t == nil {
		return nil, false
	}
	return fromTables(t), true
}

func special(name string) (set, bool) {
	switch name {
	case "any":
		return set(nil).negate(), true
	case "ascii":
		return set{{0, utf8.RuneSelf - 1}}, true
	case "assigned":
		return fromTables(unicode.Cn).negate(), true
	}
	return nil, false
}

// cutAny splits at a colon or an equals sign. The negation != stays whole, and unknown: the crate ignored it up to 1.12.
func cutAny(name string) (key, value string, ok bool) {
	if strings.Contains(name, "!=") {
		return "", "", true
	}
	if key, value, ok = strings.Cut(name, ":"); ok {
		return key, value, true
	}
	return strings.Cut(name, "=")
}

// loose reduces a name by the rule UAX44-LM3 as the crate applies it.
func loose(name string) string {
	prefixed := len(name) >= 2 && strings.EqualFold(name[:2], "is")
	if prefixed {
		name = name[2:]
	}
	out := strings.Map(func(c rune) rune {
		if c == ' ' || c == '_' || c == '-' || c >= utf8.RuneSelf {
			return -1
		}
		return lower(c)
	}, name)
	if prefixed && out == "c" {
		return "isc"
	}
	return out
}

var categories = sync.OnceValue(func() map[string]*unicode.RangeTable {
	m := make(map[string]*unicode.RangeTable)
	for name, t := range unicode.Categories {
		m[loose(name)] = t
	}
	for alias, name := range unicode.CategoryAliases {
		m[loose(alias)] = unicode.Categories[name]
	}
	// The crate has no surrogates: its characters are scalar values.
	delete(m, "cs")
	delete(m, "surrogate")
	return m
})

var scripts = sync.OnceValue(func() map[string]*unicode.RangeTable {
	m := make(map[string]*unicode.RangeTable)
	for name, t := range unicode.Scripts {
		m[loose(name)] = t
	}
	return m
})
