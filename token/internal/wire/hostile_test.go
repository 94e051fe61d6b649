package wire_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

var (
	yes      = sub(1, sub(1, num(6, 1))) // the operation that pushes true
	field200 = msg(num(200, 1), sub(201, []byte{0xff}), protowire.AppendFixed32(protowire.AppendTag(nil, 202, protowire.Fixed32Type), 1))
	group    = msg(protowire.AppendTag(nil, 20, protowire.StartGroupType), protowire.AppendTag(nil, 20, protowire.EndGroupType))
	overlong = bytes.Repeat([]byte{0xff}, 10)
)

func closures(n int) []byte {
	op := sub(1, num(6, 1))
	for range n {
		op = sub(4, sub(2, op))
	}
	return sub(1, op)
}

// What the reference refuses when it parses a token is an error; where it says no only when it evaluates, Invalid is set. The
// verdicts of the reference 6.0.0 were observed, unless the comment says that we differ.
func TestBlocksOfAttackers(t *testing.T) {
	const ok, invalid, malformed, limit = "ok", "invalid", "malformed", "limit"
	for name, c := range map[string]struct {
		block []byte
		want  string
	}{
		"arrays nested 48 deep":                  {msg(ver(6), fact(term(nested(48, num(2, 1))))), ok},
		"arrays nested 49 deep":                  {msg(ver(6), fact(term(nested(49, num(2, 1))))), limit},
		"arrays nested 60 deep":                  {msg(ver(6), fact(term(nested(60, num(2, 1))))), limit},
		"arrays nested 10,000 deep":              {msg(ver(6), fact(term(nested(10_000, num(2, 1))))), limit},
		"arrays nested 47 deep in a check":       {msg(ver(6), check(query(1, sub(1, sub(1, nested(47, num(2, 1))))))), ok},
		"arrays nested 48 deep in a check":       {msg(ver(6), check(query(1, sub(1, sub(1, nested(48, num(2, 1))))))), limit},
		"closures nested 47 deep":                {msg(ver(6), check(query(1, closures(47)))), ok},
		"closures nested 48 deep":                {msg(ver(6), check(query(1, closures(48)))), limit},
		"closures nested 10,000 deep":            {msg(ver(6), check(query(1, closures(10_000)))), limit},
		"unknown field at the last level":        {msg(ver(6), fact(term(nested(48, sub(9, num(9, 1)))))), limit},
		"unknown fields":                         {msg(ver(3), field200, fact(term(num(2, 1), field200))), ok},
		"group in an unknown field, not skipped": {msg(ver(3), group), malformed}, // the reference skips it
		"end of a group that never began":        {msg(ver(3), protowire.AppendTag(nil, 20, protowire.EndGroupType)), malformed},
		"wire type 6":                            {msg(ver(3), []byte{20<<3 | 6, 0}), malformed},
		"field number 0":                         {msg(ver(3), []byte{0, 0}), malformed},
		"field number beyond 29 bits":            {msg(ver(3), protowire.AppendVarint(nil, 1<<32), []byte{0}), malformed},
		"length beyond the end":                  {msg(ver(3), []byte{1<<3 | 2, 5, 'a'}), malformed},
		"length of 2^64-1":                       {msg(ver(3), []byte{1<<3 | 2}, protowire.AppendVarint(nil, 1<<64-1)), malformed},
		"length beyond the inner message":        {msg(ver(3), []byte{4<<3 | 2, 2, 1<<3 | 2, 9}, bytes.Repeat([]byte{0}, 20)), malformed},
		"varint of eleven bytes":                 {msg([]byte{3 << 3}, overlong, []byte{1}), malformed},
		"varint beyond 64 bits":                  {msg([]byte{3 << 3}, bytes.Repeat([]byte{0xff}, 9), []byte{2}), malformed},
		"varint with needless zeros":             {msg([]byte{3 << 3, 0x83, 0x80, 0x00}), ok},
		"varint cut off":                         {msg([]byte{3 << 3, 0x83}), malformed},
		"version as bytes":                       {sub(3, []byte{3}), malformed},
		"fact as a number":                       {msg(ver(3), num(4, 1)), malformed},
		"symbol that is not UTF-8":               {msg(text(1, "a\xff"), ver(3)), malformed},
		"context that is not UTF-8":              {msg(text(2, "a\xff"), ver(3)), malformed},
		"fact without a predicate":               {msg(ver(3), sub(4)), malformed},                            // the reference reads read()
		"predicate without a name":               {msg(ver(3), sub(4, sub(1, sub(2, num(2, 1))))), malformed}, // likewise
		"rule without a head":                    {msg(ver(3), sub(5)), malformed},                            // likewise
		"operation without a kind":               {msg(ver(3), check(query(1, sub(1, sub(2))))), malformed},   // the reference reads !
		"map entry without a key":                {msg(ver(6), fact(term(sub(10, sub(1, sub(2, num(2, 1))))))), malformed},
		"two predicates in a fact":               {msg(ver(3), sub(4, sub(1, num(1, 0)), sub(1, num(1, 1)))), malformed}, // the reference merges
		"two sets in a term":                     {msg(ver(3), fact(term(sub(7), sub(7)))), malformed},                   // likewise
		"two closures in an operation":           {msg(ver(6), check(query(1, sub(1, sub(4), sub(4))))), malformed},      // likewise

		"no version":                        {nil, invalid},
		"version 2":                         {ver(2), invalid},
		"version 7":                         {ver(7), invalid},
		"version 2^32+3, which is 3":        {ver(1<<32 + 3), ok},
		"two versions":                      {msg(ver(9), ver(3)), ok},
		"check kind 0 in version 3":         {msg(ver(3), check(query(1, yes), num(2, 0))), invalid},
		"check kind 0 in version 4":         {msg(ver(4), check(query(1, yes), num(2, 0))), ok},
		"check kind 3":                      {msg(ver(6), check(query(1, yes), num(2, 3))), invalid},
		"check kind 256":                    {msg(ver(6), check(query(1, yes), num(2, 256))), invalid},
		"reject if in version 5":            {msg(ver(5), check(query(1, yes), num(2, 2))), invalid},
		"reject if in version 6":            {msg(ver(6), check(query(1, yes), num(2, 2))), ok},
		"scope of a rule in version 3":      {msg(ver(3), check(sub(1, sub(1, num(1, 27)), sub(4, num(1, 0))))), invalid},
		"scope of a block in version 3":     {msg(ver(3), sub(7, num(1, 0))), invalid},
		"scope of a block in version 4":     {msg(ver(4), sub(7, num(1, 0))), ok},
		"scope type 2":                      {msg(ver(4), sub(7, num(1, 2))), invalid},
		"scope without content":             {msg(ver(4), sub(7)), invalid},
		"scope with an unknown key":         {msg(ver(4), sub(7, num(2, 0))), invalid},
		"scope with key -1":                 {msg(ver(4), sub(7, num(2, 1<<64-1))), invalid},
		"!== in version 3":                  {msg(ver(3), check(query(1, yes, yes, sub(1, sub(3, num(1, 20)))))), invalid},
		"null in version 3":                 {msg(ver(3), fact(term(sub(8)))), ok}, // decision 2, D3
		"null in version 4":                 {msg(ver(4), fact(term(sub(8)))), invalid},
		"array in version 3":                {msg(ver(3), fact(term(sub(9)))), ok}, // D2
		"array in version 4":                {msg(ver(4), fact(term(sub(9)))), ok}, // D2
		"unknown symbol":                    {msg(ver(3), fact(term(num(3, 1024)))), invalid},
		"symbol between the tables":         {msg(ver(3), fact(term(num(3, 28)))), invalid},
		"symbol 2^64-1":                     {msg(ver(3), fact(term(num(3, 1<<64-1)))), invalid},
		"unknown name":                      {msg(ver(3), sub(4, sub(1, num(1, 1030)))), invalid},
		"unknown variable":                  {msg(ver(3), check(sub(1, sub(1, num(1, 27)), sub(2, num(1, 0), term(num(1, 99)))))), invalid},
		"variable 2^32, which is read":      {msg(ver(3), fact(term(num(1, 1<<32)))), ok},
		"variable in a fact":                {msg(ver(3), fact(term(num(1, 0)))), ok},
		"variable in an array":              {msg(ver(6), fact(term(sub(9, sub(1, num(1, 0)))))), invalid}, // the reference takes it
		"variable in a map":                 {msg(ver(6), fact(term(sub(10, sub(1, sub(1, num(1, 0)), sub(2, num(1, 0))))))), invalid},
		"variable in a set":                 {msg(ver(3), fact(term(sub(7, sub(1, num(1, 0)))))), invalid},
		"set in a set":                      {msg(ver(3), fact(term(sub(7, sub(1, sub(7)))))), invalid},
		"set of two types":                  {msg(ver(3), fact(term(sub(7, sub(1, num(2, 1)), sub(1, num(6, 1)))))), invalid},
		"set of arrays":                     {msg(ver(6), fact(term(sub(7, sub(1, sub(9)), sub(1, sub(9, sub(1, sub(7)))))))), ok},
		"term without content":              {msg(ver(3), fact(term())), invalid},
		"term of an unknown kind":           {msg(ver(3), fact(term(num(11, 1)))), invalid},
		"map key without content":           {msg(ver(6), fact(term(sub(10, sub(1, sub(1), sub(2, num(2, 1))))))), invalid},
		"operation without content":         {msg(ver(3), check(query(1, sub(1)))), invalid},
		"unary operation 5":                 {msg(ver(6), check(query(1, yes, sub(1, sub(2, num(1, 5)))))), invalid},
		"binary operation 30":               {msg(ver(6), check(query(1, yes, sub(1, sub(3, num(1, 30)))))), invalid},
		"binary operation -1":               {msg(ver(6), check(query(1, yes, sub(1, sub(3, num(1, 1<<64-1)))))), invalid},
		"external function without name":    {msg(ver(6), check(query(1, yes, sub(1, sub(2, num(1, 4)))))), invalid},
		"name on a plain unary operation":   {msg(ver(6), check(query(1, yes, sub(1, sub(2, num(1, 0), num(2, 0)))))), invalid},
		"name on a plain binary operation":  {msg(ver(6), check(query(1, yes, sub(1, sub(3, num(1, 0), num(2, 0)))))), invalid},
		"external function":                 {msg(ver(6), check(query(1, yes, sub(1, sub(2, num(1, 4), num(2, 0)))))), ok},
		"empty arrays nested 49 deep":       {msg(ver(6), fact(term(nested(48, sub(9))))), invalid}, // the reference takes it
		"last of several members of a term": {msg(ver(3), fact(term(num(6, 1), sub(7, sub(1, num(2, 1))), num(2, 5), field200))), ok},
		"bad public key":                    {msg(ver(4), pkey(8, 0, "short")), "error"},
		"public key of algorithm 2":         {msg(ver(4), pkey(8, 2, key32(0))), invalid + " error"},
		"public key without algorithm":      {msg(ver(4), sub(8, text(2, key32(0)))), malformed},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := decode(c.block, false)
			var got string
			switch err.(type) {
			case nil:
				if got = ok; b.Invalid != nil {
					got = invalid
				}
			case *wire.MalformedError:
				got = malformed
			case *wire.LimitError:
				got = limit
			case *wire.DeserializationError:
				got = invalid + " error"
			default:
				got = "error"
			}
			if got != c.want {
				t.Errorf("%s: error %v, invalid %v, want %s", got, err, b.Invalid, c.want)
			}
			if err != nil && !emptyBlock(b) {
				t.Errorf("a block beside the error: %v", b)
			}
		})
	}
}

