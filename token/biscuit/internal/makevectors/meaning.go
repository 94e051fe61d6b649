package main

import (
	"fmt"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

const (
	noPolicy = "FailedLogic.NoMatchingPolicy"
	refusal  = "FailedLogic.Unauthorized"
)

// scopeCases are about whose facts count (spec/biscuit.md, "Rules, origins and scopes").
func scopeCases() []vector {
	return []vector{
		{name: "scope-forged-grant", expect: denied, comment: "the holder appends a right for itself", err: noPolicy,
			token: simple().append(`right("file2", "write");`), authorizer: `allow if right("file2", "write");`},
		{name: "scope-forged-rule", expect: denied, comment: "the holder appends a rule that makes a right out of the issuer's facts", err: noPolicy,
			token: simple().append(`right("file1", "write") <- right("file1", "read");`), authorizer: `allow if right("file1", "write");`},
		{name: "scope-forged-for-issuer", expect: denied, comment: "the issuer's check does not see what the holder appends", err: refusal, failed: "0/0",
			token: code(`check if approved(true);`).append("approved(true);"), authorizer: allowAll},
		{name: "scope-forged-input", expect: denied, comment: "the issuer's rule does not take the holder's facts", err: noPolicy,
			token: code(`admin($u) <- user($u);`).append(`user("eve");`), authorizer: `allow if admin("eve");`},
		{name: "scope-own-block", expect: success, comment: "a block's check sees the block's own facts", token: simple().append(`a(1); check if a(1);`), authorizer: allowAll},
		{name: "scope-sibling", expect: denied, comment: "block 2 does not see block 1 unless it says so", err: refusal, failed: "2/0",
			token: simple().append("a(1);").append("check if a(1);"), authorizer: allowAll},
		{name: "scope-previous", expect: success, comment: "block 2 says so", token: simple().append("a(1);").append("check if a(1) trusting previous;"), authorizer: allowAll},
		{name: "scope-previous-not-later", expect: denied, comment: "previous does not reach forward", err: refusal, failed: "1/0",
			token: simple().append("check if a(1) trusting previous;").append("a(1);"), authorizer: allowAll},
		{name: "scope-previous-in-authorizer", expect: denied, comment: "previous adds nothing in an authorizer, and replaces the default", err: noPolicy,
			token: simple(), authorizer: `allow if right("file1", "read") trusting previous;`},
		{name: "scope-authority", expect: success, comment: "authority is the default, said aloud", token: simple(), authorizer: `allow if right("file1", "read") trusting authority;`},
		{name: "scope-authorizer-is-seen", expect: success, comment: "the authorizer's facts are seen by every check, whatever it trusts",
			token: simple().append(`check if now(1) trusting ` + third.PublicKey().String() + ";"), authorizer: "now(1); allow if true;"},
		{name: "scope-of-block", expect: success, comment: "a block's own trusting counts for its checks",
			token: simple().by(third, groupMember).append("trusting " + third.PublicKey().String() + `; check if group("admin");`), authorizer: allowAll},
		{name: "scope-of-block-replaces-authority", expect: denied, comment: "and replaces the default: the authority's facts are not seen", err: refusal, failed: "2/0",
			token: simple().by(third, groupMember).append("trusting " + third.PublicKey().String() + `; check if right("file1", "read");`), authorizer: allowAll},
		{name: "scope-of-rule-replaces-block", expect: denied, comment: "a check's own trusting replaces the block's", err: refusal, failed: "2/0",
			token: simple().by(third, groupMember).append("trusting " + third.PublicKey().String() + `; check if group("admin") trusting authority;`), authorizer: allowAll},
		{name: "scope-derived", expect: denied, comment: "a fact derived with a block that is not trusted is not trusted", err: noPolicy,
			token: simple().by(third, `b($x) <- right($x, "read");`), authorizer: `allow if b("file1");`},
		{name: "scope-derived-trusted", expect: success, comment: "the same, trusting both blocks",
			token: simple().by(third, `b($x) <- right($x, "read");`), authorizer: `allow if b("file1") trusting authority, ` + third.PublicKey().String() + ";"},
	}
}

// checkCases are about the kinds of checks and about policies (spec/biscuit.md, "Checks, policies and the decision").
func checkCases() []vector {
	return []vector{
		{name: "check-if", expect: denied, comment: "no fact matches", err: refusal, failed: "0/0", token: code(`check if a(1);`), authorizer: allowAll},
		{name: "check-if-or", expect: success, comment: "one of two queries matches", token: code(`a(2); check if a(1) or a(2);`), authorizer: allowAll},
		{name: "check-all", expect: success, comment: "all matches satisfy", token: code(`a(1); a(2); check all a($x), $x > 0;`), authorizer: allowAll},
		{name: "check-all-one-fails", expect: denied, comment: "one match does not satisfy", err: refusal, failed: "0/0", token: code(`a(1); a(-2); check all a($x), $x > 0;`), authorizer: allowAll},
		{name: "check-all-no-match", expect: denied, comment: "nothing matches: not satisfied", err: refusal, failed: "0/0", token: code(`check all a($x), $x > 0;`), authorizer: allowAll},
		{name: "reject-if", expect: denied, comment: "a match rejects", err: refusal, failed: "0/0", token: code(`a(1); reject if a(1);`), authorizer: allowAll},
		{name: "reject-if-no-match", expect: success, comment: "no match, no rejection", token: code(`a(1); reject if a(2);`), authorizer: allowAll},
		{name: "reject-if-first-of-two", expect: denied, comment: "reject if A or B: A alone rejects, as the specification says", err: refusal, failed: "0/0",
			token: code(`bad(1); reject if bad(1) or worse(1);`), authorizer: allowAll},
		{name: "reject-if-second-of-two", expect: denied, comment: "reject if A or B: B alone rejects", err: refusal, failed: "0/0",
			token: code(`worse(1); reject if bad(1) or worse(1);`), authorizer: allowAll},
		{name: "reject-if-no-queries", expect: denied, comment: "a reject if without any query, which no text has, does not hold", err: refusal, failed: "0/0",
			token: data(version(6), check(num(2, uint64(datalog.RejectIf)))), authorizer: allowAll},
		{name: "check-if-no-queries", expect: denied, comment: "a check if without any query does not hold", err: refusal, failed: "0/0", token: data(version(3), check()), authorizer: allowAll},
		{name: "check-all-fail", expect: denied, comment: "every check that fails is named", err: refusal, failed: "authorizer/0 0/1 1/0",
			token: code("check if true; check if a(1);").append("check if a(2);"), authorizer: "check if a(3); allow if true;"},
		{name: "policy-none", expect: denied, comment: "no policy at all", err: noPolicy, token: simple(), authorizer: "a(1);"},
		{name: "policy-deny-first", expect: denied, comment: "the first policy that matches decides", err: refusal, token: simple(), authorizer: "deny if true; allow if true;"},
		{name: "policy-allow-first", expect: success, comment: "the first policy that matches decides", token: simple(), authorizer: "deny if false; allow if true; deny if true;"},
	}
}

// orderCases have one candidate that satisfies a query and one that fails: the error decides, in whichever order the facts
// stand (D8 in decisions/0002).
func orderCases() []vector {
	var out []vector
	for i, facts := range []string{`f(1); f("a");`, `f("a"); f(1);`} {
		name := []string{"match-first", "error-first"}[i]
		const comment = "one fact satisfies the query, another makes its expression fail: the failure decides, in either order of the facts"
		out = append(out,
			vector{name: "order-check-" + name, expect: execution, comment: comment, err: "Execution.InvalidType",
				token: code(facts + "check if f($x), $x === 1;"), authorizer: allowAll},
			vector{name: "order-policy-" + name, expect: execution, comment: comment, err: "Execution.InvalidType",
				token: code(facts), authorizer: "allow if f($x), $x === 1;"},
			vector{name: "order-rule-" + name, expect: execution, comment: comment, err: "Execution.InvalidType",
				token: code(facts + "g($x) <- f($x), $x === 1;"), authorizer: allowAll},
		)
	}
	return append(out,
		vector{name: "order-query-before-error", expect: success, comment: "a query that holds ends the check: the next query, which would fail, is not evaluated",
			token: code(`f("a"); check if true or f($x), $x === 1;`), authorizer: allowAll},
		vector{name: "order-error-after-deny", expect: execution, comment: "an error in a check of block 1 outweighs the deny policy that has matched", err: "Execution.Overflow",
			token: simple().append("check if 9223372036854775807 + 1 > 0;"), authorizer: "deny if true;"},
	)
}

// expressionCases are about operators, by their errors; token/datalog has the whole table.
func expressionCases() []vector {
	holds := func(name, comment, expression string) vector {
		return vector{name: "expr-" + name, expect: success, comment: comment, token: code("check if " + expression + ";"), authorizer: allowAll}
	}
	fails := func(name, comment, err, expression string) vector {
		v := holds(name, comment, expression)
		v.expect, v.err = execution, "Execution."+err
		return v
	}
	return []vector{
		fails("overflow-add", "the greatest integer and 1", "Overflow", "9223372036854775807 + 1 > 0"),
		fails("overflow-sub", "the smallest integer less 1", "Overflow", "-9223372036854775808 - 1 < 0"),
		fails("overflow-mul", "the smallest integer by -1", "Overflow", "-9223372036854775808 * -1 > 0"),
		fails("divide-by-zero", "1 / 0", "DivideByZero", "1 / 0 === 0"),
		fails("divide-min-by-minus-one", "the smallest integer / -1, which has no result", "DivideByZero", "-9223372036854775808 / -1 > 0"),
		fails("strict-types", "strict equality of two types", "InvalidType", `1 === "1"`),
		holds("lenient-types", "lenient inequality of two types", `1 != "1" && !(1 == "1")`),
		fails("not-a-boolean", "an expression that is a number", "InvalidType", "1 + 1"),
		holds("lazy-right-type", "the type of what is right of && is not checked", "(true && 1) == 1"),
		fails("lazy-left-type", "the type of what is left of && is", "InvalidType", "1 && true"),
		fails("shadowed", "a parameter with the name of an outer one", "ShadowedVariable", "[1].all($p -> [2].all($p -> $p > 0))"),
		holds("shadowed-not-reached", "found only when it is evaluated", "true || [1].all($p -> [2].all($p -> $p > 0))"),
		holds("try-or", "an error has a value to stand in", "(1 / 0 === 0).try_or(true)"),
		fails("try-or-default", "the value to stand in may fail, too", "DivideByZero", "true.try_or(1 / 0 === 0)"),
		fails("extern-unknown", "an external function that the verifier does not have", "UndefinedExtern", "1.extern::f()"),
		holds("extern-unknown-try", "which can be caught", "1.extern::f().try_or(true)"),
		holds("regex-invalid", "a pattern that is none matches nothing", `!"a".matches("(")`),
		fails("regex-unsupported", "a pattern that the reference takes and we cannot refuses, rather than not match", "UnsupportedRegex", fmt.Sprintf("%q.matches(%q)", "a", "a{1001}")),
		holds("regex-unicode", "digits are those of Unicode", `"٣".matches("^\\d$")`),
		holds("get-out-of-range", "what is not there is null", `[1].get(5) === null && [1].get(-1) === null && {"a": 1}.get("b") === null`),
		fails("set-contains-null", "sets hold scalars, and are asked for scalars and sets", "InvalidType", "{1}.contains(null)"),
		holds("length-in-bytes", "the length of a string is in bytes", `"é".length() === 2`),
		holds("empty-set-and-map", "{,} is a set, {} a map", `{,}.type() === "set" && {}.type() === "map"`),
	}
}
