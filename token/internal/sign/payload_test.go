package sign_test

import (
	"bytes"
	"testing"

	"github.com/hardtack-auth/hardtack/token/internal/sign"
)

func TestPayloadsAreTheBytesOfTheSpecification(t *testing.T) {
	ed, err := sign.ParsePublicKey("ed25519/" + edHex)
	if err != nil {
		t.Fatal(err)
	}
	p256, err := sign.ParsePublicKey("secp256r1/03" + xHex)
	if err != nil {
		t.Fatal(err)
	}
	edKey, p256Key := string(unhex(t, edHex)), string(unhex(t, "03"+xHex))
	data, previous, external := []byte("DATA"), []byte("PREV"), []byte("EXT")
	var b sign.Buffer
	for name, c := range map[string]struct {
		build func() ([]byte, error)
		want  string
	}{
		"block, V0":        {func() ([]byte, error) { return b.BlockV0(data, ed) }, "DATA\x00\x00\x00\x00" + edKey},
		"block, V0, P-256": {func() ([]byte, error) { return b.BlockV0(data, p256) }, "DATA\x01\x00\x00\x00" + p256Key},
		"authority, V1": {func() ([]byte, error) { return b.AuthorityV1(data, ed) },
			"\x00BLOCK\x00\x00VERSION\x00\x01\x00\x00\x00\x00PAYLOAD\x00DATA\x00ALGORITHM\x00\x00\x00\x00\x00\x00NEXTKEY\x00" + edKey},
		"block, V1": {func() ([]byte, error) { return b.BlockV1(data, p256, previous, nil) },
			"\x00BLOCK\x00\x00VERSION\x00\x01\x00\x00\x00\x00PAYLOAD\x00DATA\x00ALGORITHM\x00\x01\x00\x00\x00\x00NEXTKEY\x00" + p256Key +
				"\x00PREVSIG\x00PREV"},
		"third-party block, V1": {func() ([]byte, error) { return b.BlockV1(data, ed, previous, external) },
			"\x00BLOCK\x00\x00VERSION\x00\x01\x00\x00\x00\x00PAYLOAD\x00DATA\x00ALGORITHM\x00\x00\x00\x00\x00\x00NEXTKEY\x00" + edKey +
				"\x00PREVSIG\x00PREV\x00EXTERNALSIG\x00EXT"},
		"external, V1": {func() ([]byte, error) { return b.ExternalV1(data, previous) },
			"\x00EXTERNAL\x00\x00VERSION\x00\x01\x00\x00\x00\x00PAYLOAD\x00DATA\x00PREVSIG\x00PREV"},
		"seal": {func() ([]byte, error) { return b.Seal(data, p256, previous) }, "DATA\x01\x00\x00\x00" + p256Key + "PREV"},
	} {
		for range 2 { // the second time in used memory
			got, err := c.build()
			if err != nil || string(got) != c.want {
				t.Errorf("%s:\n got %q, %v\nwant %q", name, got, err, c.want)
			}
		}
	}
}

func TestPayloadIsNotWrittenIntoTheToken(t *testing.T) {
	next, err := sign.ParsePublicKey("ed25519/" + edHex)
	if err != nil {
		t.Fatal(err)
	}
	// The data of a block stand inside a token, with the rest of it behind them in the same array.
	token := []byte("DATA and what comes after it in the token, which an append would overwrite with keys and signatures")
	before := bytes.Clone(token)
	data, sig := token[:4], token[5:8]
	var b sign.Buffer
	for range 2 {
		for _, build := range []func() ([]byte, error){
			func() ([]byte, error) { return b.BlockV0(data, next) },
			func() ([]byte, error) { return b.AuthorityV1(data, next) },
			func() ([]byte, error) { return b.BlockV1(data, next, sig, sig) },
			func() ([]byte, error) { return b.ExternalV1(data, sig) },
			func() ([]byte, error) { return b.Seal(data, next, sig) },
		} {
			if _, err := build(); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(token, before) {
				t.Fatalf("the token became %q", token)
			}
		}
	}
}

func TestIncompletePayloadIsRefused(t *testing.T) {
	next, err := sign.ParsePublicKey("ed25519/" + edHex)
	if err != nil {
		t.Fatal(err)
	}
	var b sign.Buffer
	data, sig := []byte("DATA"), []byte("SIG")
	for name, build := range map[string]func() ([]byte, error){
		"V0 without key":            func() ([]byte, error) { return b.BlockV0(data, sign.PublicKey{}) },
		"authority without key":     func() ([]byte, error) { return b.AuthorityV1(data, sign.PublicKey{}) },
		"V1 without key":            func() ([]byte, error) { return b.BlockV1(data, sign.PublicKey{}, sig, nil) },
		"V1 without previous":       func() ([]byte, error) { return b.BlockV1(data, next, nil, nil) },
		"external without previous": func() ([]byte, error) { return b.ExternalV1(data, nil) },
		"seal without key":          func() ([]byte, error) { return b.Seal(data, sign.PublicKey{}, sig) },
		"seal without signature":    func() ([]byte, error) { return b.Seal(data, next, nil) },
	} {
		if got, err := build(); err == nil || got != nil {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
}
