package wire_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

// chain decodes the blocks of one token.
func chain(blocks ...[]byte) (out []wire.Block, err error) {
	d, table := wire.NewDecoder(wire.Limits{}, normalise), new(wire.Symbols)
	for _, data := range blocks {
		b, err := d.DecodeBlock(data, table, false)
		if err != nil {
			return out, err
		}
		out = append(out, b)
	}
	return out, nil
}

func TestDefaultSymbols(t *testing.T) {
	for i, want := range []string{
		"read", "write", "resource", "operation", "right", "time", "role", "owner", "tenant", "namespace", "user", "team",
		"service", "admin", "email", "group", "member", "ip_address", "client", "client_ip", "domain", "path", "version",
		"cluster", "node", "hostname", "nonce", "query",
	} {
		b, err := decode(msg(ver(3), fact(term(num(3, uint64(i))))), false)
		if err != nil || b.Invalid != nil || !b.Datalog.Facts[0].Terms[0].Equal(datalog.String(want)) {
			t.Errorf("symbol %d: %v, %v, %v, want %q", i, b.Datalog, err, b.Invalid, want)
		}
		b, err = decode(msg(text(1, want), ver(3)), false)
		if s, ok := errors.AsType[*wire.SymbolOverlapError](err); !ok || s.Symbol != want {
			t.Errorf("a block that defines %q: %v, %v", want, b, err)
		}
	}
}

// A library that drops a duplicate shifts every later symbol, and so reads another token than it verified.
func TestDuplicateSymbolsInABlockKeepTheirIndices(t *testing.T) {
	blocks, err := chain(msg(text(1, "a"), text(1, "a"), text(1, "b"), ver(3), fact(term(num(3, 1024)), term(num(3, 1025)), term(num(3, 1026)))))
	if err != nil || blocks[0].Invalid != nil {
		t.Fatal(err, blocks[0].Invalid)
	}
	if got := fmt.Sprint(blocks[0].Datalog.Facts); got != `[{read ["a" "a" "b"]}]` {
		t.Error(got)
	}
}

func TestSymbolOfAnEarlierBlockIsNotDefinedAnew(t *testing.T) {
	for _, n := range []int{1, 40, 60, 500} { // below and above the length from which the table is indexed
		first := msg(symbolList(n), ver(3))
		for _, again := range []int{0, n - 1} {
			_, err := chain(first, msg(text(1, fmt.Sprintf("s%04d", again)), ver(3)))
			if s, ok := errors.AsType[*wire.SymbolOverlapError](err); !ok || s.Symbol != fmt.Sprintf("s%04d", again) {
				t.Errorf("symbol %d of %d again: %v", again, n, err)
			}
		}
		blocks, err := chain(first, msg(text(1, "new"), ver(3), fact(term(num(3, 1024)), term(num(3, uint64(1024+n))))))
		if err != nil || blocks[1].Invalid != nil {
			t.Errorf("%d symbols and a new one: %v", n, err)
		} else if got := fmt.Sprint(blocks[1].Datalog.Facts); got != `[{read ["s0000" "new"]}]` {
			t.Errorf("%d symbols: %s", n, got)
		}
	}
}

// The reference resolves the symbols of all blocks against one table. Then whoever appends a block decides what an earlier one
// says, if that uses a number which nobody has defined yet.
func TestLaterBlockCannotDefineWhatAnEarlierOneUses(t *testing.T) {
	blocks, err := chain(msg(ver(3), fact(term(num(3, 1024)))), msg(text(1, "admin rights"), ver(3)))
	if err != nil {
		t.Fatal(err)
	}
	if u, ok := errors.AsType[*wire.UnknownSymbolError](blocks[0].Invalid); !ok || u.Index != 1024 {
		t.Errorf("invalid %v, facts %v", blocks[0].Invalid, blocks[0].Datalog.Facts)
	}
}

func TestPublicKeyIsListedOnce(t *testing.T) {
	key := datalog.Key{Algorithm: datalog.Ed25519, Bytes: key32(1)}
	one := msg(pkey(8, 0, key32(1)), ver(4))
	for _, blocks := range [][][]byte{{msg(one, one)}, {one, one}, {msg(pkey(8, 0, key32(0)), ver(4)), one, ver(3), one}} {
		_, err := chain(blocks...)
		if k, ok := errors.AsType[*wire.KeyOverlapError](err); !ok || k.Key != key {
			t.Errorf("%x: %v", blocks, err)
		}
	}
	blocks, err := chain(one, msg(pkey(8, 0, key32(2)), ver(4), sub(7, num(2, 0)), sub(7, num(2, 1))))
	if err != nil || blocks[1].Invalid != nil || blocks[1].Datalog.Scopes[0].Key != key || blocks[1].Datalog.Scopes[1].Key.Bytes != key32(2) {
		t.Errorf("scopes by key of both blocks: %v, %v", blocks, err)
	}
}

