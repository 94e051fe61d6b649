package sign_test

import (
	"bytes"
	"encoding/asn1"
	"errors"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
)

const orderP256 = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"

func TestOnlyStrictDERIsASignature(t *testing.T) {
	const big32 = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550" // n-1
	for name, c := range map[string]struct {
		der  string
		want bool
	}{
		"smallest":                {"3006020101020101", true},
		"largest":                 {"3046022100" + big32 + "022100" + big32, true},
		"one needed zero":         {"300702020080020101", true},
		"nothing":                 {"", false},
		"sequence only":           {"3000", false},
		"one integer":             {"3003020101", false},
		"three integers":          {"3009020101020101020101", false},
		"byte behind":             {"300602010102010100", false},
		"byte behind, inside":     {"300702010102010100", false},
		"byte missing":            {"30060201010201", false},
		"length too small":        {"3005020101020101", false},
		"length too large":        {"3007020101020101", false},
		"long length":             {"308106020101020101", false},
		"long integer length":     {"300702810101020101", false},
		"indefinite length":       {"30800201010201010000", false},
		"set":                     {"3106020101020101", false},
		"octet string":            {"3006040101020101", false},
		"r zero":                  {"3006020100020101", false},
		"s zero":                  {"3006020101020100", false},
		"empty integer":           {"30050200020101", false},
		"negative r":              {"3006020181020101", false},
		"negative s":              {"30060201010201ff", false},
		"needless zero":           {"300702020001020101", false},
		"r is n":                  {"3026022100" + orderP256 + "020101", false},
		"s is n":                  {"3026020101022100" + orderP256, false},
		"2^256":                   {"3026022101" + strings.Repeat("00", 32) + "020101", false},
		"33 digits":               {"3027022200ff" + big32 + "020101", false},
		"integer longer than all": {"3006020501020101", false},
		"fixed 64 bytes":          {big32 + big32, false},
	} {
		der := unhex(t, c.der)
		sig, err := sign.ParseP256Signature(der)
		if (err == nil) != c.want {
			t.Errorf("%s: got %v", name, err)
		}
		if err == nil {
			if !bytes.Equal(sig.DER(), der) {
				t.Errorf("%s: written as %x", name, sig.DER())
			}
			continue
		}
		if sig != (sign.P256Signature{}) {
			t.Errorf("%s: a signature besides an error", name)
		}
		if malformed, ok := errors.AsType[*sign.SignatureFormatError](err); !ok || malformed.Size != len(der) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestZeroSignatureDoesNotParse(t *testing.T) {
	if _, err := sign.ParseP256Signature(sign.P256Signature{}.DER()); err == nil {
		t.Error("accepted")
	}
}

// Whoever cuts or lengthens a signature must get no second name for the same block.
func TestTruncatedOrExtendedSignatureIsRefused(t *testing.T) {
	key, err := sign.Generate(datalog.P256)
	if err != nil {
		t.Fatal(err)
	}
	msg := []byte("message")
	der := mustSign(t, key, msg)
	for n := range der {
		if err := key.PublicKey().Verify(msg, der[:n]); err == nil {
			t.Errorf("accepted the first %d bytes", n)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		tail := rapid.SliceOfN(rapid.Byte(), 1, 80).Draw(t, "tail")
		if err := key.PublicKey().Verify(msg, append(bytes.Clone(der), tail...)); err == nil {
			t.Error("accepted with a tail")
		}
		at := rapid.IntRange(0, len(der)).Draw(t, "at")
		mid := append(append(bytes.Clone(der[:at]), tail...), der[at:]...)
		if err := key.PublicKey().Verify(msg, mid); err == nil {
			t.Errorf("accepted %x", mid)
		}
	})
}

func FuzzDER(f *testing.F) {
	f.Add([]byte{0x30, 6, 2, 1, 1, 2, 1, 1})
	f.Add([]byte{0x30, 7, 2, 2, 0, 0x80, 2, 1, 1})
	f.Add([]byte{0x30, 7, 2, 2, 0, 1, 2, 1, 1})
	f.Add([]byte{0x30, 0x81, 6, 2, 1, 1, 2, 1, 1})
	for _, s := range []string{orderP256, "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8"} {
		v, _ := new(big.Int).SetString(s, 16)
		der, err := asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).Sub(v, big.NewInt(1)), v})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(der)
	}
	order, _ := new(big.Int).SetString(orderP256, 16)
	f.Fuzz(func(t *testing.T, der []byte) {
		var sig sign.P256Signature
		var key [32]byte
		var err, keyErr error
		boundMemory(t, len(der), func() {
			sig, err = sign.ParseP256Signature(der)
			key, keyErr = sign.RevocationKey(datalog.P256, der)
		})
		if want := parsesAsASN1(der, order); want != (err == nil) {
			t.Fatalf("encoding/asn1 says %v, we %v", want, err)
		}
		if (keyErr == nil) != (err == nil) {
			t.Fatalf("parsed: %v, revocation key: %v", err, keyErr)
		}
		if err != nil {
			return
		}
		if !bytes.Equal(sig.DER(), der) {
			t.Fatalf("%x written as %x", der, sig.DER())
		}
		low := sig.Low()
		if !low.IsLow() || low.Low() != low || sig.Twin().Low() != low || sig.Twin().Twin() != sig {
			t.Fatalf("%x: low %x, twin %x", der, low.DER(), sig.Twin().DER())
		}
		if sig.IsLow() == sig.Twin().IsLow() {
			t.Fatalf("%x and its twin are both low or both high", der)
		}
		for _, form := range []sign.P256Signature{low, sig.Twin()} {
			if other, err := sign.RevocationKey(datalog.P256, form.DER()); err != nil || other != key {
				t.Fatalf("%x: another revocation key, %v", form.DER(), err)
			}
		}
	})
}

// parsesAsASN1 says the same as our parser with the standard library's: it takes some forms that are not minimal, so what
// it read is written and compared.
func parsesAsASN1(der []byte, order *big.Int) bool {
	var v struct{ R, S *big.Int }
	rest, err := asn1.Unmarshal(der, &v)
	if err != nil || len(rest) != 0 {
		return false
	}
	again, err := asn1.Marshal(v)
	if err != nil || !bytes.Equal(again, der) {
		return false
	}
	return v.R.Sign() > 0 && v.S.Sign() > 0 && v.R.Cmp(order) < 0 && v.S.Cmp(order) < 0
}
