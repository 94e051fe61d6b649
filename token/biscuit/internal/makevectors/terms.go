package main

import (
	"fmt"
	"strings"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

const noSense = "Format.DeserializationError"

// termCases are blocks that a writer of ours would not make: the parser and the constructors refuse them (spec/biscuit.md,
// "Terms").
func termCases() []vector {
	entry := func(k, v uint64) []byte { return sub(1, sub(1, num(1, k)), sub(2, num(2, v))) }
	refused := func(name, comment string, block ...[]byte) vector {
		return vector{name: name, comment: comment, expect: build, err: noSense, token: data(block...), authorizer: allowAll}
	}
	return []vector{
		refused("term-empty", "a term with no member", version(3), fact(term())),
		refused("term-unknown-kind", "a term of a kind to come", version(6), fact(term(num(11, 1)))),
		refused("set-of-variables", "a variable in a set", version(3), fact(term(sub(7, element(num(1, 0)))))),
		refused("set-of-sets", "a set in a set", version(3), fact(term(sub(7, element(sub(7)))))),
		refused("set-of-two-types", "an integer and a boolean in one set", version(3), fact(term(sub(7, element(integer(1)), element(num(6, 1)))))),
		refused("array-of-variables", "a variable in an array", version(6), fact(term(sub(9, element(num(1, 0)))))),
		refused("map-of-variables", "a variable in a map", version(6), fact(term(sub(10, sub(1, sub(1, num(1, 0)), sub(2, num(1, 0))))))),
		refused("map-empty-key", "a map key with no member", version(6), fact(term(sub(10, sub(1, sub(1), sub(2, integer(1))))))),
		refused("scope-empty", "a scope with no member", version(4), sub(7)),
		refused("scope-unknown", "scope type 2", version(4), sub(7, num(1, 2))),
		{name: "term-last-member", expect: success, comment: "of several members of a term the last counts",
			token: data(version(3), fact(term(num(6, 1), num(2, 5)))), authorizer: "allow if read(5);"},
		{name: "set-duplicates", expect: success, comment: "what a set holds twice it holds once",
			token: data(version(3), fact(term(sub(7, element(integer(2)), element(integer(1)), element(integer(2)))))), authorizer: "allow if read($s), $s.length() === 2;"},
		{name: "set-of-arrays", expect: success, comment: "the text has no sets of arrays, the bytes do",
			token: data(version(6), fact(term(sub(7, element(sub(9)))))), authorizer: "allow if read($s), $s.length() === 1;"},
		{name: "map-duplicates", expect: success, comment: "of two entries with one key the last counts",
			token: data(version(6), fact(term(sub(10, entry(1, 7), entry(1, 9))))), authorizer: "allow if read($m), $m.get(1) === 9;"},
		{name: "fact-variable", expect: denied, comment: "a fact with a variable matches nothing", err: "FailedLogic.NoMatchingPolicy",
			token: data(version(3), fact(term(num(1, 0)))), authorizer: "allow if read($x);"},
		{name: "fact-without-terms", expect: success, comment: "the text has no facts without terms, the bytes do",
			token: data(version(3), fact(), check(sub(1, sub(1, num(1, 27)), sub(2, num(1, 0))))), authorizer: allowAll},
	}
}

// operationCases are expressions and rules on the wire.
func operationCases() []vector {
	refused := func(name, comment string, ops ...[]byte) vector {
		return vector{name: name, comment: comment, expect: build, err: noSense, token: data(version(6), check(query(expr(ops...)))), authorizer: allowAll}
	}
	fails := func(name, comment, err string, ops ...[]byte) vector {
		return vector{name: name, comment: comment, expect: execution, err: "Execution." + err, token: data(version(6), check(query(expr(ops...)))), authorizer: allowAll}
	}
	variables := func(n int) []byte {
		var terms, symbols []byte
		for i := range n {
			symbols = append(symbols, str(1, fmt.Sprint("v", i))...)
			terms = append(terms, term(num(1, uint64(1024+i)))...)
		}
		return msg(symbols, version(6), check(query(sub(2, num(1, 0), terms)), num(2, uint64(datalog.RejectIf))))
	}
	return []vector{
		refused("op-empty", "an operation with no member", opTrue, sub(1)),
		refused("op-unary-5", "a unary operator to come", opTrue, opUnary(5)),
		refused("op-binary-30", "a binary operator to come", opTrue, opTrue, opBinary(30)),
		refused("op-extern-without-name", "a call of an external function without name", opTrue, opUnary(uint64(datalog.ExternUnary))),
		refused("op-name-without-extern", "a name on an operator that is no external function", opTrue, sub(1, sub(2, num(1, 0), num(2, 0)))),
		fails("op-stack-empty", "an expression of no operations", "InvalidStack"),
		fails("op-stack-short", "a binary operator on one value", "InvalidStack", opTrue, opBinary(23)),
		fails("op-stack-left", "two values are left", "InvalidStack", opTrue, opTrue),
		fails("op-closure-left", "a closure is left", "InvalidStack", closures(1)),
		fails("op-two-closures", "a closure on either side", "InvalidStack", closures(1), closures(1), opBinary(23)),
		fails("op-unknown-variable", "a variable that no predicate binds, in a check", "UnknownVariable", opValue(num(1, 0))),
		{name: "op-closure-on-the-left", expect: success, comment: "a closure may stand on either side of its operator",
			token: data(version(6), check(query(expr(closures(1), opTrue, opBinary(uint64(datalog.LazyAnd)))))), authorizer: allowAll},
		{name: "op-eager-and", expect: success, comment: "the eager operators that implementations before v3.3 write",
			token: data(version(3), check(query(expr(opTrue, opTrue, opBinary(13), opValue(num(6, 0)), opBinary(14))))), authorizer: allowAll},
		{name: "rule-unbound-head", expect: build, comment: "a head variable that the body does not bind would make facts out of nothing", err: "FailedLogic.InvalidBlockRule",
			token: data(version(3), sub(5, sub(1, num(1, 0), term(num(1, 1))), sub(2, num(1, 0), term(num(1, 2))))), authorizer: allowAll},
		{name: "rule-unbound-head-in-block-1", expect: build, comment: "the same in an appended block", err: "FailedLogic.InvalidBlockRule",
			token: simple().add(part{data: msg(version(3), sub(5, sub(1, num(1, 0), term(num(1, 1))), expr(opTrue)))}), authorizer: allowAll},
		{name: "rule-64-variables", expect: success, comment: "64 variables in a rule", token: data(variables(64)), authorizer: allowAll},
		{name: "rule-65-variables", expect: build, comment: "65 variables in a rule", err: "InternalError", token: data(variables(65)), authorizer: allowAll},
		{name: "rule-64-predicates", expect: success, comment: "64 predicates in a rule", token: code("f(1); check if " + strings.Repeat("f(1), ", 63) + "f(1);"), authorizer: allowAll},
		{name: "rule-65-predicates", expect: build, comment: "65 predicates in a rule", err: "InternalError", token: code("f(1); check if " + strings.Repeat("f(1), ", 64) + "f(1);"), authorizer: allowAll},
	}
}
