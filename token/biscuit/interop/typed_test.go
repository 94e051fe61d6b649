package interop

import (
	"slices"
	"strconv"
	"strings"
)

// typed draws blocks and authorizers of the v3.0 subset in which no expression fails: each column of each predicate has one
// type, so that a variable has too. biscuit-go takes an expression that fails for one that is false, which is another
// language; here both must mean the same. It has no scopes, no `check all`, and no inequality.
type typed struct {
	*generator
	logic bool // also && and ||
	used  map[string][]string
}

// columns are the types of the terms of each predicate: i integer, s string, d date.
var columns = map[string]string{"n": "i", "user": "s", "edge": "ii", "right": "ss", "level": "si", "expires": "sd", "time": "d"}

func (g *typed) constant(kind byte) string {
	switch kind {
	case 'i':
		return strconv.Itoa(g.IntN(4))
	case 's':
		return pick(g.generator, `"a"`, `"b"`, `"file1"`, `"read"`, `"é"`, `"x\"y"`)
	}
	return pick(g.generator, dates...)
}

func (g *typed) predicate(term func(kind byte) string) string {
	names := []string{"n", "user", "edge", "right", "level", "expires", "time"}
	name := pick(g.generator, names...)
	var terms []string
	for _, kind := range []byte(columns[name]) {
		terms = append(terms, term(kind))
	}
	return name + "(" + strings.Join(terms, ", ") + ")"
}

func (g *typed) body(from, to int) []string {
	g.used = map[string][]string{}
	var parts []string
	for range g.some(from, to) {
		parts = append(parts, g.predicate(func(kind byte) string {
			if g.chance(30) {
				return g.constant(kind)
			}
			v := "$" + string(kind) + strconv.Itoa(g.IntN(2))
			if k := string(kind); !slices.Contains(g.used[k], v) {
				g.used[k] = append(g.used[k], v)
			}
			return v
		}))
	}
	for range g.some(0, 2) {
		parts = append(parts, g.boolean(2))
	}
	return parts
}

func (g *typed) rule() string {
	body := g.body(1, 2)
	return g.predicate(func(kind byte) string {
		if vars := g.used[string(kind)]; len(vars) > 0 {
			return pick(g.generator, vars...)
		}
		return g.constant(kind)
	}) + " <- " + strings.Join(body, ", ")
}

func (g *typed) queries() string {
	var all []string
	for range g.some(1, 2) {
		all = append(all, strings.Join(g.body(1, 2), ", "))
	}
	return strings.Join(all, " or ")
}

// statements draws no fact twice: the builder of biscuit-go refuses it.
func (g *typed) statements(policies int) string {
	var all []string
	for range g.some(3, 9) {
		if f := g.predicate(g.constant); !slices.Contains(all, f) {
			all = append(all, f)
		}
	}
	for range g.some(0, 2) {
		all = append(all, g.rule())
	}
	if g.chance(30) {
		all = append(all, "check if "+g.queries())
	}
	for range policies {
		all = append(all, pick(g.generator, "allow if ", "allow if ", "deny if ")+g.queries())
	}
	return strings.Join(all, ";\n") + ";\n"
}

// value draws a constant or a variable of a type, or something computed.
func (g *typed) value(kind byte, depth int) string {
	if vars := g.used[string(kind)]; len(vars) > 0 && g.chance(50) {
		return pick(g.generator, vars...)
	}
	if depth > 0 && g.chance(40) {
		switch kind {
		case 'i':
			if g.chance(30) {
				return g.value('s', 0) + ".length()"
			}
			return "(" + g.value('i', depth-1) + pick(g.generator, " + ", " - ", " * ") + g.value('i', depth-1) + ")"
		case 's':
			return "(" + g.value('s', depth-1) + " + " + g.value('s', depth-1) + ")"
		}
	}
	return g.constant(kind)
}

func (g *typed) set(kind byte) string {
	return "{" + g.list(g.some(2, 3), func() string { return g.constant(kind) }) + "}"
}

func (g *typed) boolean(depth int) string {
	kind := pick(g.generator, byte('i'), 's', 'd')
	ordered := pick(g.generator, byte('i'), 'd')
	switch g.IntN(9) {
	case 0:
		return g.value(ordered, 1) + pick(g.generator, " < ", " > ", " <= ", " >= ") + g.value(ordered, 1)
	case 1, 2:
		return g.value(kind, 1) + " === " + g.value(kind, 1)
	case 3:
		return g.set(kind) + ".contains(" + g.value(kind, 1) + ")"
	case 4:
		return g.value('s', 1) + pick(g.generator, ".starts_with(", ".ends_with(", ".contains(") + g.value('s', 0) + ")"
	case 5:
		return g.value('s', 0) + `.matches(` + pick(g.generator, `"^[a-f]"`, `"file[0-9]+$"`, `"a|b"`, `"."`) + ")"
	case 6:
		return g.set(kind) + pick(g.generator, ".union(", ".intersection(") + g.set(kind) + ").contains(" + g.set(kind) + ")"
	case 7:
		if depth > 0 && g.logic {
			return "(" + g.boolean(depth-1) + pick(g.generator, ") && (", ") || (") + g.boolean(depth-1) + ")"
		}
	}
	if depth > 0 {
		return "!(" + g.boolean(depth-1) + ")"
	}
	return pick(g.generator, "true", "false")
}
