package wire_test

import (
	"bytes"
	"runtime/metrics"
	"testing"

	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

// perByte is for the densest block, of empty closures, with room for twice as much.
const perByte = 80

// boundMemory fails when f, which handles an input of so many bytes, allocates more than perByte for each of them and half a
// megabyte, which covers what the runtime books late: up to a span of each size class.
func boundMemory(t *testing.T, input int, f func()) {
	t.Helper()
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	var spent uint64
	most := uint64(512<<10 + perByte*input)
	// What the runtime and the fuzzer allocate at the same time counts too, but not every time.
	for range 5 {
		metrics.Read(sample)
		before := sample[0].Value.Uint64()
		f()
		metrics.Read(sample)
		if spent = sample[0].Value.Uint64() - before; spent <= most {
			return
		}
	}
	t.Fatalf("%d bytes of memory for %d bytes of input, at most %d", spent, input, most)
}

// Each asks for as much as 64 KiB can, of one thing: by its length, or by how small it is written.
func TestTheLongestInputAsksForBoundedMemory(t *testing.T) {
	fill := func(unit []byte) []byte { return repeat(unit, (64<<10-64)/len(unit)) }
	most := func(unit []byte) []byte { return repeat(unit, min(16_000, (64<<10-64)/len(unit))) } // as many nodes as are read
	terms := func(terms []byte) []byte { return msg(ver(6), sub(4, sub(1, num(1, 0), terms))) }
	ops := func(ops []byte) []byte { return msg(ver(6), check(sub(1, sub(1, num(1, 27)), sub(3, ops)))) }
	one := num(2, 1)
	for name, data := range map[string][]byte{
		"symbols":                    msg(symbolList(1024), ver(3)),
		"empty symbols":              msg(fill(text(1, "")), ver(3)),
		"one long symbol":            msg(text(1, string(fill([]byte("x")))), ver(3)),
		"length of 2^63":             msg(ver(3), []byte{1<<3 | 2}, []byte{255, 255, 255, 255, 255, 255, 255, 255, 127}),
		"keys":                       msg(ver(3), fill(pkey(8, 0, key32(1)))),
		"facts":                      msg(ver(3), fill(sub(4, sub(1, num(1, 0))))),
		"checks":                     msg(ver(3), fill(sub(6))),
		"queries":                    msg(ver(3), repeat(sub(6, repeat(sub(1, sub(1, num(1, 27))), 40)), 200)),
		"expressions":                msg(ver(3), check(sub(1, sub(1, num(1, 27)), most(sub(3))))),
		"scopes":                     msg(ver(4), most(sub(7, num(1, 0)))),
		"terms":                      terms(most(term(one))),
		"more terms than are read":   terms(fill(term())),
		"unknown symbols":            terms(most(term(num(3, 99_999)))),
		"sets":                       terms(most(term(sub(7)))),
		"set":                        terms(term(sub(7, most(sub(1, one))))),
		"map":                        terms(term(sub(10, most(sub(1, sub(1, num(1, 1)), sub(2, one)))))),
		"arrays":                     terms(term(sub(9, most(sub(1, sub(9)))))),
		"operations":                 ops(most(sub(1, sub(1, one)))),
		"operations without content": ops(most(sub(1))),
		"closures":                   ops(most(sub(1, sub(4)))),
		"parameters":                 ops(most(sub(1, sub(4, packed(10))))),
		"nested":                     terms(term(nested(10_000, one))),
		"unknown fields":             fill(num(9, 1)),
		"not UTF-8":                  text(1, string(fill([]byte{0xff}))),
		"noise":                      fill([]byte{0xff}),
		"blocks":                     msg(signed(2, nil), fill(sub(3)), seal),
		"64 blocks":                  msg(signed(2, nil), repeat(signed(3, nil), 63), seal),
		"one long block":             msg(signed(2, fill([]byte{0})), seal),
	} {
		t.Run(name, func(t *testing.T) {
			for range 2 { // a second time, since the first is booked late
				boundMemory(t, len(data), func() { _, _ = decode(data, false) })
				boundMemory(t, len(data), func() { _, _ = wire.DecodeToken(data, wire.Limits{}) })
				boundMemory(t, len(data), func() { _, _ = wire.DecodeText(string(data), 64<<10) })
			}
		})
	}
}

// packed is a field of closure parameters, all in one.
func packed(n int) []byte { return sub(1, bytes.Repeat([]byte{1}, n)) }
