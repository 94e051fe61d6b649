package wire_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

func checkOf(ops ...datalog.Op) datalog.Block {
	return datalog.Block{Checks: []datalog.Check{{Queries: []datalog.Rule{{
		Head: datalog.Predicate{Name: "query"}, Expressions: []datalog.Expression{ops},
	}}}}}
}

func factOf(terms ...datalog.Term) datalog.Block {
	return datalog.Block{Facts: []datalog.Predicate{{Name: "read", Terms: terms}}}
}

func TestRequiredVersionOfEachFeature(t *testing.T) {
	array := must(datalog.Array())
	for name, c := range map[string]struct {
		block datalog.Block
		want  uint32
	}{
		"nothing":           {datalog.Block{}, 3},
		"values of v3.0":    {factOf(datalog.Int(1), datalog.String("a"), datalog.Date(1), datalog.Bytes(nil), datalog.Bool(true), datalog.Strings("a")), 3},
		"null":              {factOf(datalog.Null()), 6},
		"set of null":       {factOf(must(datalog.Set(datalog.Null()))), 6},
		"array":             {factOf(array), 6},
		"map":               {factOf(must(datalog.Map())), 6},
		"set of arrays":     {factOf(must(datalog.Set(array))), 6},
		"array in a check":  {checkOf(datalog.Value(array)), 6},
		"type":              {checkOf(datalog.Op1(datalog.TypeOf)), 6},
		"extern":            {checkOf(datalog.Extern1("f")), 6},
		"extern of two":     {checkOf(datalog.Extern2("f")), 6},
		"length":            {checkOf(datalog.Op1(datalog.Length)), 3},
		"closure":           {checkOf(must(datalog.Lambda(nil))), 6},
		"check all":         {datalog.Block{Checks: []datalog.Check{{Kind: datalog.CheckAll}}}, 4},
		"reject if":         {datalog.Block{Checks: []datalog.Check{{Kind: datalog.RejectIf}}}, 6},
		"scope of a block":  {datalog.Block{Scopes: []datalog.Scope{{}}}, 4},
		"scope of a rule":   {datalog.Block{Rules: []datalog.Rule{{Scopes: []datalog.Scope{{}}}}}, 4},
		"null in a head":    {datalog.Block{Rules: []datalog.Rule{{Head: factOf(datalog.Null()).Facts[0]}}}, 6},
		"null in a body":    {datalog.Block{Rules: []datalog.Rule{{Body: factOf(datalog.Null()).Facts}}}, 6},
		"eager && and ||":   {checkOf(datalog.Op2(datalog.And), datalog.Op2(datalog.Or)), 3},
		"key in a scope":    {datalog.Block{Scopes: []datalog.Scope{{Kind: datalog.ScopeKey}}}, 4},
		"reject beside all": {datalog.Block{Checks: []datalog.Check{{Kind: datalog.CheckAll}, {Kind: datalog.RejectIf}}}, 6},
	} {
		if got := wire.RequiredVersion(c.block); got != c.want {
			t.Errorf("%s: version %d, want %d", name, got, c.want)
		}
	}
	want := map[datalog.Binary]uint32{
		datalog.BitwiseAnd: 4, datalog.BitwiseOr: 4, datalog.BitwiseXor: 4, datalog.StrictNotEqual: 4,
		datalog.Equal: 6, datalog.NotEqual: 6, datalog.LazyAnd: 6, datalog.LazyOr: 6, datalog.All: 6, datalog.Any: 6,
		datalog.Get: 6, datalog.ExternBinary: 6, datalog.TryOr: 6,
	}
	for o := datalog.LessThan; o <= datalog.TryOr; o++ {
		if got := wire.RequiredVersion(checkOf(datalog.Op2(o))); got != max(want[o], 3) {
			t.Errorf("binary operator %d: version %d, want %d", o, got, max(want[o], 3))
		}
	}
}

func TestVersionThatIsWritten(t *testing.T) {
	for _, c := range []struct {
		block   datalog.Block
		options wire.EncodeOptions
		want    uint32 // 0: refused
	}{
		{datalog.Block{}, wire.EncodeOptions{}, 3},
		{datalog.Block{}, wire.EncodeOptions{ThirdParty: true}, 5},
		{datalog.Block{}, wire.EncodeOptions{MinVersion: 4}, 4},
		{datalog.Block{}, wire.EncodeOptions{MinVersion: 4, ThirdParty: true}, 5},
		{factOf(datalog.Null()), wire.EncodeOptions{MinVersion: 4, ThirdParty: true}, 6},
		{datalog.Block{}, wire.EncodeOptions{MinVersion: 1}, 3},
		{datalog.Block{}, wire.EncodeOptions{MinVersion: 7}, 0},
	} {
		e, err := wire.EncodeBlock(c.block, nil, c.options)
		if e.Version != c.want || (err != nil) != (c.want == 0) {
			t.Errorf("%+v %+v: version %d, %v, want %d", c.block, c.options, e.Version, err, c.want)
		} else if b, err := decode(e.Data, c.options.ThirdParty); c.want != 0 && (err != nil || b.Version != c.want) {
			t.Errorf("%+v %+v: read as version %d, %v", c.block, c.options, b.Version, err)
		}
	}
}

