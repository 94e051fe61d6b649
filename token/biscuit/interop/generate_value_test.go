package interop

import "strings"

// value draws a term without variables. The reference's parser takes no empty map in a fact, or inside another value.
func (g *generator) value(depth int, fact bool) string {
	if depth == 0 || g.chance(40) {
		return pick(g, g.common(), "-1", "0", "true", "false", "null", pick(g, dates...), g.bytes(0).text, `"x\"y"`, `"line\nbreak"`, `"é"`)
	}
	switch g.IntN(3) {
	case 0:
		return g.setText()
	case 1:
		return g.arrayText(depth - 1)
	}
	return g.dictText(depth-1, fact)
}

// setText draws elements of one type: never an array, which the parsers refuse in a set, and never a single element that
// could be the name of a parameter.
func (g *generator) setText() string {
	pool := pick(g,
		[]string{"0", "1", "2", "-3", "64"},
		[]string{`"a"`, `"b"`, `"file1"`, `"read"`, `"x\"y"`, `"zz"`},
		[]string{"true", "false"},
		dates,
		[]string{"hex:00", "hex:ff1a"},
		[]string{"null", "null"},
	)
	n := g.some(0, 3)
	if n == 0 {
		return "{,}"
	}
	if n == 1 && pool[0] != `"a"` {
		n = 2
	}
	return "{" + g.list(n, func() string { return pick(g, pool...) }) + "}"
}

func (g *generator) arrayText(depth int) string {
	return "[" + g.list(g.some(0, 3), func() string { return g.value(depth, true) }) + "]"
}

func (g *generator) dictText(depth int, fact bool) string {
	n := g.some(0, 3)
	if fact {
		n = max(n, 1)
	}
	return "{" + g.list(n, func() string {
		return pick(g, "0", "1", `"k0"`, `"k1"`, `"a"`) + ": " + g.value(depth, true)
	}) + "}"
}

func (g *generator) list(n int, draw func() string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = draw()
	}
	return strings.Join(parts, ", ")
}

func (g *generator) set(depth int) expr {
	if depth > 0 && g.chance(30) {
		return call(g.set(depth-1), pick(g, "union", "intersection"), g.set(depth-1).text)
	}
	return atom(g.setText())
}

func (g *generator) array(depth int) expr { return atom(g.arrayText(min(max(depth, 0), 1))) }

func (g *generator) dict(depth int) expr { return atom(g.dictText(min(max(depth, 0), 1), false)) }
