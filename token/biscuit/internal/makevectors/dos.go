package main

import (
	"fmt"
	"strings"
)

// The default budget, which what is refused has used up. The cases below say what hostile tokens may cost; the test holds
// them to 20 ms of CPU time (spec/biscuit.md, "Budget").
const allSteps = 500_000

// each writes n statements, the number of each in the place of %d.
func each(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
		b.WriteByte('\n')
	}
	return b.String()
}

// spent is a case that must end for want of steps.
func spent(name, comment, text string) vector {
	return vector{name: name, comment: comment, expect: limit, err: "RunLimit.TooManySteps", steps: allSteps, token: code(text), authorizer: allowAll}
}

// joinCases combine few facts in many ways.
func joinCases() []vector {
	cross := func(k int) string {
		var body, sum []string
		for i := range k {
			body = append(body, fmt.Sprintf("f($v%d)", i))
			sum = append(sum, fmt.Sprintf("$v%d", i))
		}
		return strings.Join(body, ", ") + ", " + strings.Join(sum, " + ") + " < 0"
	}
	const comment = "%d-way cross join over 60 facts in a %s: %s"
	facts := each(60, "f(%d);")
	out := []vector{
		{name: "join-2-rule", expect: success, comment: fmt.Sprintf(comment, 2, "rule", "3,600 combinations are few"), steps: 30_000,
			token: code(facts + "p(1) <- " + cross(2) + ";"), authorizer: allowAll},
		{name: "join-2-check-if", expect: denied, comment: fmt.Sprintf(comment, 2, "check if", "3,600 combinations are few"), err: refusal, failed: "0/0", steps: 30_000,
			token: code(facts + "check if " + cross(2) + ";"), authorizer: allowAll},
	}
	for k := 3; k <= 8; k++ {
		out = append(out, spent(fmt.Sprintf("join-%d-rule", k), fmt.Sprintf(comment, k, "rule", "refused"), facts+"p(1) <- "+cross(k)+";"))
	}
	for _, kind := range []string{"check if", "check all", "reject if"} {
		for _, k := range []int{4, 8} {
			name := fmt.Sprintf("join-%d-%s", k, strings.ReplaceAll(kind, " ", "-"))
			out = append(out, spent(name, fmt.Sprintf(comment, k, kind, "refused"), facts+kind+" "+cross(k)+";"))
		}
	}
	for _, k := range []int{4, 8} {
		v := spent(fmt.Sprintf("join-%d-policy", k), fmt.Sprintf(comment, k, "policy", "refused"), facts)
		v.authorizer = "deny if " + cross(k) + "; allow if true;"
		out = append(out, v)
	}
	return append(out,
		spent("join-in-last-block", "the limits hold for the checks of the last block as for the first rule", facts+"check if true;").after("check if "+cross(4)+" trusting previous;"),
		spent("join-repeated", "each check alone is within the budget, all together are not", facts+each(30, "check if "+strings.Replace(cross(2), "< 0", ">= %d", 1)+";")),
		spent("join-duplicates", "a rule that derives one fact again and again", facts+"p(1) <- f($a), f($b), f($c), f($d);"),
		spent("join-wide-head", "the same with 40 terms in the fact", facts+"p("+strings.TrimSuffix(strings.Repeat("$a, ", 40), ", ")+") <- f($a), f($b), f($c), f($d), $b >= 0;"),
	)
}

// after appends one more block to a case.
func (v vector) after(text string) vector {
	v.token.append(text)
	return v
}

