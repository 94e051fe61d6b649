package sign

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// MaxP256Signature is the size in bytes of the longest P-256 signature in DER: two numbers of 33 bytes.
const MaxP256Signature = 72

// p256Order is n, the order of P-256, and p256Half the largest S that is low, (n-1)/2; both big-endian.
var (
	p256Order = constant("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")
	p256Half  = constant("7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8")
)

// P256Signature is the pair (r, s) of a P-256 signature, both from 1 to n-1. It compares with ==. The zero P256Signature
// is no signature, and its DER does not parse.
type P256Signature struct {
	r, s [32]byte // big-endian
}

// ParseP256Signature reads SEQUENCE { INTEGER r, INTEGER s } in strict DER: minimal lengths, no needless zero in front, no
// negative number, nothing behind. So one pair has one encoding, and a token cannot get a second name by adding a byte.
// The error is a [*SignatureFormatError].
//
// It is written by hand because encoding/asn1 is a general parser of hostile bytes (CVE-2025-58185); this one cannot nest.
func ParseP256Signature(der []byte) (P256Signature, error) {
	refused := func() (P256Signature, error) {
		return P256Signature{}, newSignatureFormatError(datalog.P256, der)
	}
	// At most 72 bytes, so every length is one byte below 128, the only minimal form there.
	if len(der) < 2 || len(der) > MaxP256Signature || der[0] != tagSequence || int(der[1]) != len(der)-2 {
		return refused()
	}
	var sig P256Signature
	rest, ok := readInteger(&sig.r, der[2:])
	if !ok {
		return refused()
	}
	if rest, ok = readInteger(&sig.s, rest); !ok || len(rest) != 0 {
		return refused()
	}
	if !inRange(sig.r) || !inRange(sig.s) {
		return refused()
	}
	return sig, nil
}

const (
	tagInteger  = 0x02
	tagSequence = 0x30
)

// readInteger reads a non-negative INTEGER below 2^256 into dst, and returns what follows it.
func readInteger(dst *[32]byte, b []byte) (rest []byte, ok bool) {
	if len(b) < 2 || b[0] != tagInteger {
		return nil, false
	}
	size := int(b[1])
	if size == 0 || size > 33 || size > len(b)-2 {
		return nil, false
	}
	digits, rest := b[2:2+size], b[2+size:]
	switch {
	case digits[0] >= 0x80: // negative
		return nil, false
	case digits[0] == 0 && size > 1:
		if digits[1] < 0x80 { // a zero that no sign bit asks for
			return nil, false
		}
		digits = digits[1:]
	}
	if len(digits) > len(dst) {
		return nil, false
	}
	copy(dst[len(dst)-len(digits):], digits)
	return rest, true
}

func inRange(v [32]byte) bool {
	return v != [32]byte{} && bytes.Compare(v[:], p256Order[:]) < 0
}

// DER encodes the pair, in at most [MaxP256Signature] bytes.
func (g P256Signature) DER() []byte {
	der := make([]byte, 2, MaxP256Signature)
	der = appendInteger(der, g.r)
	der = appendInteger(der, g.s)
	der[0], der[1] = tagSequence, byte(len(der)-2)
	return der
}

func appendInteger(dst []byte, v [32]byte) []byte {
	digits := v[:]
	for len(digits) > 1 && digits[0] == 0 {
		digits = digits[1:]
	}
	if digits[0] >= 0x80 {
		dst = append(dst, tagInteger, byte(len(digits)+1), 0)
	} else {
		dst = append(dst, tagInteger, byte(len(digits)))
	}
	return append(dst, digits...)
}

// IsLow reports whether s is at most (n-1)/2.
func (g P256Signature) IsLow() bool { return bytes.Compare(g.s[:], p256Half[:]) <= 0 }

// Low gives the one of (r, s) and (r, n-s) that is low.
func (g P256Signature) Low() P256Signature {
	if g.IsLow() {
		return g
	}
	return g.Twin()
}

// Twin gives (r, n-s), which verifies whenever (r, s) does and which anybody can compute. Lists of revoked signatures that
// others made may hold either form, so both have to be looked up there.
func (g P256Signature) Twin() P256Signature {
	var borrow uint64
	for i := 24; i >= 0; i -= 8 {
		var d uint64
		d, borrow = bits.Sub64(binary.BigEndian.Uint64(p256Order[i:]), binary.BigEndian.Uint64(g.s[i:]), borrow)
		binary.BigEndian.PutUint64(g.s[i:], d)
	}
	return g
}
