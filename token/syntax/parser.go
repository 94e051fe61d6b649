package syntax

import (
	"fmt"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// ParseTerm parses a term: a value, or a variable such as `$x`. Callers that need a value test for [datalog.KindVariable].
// Errors of all parsing functions are *[Error], [Errors] or *[ParameterError], and then the result is the zero value.
func ParseTerm(src string, params Params) (datalog.Term, error) {
	return parseOne(src, params, func(p *parser) (datalog.Term, *Error) { return p.term(inRule) })
}

// ParseFact parses a fact, such as `right("file1", "read")`, without a semicolon.
func ParseFact(src string, params Params) (datalog.Predicate, error) {
	return parseOne(src, params, (*parser).fact)
}

// ParseRule parses a rule, such as `reader($u) <- right($u, "read")`, without a semicolon. Queries have this form too.
func ParseRule(src string, params Params) (datalog.Rule, error) {
	return parseOne(src, params, (*parser).rule)
}

// ParseCheck parses a check, such as `check if operation("read")`, without a semicolon.
func ParseCheck(src string, params Params) (datalog.Check, error) {
	return parseOne(src, params, (*parser).check)
}

// ParsePolicy parses a policy, such as `allow if user($u)`, without a semicolon.
func ParsePolicy(src string, params Params) (datalog.Policy, error) {
	return parseOne(src, params, (*parser).policy)
}

// ParseBlock parses the source of a block: an optional `trusting ...;`, then facts, rules and checks in any order. Each ends
// with a semicolon, but the last need not. The errors of several statements are reported together as [Errors].
func ParseBlock(src string, params Params) (datalog.Block, error) {
	all, err := parseStatements(src, params, false)
	return all.Block, err
}

// ParseAuthorizer parses the source of an authorizer: that of a block, with policies among the statements.
func ParseAuthorizer(src string, params Params) (datalog.Authorizer, error) {
	return parseStatements(src, params, true)
}

// parser is a recursive descent parser. Its functions leave the position after what they parsed, or return an error.
type parser struct {
	lexer
	params   parameters
	depth    int          // open parentheses, brackets, braces and negations
	ops      []datalog.Op // the expression being parsed, in postfix order
	uses     []use        // variables of the predicate or expression being parsed, without those of closures
	closures []string     // parameters of the closures around the position
	next     []string     // what could have followed the last construct, besides the end of the statement
}

// use is a variable and where it stands.
type use struct {
	name string
	at   int
}

func newParser(src string, params Params) (*parser, *Error) {
	l, err := newLexer(src)
	if err != nil {
		return nil, err
	}
	return &parser{lexer: l, params: newParameters(params)}, nil
}

func parseOne[T any](src string, params Params, parse func(*parser) (T, *Error)) (T, error) {
	var zero T
	p, err := newParser(src, params)
	if err != nil {
		return zero, err
	}
	value, err := parse(p)
	if err == nil {
		err = p.end("end of input")
	}
	if err != nil {
		return zero, err
	}
	if err := p.params.check(); err != nil {
		return zero, err
	}
	return value, nil
}

// end demands that nothing follows, or else says what could have.
func (p *parser) end(name string) *Error {
	if !p.eof() {
		return p.unexpected(append(p.next, name)...)
	}
	if p.unclosed > 0 {
		return p.unexpected()
	}
	return nil
}

// unexpected reports what stands at the position. A comment that is never closed has swallowed the rest, so it is the
// trouble whatever was expected.
func (p *parser) unexpected(expected ...string) *Error {
	p.skip()
	if p.unclosed > 0 {
		return p.refuse(p.unclosed-1, "comment is not closed")
	}
	return place(p.src, p.pos, Error{Expected: oneOf(expected...), Found: p.found(p.pos)})
}

// refuse reports what is well formed but not allowed.
func (p *parser) refuse(offset int, format string, args ...any) *Error {
	return place(p.src, offset, Error{Reason: fmt.Sprintf(format, args...)})
}

// expect goes past token, or says what could have stood there.
func (p *parser) expect(token string, expected ...string) *Error {
	if p.accept(token) {
		return nil
	}
	return p.unexpected(expected...)
}

// enter counts one level of nesting. The limit keeps the stack small and is that of the values themselves.
func (p *parser) enter() *Error {
	if p.depth == datalog.MaxDepth {
		return p.tooDeep(p.pos)
	}
	p.depth++
	return nil
}

func (p *parser) leave() { p.depth-- }

func (p *parser) tooDeep(offset int) *Error {
	return p.refuse(offset, "nested deeper than %d levels", datalog.MaxDepth)
}