// limitCases end just before and at the limits of facts and rounds.
func limitCases() []vector {
	product := func(n, m int) string {
		return each(n, "a(%d);") + each(m, "b(%d);") + "p($x, $y) <- a($x), b($y);"
	}
	path := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "edge(%d, %d);\n", i, i+1)
		}
		return b.String() + "at(0); at($y) <- at($x), edge($x, $y);"
	}
	var cycle strings.Builder
	for i := range 300 {
		fmt.Fprintf(&cycle, "edge(%d, %d);\n", i, (i+1)%300)
	}
	closure := cycle.String() + "path($x, $y) <- edge($x, $y); path($x, $z) <- path($x, $y), edge($y, $z);"
	facts := func(name, comment, text string) vector {
		return vector{name: name, comment: comment, expect: limit, err: "RunLimit.TooManyFacts", steps: 40_000, token: code(text), authorizer: allowAll}
	}
	return []vector{
		{name: "facts-999", expect: success, comment: "24 + 39 facts and their 936 pairs: one fact below the limit", steps: 10_000, token: code(product(24, 39)), authorizer: allowAll},
		facts("facts-1000", "76 + 12 facts and their 912 pairs: the limit", product(76, 12)),
		{name: "facts-1500-stated", expect: success, comment: "facts that were only stated do not count until a rule adds one", steps: 10_000,
			token: code(each(1500, "f(%d);")), authorizer: allowAll},
		facts("facts-1500-stated-and-one", "a rule adds one", each(1500, "f(%d);")+"g(1) <- f(1);"),
		{name: "rounds-99", expect: success, comment: "99 rounds that derive a fact", steps: 10_000, token: code(path(99)), authorizer: allowAll},
		{name: "rounds-100", expect: limit, comment: "100 rounds", err: "RunLimit.TooManyIterations", steps: 10_000, token: code(path(100)), authorizer: allowAll},
		facts("closure-cycle-300", "transitive closure of a cycle of 300 nodes: 90,000 facts if it could", closure),
		facts("facts-across-blocks", "the authority's facts and the rule of an appended block count together", each(999, "f(%d);")).after("g($x) <- f($x);"),
	}
}

// valueCases are about sets, arrays, maps and closures.
func valueCases() []vector {
	ints := func(n, from int) string {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprint(from+i))
		}
		return strings.Join(all, ", ")
	}
	set := func(n, from int) string { return "{" + ints(n, from) + "}" }
	entries := func(n int) string {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprintf("%d: %d", i, i))
		}
		return "{" + strings.Join(all, ", ") + "}"
	}
	nested := func(method, last string, depth, n int) string {
		expr := last
		for i := depth; i > 0; i-- {
			expr = fmt.Sprintf("[%s].%s($c%d -> %s)", ints(n, 0), method, i, expr)
		}
		return expr
	}
	union := func(n, size int) string {
		text := set(size, 0)
		for i := range n {
			text += fmt.Sprintf(".union($s%d)", i%2)
		}
		return fmt.Sprintf("s(%s, %s); f(0); f(1); f(2); f(3); f(4); f(5); f(6); f(7); check if s($s0, $s1), f($a), f($b), f($c), f($d), %s.length() < 0;",
			set(size, 1000), set(size, 5000), text)
	}
	const many = "f(0); f(1); f(2); f(3); f(4); f(5); f(6); f(7); f(8); f(9);"
	const loop = "f($a), f($b), f($c), f($d), f($e), f($g)"
	return []vector{
		spent("closures-all-depth-6", "all in all, six deep over 10 elements: a million calls", "check if "+nested("all", "$c6 >= 0", 6, 10)+";"),
		spent("closures-any-depth-6", "any in any, six deep over 10 elements", "check if "+nested("any", "$c6 < 0", 6, 10)+";"),
		spent("closures-all-depth-40", "all in all, forty deep over 2 elements", "check if "+nested("all", "$c40 >= 0", 40, 2)+";"),
		spent("closures-over-map", "a map hands each entry over as an array", "m("+entries(200)+"); "+many+"check if m($m), "+loop+", $m.all($p -> true) && false;"),
		spent("set-unions", "a chain of unions of sets of 500 for each of 4,096 combinations", union(20, 500)),
		spent("set-union-small", "unions of small sets", union(60, 3)),
		spent("set-intersection", "intersections of sets of 1,000", "s("+set(1000, 0)+", "+set(1000, 500)+"); "+many+"check if s($s, $t), "+loop+", $s.intersection($t).length() < 0;"),
		spent("set-superset", "supersets of sets of 1,000", "s("+set(1000, 0)+", "+set(1000, 0)+"); "+many+"check if s($s, $t), "+loop+", !$s.contains($t);"),
		spent("array-contains", "a search through 2,000 elements for each combination", "s(["+ints(2000, 0)+"]); "+many+"check if s($s), "+loop+", $s.contains(-1);"),
		spent("array-equal", "equality of two arrays of 2,000", "s(["+ints(2000, 0)+"], ["+ints(2000, 0)+"]); "+many+"check if s($s, $t), "+loop+", $s != $t;"),
		spent("array-join", "arrays of 300 that differ at the end, looked up in a join", arrayFacts("s", 10, 300, 0)+arrayFacts("t", 10, 300, 50)+many+"check if f($a), f($b), f($c), f($d), s($s), t($s);"),
		spent("map-get", "a look-up in a map for each combination", "m("+entries(1000)+"); "+many+"check if m($m), "+loop+", $m.get($a) === -1;"),
		spent("try-or-errors", "an error in each of a million calls, caught", many+"check if "+loop+", ($a / 0 === 1).try_or(false);"),
		spent("try-or-extern-errors", "an error with a name in each call", many+"check if "+loop+", $a.extern::nobody().try_or(false);"),
		{name: "try-or-no-steps", expect: limit, comment: "running out of steps is no error that try_or could catch", err: "RunLimit.TooManySteps", steps: allSteps,
			token: code("check if (" + nested("all", "$c6 >= 0", 6, 10) + ").try_or(true);"), authorizer: allowAll},
		spent("integer-chain", "long sums for each combination", many+"check if "+loop+", $a"+strings.Repeat(" + 1", 300)+" < 0;"),
	}
}