func emptyBlock(b wire.Block) bool {
	return b.Version == 0 && !b.HasContext && b.Symbols == nil && b.PublicKeys == nil && b.Invalid == nil && sameBlock(b.Datalog, datalog.Block{})
}

func TestReasonsAgainstABlockAreTyped(t *testing.T) {
	b, _ := decode(msg(ver(7), fact(term(num(3, 1024)))), false)
	if v, ok := errors.AsType[*wire.VersionError](b.Invalid); !ok || *v != (wire.VersionError{Maximum: 6, Minimum: 3, Actual: 7}) {
		t.Errorf("version 7: %#v", b.Invalid)
	}
	b, _ = decode(msg(ver(3), fact(term(num(3, 1030)))), false)
	if u, ok := errors.AsType[*wire.UnknownSymbolError](b.Invalid); !ok || u.Index != 1030 {
		t.Errorf("unknown symbol: %#v", b.Invalid)
	}
	if got := fmt.Sprint(b.Datalog.Facts); got != `[{read ["<1030?>"]}]` {
		t.Errorf("unknown symbol prints as %s", got)
	}
	b, _ = decode(msg(ver(4), sub(7, num(2, 3))), false)
	if !errors.Is(b.Invalid, wire.ErrUnknownExternalKey) {
		t.Errorf("unknown key: %#v", b.Invalid)
	}
	// What is no Datalog comes before what is unknown, wherever it stands.
	b, _ = decode(msg(ver(3), fact(term(num(3, 1030))), fact(term())), false)
	if _, ok := errors.AsType[*wire.DeserializationError](b.Invalid); !ok {
		t.Errorf("unknown symbol and empty term: %#v", b.Invalid)
	}
}

