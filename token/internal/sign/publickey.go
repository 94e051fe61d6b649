package sign

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// noAlgorithm is what a zero key answers: no algorithm of the format has this number.
const noAlgorithm datalog.Algorithm = 255

// PublicKey is a point on its curve, ready to verify. It compares with ==, and one point of P-256 has one value whatever
// form it came in. The zero PublicKey verifies nothing.
type PublicKey struct {
	set   bool
	alg   datalog.Algorithm
	point [64]byte // Ed25519: the 32 bytes as they came, as they are hashed so, then zeros; P-256: X and Y, big-endian
}

// NewPublicKey reads a key's bytes: 32 for Ed25519, any SEC 1 form (33 bytes compressed, 65 uncompressed) for P-256.
//
// A point of small order is a key, as for the reference, which accepts it in a block's list of keys; but it verifies
// nothing. The errors are [*KeySizeError], [*KeyError] and [*AlgorithmError].
func NewPublicKey(alg datalog.Algorithm, b []byte) (PublicKey, error) {
	k, err := NewChainKey(alg, b)
	if err != nil {
		return PublicKey{}, err
	}
	if alg == datalog.Ed25519 && !onEdwards25519(k.point[:32]) {
		return PublicKey{}, &KeyError{
			Reason:    "not a point of edwards25519",
			reference: "signature error: Cannot decompress Edwards point",
		}
	}
	return k, nil
}

// NewChainKey is [NewPublicKey] for a key that a signature or a secret proves right after, such as the next key of a block:
// whether an Ed25519 key is a point is left to that proof, where it costs nothing more. A key that is
// no point verifies nothing. For keys that stand alone, in a configuration or in a block's list, use NewPublicKey.
func NewChainKey(alg datalog.Algorithm, b []byte) (PublicKey, error) {
	k := PublicKey{set: true, alg: alg}
	switch alg {
	case datalog.Ed25519:
		if len(b) != ed25519.PublicKeySize {
			return PublicKey{}, &KeySizeError{Size: len(b)}
		}
		copy(k.point[:], b)
		return k, nil
	case datalog.P256:
		if !decodeP256(&k.point, b) {
			return PublicKey{}, &KeyError{Reason: "not a point of P-256 in a SEC 1 form"}
		}
		return k, nil
	}
	return PublicKey{}, &AlgorithmError{Algorithm: alg}
}

// FromKey reads a key that the Datalog engine holds, with the errors of [NewPublicKey].
func FromKey(k datalog.Key) (PublicKey, error) {
	return NewPublicKey(k.Algorithm, []byte(k.Bytes))
}

// FromCrypto reads a key of the standard library: an [ed25519.PublicKey], or an [*ecdsa.PublicKey] on P-256.
func FromCrypto(pub crypto.PublicKey) (PublicKey, error) {
	switch pub := pub.(type) {
	case ed25519.PublicKey:
		return NewPublicKey(datalog.Ed25519, pub)
	case *ecdsa.PublicKey:
		if pub == nil || pub.Curve != elliptic.P256() {
			return PublicKey{}, &KeyError{Reason: "an ECDSA key must be on P-256"}
		}
		b, err := pub.Bytes()
		if err != nil {
			return PublicKey{}, &KeyError{Reason: "not a point of P-256"}
		}
		return NewPublicKey(datalog.P256, b)
	}
	return PublicKey{}, &KeyError{Reason: "neither ed25519.PublicKey nor *ecdsa.PublicKey"}
}

// IsZero reports whether k is the zero key.
func (k PublicKey) IsZero() bool { return !k.set }

// Algorithm gives the key's algorithm; for the zero key one that does not exist.
func (k PublicKey) Algorithm() datalog.Algorithm {
	if !k.set {
		return noAlgorithm
	}
	return k.alg
}

// Bytes gives the key as tokens and signed payloads hold it: 32 bytes for Ed25519, 33 for P-256, the compressed form
// whatever form was read. The zero key gives none.
func (k PublicKey) Bytes() []byte { return k.AppendBytes(nil) }

// AppendBytes appends what [PublicKey.Bytes] gives.
func (k PublicKey) AppendBytes(dst []byte) []byte {
	switch {
	case !k.set:
		return dst
	case k.alg == datalog.P256:
		return append(append(dst, 2|k.point[63]&1), k.point[:32]...)
	}
	return append(dst, k.point[:32]...)
}

// Key gives the key as the Datalog engine knows it; the zero key gives one that equals no signer's.
func (k PublicKey) Key() datalog.Key {
	return datalog.Key{Algorithm: k.Algorithm(), Bytes: string(k.Bytes())}
}

// Crypto gives the key as the standard library knows it, as for [crypto.Signer]; nil for the zero key.
func (k PublicKey) Crypto() crypto.PublicKey {
	switch {
	case !k.set:
		return nil
	case k.alg == datalog.P256:
		pub, err := k.ecdsa()
		if err != nil {
			return nil
		}
		return pub
	}
	return ed25519.PublicKey(bytes.Clone(k.point[:32]))
}

// Verify checks a signature of payload. It returns nil, or a [*SignatureError], a [*SignatureFormatError] or [ErrNoKey].
func (k PublicKey) Verify(payload, sig []byte) error {
	switch {
	case !k.set:
		return ErrNoKey
	case k.alg == datalog.P256:
		return k.verifyP256(payload, sig)
	}
	return verifyEd25519(k.point[:32], payload, sig)
}
