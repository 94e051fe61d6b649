package sign

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"math/big"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// smallOrderY holds every way to write the y coordinate of a point of order 1, 2, 4 or 8, little-endian without the sign
// bit: the five values y = 0, 1, -1 and ±y8, and 0 and 1 once more with the field's prime added. With either sign these
// are the 14 encodings that crypto/ed25519 takes and the reference refuses (decision 2, D5): under such a key one
// signature fits many messages.
var smallOrderY = [...][32]byte{
	constant("0000000000000000000000000000000000000000000000000000000000000000"), // 0
	constant("0100000000000000000000000000000000000000000000000000000000000000"), // 1
	constant("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"), // p-1
	constant("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"), // p
	constant("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"), // p+1
	constant("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), // y8
	constant("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), // -y8
}

// edwardsOrder is L, the order of the group of edwards25519, big-endian.
var edwardsOrder = constant("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed")

var (
	edwardsPrime = integer("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed") // p
	edwardsD     = integer("52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3") // d
	one          = big.NewInt(1)
)

// verifyEd25519 takes what ed25519-dalek's verify_strict takes. Both compare R byte by byte with the canonical encoding of
// what they compute, want S < L, and hash A as it came; the reference besides refuses A and R of small order. Neither
// refuses another A with y >= p: nobody knows a secret for one of those, and the revocation key does not depend on it.
func verifyEd25519(key, payload, sig []byte) error {
	if len(sig) != ed25519.SignatureSize {
		return newSignatureFormatError(datalog.Ed25519, sig)
	}
	if smallOrder(key) || smallOrder(sig[:32]) || !ed25519.Verify(key, payload, sig) {
		return &SignatureError{Algorithm: datalog.Ed25519, scalarRange: !scalarInRange(sig[32:])}
	}
	return nil
}

// smallOrder reports whether 32 bytes encode a point of the 8-torsion, in any encoding.
func smallOrder(encoded []byte) bool {
	y := [32]byte(encoded)
	y[31] &= 0x7f
	for i := range smallOrderY {
		if y == smallOrderY[i] {
			return true
		}
	}
	return false
}

// scalarInRange reports whether S, little-endian, is below L. It only chooses words: crypto/ed25519 has refused S by then.
func scalarInRange(s []byte) bool {
	var reversed [32]byte
	for i, b := range s {
		reversed[31-i] = b
	}
	return bytes.Compare(reversed[:], edwardsOrder[:]) < 0
}

// onEdwards25519 reports whether 32 bytes decode to a point, as crypto/ed25519 and the reference decode: y is taken modulo
// p, and x² = (y²-1)/(dy²+1) must be a square. The quotient is one exactly when the product is, which saves an inversion.
func onEdwards25519(encoded []byte) bool {
	var bigEndian [32]byte
	for i, b := range encoded {
		bigEndian[31-i] = b
	}
	bigEndian[0] &= 0x7f
	y := new(big.Int).SetBytes(bigEndian[:])
	y2 := y.Mod(y.Mul(y, y), edwardsPrime)
	v := new(big.Int).Mul(edwardsD, y2)
	v.Add(v, one)
	u := y2.Sub(y2, one)
	return big.Jacobi(u.Mod(u.Mul(u, v), edwardsPrime), edwardsPrime) >= 0
}

// constant reads 32 bytes written in this package's source, and panics on a slip of the pen.
func constant(text string) [32]byte {
	b, err := hex.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return [32]byte(b)
}

func integer(text string) *big.Int {
	b := constant(text)
	return new(big.Int).SetBytes(b[:])
}
