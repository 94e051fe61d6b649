package wire_test

import (
	"fmt"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

// authorityBlock and narrowingBlock are the usual workload: an authority with user, agent, three rights and an expiry;
// then blocks with an agent, an expiry, one operation check with a set and one resource check.
func authorityBlock() datalog.Block {
	s, v := datalog.String, datalog.Var
	pred := func(name string, terms ...datalog.Term) datalog.Predicate {
		return datalog.Predicate{Name: name, Terms: terms}
	}
	return datalog.Block{
		Facts: []datalog.Predicate{
			pred("user", s("alice@acme.example")), pred("agent", s("coder")),
			pred("right", s("repos:read"), s("/acme/")), pred("right", s("prs:write"), s("/acme/site")), pred("right", s("mail:send"), s("/")),
		},
		Checks: []datalog.Check{{Queries: []datalog.Rule{{
			Head: pred("query"), Body: []datalog.Predicate{pred("time", v("t"))},
			Expressions: []datalog.Expression{{datalog.Value(v("t")), datalog.Value(datalog.Date(1_800_000_000)), datalog.Op2(datalog.LessThan)}},
		}}}},
	}
}

func narrowingBlock(i int) datalog.Block {
	v := func(name string) datalog.Op { return datalog.Value(datalog.Var(name)) }
	check := func(name, variable string, ops ...datalog.Op) datalog.Check {
		return datalog.Check{Queries: []datalog.Rule{{
			Head:        datalog.Predicate{Name: "query"},
			Body:        []datalog.Predicate{{Name: name, Terms: []datalog.Term{datalog.Var(variable)}}},
			Expressions: []datalog.Expression{ops},
		}}}
	}
	return datalog.Block{
		Facts: []datalog.Predicate{{Name: "agent", Terms: []datalog.Term{datalog.String(fmt.Sprint("helper", i))}}},
		Checks: []datalog.Check{
			check("time", "t", v("t"), datalog.Value(datalog.Date(1_790_000_000)), datalog.Op2(datalog.LessThan)),
			check("operation", "op", datalog.Value(datalog.Strings("repos:read", "repos:list")), v("op"), datalog.Op2(datalog.Contains)),
			check("resource", "r", v("r"), datalog.Value(datalog.String(fmt.Sprint("/acme/site/", i))), datalog.Op2(datalog.Prefix),
				v("r"), datalog.Op1(datalog.Length), datalog.Value(datalog.Int(256)), datalog.Op2(datalog.LessThan), datalog.Op2(datalog.And)),
		},
	}
}

// workload returns a token of n blocks in its text form.
func workload(tb testing.TB, n int) string {
	table, token := new(wire.Symbols), wire.Token{NextSecret: []byte(key32(0))}
	for i := range n {
		block := authorityBlock()
		if i > 0 {
			block = narrowingBlock(i)
		}
		e, err := wire.EncodeBlock(block, table, wire.EncodeOptions{})
		if err != nil {
			tb.Fatal(err)
		}
		if err := table.Add(e.Symbols, e.Keys); err != nil {
			tb.Fatal(err)
		}
		token.Blocks = append(token.Blocks, wire.SignedBlock{Data: e.Data, NextKey: wire.PublicKeyBytes{Bytes: []byte(key32(i))}, Signature: make([]byte, 64)})
	}
	return wire.EncodeText(token.Encode())
}

func decodeAll(text string) (blocks int, err error) {
	data, err := wire.DecodeText(text, 64<<10)
	if err != nil {
		return 0, err
	}
	token, err := wire.DecodeToken(data, wire.Limits{})
	if err != nil {
		return 0, err
	}
	d, table := wire.NewDecoder(wire.Limits{}, normalise), new(wire.Symbols)
	d.Expect(len(token.Blocks))
	for i := range token.Blocks {
		b, err := d.DecodeBlock(token.Blocks[i].Data, table, false)
		if err != nil {
			return 0, err
		}
		if b.Invalid != nil {
			return 0, b.Invalid
		}
	}
	return len(token.Blocks), nil
}

// BenchmarkDecode reads tokens from text to Datalog, without signatures: the part of P1 and P2 that is this package's.
func BenchmarkDecode(b *testing.B) {
	for _, n := range []int{1, 3, 10} {
		text := workload(b, n)
		b.Run(fmt.Sprint("blocks=", n), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if blocks, err := decodeAll(text); err != nil || blocks != n {
					b.Fatal(blocks, err)
				}
			}
		})
	}
}

// BenchmarkEncodeNarrowing writes the block that a delegation appends (P6).
func BenchmarkEncodeNarrowing(b *testing.B) {
	table := new(wire.Symbols)
	e, err := wire.EncodeBlock(authorityBlock(), nil, wire.EncodeOptions{})
	if err != nil {
		b.Fatal(err)
	}
	if err := table.Add(e.Symbols, e.Keys); err != nil {
		b.Fatal(err)
	}
	block := narrowingBlock(1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := wire.EncodeBlock(block, table, wire.EncodeOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkHostile reads what costs most for its size: 64 KiB of symbols, of nodes, of empty blocks.
func BenchmarkHostile(b *testing.B) {
	for name, data := range map[string][]byte{
		"symbols": msg(symbolList(1024), ver(3)),
		"nodes":   msg(ver(3), fact(make([]byte, 0)), sub(4, sub(1, num(1, 0), repeat(term(num(2, 1)), 16_000)))),
		"unknown": repeat(num(9, 1), 32_000),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := decode(data, false); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func repeat(field []byte, n int) (out []byte) {
	for range n {
		out = append(out, field...)
	}
	return out
}

// A whole verification may take 29, 70 and 214 allocations (BenchmarkP2). Decoding leaves the rest of it room.
func TestDecodingAllocatesLittle(t *testing.T) {
	for n, most := range map[int]float64{1: 14, 3: 24, 10: 60} {
		text := workload(t, n)
		got := testing.AllocsPerRun(50, func() {
			if _, err := decodeAll(text); err != nil {
				t.Error(err)
			}
		})
		if got > most {
			t.Errorf("%d blocks: %.0f allocations, want at most %.0f", n, got, most)
		}
		t.Logf("%d blocks: %.0f allocations", n, got)
	}
}
