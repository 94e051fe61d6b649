package syntax_test

import (
	"reflect"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

var seeds = []string{
	`f(1, -1, "a\"\\\n", hex:00ff, 2020-12-21T09:23:12.5+01:00, true, null, {,}, {}, {1}, {true}, [1, [2]], {"a": {1: 2}});`,
	`trusting authority, previous, ed25519/1055c750b1a1505937af1537c626ba3263995c33a64758aaafb1275b0312e284; // c
	right($f, "read") <- owner($u, $f), $f.starts_with("/a/") && !$u.contains("b") || 1 + 2 * 3 - 4 / 5 <= 6 trusting previous;`,
	`check if true or f($x), {1, 2}.any($p -> $p == $x & 3 ^ 4 | 5).try_or(false) trusting authority; reject if 1 !== 2;`,
	`check all f($x), $x.extern::a:b($x).extern::c(), [1].all($p -> {2}.any($q -> $p === $q)) /* c */; check if !!1 - !2;`,
	`allow if true; deny if ((1)).type() != "integer"; f({{"a": 1}});`,
	`f("x"y"); g({p}); h(1`,
}

func FuzzParseBlock(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var b datalog.Block
		var err error
		var printed string
		boundMemory(t, len(text), func() {
			if b, err = syntax.ParseBlock(text, syntax.Params{}); err == nil {
				printed = syntax.FormatBlock(b)
			}
		})
		if err != nil {
			if !reflect.ValueOf(b).IsZero() {
				t.Fatalf("result %v beside an error", b)
			}
			return
		}
		if len(printed) > syntax.MaxSource {
			return // spaces between tokens can make long text too long
		}
		again := mustParseBlock(t, printed)
		if !sameBlock(b, again) {
			t.Fatalf("%v became %v through\n%s", b, again, printed)
		}
		if twice := syntax.FormatBlock(again); twice != printed {
			t.Fatalf("printed\n%s\nand then\n%s", printed, twice)
		}
	})
}

func FuzzParseAuthorizer(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var a datalog.Authorizer
		var err error
		var printed string
		boundMemory(t, len(text), func() {
			if a, err = syntax.ParseAuthorizer(text, syntax.Params{}); err == nil {
				printed = syntax.FormatAuthorizer(a)
			}
		})
		if err != nil {
			if !reflect.ValueOf(a).IsZero() {
				t.Fatalf("result %v beside an error", a)
			}
			return
		}
		if len(printed) > syntax.MaxSource {
			return
		}
		again := mustParseAuthorizer(t, printed)
		if !sameAuthorizer(a, again) {
			t.Fatalf("%v became %v through\n%s", a, again, printed)
		}
		if twice := syntax.FormatAuthorizer(again); twice != printed {
			t.Fatalf("printed\n%s\nand then\n%s", printed, twice)
		}
	})
}
