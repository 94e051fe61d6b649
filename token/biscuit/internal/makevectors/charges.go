package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// chargeCases do much work in what a careless engine would call one step.
func chargeCases() []vector {
	long := strings.Repeat("n", 30_000)
	// path derives a fact in each of 98 rounds, and all other rules are tried in each.
	var path strings.Builder
	for i := range 98 {
		fmt.Fprintf(&path, "e(%d, %d);\n", i, i+1)
	}
	path.WriteString("at(0); at($y) <- at($x), e($x, $y);\n")
	zero := sub(2, num(1, 0)) // a predicate read() in a body
	idle := sub(5, sub(1, num(1, 1)), bytes.Repeat(zero, 12))
	rounds := func(n int, rule []byte) *chain {
		c := code(path.String())
		for n > 0 {
			c.add(part{data: msg(version(6), bytes.Repeat(rule, min(n, 200)), fact())})
			n -= 200
		}
		return c
	}
	scopes := code(path.String())
	for range 60 {
		scopes.append("check if true;")
	}
	scopes.add(part{data: msg(version(6), sub(5, sub(1, num(1, 1)), zero, bytes.Repeat(sub(4, num(1, 1)), 7000)), fact())})
	named := code(path.String() + each(20, "t%d(1);"))
	defined, _ := named.symbols.Len()
	name := num(1, uint64(1024+defined))
	named.add(part{data: msg(str(1, long[:10_000]), version(6), bytes.Repeat(sub(5, sub(1, num(1, 1)), bytes.Repeat(sub(2, name), 12)), 250), sub(4, sub(1, name)))})
	wideFact := func(last uint64) []byte { return fact(bytes.Repeat(term(integer(1)), 400), term(integer(last))) }
	widePattern := sub(2, num(1, 0), bytes.Repeat(term(num(1, 1024)), 401))
	lastly := func(name, comment string, e stage, err string, steps int, token *chain) vector {
		return vector{name: name, comment: comment, expect: e, err: err, steps: steps, token: token, authorizer: allowAll}
	}
	return []vector{
		lastly("charge-idle-rules", "1,000 rules of twelve predicates that match nothing new, tried in 98 rounds", limit, "RunLimit.TooManySteps", allSteps, rounds(1000, idle)),
		lastly("charge-scopes", "a rule in block 61 with 7,000 scopes, tried in 98 rounds", limit, "RunLimit.TooManySteps", allSteps, scopes),
		lastly("charge-long-names", "250 rules with predicates whose names have 10 kB: 30 MB when every use is counted", block, noBlock, allSteps,
			named),
		lastly("charge-empty-intersection", "the empty set and one of 10,000 numbers, intersected 64,000 times", limit, "RunLimit.TooManySteps", allSteps,
			code("s({"+numbers(10_000)+"});\n"+each(40, "p(%d);")+"check if s($s), p($a), p($b), p($c), {,}.intersection($s).length() == 1;")),
		lastly("charge-near-duplicates", "31 facts of texts that differ at the end only, each derived again 30,000 times", limit, "RunLimit.TooManySteps", allSteps,
			code(each(31, "p(\""+strings.Repeat("x", 250)+"%02d\");")+"q($a) <- p($b), p($c), p($d), p($a);")),
		lastly("charge-wide-facts", "facts of 401 terms that differ in the last, compared in a join", limit, "RunLimit.TooManySteps", allSteps,
			data(str(1, "u"), str(1, "v"), str(1, "w"), str(1, "x"), str(1, "y"), version(3), wideFact(2), wideFact(3), wideFact(4), wideFact(5),
				singles(7, 10), check(query(single(7, 1025), single(7, 1026), single(7, 1027), single(7, 1028), widePattern)))),
		lastly("charge-long-terms", "1,080 facts with a text of 30 kB, four times each: 130 MB when every use is counted", block, noBlock, allSteps,
			data(str(1, long), version(3), manyFacts(1080, 4))),
		lastly("charge-long-index", "a column of 1,500 texts of 30 kB: 45 MB when every use is counted", block, noBlock, allSteps,
			data(str(1, long), str(1, "v"), version(3), manyFacts(1500, 2), check(query(sub(2, num(1, 0), term(num(1, 1025)), term(num(3, 1024)), term(num(3, 1024))))))),
	}
}

