package sign_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"io"
	"math/big"
	"testing"

	"github.com/hardtack-auth/hardtack/token/internal/sign"
)

// module stands for a key that is kept elsewhere; sign may do anything.
type module struct {
	public crypto.PublicKey
	sign   func(msg []byte, opts crypto.SignerOpts) ([]byte, error)
}

func (m module) Public() crypto.PublicKey { return m.public }

func (m module) Sign(_ io.Reader, msg []byte, opts crypto.SignerOpts) ([]byte, error) {
	return m.sign(msg, opts)
}

// highS signs as a service does that knows no rule about S, and always gives the high one.
func highS(t *testing.T, key *ecdsa.PrivateKey) module {
	return module{&key.PublicKey, func(digest []byte, opts crypto.SignerOpts) ([]byte, error) {
		if opts.HashFunc() != crypto.SHA256 || len(digest) != 32 {
			t.Errorf("asked to sign %d bytes with %v", len(digest), opts)
		}
		der, err := ecdsa.SignASN1(rand.Reader, key, digest)
		if err != nil {
			return nil, err
		}
		sig, err := sign.ParseP256Signature(der)
		if err != nil {
			return nil, err
		}
		return sig.Low().Twin().DER(), nil
	}}
}

func TestExternalSignerGivesLowS(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		msg := []byte("message")
		sig := mustSign(t, highS(t, key), msg)
		parsed, err := sign.ParseP256Signature(sig)
		if err != nil || !parsed.IsLow() {
			t.Fatalf("%x: %v", sig, err)
		}
		public, err := sign.FromCrypto(&key.PublicKey)
		if err != nil {
			t.Fatal(err)
		}
		if err := public.Verify(msg, sig); err != nil {
			t.Error(err)
		}
	}
}

func TestExternalEd25519SignerGetsTheMessage(t *testing.T) {
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	m := module{public, func(msg []byte, opts crypto.SignerOpts) ([]byte, error) { return key.Sign(nil, msg, opts) }}
	if got, want := mustSign(t, m, []byte("message")), ed25519.Sign(key, []byte("message")); string(got) != string(want) {
		t.Errorf("got %x, want %x", got, want)
	}
}

func TestBrokenSignerMakesNoSignature(t *testing.T) {
	edPublic, edKey, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	_, edOther, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	offline := errors.New("module is offline")
	for name, c := range map[string]struct {
		public crypto.PublicKey
		sign   func(msg []byte, opts crypto.SignerOpts) ([]byte, error)
		want   error
	}{
		"error":     {edPublic, func([]byte, crypto.SignerOpts) ([]byte, error) { return nil, offline }, offline},
		"nothing":   {edPublic, func([]byte, crypto.SignerOpts) ([]byte, error) { return nil, nil }, sign.ErrBadSigner},
		"other key": {edPublic, func(m []byte, _ crypto.SignerOpts) ([]byte, error) { return ed25519.Sign(edOther, m), nil }, sign.ErrBadSigner},
		"writes to its argument": {edPublic, func(m []byte, _ crypto.SignerOpts) ([]byte, error) {
			m[0] ^= 1
			return ed25519.Sign(edKey, m), nil
		}, sign.ErrBadSigner},
		"faulty bit": {edPublic, func(m []byte, _ crypto.SignerOpts) ([]byte, error) {
			sig := ed25519.Sign(edKey, m)
			sig[40] ^= 4
			return sig, nil
		}, sign.ErrBadSigner},
		"ECDSA error": {&ecKey.PublicKey, func([]byte, crypto.SignerOpts) ([]byte, error) { return nil, offline }, offline},
		"fixed 64 bytes": {&ecKey.PublicKey, func([]byte, crypto.SignerOpts) ([]byte, error) { return make([]byte, 64), nil },
			sign.ErrBadSigner},
		"ECDSA of another digest": {&ecKey.PublicKey, func(m []byte, _ crypto.SignerOpts) ([]byte, error) {
			m[0] ^= 1
			return ecdsa.SignASN1(rand.Reader, ecKey, m)
		}, sign.ErrBadSigner},
	} {
		s, err := sign.NewSigner(module{c.public, c.sign})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if sig, err := s.Sign([]byte("message")); sig != nil || !errors.Is(err, c.want) {
			t.Errorf("%s: got %x, %v", name, sig, err)
		}
	}
}

// Two signatures of one message that hash two public keys give the secret away, so halves that differ are refused.
func TestDoublePublicKeyOracleIsRefused(t *testing.T) {
	_, one, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	_, two, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sign.NewSigner(one); err != nil {
		t.Errorf("honest key: %v", err)
	}
	mixed := append(one[:32:32], two[32:]...)
	if _, err := sign.NewSigner(mixed); err == nil {
		t.Error("mixed Ed25519 halves were accepted")
	}
	a, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sign.NewSigner(a); err != nil {
		t.Errorf("honest key: %v", err)
	}
	halves := *a
	halves.PublicKey = b.PublicKey
	if _, err := sign.NewSigner(&halves); err == nil {
		t.Error("mixed P-256 halves were accepted")
	}
}

func TestKeysOfOtherSchemesAreRefused(t *testing.T) {
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	//lint:ignore SA1019 what replaces the coordinates makes no point off the curve, and a caller can still hand us one
	off := &ecdsa.PublicKey{Curve: elliptic.P256(), X: big.NewInt(1), Y: big.NewInt(1)}
	for name, s := range map[string]crypto.Signer{
		"P-384":             p384,
		"P-384 module":      module{public: &p384.PublicKey},
		"RSA":               rsaKey,
		"no public key":     module{},
		"nil ECDSA key":     module{public: (*ecdsa.PublicKey)(nil)},
		"nil private key":   (*ecdsa.PrivateKey)(nil),
		"not on the curve":  module{public: off},
		"short Ed25519":     module{public: ed25519.PublicKey("short")},
		"short private key": ed25519.PrivateKey("short"),
		"Ed25519 no point":  module{public: ed25519.PublicKey(append([]byte{2}, make([]byte, 31)...))},
	} {
		if got, err := sign.NewSigner(s); err == nil || !got.PublicKey().IsZero() {
			t.Errorf("%s: got %v, %v", name, got.PublicKey(), err)
		}
	}
}

func TestSignerTellsItsKey(t *testing.T) {
	for _, alg := range algorithms {
		key, err := sign.Generate(alg)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []crypto.Signer{key, &key, module{public: key.Public()}} {
			got, err := sign.NewSigner(s)
			if err != nil || got.PublicKey() != key.PublicKey() {
				t.Errorf("%T: %v, %v", s, got.PublicKey(), err)
			}
		}
	}
}