func TestWhatCannotBeReadBackIsNotWritten(t *testing.T) {
	deep := datalog.Int(1)
	for range datalog.MaxDepth {
		deep = must(datalog.Array(deep))
	}
	key := func(a datalog.Algorithm, n int) datalog.Block {
		return datalog.Block{Scopes: []datalog.Scope{{Kind: datalog.ScopeKey, Key: datalog.Key{Algorithm: a, Bytes: strings.Repeat("k", n)}}}}
	}
	manySymbols := make([]datalog.Term, 1025)
	for i := range manySymbols {
		manySymbols[i] = datalog.String(fmt.Sprint("s", i))
	}
	for name, block := range map[string]datalog.Block{
		"invalid term":              factOf(datalog.Term{}),
		"invalid term in a check":   checkOf(datalog.Value(datalog.Term{})),
		"invalid operation":         checkOf(datalog.Op{}),
		"unknown unary operation":   checkOf(datalog.Op1(5)),
		"unknown binary operation":  checkOf(datalog.Op2(30)),
		"unknown kind of check":     {Checks: []datalog.Check{{Kind: 3}}},
		"unknown kind of scope":     {Scopes: []datalog.Scope{{Kind: 3}}},
		"string that is not UTF-8":  factOf(datalog.String("\xff")),
		"name that is not UTF-8":    {Facts: []datalog.Predicate{{Name: "\xff"}}},
		"context that is not UTF-8": {Context: "\xff"},
		"key of no algorithm":       key(2, 32),
		"short key":                 key(datalog.Ed25519, 31),
		"uncompressed key":          key(datalog.P256, 65),
		"too deep for a check":      checkOf(datalog.Value(deep)),
		"257 checks":                {Checks: make([]datalog.Check, 257)},
		"1,025 symbols":             factOf(manySymbols...),
		"symbols of 65 KiB":         factOf(datalog.String(strings.Repeat("x", 65<<10))),
		"a block of 65 KiB":         factOf(datalog.Bytes(make([]byte, 65<<10))),
		"16,385 nodes":              factOf(make([]datalog.Term, 16<<10)...),
	} {
		e, err := wire.EncodeBlock(block, nil, wire.EncodeOptions{})
		if err == nil || e.Data != nil || e.Version != 0 || e.Symbols != nil || e.Keys != nil {
			t.Errorf("%s: %v, %v", name, e, err)
		}
		_, refused := errors.AsType[*wire.EncodeError](err)
		if _, limited := errors.AsType[*wire.LimitError](err); !refused && !limited {
			t.Errorf("%s: %v is neither EncodeError nor LimitError", name, err)
		}
	}
	if _, err := wire.EncodeBlock(factOf(deep), nil, wire.EncodeOptions{}); err != nil {
		t.Errorf("not too deep for a fact: %v", err)
	}
}

func TestContextIsWrittenWhenThereIsOne(t *testing.T) {
	for _, c := range []struct {
		context string
		empty   bool
		want    []byte
	}{
		{"", false, ver(3)},
		{"", true, msg(text(2, ""), ver(3))},
		{"x", false, msg(text(2, "x"), ver(3))},
		{"x", true, msg(text(2, "x"), ver(3))},
	} {
		e, err := wire.EncodeBlock(datalog.Block{Context: c.context}, nil, wire.EncodeOptions{EmptyContext: c.empty})
		if err != nil || !bytes.Equal(e.Data, c.want) {
			t.Errorf("%q, %v: %x, %v, want %x", c.context, c.empty, e.Data, err, c.want)
		}
		if b, err := decode(e.Data, false); err != nil || b.HasContext != (c.empty || c.context != "") {
			t.Errorf("%q, %v: read %+v, %v", c.context, c.empty, b, err)
		}
	}
}

// Symbols are interned in the order of the text and written in the order of their indices.
func TestSetsAndMapsAreSortedBySymbolIndex(t *testing.T) {
	base := new(wire.Symbols)
	if err := base.Add([]string{"z", "m"}, nil); err != nil {
		t.Fatal(err)
	}
	s := datalog.String
	block := factOf(datalog.Strings("a", "z", "write", "m", "read", "c"),
		must(datalog.Map(datalog.Entry{Key: s("b"), Value: s("d")}, datalog.Entry{Key: s("m"), Value: s("b")}, datalog.Entry{Key: datalog.Int(5), Value: s("a")})),
		must(datalog.Set(must(datalog.Array(s("m"))), must(datalog.Array(s("z"))))))
	e, err := wire.EncodeBlock(block, base, wire.EncodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	entry := func(key []byte, value uint64) []byte { return sub(1, sub(1, key), sub(2, num(3, value))) }
	want := msg(text(1, "a"), text(1, "c"), text(1, "b"), text(1, "d"), ver(6), fact(
		term(sub(7, sub(1, num(3, 0)), sub(1, num(3, 1)), sub(1, num(3, 1024)), sub(1, num(3, 1025)), sub(1, num(3, 1026)), sub(1, num(3, 1027)))),
		term(sub(10, entry(num(1, 5), 1026), entry(num(2, 1025), 1028), entry(num(2, 1028), 1029))),
		term(sub(7, sub(1, sub(9, sub(1, num(3, 1024)))), sub(1, sub(9, sub(1, num(3, 1025)))))),
	))
	if !bytes.Equal(e.Data, want) {
		t.Errorf("%x, want\n%x", e.Data, want)
	}
	if symbols, _ := base.Len(); symbols != 2 {
		t.Errorf("encoding a block left %d symbols in the base table, want 2", symbols)
	}
}
