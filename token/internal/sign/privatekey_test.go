package sign_test

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
)

var algorithms = []datalog.Algorithm{datalog.Ed25519, datalog.P256}

func mustSign(t testing.TB, key crypto.Signer, payload []byte) []byte {
	t.Helper()
	s, err := sign.NewSigner(key)
	if err != nil {
		t.Fatal(err)
	}
	sig, err := s.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	return sig
}

func TestWhatAKeySignsItVerifies(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		alg := rapid.SampledFrom(algorithms).Draw(rt, "algorithm")
		key, err := sign.Generate(alg)
		if err != nil {
			rt.Fatal(err)
		}
		msg := rapid.SliceOf(rapid.Byte()).Draw(rt, "message")
		sig := mustSign(t, key, msg)
		if !bytes.Equal(sig, mustSign(t, key, msg)) {
			rt.Error("signatures are not deterministic")
		}
		if err := key.PublicKey().Verify(msg, sig); err != nil {
			rt.Errorf("own signature: %v", err)
		}
		if alg == datalog.P256 {
			if parsed, err := sign.ParseP256Signature(sig); err != nil || !parsed.IsLow() {
				rt.Errorf("%x: high S, %v", sig, err)
			}
		}
		bit := rapid.IntRange(0, 8*len(sig)-1).Draw(rt, "bit")
		bad := bytes.Clone(sig)
		bad[bit/8] ^= 1 << (bit % 8)
		if err := key.PublicKey().Verify(msg, bad); err == nil {
			rt.Errorf("%x: accepted with bit %d changed", sig, bit)
		}
		other, err := sign.Generate(alg)
		if err != nil {
			rt.Fatal(err)
		}
		if err := other.PublicKey().Verify(msg, sig); err == nil {
			rt.Error("another key accepts")
		} else if _, ok := errors.AsType[*sign.SignatureError](err); !ok {
			rt.Errorf("another key: %v", err)
		}
		if err := key.PublicKey().Verify(append(bytes.Clone(msg), 0), sig); err == nil {
			rt.Error("another message is accepted")
		}
	})
}

// RFC 8032, 7.1, test 1.
func TestEd25519SignaturesAreThoseOfRFC8032(t *testing.T) {
	key, err := sign.ParsePrivateKey("ed25519-private/" + seedHex)
	if err != nil {
		t.Fatal(err)
	}
	const want = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
	if got := hex.EncodeToString(mustSign(t, key, nil)); got != want {
		t.Errorf("got %s", got)
	}
}

func TestPrintingAPrivateKeyShowsNoSecret(t *testing.T) {
	type holder struct {
		Exported sign.PrivateKey
		hidden   sign.PrivateKey // fmt does not call methods here
		pointer  *sign.PrivateKey
		signer   sign.Signer
		Signer   *sign.Signer
	}
	for _, alg := range algorithms {
		key, err := sign.NewPrivateKey(alg, unhex(t, seedHex))
		if err != nil {
			t.Fatal(err)
		}
		signer, err := sign.NewSigner(key)
		if err != nil {
			t.Fatal(err)
		}
		held := holder{key, key, &key, signer, &signer}
		decimal := strings.Trim(fmt.Sprint(unhex(t, seedHex)[:4]), "[]")
		goSyntax := "0x9d, 0x61, 0xb1"
		var out bytes.Buffer
		logs := slog.New(slog.NewJSONHandler(&out, nil))
		for _, v := range []any{key, &key, signer, held, &held, []sign.PrivateKey{key}, map[string]any{"k": key, "s": signer}} {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%t", "%z"} {
				fmt.Fprintf(&out, verb+"\n", v)
			}
			logs.Info("key", "v", v)
			b, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			out.Write(b)
		}
		text := strings.ToLower(out.String())
		for _, secret := range []string{seedHex[:8], decimal, goSyntax, fmt.Sprint(unhex(t, seedHex)[0]) + "," + fmt.Sprint(unhex(t, seedHex)[1])} {
			if strings.Contains(text, secret) {
				t.Errorf("%v: %q is shown", alg, secret)
			}
		}
		if !strings.Contains(text, key.PublicKey().String()) {
			t.Errorf("%v: the public key is not shown", alg)
		}
		if !bytes.Equal(key.SecretBytes(), unhex(t, seedHex)) {
			t.Errorf("%v: SecretBytes gives something else", alg)
		}
	}
}

func TestZeroKeysRefuseToWork(t *testing.T) {
	var public sign.PublicKey
	var private sign.PrivateKey
	var signer sign.Signer
	// The zero bytes are a point of small order under which many signatures would verify.
	if err := public.Verify([]byte("m"), make([]byte, 64)); !errors.Is(err, sign.ErrNoKey) {
		t.Errorf("zero public key: %v", err)
	}
	if sig, err := private.Sign(nil, []byte("m"), crypto.Hash(0)); sig != nil || !errors.Is(err, sign.ErrNoKey) {
		t.Errorf("zero private key: %x, %v", sig, err)
	}
	if sig, err := signer.Sign([]byte("m")); sig != nil || !errors.Is(err, sign.ErrNoKey) {
		t.Errorf("zero signer: %x, %v", sig, err)
	}
	for _, none := range []crypto.Signer{nil, private, &private, (*sign.PrivateKey)(nil)} {
		if s, err := sign.NewSigner(none); err == nil || !s.PublicKey().IsZero() {
			t.Errorf("NewSigner of %T: %v", none, err)
		}
	}
	if public.Algorithm() == datalog.Ed25519 || len(public.Bytes()) != 0 || public.Crypto() != nil || public.String() != "no key" {
		t.Errorf("zero public key: %v, %x", public.Algorithm(), public.Bytes())
	}
	if _, err := sign.FromKey(public.Key()); err == nil {
		t.Error("the zero key has a key of the engine")
	}
	if private.SecretText() != "" || private.SecretBytes() != nil || private.Public() != nil || private.Equal(private) {
		t.Error("the zero private key has a secret")
	}
}

func TestPrivateKeyIsACryptoSigner(t *testing.T) {
	msg := []byte("message")
	digest := sha256.Sum256(msg)
	for _, alg := range algorithms {
		key, err := sign.Generate(alg)
		if err != nil {
			t.Fatal(err)
		}
		input, opts := msg, crypto.SignerOpts(crypto.Hash(0))
		if alg == datalog.P256 {
			input, opts = digest[:], crypto.SHA256
		}
		sig, err := key.Sign(nil, input, opts)
		if err != nil || !bytes.Equal(sig, mustSign(t, key, msg)) {
			t.Errorf("%v: %x, %v", alg, sig, err)
		}
		for _, wrong := range []crypto.SignerOpts{nil, crypto.SHA512, &ed25519.Options{Context: "c"}, &ed25519.Options{Hash: crypto.SHA512}} {
			if sig, err := key.Sign(nil, input, wrong); err == nil || sig != nil {
				t.Errorf("%v: signed with %v", alg, wrong)
			}
		}
		if alg == datalog.P256 {
			if _, err := key.Sign(nil, msg, crypto.SHA256); err == nil {
				t.Error("signed a digest of the wrong size")
			}
		}
		other, err := sign.Generate(alg)
		if err != nil {
			t.Fatal(err)
		}
		same, err := sign.NewPrivateKey(alg, key.SecretBytes())
		if err != nil || !same.Equal(key) || other.Equal(key) || key.Equal("text") {
			t.Errorf("%v: Equal is wrong, %v", alg, err)
		}
	}
}
