package syntax_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

func TestErrorsSayWhereAndWhat(t *testing.T) {
	key := strings.Repeat("00", 32)
	for _, c := range []struct{ text, want string }{
		// Statements.
		{"f(1)\ng(2);", `line 2, column 1: expected "<-" or ";", found "g"`},
		{";", `line 1, column 1: expected a fact, rule, check or policy, found ";"`},
		{"f(1);;", `line 1, column 6: expected a fact, rule, check or policy, found ";"`},
		{"é(1);", `line 1, column 1: expected a fact, rule, check or policy, found "é"`},
		{"\ufefff(1);", `line 1, column 1: expected a fact, rule, check or policy, found "\ufeff"`},
		{"right;", `line 1, column 6: expected "(" after "right", found ";"`},
		{"right é;", `line 1, column 7: expected "(" after "right", found "é"`},
		{"check of true;", `line 1, column 7: expected "if" or "all", found "of"`},
		{"check iff(1);", `line 1, column 7: expected "if" or "all", found "iff"`},
		{"reject all f(1);", `line 1, column 8: expected "if", found "all"`},
		{"allow true;", `line 1, column 7: expected "if", found "true"`},
		{"f(1); trusting authority;", `line 1, column 7: "trusting" for all statements must come before them`},
		{"f(1) /* no end", `line 1, column 6: comment is not closed`},
		{"/*/ f(1);", `line 1, column 1: comment is not closed`},
		{"f(1", `line 1, column 4: expected "," or ")", found end of input`},
		{"f(\"é\xff\");", `line 1, column 5: the text is not UTF-8`},
		// Predicates and bodies.
		{"f(1, \"é\"]);", `line 1, column 9: expected "," or ")", found "]"`},
		{"f();", `line 1, column 3: expected a term, found ")"`},
		{"f(1,);", `line 1, column 5: expected a term, found ")"`},
		{"f(\"a\" \"b\");", `line 1, column 7: expected "," or ")", found a string`},
		{"f(g(1));", `line 1, column 3: expected a term, found "g"`},
		{"f($u, 1);", `line 1, column 3: variables are not allowed in facts: "$u"`},
		{"f([$u]);", `line 1, column 4: variables are not allowed in sets, arrays and maps: "$u"`},
		{"f($);", `line 1, column 4: expected the name of a variable, found ")"`},
		{"f($u) <- g($v);", `line 1, column 3: variable "$u" stands in no predicate of the body`},
		{"f(1) <- g($v), $w > 1, $u == 1;", `line 1, column 16: variable "$w" stands in no predicate of the body`},
		{"check if g($v) or $v > 1;", `line 1, column 19: variable "$v" stands in no predicate of the body`},
		{"allow if [1].any($p -> $p > 0) && $p == 1;", `line 1, column 35: variable "$p" stands in no predicate of the body`},
		{"f(1) <- ;", `line 1, column 9: expected a term, found ";"`},
		{"f(1) <- g(1) h(2);", `line 1, column 14: expected ",", "trusting" or ";", found "h"`},
		{"check if g(1) orf(2);", `line 1, column 15: expected ",", "trusting", "or" or ";", found "orf"`},
		{"check if f(1), <- g(2);", `line 1, column 16: expected a term, found "<-"`},
		// Expressions.
		{"check if $x, f($x) 1;", `line 1, column 20: expected ",", "trusting", "or" or ";", found "1"`},
		{"check if f($x), $x 1;", `line 1, column 20: expected an operator, ",", "trusting", "or" or ";", found "1"`},
		{"check if 1 < 2 < 3;", `line 1, column 16: comparisons do not chain: "<" needs parentheses on one side`},
		{"check if 1 == 2 && 1 == 2 != true;", `line 1, column 27: comparisons do not chain: "!=" needs parentheses on one side`},
		{"check if (1 + 2];", `line 1, column 16: expected an operator or ")", found "]"`},
		{"check if 1 + ;", `line 1, column 14: expected a term, found ";"`},
		{"check if 1 + f(2);", `line 1, column 14: expected a term, found "f"`},
		{"check if 1.;", `line 1, column 12: expected the name of a method, found ";"`},
		{"check if 1.size();", `line 1, column 12: unknown method "size"`},
		{"check if 1.extern::();", `line 1, column 12: unknown method "extern::"`},
		{"check if 1.length(2);", `line 1, column 19: expected ")", found "2"`},
		{"check if 1.length;", `line 1, column 18: expected "(", found ";"`},
		{"check if 1.contains();", `line 1, column 21: expected a term, found ")"`},
		{"check if {1}.all(true);", `line 1, column 18: expected a closure such as $x -> $x > 0, found "true"`},
		{"check if {1}.all($x > 0);", `line 1, column 21: expected "->", found ">"`},
		{"check if f($x), {1}.contains($x -> true);", `line 1, column 34: expected a term, found ">"`},
		// Terms.
		{`f("abc);`, `line 1, column 3: string is not closed`},
		{`f("abc\`, `line 1, column 3: string is not closed`},
		{`f("a\tb");`, `line 1, column 5: unknown escape in a string: only \", \\ and \n exist`},
		{"f(9223372036854775808);", `line 1, column 3: 9223372036854775808 is not an integer of 64 bits`},
		{"f(- 1);", `line 1, column 3: expected a term, found "-"`},
		{"f(+1);", `line 1, column 3: expected a term, found "+"`},
		{"f(12ab);", `line 1, column 3: expected a term, found "12ab"`},
		{"f(nulls);", `line 1, column 3: expected a term, found "nulls"`},
		{"f(hex:0);", `line 1, column 3: bytes are written in pairs of hexadecimal digits, not "hex:0"`},
		{"f({hex:zz});", `line 1, column 4: bytes are written in pairs of hexadecimal digits, not "hex:zz"`},
		{"f(2020-13-01T00:00:00Z);", `line 1, column 3: "2020-13-01T00:00:00Z" is not a date such as 2026-01-31T23:59:00Z`},
		{"f(2021-02-29T00:00:00Z);", `line 1, column 3: "2021-02-29T00:00:00Z" is not a date such as 2026-01-31T23:59:00Z`},
		{"f(2020-12-21T09:23:12);", `line 1, column 3: "2020-12-21T09:23:12" is not a date such as 2026-01-31T23:59:00Z`},
		{"f(2020-12-21T09:23:12,5Z);", `line 1, column 3: "2020-12-21T09:23:12" is not a date such as 2026-01-31T23:59:00Z`},
		{"f(2020-12-21T9:23:12Z);", `line 1, column 3: "2020-12-21T9:23:12Z" is not a date such as 2026-01-31T23:59:00Z`},
		{"f(2020-12-21T09:23:60Z);", `line 1, column 3: "2020-12-21T09:23:60Z" is not a date such as 2026-01-31T23:59:00Z`},
		{"f(2020-12-21T09:23:12+24:00);", `line 1, column 3: "2020-12-21T09:23:12+24:00" is not a date such as 2026-01-31T23:59:00Z`},
		{"f(2020-12-21T09:23:12Zulu);", `line 1, column 3: "2020-12-21T09:23:12Zulu" is not a date such as 2026-01-31T23:59:00Z`},
		{"f(1969-12-31T23:59:59Z);", `line 1, column 3: a date lies between 1970 and 9999, unlike "1969-12-31T23:59:59Z"`},
		{"f(9999-12-31T23:59:59-01:00);", `line 1, column 3: a date lies between 1970 and 9999, unlike "9999-12-31T23:59:59-01:00"`},
		{`f({1, "a"});`, `line 1, column 7: a set holds elements of one type, not integer and string`},
		{"f({{1}});", `line 1, column 4: a set cannot hold sets`},
		{"f({1, {,}});", `line 1, column 7: a set cannot hold sets`},
		{"f({[1]});", `line 1, column 4: a set cannot hold arrays`},
		{"f({1, });", `line 1, column 7: expected a term, found "}"`},
		{"f({,1});", `line 1, column 5: expected "}", found "1"`},
		{"f({1 2});", `line 1, column 6: expected "," or "}", found "2"`},
		{"f([1 2]);", `line 1, column 6: expected "," or "]", found "2"`},
		{"f({true: 1});", `line 1, column 4: a key of a map is a string, an integer or a {parameter}, not "true"`},
		{"f({name: 1});", `line 1, column 4: a key of a map is a string, an integer or a {parameter}, not "name"`},
		{"f({name : 1});", `line 1, column 4: a key of a map is a string, an integer or a {parameter}, not "name"`},
		{`f({"a": 1, null: 2});`, `line 1, column 12: expected a term, found "null:"`},
		{`f({"a": 1, [1]: 2});`, `line 1, column 12: a key of a map is a string or an integer, not array`},
		{`f({"a": 1, "b"});`, `line 1, column 15: expected ":", found "}"`},
		{"f({name, 1});", `line 1, column 8: expected "}" after the name of a parameter, found ","`},
		// Scopes.
		{"check if true trusting;", `line 1, column 23: expected "authority", "previous" or a public key, found ";"`},
		{"check if true trusting Authority;", `line 1, column 24: expected "authority", "previous" or a public key, found "Authority"`},
		{"check if true trusting authority f(1);", `line 1, column 34: expected ",", "or" or ";", found "f"`},
		{"check if true trusting ed25519 /00;", `line 1, column 31: "/" and the key follow right after the name of the algorithm`},
		{"check if true trusting ed25519/0;", `line 1, column 32: a public key is written in pairs of hexadecimal digits, not "0"`},
		{"check if true trusting ed25519/;", `line 1, column 32: a public key is written in pairs of hexadecimal digits, not ""`},
		{"check if true trusting ed25519/00;", `line 1, column 24: an ed25519 public key has 32 bytes, not 1`},
		{"check if true trusting secp256r1/" + key + ";", `line 1, column 24: a secp256r1 public key has 33 bytes, not 32`},
		{"check if true trusting secp256r1/04" + key + ";", `line 1, column 24: a compressed secp256r1 public key starts with 02 or 03, not 04`},
		{"check if true trusting secp256r1/04" + key + key + ";", `line 1, column 24: an uncompressed secp256r1 public key is not accepted: write its compressed form of 33 bytes`},
		{"check if true trusting {};", `line 1, column 25: expected the name of a parameter, found "}"`},
	} {
		got, err := syntax.ParseAuthorizer(c.text, syntax.Params{})
		if err == nil || err.Error() != c.want {
			t.Errorf("%s\n got %v\nwant %s", c.text, err, c.want)
		}
		if !reflect.ValueOf(got).IsZero() {
			t.Errorf("%s: result %v beside an error", c.text, got)
		}
	}
}

func TestErrorsHoldThePlaceAndTheLine(t *testing.T) {
	text := "f(1);\nright(\"é\", [1);\ng(2);"
	_, err := syntax.ParseBlock(text, syntax.Params{})
	var e *syntax.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %T", err)
	}
	want := syntax.Error{Line: 2, Column: 14, Offset: 20, Expected: `"," or "]"`, Found: `")"`, Excerpt: `right("é", [1);`}
	if *e != want || text[e.Offset] != ')' {
		t.Errorf("got %+v, want %+v", *e, want)
	}
}

