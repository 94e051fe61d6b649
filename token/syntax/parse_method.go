package syntax

import (
	"strings"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// methods are the operators written as `value.name(...)`.
var methods = map[datalog.Binary]string{
	datalog.Contains:     "contains",
	datalog.Prefix:       "starts_with",
	datalog.Suffix:       "ends_with",
	datalog.Regex:        "matches",
	datalog.Intersection: "intersection",
	datalog.Union:        "union",
	datalog.All:          "all",
	datalog.Any:          "any",
	datalog.Get:          "get",
	datalog.TryOr:        "try_or",
}

var methodOf = func() map[string]datalog.Binary {
	inverse := map[string]datalog.Binary{}
	for op, name := range methods {
		inverse[name] = op
	}
	return inverse
}()

const externPrefix = "extern::"

// method parses a call from behind the point on. The value it is called on are the operations from start on.
func (p *parser) method(start int) *Error {
	p.skip()
	at := p.pos
	name := p.word()
	if name == "" {
		return p.unexpected("the name of a method")
	}
	p.pos += len(name)
	if err := p.expect("(", `"("`); err != nil {
		return err
	}
	if err := p.enter(); err != nil {
		return err
	}
	defer p.leave()

	if function, ok := strings.CutPrefix(name, externPrefix); ok && function != "" {
		if p.accept(")") {
			p.ops = append(p.ops, datalog.Extern1(function))
			return nil
		}
		return p.argument(datalog.Extern2(function))
	}
	switch op, ok := methodOf[name]; {
	case name == "length":
		p.ops = append(p.ops, datalog.Op1(datalog.Length))
		return p.expect(")", `")"`)
	case name == "type":
		p.ops = append(p.ops, datalog.Op1(datalog.TypeOf))
		return p.expect(")", `")"`)
	case !ok:
		return p.refuse(at, "unknown method %q", shorten(name))
	case op == datalog.All || op == datalog.Any:
		return p.closure(op)
	case op == datalog.TryOr:
		// The value is the closure here: its errors are what the argument stands in for.
		if err := p.wrap(start, at); err != nil {
			return err
		}
		fallthrough
	default:
		return p.argument(datalog.Op2(op))
	}
}

// argument parses the argument of a method and the closing parenthesis.
func (p *parser) argument(op datalog.Op) *Error {
	if err := p.binary(levelOr); err != nil {
		return err
	}
	p.ops = append(p.ops, op)
	return p.expect(")", "an operator", `")"`)
}

// closure parses `$x -> expression` and the closing parenthesis. Within the expression $x is bound. A name that shadows
// another variable is for the evaluation to refuse.
func (p *parser) closure(op datalog.Binary) *Error {
	p.skip()
	at := p.pos
	if !p.accept("$") || p.word() == "" {
		p.pos = at
		return p.unexpected("a closure such as $x -> $x > 0")
	}
	name := p.word()
	p.pos += len(name)
	if err := p.expect("->", `"->"`); err != nil {
		return err
	}
	body := len(p.ops)
	p.closures = append(p.closures, name)
	if err := p.binary(levelOr); err != nil {
		return err
	}
	p.closures = p.closures[:len(p.closures)-1]
	if err := p.wrap(body, at, name); err != nil {
		return err
	}
	p.ops = append(p.ops, datalog.Op2(op))
	return p.expect(")", "an operator", `")"`)
}
