package interop

import (
	"fmt"
	"slices"
	"strings"
)

// expr is the text of an expression. An atom can take a method or stand beside an operator without parentheses.
type expr struct {
	text string
	atom bool
}

func atom(text string) expr { return expr{text, true} }

// operand puts parentheses around what needs them.
func (e expr) operand() string {
	if e.atom {
		return e.text
	}
	return "(" + e.text + ")"
}

// call applies a method. Numbers and dates take parentheses: after a digit the reference's parser wants no point.
func call(e expr, method string, arguments ...string) expr {
	receiver := e.operand()
	if receiver[0] == '-' || receiver[0] >= '0' && receiver[0] <= '9' {
		receiver = "(" + receiver + ")"
	}
	return atom(receiver + "." + method + "(" + strings.Join(arguments, ", ") + ")")
}

func (g *generator) binary(left expr, op string, right expr) expr {
	return expr{left.operand() + " " + op + " " + right.operand(), false}
}

// wrong tells whether to draw a value of any type where one type is wanted: some expressions must fail.
func (g *generator) wrong() bool { return g.chance(2) }

func (g *generator) boolean(depth int) expr {
	if depth <= 0 {
		return atom(pick(g, "true", "true", "false"))
	}
	if g.wrong() {
		return g.any(depth - 1)
	}
	d := depth - 1
	switch g.IntN(15) {
	case 0:
		return g.binary(g.integer(d), pick(g, "<", ">", "<=", ">="), g.integer(d))
	case 1:
		return g.binary(g.date(), pick(g, "<", ">", "<=", ">="), g.date())
	case 2, 3:
		return g.binary(g.any(d), pick(g, "==", "!="), g.any(d))
	case 4:
		return g.pair(d, func(a, b expr) expr { return g.binary(a, pick(g, "===", "!=="), b) })
	case 5:
		return g.binary(g.boolean(d), pick(g, "&&", "||"), g.boolean(d))
	case 6:
		return expr{"!" + g.boolean(d).operand(), false}
	case 7:
		return g.contains(d)
	case 8:
		return g.ends(d)
	case 9:
		return call(g.str(d), "matches", pick(g, `"^a"`, `"file[0-9]+"`, `"a|b"`, `""`, `"^$"`, `"b$"`, `"[^a]"`, `"x.y"`))
	case 10, 11:
		return g.quantified(d)
	case 12:
		return call(g.boolean(d), "try_or", pick(g, "true", "false"))
	case 13:
		// No parentheses: the operators' precedence decides.
		return expr{strings.Join([]string{g.chain(), pick(g, "<", "==", "===", "!=", ">="), g.chain(), pick(g, "&&", "||"),
			g.chain(), pick(g, ">", "!==", "<="), g.chain(), pick(g, "||", "&&"), g.boolean(0).text}, " "), false}
	}
	return atom(pick(g, "true", "true", "false"))
}

// chain draws integers with operators between them and no parentheses.
func (g *generator) chain() string {
	text := g.integer(0).text
	for range g.some(0, 3) {
		text += " " + pick(g, "+", "-", "*", "&", "|", "^") + " " + g.integer(0).text
	}
	return text
}

// strict compares a variable with a value of one type: an error for those facts whose term has another.
func (g *generator) strict() expr {
	if len(g.vars) == 0 {
		return g.boolean(2)
	}
	return g.binary(atom("$"+pick(g, g.vars...)), pick(g, "===", "!=="), atom(g.common()))
}

// pair draws two expressions of one type.
func (g *generator) pair(depth int, make func(a, b expr) expr) expr {
	draw := pick(g, g.integer, g.str, g.boolean, g.array, g.dict, g.set)
	return make(draw(depth), draw(depth))
}

func (g *generator) contains(d int) expr {
	switch g.IntN(5) {
	case 0:
		return call(g.str(d), "contains", g.str(d).text)
	case 1:
		return call(g.array(d), "contains", g.any(d).text)
	case 2:
		return call(g.dict(d), "contains", pick(g, "0", `"k0"`, "true", `"k1"`))
	case 3:
		return call(g.set(d), "contains", g.set(d).text)
	}
	return call(g.set(d), "contains", g.any(d).text)
}

