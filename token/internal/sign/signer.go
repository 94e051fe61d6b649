package sign

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// Signer signs payloads of tokens with a key in memory, or one that a [crypto.Signer] keeps elsewhere: an agent, a
// hardware module, a key management service. The zero Signer signs nothing. It is as safe for concurrent use as the
// crypto.Signer behind it.
type Signer struct {
	key    PublicKey
	memory PrivateKey    // set for a key in memory
	remote crypto.Signer // set for any other
}

// NewSigner wraps s, whose Public must give an [ed25519.PublicKey] or an [*ecdsa.PublicKey] on P-256, at once and always
// the same. A private key of the standard library is copied, and refused when its two halves do not belong together: two
// signatures of one message under two public halves give the secret away. The errors are [ErrNoKey] and [*KeyError].
func NewSigner(s crypto.Signer) (Signer, error) {
	switch s := s.(type) {
	case nil:
		return Signer{}, ErrNoKey
	case PrivateKey:
		return s.signer()
	case *PrivateKey:
		if s == nil {
			return Signer{}, ErrNoKey
		}
		return s.signer()
	case ed25519.PrivateKey:
		if len(s) != ed25519.PrivateKeySize {
			return Signer{}, &KeySizeError{Size: len(s)}
		}
		return copied(datalog.Ed25519, s.Seed(), ed25519.PublicKey(s[ed25519.SeedSize:]))
	case *ecdsa.PrivateKey:
		if s == nil {
			return Signer{}, ErrNoKey
		}
		if s.Curve != elliptic.P256() {
			return Signer{}, &KeyError{Reason: "an ECDSA key must be on P-256"}
		}
		b, err := s.Bytes()
		if err != nil {
			return Signer{}, &KeyError{Reason: "not a key of P-256"}
		}
		return copied(datalog.P256, b, &s.PublicKey)
	}
	key, err := FromCrypto(s.Public())
	if err != nil {
		return Signer{}, err
	}
	return Signer{key: key, remote: s}, nil
}

func (k PrivateKey) signer() (Signer, error) {
	if k.open == nil {
		return Signer{}, ErrNoKey
	}
	return Signer{key: k.public, memory: k}, nil
}

func copied(alg datalog.Algorithm, secret []byte, claimed crypto.PublicKey) (Signer, error) {
	key, err := NewPrivateKey(alg, secret)
	if err != nil {
		return Signer{}, err
	}
	if public, err := FromCrypto(claimed); err != nil || public != key.PublicKey() {
		return Signer{}, &KeyError{Reason: "the public half does not belong to the private one"}
	}
	return key.signer()
}

// PublicKey gives the key that verifies what s signs; zero for the zero Signer.
func (s Signer) PublicKey() PublicKey { return s.key }

// String names the signer by its public key.
func (s Signer) String() string { return fmt.Sprintf("signer for %v", s.key) }

// Format prints [Signer.String] for every verb and flag, since nobody knows what a crypto.Signer would show.
func (s Signer) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, s.String()) // fmt keeps the error of its writer itself
}

// LogValue logs [Signer.String].
func (s Signer) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Sign signs a payload: Ed25519 the bytes themselves, P-256 their SHA-256, with a low S whatever the signer gave.
//
// The signature is verified before it is returned, so that a faulty module cannot issue tokens that nobody accepts; only
// Ed25519 in memory goes without, where it would double the cost of a delegation. The error is
// [ErrNoKey], [ErrBadSigner], or wraps that of the crypto.Signer.
func (s Signer) Sign(payload []byte) ([]byte, error) {
	if s.key.IsZero() {
		return nil, ErrNoKey
	}
	if s.memory.open != nil && s.key.alg == datalog.Ed25519 {
		return ed25519.Sign(s.memory.open().ed, payload), nil
	}
	sig, err := s.unchecked(payload)
	if err != nil {
		return nil, err
	}
	if err := s.key.Verify(payload, sig); err != nil {
		return nil, ErrBadSigner
	}
	return sig, nil
}

func (s Signer) unchecked(payload []byte) ([]byte, error) {
	if s.key.alg == datalog.Ed25519 {
		// A clone, so that a signer which writes to its argument cannot have the wrong bytes verified below.
		sig, err := s.remote.Sign(rand.Reader, bytes.Clone(payload), crypto.Hash(0))
		if err != nil {
			return nil, fmt.Errorf("external signer: %w", err)
		}
		return sig, nil
	}
	digest := sha256.Sum256(payload)
	if s.memory.open != nil {
		return signP256(s.memory.open().ec, digest[:])
	}
	raw, err := s.remote.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("external signer: %w", err)
	}
	return lowS(raw)
}