// The tables of third parties are their own (GHSA-rgqv-mwc3-c78m: shared ones let a third party put its key in the place of
// another's).
func TestThirdPartyTablesAreIsolated(t *testing.T) {
	d, table := wire.NewDecoder(wire.Limits{}, normalise), new(wire.Symbols)
	uses := msg(fact(term(num(3, 1024))), sub(7, num(2, 0)))
	read := func(data []byte, thirdParty bool) wire.Block {
		t.Helper()
		b, err := d.DecodeBlock(data, table, thirdParty)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	read(msg(text(1, "ours"), pkey(8, 0, key32(1)), ver(5)), false)
	theirs := read(msg(text(1, "theirs"), pkey(8, 0, key32(2)), ver(5), uses), true)
	if got := fmt.Sprint(theirs.Datalog.Facts); got != `[{read ["theirs"]}]` || theirs.Datalog.Scopes[0].Key.Bytes != key32(2) {
		t.Errorf("third party reads %v", theirs.Datalog)
	}
	same := read(msg(text(1, "ours"), pkey(8, 0, key32(1)), ver(5), uses), true)
	if same.Invalid != nil || fmt.Sprint(same.Datalog.Facts) != `[{read ["ours"]}]` {
		t.Errorf("third party with the same words: %v, %v", same.Datalog, same.Invalid)
	}
	if none := read(msg(ver(5), uses), true); none.Invalid == nil {
		t.Errorf("third party without tables reads %v", none.Datalog)
	}
	ours := read(msg(text(1, "more"), ver(5), fact(term(num(3, 1025))), uses), false)
	if ours.Invalid != nil || fmt.Sprint(ours.Datalog.Facts) != `[{read ["more"]} {read ["ours"]}]` || ours.Datalog.Scopes[0].Key.Bytes != key32(1) {
		t.Errorf("after third parties we read %v, %v", ours.Datalog, ours.Invalid)
	}
	if symbols, keys := table.Len(); symbols != 2 || keys != 1 {
		t.Errorf("the token has %d symbols and %d keys, want 2 and 1", symbols, keys)
	}
}

// The reference finds these only when it evaluates; the token stays readable.
func TestBadTablesOfThirdPartiesMakeTheBlockInvalid(t *testing.T) {
	for name, data := range map[string][]byte{
		"default symbol":    text(1, "read"),
		"key listed twice":  msg(pkey(8, 0, key32(1)), pkey(8, 0, key32(1))),
		"malformed key":     pkey(8, 0, "short"),
		"unknown algorithm": pkey(8, 5, key32(1)),
	} {
		b, err := decode(msg(data, ver(5)), true)
		if err != nil || b.Invalid == nil {
			t.Errorf("%s: error %v, invalid %v", name, err, b.Invalid)
		}
	}
	b, err := decode(msg(pkey(8, 0, "short"), pkey(8, 0, key32(2)), ver(5), sub(7, num(2, 1))), true)
	if err != nil || b.Datalog.Scopes[0].Key.Bytes != key32(2) {
		t.Errorf("a malformed key shifts the next: %v, %v", b, err)
	}
}

func TestDecoderWithoutNormaliseAcceptsNoKey(t *testing.T) {
	b, err := wire.NewDecoder(wire.Limits{}, nil).DecodeBlock(msg(pkey(8, 0, key32(1)), ver(4)), new(wire.Symbols), false)
	if err == nil || !emptyBlock(b) {
		t.Errorf("%v, %v", b, err)
	}
}

func TestSymbolsAddAndClone(t *testing.T) {
	table := new(wire.Symbols)
	var all []string
	for i := range 100 {
		all = append(all, fmt.Sprintf("s%d", i))
	}
	if err := table.Add(all[:60], nil); err != nil {
		t.Fatal(err)
	}
	key := datalog.Key{Bytes: key32(1)}
	clone := table.Clone()
	if err := clone.Add(all[60:], []datalog.Key{key}); err != nil {
		t.Fatal(err)
	}
	if err := table.Add(slices.Concat(all[99:], all[:1]), nil); err == nil {
		t.Error("s0 is added twice")
	}
	if err := table.Add(all[99:], []datalog.Key{key, key}); err == nil {
		t.Error("a key is added twice")
	}
	if symbols, keys := table.Len(); symbols != 60 || keys != 0 {
		t.Errorf("%d symbols, %d keys after refusals, want 60, 0", symbols, keys)
	}
	if err := table.Add(all[60:], []datalog.Key{key}); err != nil {
		t.Errorf("what was added to the clone: %v", err)
	}
	if symbols, keys := clone.Len(); symbols != 100 || keys != 1 {
		t.Errorf("clone has %d symbols, %d keys, want 100, 1", symbols, keys)
	}
}
