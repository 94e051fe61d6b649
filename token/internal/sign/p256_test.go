package sign_test

import (
	"crypto/elliptic"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
)

// Every valid case of Wycheproof is strict DER already, so that strictness costs no valid one; and the flags that are about
// the encoding alone must be refused as no signature, before any arithmetic.
func TestP256AgreesWithWycheproof(t *testing.T) {
	var file wycheproof
	vectorsJSON(t, "signatures/ecdsa_secp256r1_sha256_test.json", &file)
	encoding := []string{
		"BerEncodedSignature", "InvalidEncoding", "InvalidTypesInSignature", "MissingZero", "IntegerOverflow", "RangeCheck",
	}
	count, high := 0, 0
	seen := map[string]int{}
	for _, group := range file.TestGroups {
		key, err := sign.NewPublicKey(datalog.P256, group.PublicKey.Uncompressed)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range group.Tests {
			count++
			err := key.Verify(c.Msg, c.Sig)
			if (err == nil) != (c.Result == "valid") {
				t.Errorf("case %d (%s %v): want %s, got %v", c.TcID, c.Comment, c.Flags, c.Result, err)
			}
			_, malformed := errors.AsType[*sign.SignatureFormatError](err)
			for _, f := range c.Flags {
				if !slices.Contains(encoding, f) {
					continue
				}
				seen[f]++
				if !malformed {
					t.Errorf("case %d (%s %v): want no signature, got %v", c.TcID, c.Comment, c.Flags, err)
				}
			}
			if parsed, err := sign.ParseP256Signature(c.Sig); c.Result == "valid" && (err != nil || !parsed.IsLow()) {
				high++
			}
		}
	}
	if count != file.NumberOfTests || len(seen) != len(encoding) {
		t.Errorf("%d cases of %d, flags %v", count, file.NumberOfTests, seen)
	}
	if high != 71 {
		t.Errorf("%d valid cases have a high S, want 71", high)
	}
}

func TestP256KeyHasOneValueInEveryForm(t *testing.T) {
	for range 20 {
		k, err := sign.Generate(datalog.P256)
		if err != nil {
			t.Fatal(err)
		}
		compressed := k.PublicKey().Bytes()
		if len(compressed) != 33 {
			t.Fatalf("%d bytes", len(compressed))
		}
		x, y := elliptic.UnmarshalCompressed(elliptic.P256(), compressed)
		full := append([]byte{4}, x.FillBytes(make([]byte, 32))...)
		full = append(full, y.FillBytes(make([]byte, 32))...)
		for _, form := range [][]byte{compressed, full} {
			got, err := sign.NewPublicKey(datalog.P256, form)
			if err != nil || got != k.PublicKey() {
				t.Errorf("%x: got %v, %v", form, got, err)
			}
		}
		fromCrypto, err := sign.FromCrypto(k.Public())
		if err != nil || fromCrypto != k.PublicKey() {
			t.Errorf("through the standard library: %v, %v", fromCrypto, err)
		}
	}
}

func TestP256KeyThatIsNoPointIsRefused(t *testing.T) {
	const x = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
	const y = "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
	if _, err := sign.NewPublicKey(datalog.P256, unhex(t, "04"+x+y)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"nothing":              "",
		"infinity":             "00",
		"infinity, 33 bytes":   "00" + strings.Repeat("00", 32),
		"infinity, 65 bytes":   "00" + strings.Repeat("00", 64),
		"origin":               "04" + strings.Repeat("00", 64),
		"not on the curve":     "04" + x + x,
		"hybrid even":          "06" + x + y,
		"hybrid odd":           "07" + x + y,
		"compact":              "05" + x,
		"no square":            "02" + strings.Repeat("00", 31) + "01",
		"x is the prime":       "02ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
		"x above the prime":    "02" + strings.Repeat("ff", 32),
		"byte behind":          "02" + x + "00",
		"byte missing":         "02" + x[2:],
		"uncompressed, behind": "04" + x + y + "00",
		"bare coordinates":     x + y,
	} {
		k, err := sign.NewPublicKey(datalog.P256, unhex(t, text))
		if refused, ok := errors.AsType[*sign.KeyError](err); !ok || refused.Reference() != "signature error" {
			t.Errorf("%s: got %v", name, err)
		}
		if !k.IsZero() {
			t.Errorf("%s: a key besides an error", name)
		}
	}
}

// RFC 6979, A.2.5, with SHA-256. The first S is high there; what we write is n - S.
func TestP256SignaturesAreThoseOfRFC6979WithLowS(t *testing.T) {
	k, err := sign.NewPrivateKey(datalog.P256, unhex(t, "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "secp256r1/0360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"; k.PublicKey().String() != want {
		t.Errorf("public key %v, want %s", k.PublicKey(), want)
	}
	for _, c := range []struct {
		msg, der string
		twin     bool
	}{
		{"sample", "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716" +
			"022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8", true},
		{"test", "3045022100f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367" +
			"0220019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083", false},
	} {
		want, err := sign.ParseP256Signature(unhex(t, c.der))
		if err != nil {
			t.Fatal(err)
		}
		if want.IsLow() == c.twin {
			t.Errorf("%q: low %v", c.msg, want.IsLow())
		}
		got, err := sign.ParseP256Signature(mustSign(t, k, []byte(c.msg)))
		if err != nil || got != want.Low() {
			t.Errorf("%q: got %x, %v", c.msg, got.DER(), err)
		}
		for _, form := range []sign.P256Signature{want, want.Twin()} {
			if err := k.PublicKey().Verify([]byte(c.msg), form.DER()); err != nil {
				t.Errorf("%q: %v", c.msg, err)
			}
		}
	}
}
