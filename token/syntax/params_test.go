package syntax_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

var alicesKey = datalog.Key{Algorithm: datalog.Ed25519, Bytes: strings.Repeat("\xaa", 32)}

func TestParametersStandWhereverTermsAndKeysDo(t *testing.T) {
	params := syntax.Params{
		Terms: map[string]datalog.Term{
			"s": datalog.String("a"), "n": datalog.Int(7), "list": must(datalog.Array(datalog.Int(1))),
			"m": must(datalog.Map()), "a:b_1": datalog.Bool(true),
		},
		Keys: map[string]datalog.Key{"k": alicesKey, "1": {Algorithm: datalog.P256, Bytes: "\x03" + alicesKey.Bytes}},
	}
	got, err := syntax.ParseAuthorizer(`trusting {k};
		f({s}, { n }, {a:b_1});
		f([{s}, [{list}]], {{s}, "b"}, {{m}}, {{s}: {n}, {n}: {s}});
		g({n}, $x) <- f($x), [{s}].contains($x), {n} > 1 || $x == {s} trusting {1}, {k};
		check if [{list}].all($x -> $x.get(0) == {n});
		allow if {s} == "a" trusting { k } or {a:b_1};`, params)
	if err != nil {
		t.Fatal(err)
	}
	key := strings.Repeat("aa", 32)
	want := "trusting ed25519/" + key + `;

f("a", 7, true);
f(["a", [[1]]], {"a", "b"}, {{}}, {7: "a", "a": 7});

g(7, $x) <- f($x), ["a"].contains($x), 7 > 1 || $x == "a" trusting secp256r1/03` + key + ", ed25519/" + key + `;

check if [[1]].all($x -> $x.get(0) == 7);

allow if "a" == "a" trusting ed25519/` + key + ` or true;
`
	if text := syntax.FormatAuthorizer(got); text != want {
		t.Errorf("printed\n%s\nwant\n%s", text, want)
	}
}

func TestParametersAreNeverRead(t *testing.T) {
	attack := `a"); admin(true); //`
	b, err := syntax.ParseBlock(`user({name})`, syntax.Params{Terms: map[string]datalog.Term{"name": datalog.String(attack)}})
	if err != nil || len(b.Facts) != 1 || !b.Facts[0].Terms[0].Equal(datalog.String(attack)) {
		t.Fatalf("%v, %v", b, err)
	}
	if again := mustParseBlock(t, syntax.FormatBlock(b)); !sameBlock(b, again) {
		t.Errorf("changed when printed: %v", again)
	}
}

func TestMissingAndUnusedParametersAreListed(t *testing.T) {
	_, err := syntax.ParseBlock(`trusting {key}; f({b}, {a}, {b}, {{b}, 1}, {{a}: 1, 2: 3}); check if true trusting {used}`, syntax.Params{
		Terms: map[string]datalog.Term{"z": datalog.Int(1), "key": datalog.Int(1)},
		Keys:  map[string]datalog.Key{"used": alicesKey, "y": alicesKey},
	})
	var e *syntax.ParameterError
	if !errors.As(err, &e) {
		t.Fatalf("error %v", err)
	}
	if !slices.Equal(e.Missing, []string{"a", "b", "key"}) || !slices.Equal(e.Unused, []string{"key", "y", "z"}) {
		t.Errorf("missing %q, unused %q", e.Missing, e.Unused)
	}
	if want := `missing parameters: "a", "b", "key"; unused parameters: "key", "y", "z"`; err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if _, err := syntax.ParseFact("f({a}, 1", syntax.Params{}); errors.As(err, &e) {
		t.Errorf("missing parameters are reported before the error of the text: %v", err)
	}
}

func TestUnfitParametersAreRefused(t *testing.T) {
	zero, badText, farDate := datalog.Term{}, datalog.String("\xff"), datalog.Date(253402300800)
	arraySet := must(datalog.Set(must(datalog.Array())))
	deep := datalog.Int(1)
	for range datalog.MaxDepth {
		deep = must(datalog.Array(deep))
	}
	for _, c := range []struct {
		text  string
		value datalog.Term
		want  string
	}{
		{"f({p})", datalog.Var("x"), `line 1, column 3: parameter "p": a variable is not a value`},
		{"f({p})", zero, `line 1, column 3: parameter "p": the value is empty or not UTF-8`},
		{"f([1, {p}])", badText, `line 1, column 7: parameter "p": the value is empty or not UTF-8`},
		{"f({p})", must(datalog.Array(farDate)), `line 1, column 3: parameter "p": a date after the year 9999 has no text`},
		{"f({p})", must(datalog.Array(arraySet)), `line 1, column 3: parameter "p": a set cannot hold arrays`},
		{"f({{p}})", must(datalog.Array()), `line 1, column 4: a set cannot hold arrays`},
		{"f({{p}})", must(datalog.Set()), `line 1, column 4: a set cannot hold sets`},
		{"f({1, {p}})", datalog.String("1"), `line 1, column 7: a set holds elements of one type, not integer and string`},
		{"f({{p}: 1})", datalog.Null(), `line 1, column 4: a key of a map is a string or an integer, not null`},
		{"f({1: 2, {p}: 1})", datalog.Null(), `line 1, column 10: a key of a map is a string or an integer, not null`},
		{"f([{p}])", deep, `line 1, column 3: nested deeper than 48 levels`},
	} {
		_, err := syntax.ParseFact(c.text, syntax.Params{Terms: map[string]datalog.Term{"p": c.value}})
		if err == nil || err.Error() != c.want {
			t.Errorf("%s with %v\n got %v\nwant %s", c.text, c.value, err, c.want)
		}
	}
	for want, key := range map[string]datalog.Key{
		`parameter "k": an ed25519 public key has 32 bytes, not 0`:     {},
		`parameter "k": unknown algorithm of a public key: algorithm9`: {Algorithm: 9, Bytes: alicesKey.Bytes},
	} {
		_, err := syntax.ParseCheck("check if true trusting {k}", syntax.Params{Keys: map[string]datalog.Key{"k": key}})
		if err == nil || err.Error() != "line 1, column 24: "+want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