// stringCases are about strings and patterns.
func stringCases() []vector {
	const many = "f(0); f(1); f(2); f(3); f(4); f(5); f(6); f(7); f(8); f(9);"
	const loop = "f($a), f($b), f($c), f($d), f($e), f($g)"
	long := strings.Repeat("a", 12_000)
	text := func(name, comment, facts, expression string) vector {
		return spent(name, comment, facts+many+"check if s($s), "+loop+", "+expression+";")
	}
	regexOf := func(name, comment, subject, pattern string) vector {
		return vector{name: name, comment: comment, expect: execution, err: "Execution.UnsupportedRegex", steps: 400_000,
			token: code(fmt.Sprintf("s(%q); check if s($s), $s.matches(%q);", subject, pattern)), authorizer: allowAll}
	}
	var patterns strings.Builder
	for i := range 60 {
		fmt.Fprintf(&patterns, `p("(\\w{3}[^\\d&&[a-z]]|\\pL\\w\\W\\D\\w\\d\\pL\\PL\\w\\W\\D){2}%d");`+"\n", i)
	}
	return []vector{
		text("string-add", "strings of 12 kB joined for each combination", `s("`+long+`");`, `($s + $s).length() < 0`),
		text("string-add-chain", "a string that doubles as often as the text allows", `s("`+long[:2000]+`");`, `($s`+strings.Repeat(" + $s", 100)+`).length() < 0`),
		text("string-contains", "a search for a text that nearly is there at each place", `s("`+long+`");`, `$s.contains("`+long[:60]+`b")`),
		text("string-contains-long", "the same with a longer text", `s("`+long+`");`, `$s.contains("`+long[:8000]+`b")`),
		text("string-suffix", "ends of long strings compared", `s("`+long+`b");`, `$s.ends_with("`+long+`c")`),
		text("string-equal", "long strings that differ at the end", `s("`+long+`b");`, `$s === "`+long+`c"`),
		text("string-in-set", "a long string looked up in a set of its like", `s("`+long+`d");`, `{"`+long+`b", "`+long+`c"}.contains($s)`),
		text("string-in-map", "a long string looked up in a map", `s("`+long+`d");`, `{"`+long+`b": 1, "`+long+`c": 2}.get($s) == 1`),
		text("regex-simple", "a short pattern on a short text, for each combination", `s("abcdefgh");`, `$s.matches("^a.*x$")`),
		text("regex-words", "properties of characters", `s("`+strings.Repeat("é", 400)+`");`, `$s.matches("\\w+\\d")`),
		text("regex-long-pattern", "a pattern of 12 kB, which is refused, caught each time", `s("`+long+`");`, `"a".matches($s).try_or(false)`),
		text("regex-bad-subject", "a text that a pattern cannot be asked about, caught each time", `s("é");`, `$s.matches("\\bx").try_or(false)`),
		spent("regex-many-patterns", "60 different costly patterns", patterns.String()+`check if p($p), "x".matches($p);`),
		regexOf("regex-repeat-1000", "(.*){1000}b", strings.Repeat("a", 60_000), "(.*){1000}b"),
		regexOf("regex-classes-14000", "a class 14 times 1,000", strings.Repeat("é", 20_000), strings.Repeat(`\\pL{1000}`, 14)),
		regexOf("regex-long-subject", "a fair pattern on 60 kB", strings.Repeat("a", 60_000), "a*b"),
		regexOf("regex-256-bytes", "a pattern longer than 256 bytes", "a", strings.Repeat("a?", 129)),
	}
}

// arrayFacts are n facts with arrays that have one beginning and different ends.
func arrayFacts(name string, n, size, from int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%s([%s%d]);\n", name, strings.Repeat("0, ", size-1), from+i)
	}
	return b.String()
}