func TestExcerptsOfLongLinesAreShort(t *testing.T) {
	_, err := syntax.ParseFact("f(\""+strings.Repeat("é", 5000)+"\", ]"+strings.Repeat("日", 5000), syntax.Params{})
	var e *syntax.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v", err)
	}
	if want := strings.Repeat("é", 57) + `", ]` + strings.Repeat("日", 59); e.Excerpt != want {
		t.Errorf("excerpt %s, want %s", e.Excerpt, want)
	}
}

func TestEveryStatementReportsItsError(t *testing.T) {
	text := `f(1;
g("a;b\";" ]); // ; no end
ok(1);
check if 1 < 2 < 3; h($x) /* ; */;
right("unfinished;`
	_, err := syntax.ParseBlock(text, syntax.Params{})
	var all syntax.Errors
	if !errors.As(err, &all) {
		t.Fatalf("error %v", err)
	}
	want := `line 1, column 4: expected "," or ")", found ";"
line 2, column 12: expected "," or ")", found "]"
line 4, column 16: comparisons do not chain: "<" needs parentheses on one side
line 4, column 23: variables are not allowed in facts: "$x"
line 5, column 7: string is not closed`
	if err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	if one := all.Unwrap(); len(one) != 5 || one[3] != error(all[3]) {
		t.Errorf("unwrapped %v", one)
	}
}