// single is a predicate of a body with one variable, singles are facts for it.
func single(name, variable uint64) []byte { return sub(2, num(1, name), term(num(1, variable))) }

func singles(name uint64, n int) []byte {
	var b []byte
	for i := range n {
		b = append(b, sub(4, sub(1, num(1, name), term(integer(uint64(i)))))...)
	}
	return b
}

// manyFacts are facts of a number and the symbol 1024, so many times.
func manyFacts(n, times int) []byte {
	var b []byte
	for i := range n {
		b = append(b, fact(term(integer(uint64(i))), bytes.Repeat(term(num(3, 1024)), times))...)
	}
	return b
}

// tokenCases cost before any step is counted: what bounds them are the limits of tokens.
func tokenCases() []vector {
	p256 := key(datalog.P256, "third party")
	chain64 := mintBy(rootKey, "long", part{code: "a(1);", next: datalog.P256})
	for range 63 {
		chain64.add(part{code: "a(1);", next: datalog.P256, third: p256})
	}
	var keys []byte
	for i := range 256 {
		keys = append(keys, pkey(8, 1, key(datalog.P256, fmt.Sprint("listed ", i)).PublicKey().Bytes())...)
	}
	var names, terms []byte
	for i := range 64 {
		names = append(names, str(1, strings.Repeat("n", 500)+fmt.Sprintf("%03d", i))...)
	}
	for i := range 2000 {
		terms = append(terms, term(num(1, 1024+uint64(i%64)))...)
	}
	reject := num(2, uint64(datalog.RejectIf))
	v := func(name, comment string, token *chain) vector {
		return vector{name: name, comment: comment, expect: success, steps: 50_000, token: token, authorizer: allowAll}
	}
	return []vector{
		v("token-64-p256-blocks", "64 blocks with P-256 keys, 63 of them by a third party: 127 signatures", chain64),
		v("token-256-p256-keys", "256 compressed P-256 keys in a scope list", data(version(4), keys)),
		v("token-long-variables", "2,000 uses of 64 variables whose names share 500 bytes", data(names, version(6), check(query(sub(2, num(1, 0), terms)), reject))),
		v("token-plans", "rules of twelve predicates with many terms, which are planned before they run", data(str(1, "x"), version(6),
			check(query(bytes.Repeat(sub(2, num(1, 0), bytes.Repeat(term(num(1, 1024)), 1000)), 12)), reject))),
		v("token-16000-facts", "as many facts without terms as a token may hold", data(version(3), bytes.Repeat(fact(), 10_000))),
		v("token-1024-symbols", "1,024 symbols", data(symbols(1024), version(3))),
		{name: "token-der-bomb", expect: signature, comment: "48 kB of DER where a signature belongs", err: noSignature, root: rootP256,
			token: underP256(func([]byte) []byte { return derBomb(8_000) })},
		{name: "token-merged-blocks", expect: container, comment: "an authority block in 10,000 pieces, which protobuf merges, none of them whole", err: "Format.DeserializationError",
			token: simple().bytes(func([]byte) []byte { return bytes.Repeat(sub(2, num(5, 0)), 10_000) })},
		{name: "token-empty-blocks", expect: container, comment: "20,000 empty blocks", err: "Format.DeserializationError",
			token: simple().bytes(func(raw []byte) []byte { return append(raw, bytes.Repeat(sub(3), 20_000)...) })},
	}
}

func symbols(n int) []byte {
	var b []byte
	for i := range n {
		b = append(b, str(1, fmt.Sprintf("%056d", i))...)
	}
	return b
}

// derBomb is n sequences in sequences, each of which says that it holds the most that DER can say.
func derBomb(n int) []byte { return bytes.Repeat([]byte{0x30, 0x84, 0x7f, 0xff, 0xff, 0xff}, n) }

// numbers lists the numbers below n.
func numbers(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprint(&b, i)
	}
	return b.String()
}
