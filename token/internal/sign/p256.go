package sign

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

const (
	compressedSize   = 33 // SEC 1, 2.3.3: 02 or 03, X
	uncompressedSize = 65 // 04, X, Y
)

// decodeP256 reads a point in a SEC 1 form and reports whether it is one. Infinity, hybrid forms (06, 07) and the draft
// "compact" form (05) are refused.
func decodeP256(point *[64]byte, b []byte) bool {
	switch len(b) {
	case compressedSize:
		x, y := elliptic.UnmarshalCompressed(elliptic.P256(), b)
		if x == nil {
			return false
		}
		x.FillBytes(point[:32])
		y.FillBytes(point[32:])
		return true
	case uncompressedSize:
		if _, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), b); err != nil {
			return false
		}
		copy(point[:], b[1:])
		return true
	}
	return false
}

func (k PublicKey) ecdsa() (*ecdsa.PublicKey, error) {
	var b [uncompressedSize]byte
	b[0] = 4
	copy(b[1:], k.point[:])
	return ecdsa.ParseUncompressedPublicKey(elliptic.P256(), b[:])
}

// verifyP256 takes s and n-s alike: half of the reference's signatures have the high one (decision 2, D4). Whoever
// uses a signature as a name must therefore use [RevocationKey].
func (k PublicKey) verifyP256(payload, sig []byte) error {
	if _, err := ParseP256Signature(sig); err != nil {
		return err
	}
	pub, err := k.ecdsa()
	digest := sha256.Sum256(payload)
	if err != nil || !ecdsa.VerifyASN1(pub, digest[:], sig) {
		return &SignatureError{Algorithm: datalog.P256}
	}
	return nil
}

// signP256 signs a SHA-256 digest with the nonce of RFC 6979 and writes the low S.
func signP256(key *ecdsa.PrivateKey, digest []byte) ([]byte, error) {
	// No source of randomness asks the standard library for RFC 6979.
	raw, err := key.Sign(nil, digest, crypto.SHA256)
	if err != nil {
		return nil, err
	}
	return lowS(raw)
}

func lowS(raw []byte) ([]byte, error) {
	sig, err := ParseP256Signature(raw)
	if err != nil {
		return nil, ErrBadSigner
	}
	return sig.Low().DER(), nil
}