// A reader that looks up the last member but keeps the elements of an earlier one would see another term than the reference.
func TestLastMemberOfATermWins(t *testing.T) {
	b, err := decode(msg(ver(3), fact(term(sub(7, sub(1, num(2, 1))), num(2, 5), sub(7, sub(1, num(2, 2)))))), false)
	if err != nil || b.Invalid != nil || fmt.Sprint(b.Datalog.Facts) != "[{read [set[2]]}]" {
		t.Errorf("%v, error %v, invalid %v", b.Datalog, err, b.Invalid)
	}
}

func TestDuplicatesOnTheWireCollapseAsInTheReference(t *testing.T) {
	entry := func(k, v uint64) []byte { return sub(1, sub(1, num(1, k)), sub(2, num(2, v))) }
	b, err := decode(msg(ver(6), fact(term(sub(7, sub(1, num(2, 2)), sub(1, num(2, 1)), sub(1, num(2, 2))))),
		fact(term(sub(10, entry(1, 7), entry(0, 8), entry(1, 9))))), false)
	if err != nil || b.Invalid != nil || fmt.Sprint(b.Datalog.Facts) != "[{read [set[1, 2]]} {read [map[0: 8, 1: 9]]}]" {
		t.Errorf("%v, error %v, invalid %v", b.Datalog, err, b.Invalid)
	}
}

