package sign_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
)

// The texts were seen from biscuit-wasm 0.6.0, the first also in sample 003.
func TestErrorsSayWhatTheReferenceSays(t *testing.T) {
	ed, err := sign.Generate(datalog.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	p256, err := sign.Generate(datalog.P256)
	if err != nil {
		t.Fatal(err)
	}
	msg := []byte("message")
	edWrong := mustSign(t, ed, []byte("other"))
	edRange := bytes.Clone(edWrong)
	edRange[63] = 0xff
	for name, c := range map[string]struct {
		key  sign.PrivateKey
		sig  []byte
		want string
	}{
		"short":        {ed, []byte{117, 149, 0, 9}, "block signature deserialization error: [117, 149, 0, 9]"},
		"empty":        {ed, nil, "block signature deserialization error: []"},
		"wrong":        {ed, edWrong, "signature error: Verification equation was not satisfied"},
		"S too large":  {ed, edRange, "signature error: Cannot use scalar with high-bit set"},
		"P-256, wrong": {p256, mustSign(t, p256, []byte("other")), "signature error"},
		"P-256, no DER": {p256, make([]byte, 70),
			"block signature deserialization error: signature::Error { source: None }"},
	} {
		err := c.key.PublicKey().Verify(msg, c.sig)
		said, ok := err.(interface{ Reference() string })
		if !ok || said.Reference() != c.want {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
		var format *sign.SignatureFormatError
		if wrongForm := strings.HasPrefix(c.want, "block"); errors.As(err, &format) != wrongForm || wrongForm && format.Size != len(c.sig) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHugeSignatureMakesNoHugeError(t *testing.T) {
	for _, alg := range algorithms {
		key, err := sign.Generate(alg)
		if err != nil {
			t.Fatal(err)
		}
		huge := bytes.Repeat([]byte{255}, 1<<20)
		format, ok := errors.AsType[*sign.SignatureFormatError](key.PublicKey().Verify(nil, huge))
		if !ok || format.Size != len(huge) || len(format.Error()) > 100 || len(format.Reference()) > 2000 {
			t.Errorf("%v: %.200v", alg, format)
		}
	}
}

func TestUnknownAlgorithmIsNamed(t *testing.T) {
	k, err := sign.NewPublicKey(2, make([]byte, 32))
	if named, ok := errors.AsType[*sign.AlgorithmError](err); !ok || named.Algorithm != 2 || !k.IsZero() {
		t.Errorf("got %v, %v", k, err)
	}
	if size, ok := errors.AsType[*sign.KeySizeError](func() error { _, err := sign.NewPublicKey(datalog.Ed25519, nil); return err }()); !ok || size.Size != 0 {
		t.Error("an empty Ed25519 key has no size")
	}
}
