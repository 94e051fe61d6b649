package sign_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
)

// The holder of a revoked block replaces s by n-s. The block still verifies, and its revocation id, which is the signature,
// is new; with a list of ids it would live again (decision 4).
func TestMauledP256SignatureKeepsItsRevocationKey(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		key, err := sign.Generate(datalog.P256)
		if err != nil {
			rt.Fatal(err)
		}
		msg := rapid.SliceOf(rapid.Byte()).Draw(rt, "message")
		sig := mustSign(t, key, msg)
		parsed, err := sign.ParseP256Signature(sig)
		if err != nil {
			rt.Fatal(err)
		}
		mauled := parsed.Twin().DER()
		if bytes.Equal(mauled, sig) {
			rt.Fatal("nothing was mauled")
		}
		if err := key.PublicKey().Verify(msg, mauled); err != nil {
			rt.Fatalf("no attack: %v", err)
		}
		want, err := sign.RevocationKey(datalog.P256, sig)
		if err != nil {
			rt.Fatal(err)
		}
		if got, err := sign.RevocationKey(datalog.P256, mauled); err != nil || got != want {
			rt.Errorf("the mauled signature has another key, %v", err)
		}
	})
}

func TestRevocationKeysAreTheHashesOfTheSpecification(t *testing.T) {
	hash := func(parts ...[]byte) [32]byte { return sha256.Sum256(bytes.Join(parts, nil)) }

	edSig := bytes.Repeat([]byte{0xab}, 64)
	got, err := sign.RevocationKey(datalog.Ed25519, edSig)
	if want := hash([]byte("biscuit-revocation-key/v1\x00\x00"), edSig); err != nil || got != want {
		t.Errorf("Ed25519: %x, %v", got, err)
	}

	// r = 1 and s = n-2, so the canonical form is 1 and 2 with their zeros.
	highS := unhex(t, "3026020101022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63254f")
	one, two := make([]byte, 32), make([]byte, 32)
	one[31], two[31] = 1, 2
	got, err = sign.RevocationKey(datalog.P256, highS)
	if want := hash([]byte("biscuit-revocation-key/v1\x00\x01"), one, two); err != nil || got != want {
		t.Errorf("P-256: %x, %v", got, err)
	}

	root, err := sign.ParsePublicKey("secp256r1/04" + xHex + yHex)
	if err != nil {
		t.Fatal(err)
	}
	got, err = sign.RootKeyRevocation(root)
	if want := hash([]byte("biscuit-revocation-key/rootkey/v1\x00\x01\x03"), unhex(t, xHex)); err != nil || got != want {
		t.Errorf("root key: %x, %v", got, err)
	}

	handle := [sign.HandleSize]byte{1, 2, 3, 15: 16}
	if got, want := sign.HandleRevocation(handle), hash([]byte("biscuit-revocation-key/handle/v1\x00"), handle[:]); got != want {
		t.Errorf("handle: %x", got)
	}
}

func TestNoRevocationKeyWithoutASignature(t *testing.T) {
	for name, c := range map[string]struct {
		alg datalog.Algorithm
		sig []byte
	}{
		"Ed25519, short":    {datalog.Ed25519, make([]byte, 63)},
		"Ed25519, long":     {datalog.Ed25519, make([]byte, 65)},
		"Ed25519, nothing":  {datalog.Ed25519, nil},
		"P-256, not DER":    {datalog.P256, make([]byte, 64)},
		"P-256, zero r":     {datalog.P256, []byte{0x30, 6, 2, 1, 0, 2, 1, 1}},
		"unknown algorithm": {2, make([]byte, 64)},
	} {
		key, err := sign.RevocationKey(c.alg, c.sig)
		if err == nil || key != [32]byte{} {
			t.Errorf("%s: got %x, %v", name, key, err)
		}
	}
	if key, err := sign.RootKeyRevocation(sign.PublicKey{}); !errors.Is(err, sign.ErrNoKey) || key != [32]byte{} {
		t.Errorf("zero root key: %x, %v", key, err)
	}
}
