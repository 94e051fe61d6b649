package sign_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
)

const (
	seedHex = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
	edHex   = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
	xHex    = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
	yHex    = "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)

func TestPublicKeyText(t *testing.T) {
	for text, want := range map[string]string{
		"ed25519/" + edHex:                  "ed25519/" + edHex,
		"ed25519/" + strings.ToUpper(edHex): "ed25519/" + edHex,
		"secp256r1/03" + xHex:               "secp256r1/03" + xHex,
		"secp256r1/04" + xHex + yHex:        "secp256r1/03" + xHex,
	} {
		k, err := sign.ParsePublicKey(text)
		if err != nil || k.String() != want {
			t.Errorf("%q: got %v, %v", text, k, err)
		}
		if again, err := sign.FromKey(k.Key()); err != nil || again != k {
			t.Errorf("%q: through datalog.Key %v, %v", text, again, err)
		}
		if k.Key().String() != want {
			t.Errorf("%q: datalog.Key prints %v", text, k.Key())
		}
	}
}

func TestTextThatIsNoPublicKeyIsRefused(t *testing.T) {
	for _, text := range []string{
		"", "/", "ed25519", "ed25519/", edHex, "/" + edHex,
		"ed25519/" + edHex[2:], "ed25519/" + edHex[1:], "ed25519/" + edHex + "00", "ed25519/" + edHex + " ", " ed25519/" + edHex,
		"ed25519/0x" + edHex[2:], "ed25519/" + edHex[:62] + "zz", "ed25519//" + edHex, "ed25519/" + edHex + "/",
		"Ed25519/" + edHex, "ED25519/" + edHex, "p256/03" + xHex, "secp256k1/03" + xHex, "secp256r1/" + edHex,
		"ed25519/02" + strings.Repeat("00", 31), // no point
		"ed25519-private/" + seedHex, "ed25519-private-private/" + seedHex,
		"ed25519/" + strings.Repeat("0", 1<<20), strings.Repeat("a", 1<<20) + "/00",
	} {
		k, err := sign.ParsePublicKey(text)
		if err == nil || !k.IsZero() {
			t.Errorf("%.80q: got %v, %v", text, k, err)
		}
		if p, err := sign.ParsePrivateKey(text); text != "ed25519-private/"+seedHex && (err == nil || !p.IsZero()) {
			t.Errorf("%.80q: got %v, %v", text, p, err)
		}
	}
}

func TestTextIsMeasuredBeforeItIsRead(t *testing.T) {
	for _, text := range []string{
		"ed25519/" + strings.Repeat("0", 1<<20), "ed25519-private/" + strings.Repeat("z", 1<<20), strings.Repeat("a", 1<<20),
		strings.Repeat("0", sign.MaxKeyText+1),
	} {
		_, publicErr := sign.ParsePublicKey(text)
		_, privateErr := sign.ParsePrivateKey(text)
		for _, err := range []error{publicErr, privateErr} {
			if err == nil || !strings.HasSuffix(err.Error(), "characters, at most 140") {
				t.Errorf("%d characters: %v", len(text), err)
			}
		}
	}
}

func TestErrorsShowNoPrivateKey(t *testing.T) {
	for _, text := range []string{
		"ed25519-private/" + seedHex, "ed25519-private/" + seedHex + "0", "ed25519-private/" + seedHex + "zz",
		"ed25519_private/" + seedHex, seedHex, seedHex + "/ed25519", "secp256r1-private/" + seedHex[2:],
		"secp256r1-private/" + strings.Repeat("ff", 32), seedHex[:20] + "/" + seedHex[20:],
	} {
		_, publicErr := sign.ParsePublicKey(text)
		_, privateErr := sign.ParsePrivateKey(text)
		for _, err := range []error{publicErr, privateErr} {
			if err == nil {
				continue // the first, as a private key
			}
			if s := err.Error(); strings.Contains(s, seedHex[:8]) || strings.Contains(s, "ffff") {
				t.Errorf("%q: %v", text, err)
			}
			if key, ok := errors.AsType[*sign.KeyError](err); ok && strings.Contains(key.Reference(), seedHex[:8]) {
				t.Errorf("%q: %v", text, key.Reference())
			}
		}
	}
}

func TestPrivateKeyText(t *testing.T) {
	for _, c := range []struct{ text, public string }{
		{"ed25519-private/" + seedHex, "ed25519/" + edHex}, // RFC 8032, 7.1
		{"secp256r1-private/" + strings.Repeat("00", 31) + "01", "secp256r1/03" + xHex},
	} {
		for _, text := range []string{c.text, c.text[:18] + strings.ToUpper(c.text[18:])} {
			k, err := sign.ParsePrivateKey(text)
			if err != nil || k.SecretText() != c.text || k.PublicKey().String() != c.public {
				t.Errorf("%q: got %q, %v, %v", text, k.SecretText(), k.PublicKey(), err)
			}
		}
	}
}

func TestSecretsThatAreNoKeyAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		alg datalog.Algorithm
		b   string
	}{
		"short seed":     {datalog.Ed25519, "aa"},
		"expanded seed":  {datalog.Ed25519, seedHex + edHex},
		"scalar 0":       {datalog.P256, strings.Repeat("00", 32)},
		"scalar n":       {datalog.P256, orderP256},
		"scalar above n": {datalog.P256, strings.Repeat("ff", 32)},
		"short scalar":   {datalog.P256, "01"},
		"long scalar":    {datalog.P256, strings.Repeat("00", 32) + "01"},
		"no algorithm":   {2, seedHex},
	} {
		k, err := sign.NewPrivateKey(c.alg, unhex(t, c.b))
		if err == nil || !k.IsZero() {
			t.Errorf("%s: got %v, %v", name, k, err)
		}
		size, sized := errors.AsType[*sign.KeySizeError](err)
		if wrong := len(c.b) != 64; sized != wrong || wrong && size.Size != len(c.b)/2 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := sign.Generate(2); err == nil {
		t.Error("generated a key of no algorithm")
	}
}

func FuzzKeyText(f *testing.F) {
	f.Add("ed25519/" + edHex)
	f.Add("ed25519/" + strings.ToUpper(edHex))
	f.Add("secp256r1/03" + xHex)
	f.Add("secp256r1/04" + xHex + yHex)
	f.Add("ed25519-private/" + seedHex)
	f.Add("secp256r1-private/" + seedHex)
	f.Add("ed25519/" + edHex + "/")
	f.Fuzz(func(t *testing.T, text string) {
		var public sign.PublicKey
		var private sign.PrivateKey
		var err, privateErr error
		boundMemory(t, len(text), func() {
			public, err = sign.ParsePublicKey(text)
			private, privateErr = sign.ParsePrivateKey(text)
		})
		if err != nil && public != (sign.PublicKey{}) {
			t.Fatal("a key besides an error")
		}
		if err == nil {
			again, err := sign.ParsePublicKey(public.String())
			if err != nil || again != public || again.String() != public.String() {
				t.Fatalf("%q: %v, then %v, %v", text, public, again, err)
			}
			if b, err := sign.NewPublicKey(public.Algorithm(), public.Bytes()); err != nil || b != public {
				t.Fatalf("%q: from its bytes %v, %v", text, b, err)
			}
		}
		if privateErr == nil {
			if err == nil {
				t.Fatalf("%q is public and private", text)
			}
			if private.SecretText() != strings.ToLower(text) {
				t.Fatalf("%q comes back as %q", text, private.SecretText())
			}
			if again, err := sign.ParsePrivateKey(private.SecretText()); err != nil || !again.Equal(private) {
				t.Fatalf("%q: %v", text, err)
			}
		}
	})
}