// Protobuf lets the symbols follow the statements that use them.
func TestOrderOfFieldsDoesNotMatter(t *testing.T) {
	b, err := decode(msg(fact(term(num(3, 1024))), sub(7, num(2, 0)), pkey(8, 0, key32(1)), ver(4), text(1, "late")), false)
	if err != nil || b.Invalid != nil || fmt.Sprint(b.Datalog.Facts) != `[{read ["late"]}]` {
		t.Errorf("%v, error %v, invalid %v", b.Datalog, err, b.Invalid)
	}
}

func TestPackedParametersAreRead(t *testing.T) {
	packed := protowire.AppendVarint(protowire.AppendVarint(nil, 1024), 0)
	b, err := decode(msg(text(1, "p"), ver(6), check(query(1, sub(1, sub(4, num(1, 1), sub(1, packed), sub(2, sub(1, num(6, 1)))))))), false)
	if err != nil || b.Invalid != nil {
		t.Fatalf("error %v, invalid %v", err, b.Invalid)
	}
	if params, _ := b.Datalog.Checks[0].Queries[0].Expressions[0][0].Closure(); !slices.Equal(params, []string{"write", "p", "read"}) {
		t.Errorf("parameters %q", params)
	}
}

func TestThirdPartyBlockBelowVersion5IsInvalid(t *testing.T) {
	for version := uint64(3); version <= 6; version++ {
		b, err := decode(ver(version), true)
		if err != nil || (b.Invalid == nil) != (version >= 5) {
			t.Errorf("version %d: error %v, invalid %v", version, err, b.Invalid)
		}
	}
}

func TestStrictRefusesWhatTheVersionDoesNotHave(t *testing.T) {
	for _, c := range []struct {
		block []byte
		needs uint64
	}{
		{fact(term(sub(8))), 6},
		{fact(term(sub(9))), 6},
		{fact(term(sub(7, sub(1, sub(10))))), 6},
		{check(query(1, yes, yes, sub(1, sub(3, num(1, uint64(datalog.Get)))))), 6},
		{check(query(1, yes, sub(1, sub(4)), sub(1, sub(3, num(1, uint64(datalog.TryOr)))))), 6},
		{sub(7, num(1, 1)), 4},
		{fact(term(num(2, 1))), 3},
	} {
		for version := uint64(3); version <= 6; version++ {
			d := wire.NewDecoder(wire.Limits{}, normalise)
			d.Strict = true
			b, err := d.DecodeBlock(msg(ver(version), c.block), new(wire.Symbols), false)
			if err != nil || (b.Invalid == nil) != (version >= c.needs) {
				t.Errorf("%x in version %d: error %v, invalid %v, needs %d", c.block, version, err, b.Invalid, c.needs)
			}
		}
	}
}

