package biscuit

import (
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
)

// PublicKey is a verification key. It compares with ==; the zero value verifies nothing. Its text form is ed25519/HEX or
// secp256r1/HEX.
type PublicKey = sign.PublicKey

// PrivateKey is a signing key in memory, a [crypto.Signer] whose printed form never shows the secret.
type PrivateKey = sign.PrivateKey

// Algorithm is a signature algorithm of the format.
type Algorithm = datalog.Algorithm

// The algorithms of Biscuit v3.3. Ed25519 is the one to use; P-256 is there for hardware and services that have nothing else.
const (
	Ed25519 = datalog.Ed25519
	P256    = datalog.P256
)

// GenerateKey makes a new key from the operating system's randomness.
func GenerateKey(alg Algorithm) (PrivateKey, error) {
	k, err := sign.Generate(alg)
	return k, keyError(err)
}

// NewPrivateKey makes a key from its 32 secret bytes: an Ed25519 seed or a P-256 scalar, big-endian.
func NewPrivateKey(alg Algorithm, secret []byte) (PrivateKey, error) {
	k, err := sign.NewPrivateKey(alg, secret)
	return k, keyError(err)
}

// NewPublicKey reads a key's bytes: 32 for Ed25519; for P-256 a point in any SEC 1 form.
func NewPublicKey(alg Algorithm, b []byte) (PublicKey, error) {
	k, err := sign.NewPublicKey(alg, b)
	return k, keyError(err)
}

// ParsePublicKey reads ed25519/HEX or secp256r1/HEX.
func ParsePublicKey(text string) (PublicKey, error) {
	k, err := sign.ParsePublicKey(text)
	return k, keyError(err)
}

// ParsePrivateKey reads ed25519-private/HEX or secp256r1-private/HEX.
func ParsePrivateKey(text string) (PrivateKey, error) {
	k, err := sign.ParsePrivateKey(text)
	return k, keyError(err)
}

// Roots chooses the root keys that may have signed a token. The id that a token carries is not covered by any signature:
// anybody can change it, and it must do no more than select among keys that are trusted anyway.
//
// RootKeys is called with the token's id, hasID false when it has none. The keys are tried in order; none refuses. It must
// be safe for concurrent use, and answer from memory.
type Roots interface {
	RootKeys(id uint32, hasID bool) []PublicKey
}

// Root trusts one key, whatever id a token carries.
func Root(k PublicKey) Roots { return &oneRoot{k} }

type oneRoot [1]PublicKey

func (r *oneRoot) RootKeys(uint32, bool) []PublicKey { return r[:] }

// RootSet trusts several keys. It must not be changed while it is in use. The zero RootSet trusts none.
type RootSet struct {
	ByID map[uint32]PublicKey // tried for tokens that carry the id
	Any  []PublicKey          // tried for every token, in order, after that
}

// RootKeys implements [Roots].
func (s RootSet) RootKeys(id uint32, hasID bool) []PublicKey {
	if k, ok := s.ByID[id]; ok && hasID {
		return append([]PublicKey{k}, s.Any...)
	}
	return s.Any
}