func TestAtMostTwentyErrorsAreReported(t *testing.T) {
	_, err := syntax.ParseBlock(strings.Repeat(";", syntax.MaxSource), syntax.Params{})
	var all syntax.Errors
	if !errors.As(err, &all) || len(all) != 20 {
		t.Errorf("%d errors, want 20", len(all))
	}
}

func TestBlocksRefusePolicies(t *testing.T) {
	_, err := syntax.ParseBlock("Allow if true;", syntax.Params{})
	if want := `line 1, column 1: a block holds no policies: "allow if" belongs to the authorizer`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestTheWholeInputIsDemanded(t *testing.T) {
	parsers := map[string]func(string) (any, error){
		"f(1)":          func(s string) (any, error) { return syntax.ParseFact(s, syntax.Params{}) },
		"f(1) <- g(1)":  func(s string) (any, error) { return syntax.ParseRule(s, syntax.Params{}) },
		"check if g(1)": func(s string) (any, error) { return syntax.ParseCheck(s, syntax.Params{}) },
		"deny if g(1)":  func(s string) (any, error) { return syntax.ParsePolicy(s, syntax.Params{}) },
		"[1]":           func(s string) (any, error) { return syntax.ParseTerm(s, syntax.Params{}) },
	}
	for text, parse := range parsers {
		if _, err := parse(" " + text + " // c"); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		for _, rest := range []string{";", " x(1)", ")", "; allow if true", "/* open", " or", "\x00", ","} {
			got, err := parse(text + rest)
			if err == nil {
				t.Errorf("%q parsed", text+rest)
			}
			if !reflect.ValueOf(got).IsZero() {
				t.Errorf("%q: result %v beside an error", text+rest, got)
			}
		}
	}
	_, err := syntax.ParseFact("f(1) g(2)", syntax.Params{})
	if want := `line 1, column 6: expected end of input, found "g"`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// Text that nests without end must not exhaust the stack, nor take long.
func TestNestingBombsAreRefused(t *testing.T) {
	for _, c := range []struct{ before, unit string }{
		{"check if ", "("}, {"check if ", "["}, {"check if ", "!"}, {"check if ", "{"}, {"f(", "["}, {"f(", "{1:"},
		{"check if ", "[1].all($x -> "}, {"check if ", "1.contains("}, {"check if 1", ".try_or(1)"}, {"check if ", "1 || ("},
		{"check if ", "! ("}, {"f(", "[{\"a\":"}, {"check if 1", " .try_or(1 "}, {"check if ", "1 - !"},
	} {
		for _, count := range []int{60_000 / len(c.unit), 1_000_000} {
			start := time.Now()
			_, err := syntax.ParseAuthorizer(c.before+strings.Repeat(c.unit, count), syntax.Params{})
			want := "nested deeper than 48 levels"
			if count*len(c.unit) > syntax.MaxSource {
				want = "at most 65536 are read"
			}
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%d times %q: %v", count, c.unit, err)
			}
			if took := time.Since(start); took > time.Second {
				t.Errorf("%d times %q took %v", count, c.unit, took)
			}
		}
	}
}

func TestNestingUpToTheLimitIsAccepted(t *testing.T) {
	for _, c := range []struct{ before, middle, after string }{
		{"[", "1", "]"}, {"(", "true", ")"}, {"!", "true", ""}, {"{1: ", "1", "}"}, {"[1].all($x -> ", "true", ")"},
		{"", "true", ".try_or(true)"}, {"(1 && ", "1", ")"},
	} {
		nested := func(levels int) string {
			return "check if " + strings.Repeat(c.before, levels) + c.middle + strings.Repeat(c.after, levels)
		}
		text := nested(datalog.MaxDepth)
		check, err := syntax.ParseCheck(text, syntax.Params{})
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := syntax.FormatCheck(check); got != text {
			t.Errorf("printed %s, want %s", got, text)
		}
		if _, err := syntax.ParseCheck(nested(datalog.MaxDepth+1), syntax.Params{}); err == nil {
			t.Errorf("one level more parsed: %s", text)
		}
	}
}

func TestSourceUpToTheLimitIsAccepted(t *testing.T) {
	fact := "f(1);\n"
	text := strings.Repeat(fact, syntax.MaxSource/len(fact))
	text += strings.Repeat(" ", syntax.MaxSource-len(text))
	if b, err := syntax.ParseBlock(text, syntax.Params{}); err != nil || len(b.Facts) != syntax.MaxSource/len(fact) {
		t.Errorf("%d facts, %v", len(b.Facts), err)
	}
	if _, err := syntax.ParseBlock(text+" ", syntax.Params{}); err == nil {
		t.Error("one byte more parsed")
	}
}
