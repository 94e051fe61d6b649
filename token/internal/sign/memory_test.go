package sign_test

import (
	"bytes"
	"runtime/metrics"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
)

// boundMemory fails when f, which handles an input of so many bytes, allocates more than 4 bytes for each of them and half a
// megabyte, which covers what the runtime books late: up to a span of each size class.
func boundMemory(t *testing.T, input int, f func()) {
	t.Helper()
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	var spent uint64
	most := uint64(512<<10 + 4*input)
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

func TestLongKeysAndSignaturesAskForBoundedMemory(t *testing.T) {
	const size = 64 << 10
	for name, data := range map[string][]byte{
		"digits":          []byte("ed25519/" + strings.Repeat("0", size)),
		"private digits":  []byte("ed25519-private/" + strings.Repeat("0", size)),
		"no digits":       []byte("secp256r1/" + strings.Repeat("é", size/2)),
		"name":            []byte(strings.Repeat("a", size) + "/00"),
		"slashes":         bytes.Repeat([]byte("/"), size),
		"DER":             append([]byte{0x30, 0x83, 0, 0xff, 0xfc, 2, 0x82, 0x7f, 0xff}, make([]byte, size)...),
		"integer of 4 GB": {0x30, 6, 2, 0x84, 0xff, 0xff, 0xff, 0xff},
		"noise":           bytes.Repeat([]byte{0xff}, size),
	} {
		t.Run(name, func(t *testing.T) {
			for range 2 { // a second time, since the first is booked late
				boundMemory(t, len(data), func() { _, _ = sign.ParsePublicKey(string(data)) })
				boundMemory(t, len(data), func() { _, _ = sign.ParsePrivateKey(string(data)) })
				boundMemory(t, len(data), func() { _, _ = sign.ParseP256Signature(data) })
				boundMemory(t, len(data), func() { _, _ = sign.RevocationKey(datalog.P256, data) })
			}
		})
	}
}