func TestLimitsOfBlocks(t *testing.T) {
	many := func(n int, field []byte) []byte { return bytes.Repeat(field, n) }
	for name, c := range map[string]struct {
		limits    wire.Limits
		good, bad []byte
	}{
		"statements by default": {wire.Limits{}, many(256, sub(6)), many(257, sub(6))},
		"statements":            {wire.Limits{Statements: 1}, sub(6), msg(sub(6), sub(5, sub(1, num(1, 0))))},
		"symbols by default":    {wire.Limits{}, symbolList(1024), symbolList(1025)},
		"bytes of symbols":      {wire.Limits{SymbolBytes: 4}, msg(text(1, "ab"), text(1, "cd")), msg(text(1, "ab"), text(1, "cde"))},
		"keys":                  {wire.Limits{Keys: 1}, pkey(8, 0, key32(1)), msg(pkey(8, 0, key32(1)), pkey(8, 0, key32(2)))},
		"nodes":                 {wire.Limits{Nodes: 3}, fact(term(num(2, 1)), term(num(2, 2))), fact(term(num(2, 1)), term(num(2, 2)), term(num(2, 3)))},
		"nodes by default":      {wire.Limits{}, many(16<<10, sub(7)), many(16<<10+1, sub(7))},
		"packed parameters":     {wire.Limits{Nodes: 9}, params(4), params(5)},
		"size of a block":       {wire.Limits{BlockSize: 10}, text(2, "abcdef"), text(2, "abcdefghi")},
		"depth":                 {wire.Limits{Depth: 3}, fact(term(num(2, 1))), fact(term(sub(8)))},
		"depth beyond 100":      {wire.Limits{Depth: 1000}, fact(term(nested(48, num(2, 1)))), fact(term(nested(49, num(2, 1))))},
	} {
		read := func(data []byte) error {
			_, err := wire.NewDecoder(c.limits, normalise).DecodeBlock(data, new(wire.Symbols), false)
			return err
		}
		if err := read(msg(c.good, ver(6))); err != nil {
			t.Errorf("%s: at the limit: %v", name, err)
		}
		if _, ok := errors.AsType[*wire.LimitError](read(msg(c.bad, ver(6)))); !ok {
			t.Errorf("%s: beyond the limit: no LimitError", name)
		}
	}
}

func TestNegativeLimitAllowsNothing(t *testing.T) {
	for _, limits := range []wire.Limits{{BlockSize: -1}, {Symbols: -1}, {Statements: -1}, {Nodes: -1}, {Keys: -1}} {
		_, err := wire.NewDecoder(limits, normalise).DecodeBlock(ver(3), new(wire.Symbols), false)
		if _, ok := errors.AsType[*wire.LimitError](err); !ok {
			t.Errorf("%+v: %v, want a LimitError", limits, err)
		}
	}
}

func symbolList(n int) (list []byte) {
	for i := range n {
		list = append(list, text(1, fmt.Sprintf("s%04d", i))...)
	}
	return list
}

// params is a check (3 nodes) with one closure (2) that has n packed parameters: n + 1.
func params(n int) []byte { return check(query(1, sub(1, sub(4, sub(1, make([]byte, n)))))) }

// The limits of a token hold for its blocks together, third parties' included.
func TestLimitsCountOverAllBlocks(t *testing.T) {
	for name, c := range map[string]struct {
		limits wire.Limits
		block  func(i int) []byte
	}{
		"symbols":          {wire.Limits{Symbols: 3}, func(i int) []byte { return text(1, strings.Repeat("x", i+1)) }},
		"bytes of symbols": {wire.Limits{SymbolBytes: 6}, func(i int) []byte { return text(1, strings.Repeat("x", i+1)) }},
		"keys":             {wire.Limits{Keys: 3}, func(i int) []byte { return pkey(8, 0, key32(i)) }},
		"nodes":            {wire.Limits{Nodes: 3}, func(i int) []byte { return sub(7, num(1, 0)) }},
	} {
		d, table := wire.NewDecoder(c.limits, normalise), new(wire.Symbols)
		for i := range 4 {
			_, err := d.DecodeBlock(msg(c.block(i), ver(6)), table, i%2 == 1)
			if _, refused := errors.AsType[*wire.LimitError](err); refused != (i == 3) {
				t.Errorf("%s: block %d: %v", name, i, err)
			}
		}
	}
}

// One long symbol with many references would print as thousands of times the size of its token.
func TestAmplificationBySymbolsIsRefused(t *testing.T) {
	long := strings.Repeat("n", 30_000)
	b := datalog.Block{}
	for range 40 {
		b.Facts = append(b.Facts, datalog.Predicate{Name: "f", Terms: []datalog.Term{datalog.String(long)}})
	}
	if _, err := wire.EncodeBlock(b, nil, wire.EncodeOptions{}); !isLimit(err) {
		t.Errorf("encoding: %v, want a limit", err)
	}
	encoded, err := wire.EncodeBlock(b, nil, wire.EncodeOptions{Limits: wire.Limits{Resolved: 2 << 20}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := decode(encoded.Data, false); !isLimit(err) {
		t.Errorf("decoding: %v, want a limit", err)
	}
}

func isLimit(err error) bool {
	_, ok := errors.AsType[*wire.LimitError](err)
	return ok
}
