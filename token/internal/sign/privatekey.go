package sign

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// SecretSize is the size in bytes of a secret: an Ed25519 seed, or a P-256 scalar, big-endian.
const SecretSize = 32

// PrivateKey is a key held in memory. It is a [crypto.Signer]; printing it in any way shows its public key only, and
// [PrivateKey.SecretText] and [PrivateKey.SecretBytes] are the two ways to the secret. The zero PrivateKey signs nothing.
type PrivateKey struct {
	public PublicKey
	// A function, because printers walk through the unexported fields of structs, and some through pointers, without asking
	// for a String method: fmt does with %s. None looks into a closure.
	open func() secret
}

// secret has one field set, by algorithm.
type secret struct {
	ed ed25519.PrivateKey
	ec *ecdsa.PrivateKey
}

// Generate makes a new key from crypto/rand. The error is an [*AlgorithmError].
func Generate(alg datalog.Algorithm) (PrivateKey, error) {
	for {
		var b [SecretSize]byte
		rand.Read(b[:]) // never fails; it ends the program rather than give weak bytes
		k, err := NewPrivateKey(alg, b[:])
		// One P-256 scalar in 2^32 is out of range: draw again. Any other error is final.
		if _, outOfRange := errors.AsType[*KeyError](err); outOfRange {
			continue
		}
		return k, err
	}
}

// NewPrivateKey makes a key from its secret of [SecretSize] bytes, which it copies. The errors are [*KeySizeError], a
// [*KeyError] for a P-256 scalar that is not from 1 to n-1, and [*AlgorithmError].
func NewPrivateKey(alg datalog.Algorithm, b []byte) (PrivateKey, error) {
	if alg != datalog.Ed25519 && alg != datalog.P256 {
		return PrivateKey{}, &AlgorithmError{Algorithm: alg}
	}
	if len(b) != SecretSize {
		return PrivateKey{}, &KeySizeError{Size: len(b)}
	}
	if alg == datalog.Ed25519 {
		ed := ed25519.NewKeyFromSeed(b)
		k := PrivateKey{public: PublicKey{set: true, alg: alg}, open: func() secret { return secret{ed: ed} }}
		copy(k.public.point[:], ed[ed25519.SeedSize:])
		return k, nil
	}
	ec, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), b)
	if err != nil {
		return PrivateKey{}, &KeyError{Reason: "the scalar is not from 1 to n-1"}
	}
	public, err := FromCrypto(&ec.PublicKey)
	if err != nil {
		return PrivateKey{}, err
	}
	return PrivateKey{public: public, open: func() secret { return secret{ec: ec} }}, nil
}

// PublicOf gives the public half of a secret, with the errors of [NewPrivateKey].
func PublicOf(alg datalog.Algorithm, b []byte) (PublicKey, error) {
	if alg != datalog.Ed25519 || len(b) != ed25519.SeedSize {
		k, err := NewPrivateKey(alg, b)
		return k.PublicKey(), err
	}
	// Without the key itself: every verification of a token with a secret comes here.
	k := PublicKey{set: true, alg: alg}
	copy(k.point[:], ed25519.NewKeyFromSeed(b)[ed25519.SeedSize:])
	return k, nil
}

// IsZero reports whether k is the zero key.
func (k PrivateKey) IsZero() bool { return k.open == nil }

// PublicKey gives the public half; zero for the zero key.
func (k PrivateKey) PublicKey() PublicKey { return k.public }

// Public gives the public half as the standard library knows it; nil for the zero key.
func (k PrivateKey) Public() crypto.PublicKey { return k.public.Crypto() }

// SecretBytes gives the secret, [SecretSize] bytes; nil for the zero key.
func (k PrivateKey) SecretBytes() []byte {
	if k.open == nil {
		return nil
	}
	s := k.open()
	if s.ec == nil {
		return s.ed.Seed()
	}
	b, err := s.ec.Bytes()
	if err != nil {
		return nil // not reached: NewPrivateKey has checked the scalar
	}
	return b
}

// Equal reports whether x is a PrivateKey with the same secret, in constant time.
func (k PrivateKey) Equal(x crypto.PrivateKey) bool {
	other, ok := x.(PrivateKey)
	if !ok || k.open == nil || other.open == nil || k.public.alg != other.public.alg {
		return false
	}
	return subtle.ConstantTimeCompare(k.SecretBytes(), other.SecretBytes()) == 1
}

// Sign makes k a [crypto.Signer]: Ed25519 takes the message and crypto.Hash(0), P-256 a digest and crypto.SHA256. Both
// are deterministic and ignore the source of randomness; P-256 gives DER with the low S.
func (k PrivateKey) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	if k.open == nil {
		return nil, ErrNoKey
	}
	if opts == nil {
		return nil, errors.New("no hash function was named")
	}
	s := k.open()
	if s.ec != nil {
		if opts.HashFunc() != crypto.SHA256 || len(digest) != crypto.SHA256.Size() {
			return nil, errors.New("a secp256r1 key signs a SHA-256 digest only")
		}
		return signP256(s.ec, digest)
	}
	// Ed25519ctx is another scheme, which no verifier of tokens knows.
	if o, ok := opts.(*ed25519.Options); ok && o.Context != "" || opts.HashFunc() != 0 {
		return nil, errors.New("an ed25519 key signs plain messages only")
	}
	return ed25519.Sign(s.ed, digest), nil
}

// String names the key by its public half.
func (k PrivateKey) String() string {
	if k.open == nil {
		return "no private key"
	}
	return fmt.Sprintf("private key of %v", k.public)
}

// Format prints [PrivateKey.String] for every verb and flag.
func (k PrivateKey) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, k.String()) // fmt keeps the error of its writer itself
}

// LogValue logs [PrivateKey.String].
func (k PrivateKey) LogValue() slog.Value { return slog.StringValue(k.String()) }