func (g *generator) ends(d int) expr {
	method := pick(g, "starts_with", "ends_with")
	if g.chance(40) {
		return call(g.array(d), method, g.array(d).text)
	}
	return call(g.str(d), method, g.str(d).text)
}

// quantified draws .all or .any with a closure over the elements of something.
func (g *generator) quantified(d int) expr {
	over := pick(g, g.set, g.array, g.dict)(d)
	param := fmt.Sprint("v", g.depth)
	if g.chance(3) && len(g.vars) > 0 {
		param = pick(g, g.vars...) // shadows: an error when it is evaluated
	}
	vars := g.vars
	g.vars = append(slices.Clone(vars), param)
	g.depth++
	var body expr
	if g.chance(60) {
		body = g.binary(atom("$"+param), pick(g, "==", "!=", "==="), g.any(0))
	} else {
		body = g.boolean(d)
	}
	g.depth--
	g.vars = vars
	return call(over, pick(g, "all", "any"), "$"+param+" -> "+body.text)
}

func (g *generator) integer(depth int) expr {
	if depth <= 0 || g.chance(40) {
		switch {
		case len(g.vars) > 0 && g.chance(20):
			return atom("$" + pick(g, g.vars...))
		case g.chance(2):
			return atom(pick(g, "9223372036854775807", "-9223372036854775808"))
		}
		return atom(pick(g, "0", "1", "2", "3", "64", "-1", "-3"))
	}
	if g.wrong() {
		return g.any(depth - 1)
	}
	d := depth - 1
	if g.chance(35) {
		return call(pick(g, g.str, g.set, g.array, g.dict, g.bytes)(d), "length")
	}
	return g.binary(g.integer(d), pick(g, "+", "-", "*", "/", "&", "|", "^"), g.integer(d))
}

func (g *generator) str(depth int) expr {
	if depth <= 0 || g.chance(50) {
		if len(g.vars) > 0 && g.chance(20) {
			return atom("$" + pick(g, g.vars...))
		}
		return atom(pick(g, `"a"`, `"b"`, `"file1"`, `"/a/b"`, `""`, `"x\"y"`, `"line\nbreak"`, `"back\\slash"`, `"é"`, `"read"`))
	}
	d := depth - 1
	if g.chance(40) {
		return call(g.any(d), "type")
	}
	return g.binary(g.str(d), "+", g.str(d))
}

func (g *generator) date() expr { return atom(pick(g, dates...)) }

var dates = []string{"2019-01-14T02:00:00Z", "2026-07-01T00:00:00Z", "1970-01-01T00:00:00Z", "2031-08-14T04:05:06Z"}

func (g *generator) bytes(int) expr { return atom(pick(g, "hex:00", "hex:ff1a", "hex:000000")) }

// any draws an expression of any type; half of the time one that can fail is caught.
func (g *generator) any(depth int) expr {
	switch g.IntN(12) {
	case 0, 1:
		return g.integer(depth)
	case 2, 3:
		return g.str(depth)
	case 4:
		return g.boolean(depth)
	case 5:
		return call(g.array(depth-1), "get", pick(g, "0", "1", "-1", "9"))
	case 6:
		return call(g.dict(depth-1), "get", pick(g, "0", `"k0"`, `"k1"`, "7"))
	case 7:
		if depth > 0 {
			return call(pick(g, g.boolean, g.integer, g.any)(depth-1), "try_or", g.any(0).text)
		}
	case 8:
		if g.chance(6) {
			return call(g.any(0), "extern::nowhere", pick(g, "", "1"))
		}
	case 9:
		return pick(g, g.set, g.array, g.dict)(depth)
	case 10:
		return pick(g, g.date(), g.bytes(0), atom("null"))
	}
	if len(g.vars) > 0 {
		return atom("$" + pick(g, g.vars...))
	}
	return atom(g.common())
}
