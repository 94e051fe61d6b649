package sign_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha512"
	"encoding/binary"
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
)

// verifyEd25519 verifies as a token's chain does, and checks that a key that stands alone behaves alike.
func verifyEd25519(t *testing.T, key, msg, sig []byte) error {
	t.Helper()
	chain, err := sign.NewChainKey(datalog.Ed25519, key)
	if err != nil {
		t.Fatalf("key %x: %v", key, err)
	}
	got := chain.Verify(msg, sig)
	if alone, err := sign.NewPublicKey(datalog.Ed25519, key); err == nil {
		if (alone.Verify(msg, sig) == nil) != (got == nil) {
			t.Errorf("key %x: NewPublicKey and NewChainKey disagree", key)
		}
	} else if got == nil {
		t.Errorf("key %x verifies, but is refused alone: %v", key, err)
	}
	return got
}

func TestEd25519AgreesWithWycheproof(t *testing.T) {
	var file wycheproof
	vectorsJSON(t, "signatures/ed25519_test.json", &file)
	count := 0
	for _, group := range file.TestGroups {
		for _, c := range group.Tests {
			count++
			err := verifyEd25519(t, group.PublicKey.PK, c.Msg, c.Sig)
			if (err == nil) != (c.Result == "valid") {
				t.Errorf("case %d (%s %v): want %s, got %v", c.TcID, c.Comment, c.Flags, c.Result, err)
			}
			_, malformed := errors.AsType[*sign.SignatureFormatError](err)
			if malformed != (len(c.Sig) != ed25519.SignatureSize) {
				t.Errorf("case %d: signature of %d bytes: %v", c.TcID, len(c.Sig), err)
			}
		}
	}
	if count != file.NumberOfTests || count == 0 {
		t.Errorf("%d cases of %d", count, file.NumberOfTests)
	}
}

// The cases of ed25519-speccheck, in its order. The reference's verify_strict accepts exactly one.
func TestEd25519AgreesWithTheReferenceOnSpeccheck(t *testing.T) {
	var file []struct {
		Message   hexBytes `json:"message"`
		PubKey    hexBytes `json:"pub_key"`
		Signature hexBytes `json:"signature"`
	}
	vectorsJSON(t, "signatures/cases.json", &file)
	want := []struct {
		what      string
		std, ours bool // whether crypto/ed25519 accepts, and whether we do
	}{
		{"small A, small R, S = 0", true, false},
		{"small A, mixed R", true, false},
		{"mixed A, small R", true, false},
		{"mixed A, mixed R", true, true},
		{"holds only after multiplication by 8", false, false},
		{"holds only after multiplication by 8, k not reduced before", false, false},
		{"S > L", false, false},
		{"S >> L", false, false},
		{"mixed A, small R not canonical, reduced when hashed", false, false},
		{"mixed A, small R not canonical, hashed as it is", false, false},
		{"small A not canonical, mixed R, reduced when hashed", false, false},
		{"small A not canonical, mixed R, hashed as it is", true, false},
	}
	if len(file) != len(want) {
		t.Fatalf("%d cases, want %d", len(file), len(want))
	}
	for i, c := range file {
		if got := ed25519.Verify(ed25519.PublicKey(c.PubKey), c.Message, c.Signature); got != want[i].std {
			t.Errorf("case %d (%s): crypto/ed25519 says %v, so the case is not what we believe", i, want[i].what, got)
		}
		if got := verifyEd25519(t, c.PubKey, c.Message, c.Signature) == nil; got != want[i].ours {
			t.Errorf("case %d (%s): got %v, want %v", i, want[i].what, got, want[i].ours)
		}
	}
}

// CCTV builds 914 signatures from points of small order, in every combination and encoding, and says by flags what is odd
// in each. verify_strict is a rule about flags: it refuses each of these five and minds none of the others.
func TestEd25519AcceptsExactlyTheStrictVectorsOfCCTV(t *testing.T) {
	var file []struct {
		Number int
		Key    hexBytes
		Sig    hexBytes
		Msg    string
		Flags  []string
	}
	vectorsJSON(t, "signatures/ed25519vectors.json", &file)
	refusedFor := []string{
		"low_order_A", "low_order_R", // what strict means
		"low_order_residue", // the equation holds only after multiplication by 8
		"non_canonical_R",   // R is compared as bytes
		"reencoded_k",       // the signer hashed other bytes than those of A and R
	}
	accepted := 0
	for _, c := range file {
		want := !slices.ContainsFunc(c.Flags, func(f string) bool { return slices.Contains(refusedFor, f) })
		err := verifyEd25519(t, c.Key, []byte(c.Msg), c.Sig)
		if (err == nil) != want {
			t.Errorf("case %d %v: want accepted=%v, got %v", c.Number, c.Flags, want, err)
		}
		if err == nil {
			accepted++
		}
	}
	if len(file) != 914 || accepted != 43 {
		t.Errorf("accepted %d of %d, want 43 of 914", accepted, len(file))
	}
}

// smallOrderEncodings derives the encodings from the curve's equation, apart from the table that the package has.
func smallOrderEncodings(t *testing.T) [][]byte {
	t.Helper()
	p := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	mod := func(v *big.Int) *big.Int { return v.Mod(v, p) }
	inverse := func(v *big.Int) *big.Int { return new(big.Int).ModInverse(v, p) }
	// d = -121665/121666. A point doubles to one with y = 0 when d*y^4 + 2*y^2 - 1 = 0.
	d := mod(new(big.Int).Mul(big.NewInt(-121665), inverse(big.NewInt(121666))))
	root := new(big.Int).ModSqrt(mod(new(big.Int).Add(d, big.NewInt(1))), p)
	values := []*big.Int{big.NewInt(0), big.NewInt(1), new(big.Int).Sub(p, big.NewInt(1))}
	for _, r := range []*big.Int{root, new(big.Int).Neg(root)} {
		y2 := new(big.Int).Sub(r, big.NewInt(1))
		y2 = mod(y2.Mul(y2, inverse(d)))
		if y := new(big.Int).ModSqrt(y2, p); y != nil {
			values = append(values, y, new(big.Int).Sub(p, y))
		}
	}
	var all [][]byte
	for _, y := range values {
		for ; y.BitLen() <= 255; y = new(big.Int).Add(y, p) {
			b := y.FillBytes(make([]byte, 32))
			slices.Reverse(b)
			negative := bytes.Clone(b)
			negative[31] |= 0x80
			all = append(all, b, negative)
		}
	}
	if len(all) != 14 {
		t.Fatalf("%d encodings of small order, want 14", len(all))
	}
	return all
}

// Under a key of small order the signature (rB, r) fits one message in eight at least, with no secret known: an agent could
// announce such a next key and let anybody speak for it. crypto/ed25519 takes it.
func TestForgeryUnderAKeyOfSmallOrderIsRefused(t *testing.T) {
	seed := sha512.Sum512(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	scalar := seed[:32]
	scalar[0] &= 248
	scalar[31] = scalar[31]&127 | 64
	slices.Reverse(scalar)
	order, _ := new(big.Int).SetString("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed", 16)
	s := new(big.Int).SetBytes(scalar)
	sBytes := s.Mod(s, order).FillBytes(make([]byte, 32))
	slices.Reverse(sBytes)
	pub := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize)).Public().(ed25519.PublicKey)
	forged := append(bytes.Clone(pub), sBytes...)

	for _, key := range smallOrderEncodings(t) {
		believed := 0
		for i := range uint32(128) {
			msg := binary.LittleEndian.AppendUint32(nil, i)
			if ed25519.Verify(key, msg, forged) {
				believed++
			}
			if err := verifyEd25519(t, key, msg, forged); err == nil {
				t.Fatalf("key %x believed a forgery", key)
			}
		}
		if believed == 0 {
			t.Errorf("key %x: crypto/ed25519 refused all, so this was no attack", key)
		}
	}
}

// The twin of the attack above: whoever made a key can give R of small order.
func TestSignatureWithRandomPointOfSmallOrderIsRefused(t *testing.T) {
	seed := bytes.Repeat([]byte{9}, ed25519.SeedSize)
	expanded := sha512.Sum512(seed)
	a := expanded[:32]
	a[0] &= 248
	a[31] = a[31]&127 | 64
	slices.Reverse(a)
	order, _ := new(big.Int).SetString("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed", 16)
	pub := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	msg := []byte("message")
	identity := append([]byte{1}, make([]byte, 31)...) // R = 0, so S = k*a
	k := sha512.Sum512(slices.Concat(identity, pub, msg))
	slices.Reverse(k[:])
	s := new(big.Int).Mul(new(big.Int).SetBytes(k[:]), new(big.Int).SetBytes(a))
	sBytes := s.Mod(s, order).FillBytes(make([]byte, 32))
	slices.Reverse(sBytes)
	sig := append(identity, sBytes...)
	if !ed25519.Verify(pub, msg, sig) {
		t.Fatal("crypto/ed25519 refused, so this was no attack")
	}
	if err := verifyEd25519(t, pub, msg, sig); err == nil {
		t.Error("accepted")
	}
}

// Which y are points was asked of the reference (biscuit-wasm 0.6.0) for y = 0 to 63 and, not canonical, for p to p+18.
func TestEd25519KeysArePointsAsForTheReference(t *testing.T) {
	points := []int{
		0, 1, 3, 4, 5, 6, 9, 10, 14, 15, 16, 18, 19, 21, 23, 24, 25, 26, 27, 28, 29, 30, 32, 33, 35, 37, 39, 40, 42, 43, 44,
		48, 51, 52, 54, 55, 56, 57, 58, 60, 61, 62, 63,
	}
	check := func(b []byte, want bool) {
		t.Helper()
		for _, sign0 := range []byte{0, 0x80} {
			key := bytes.Clone(b)
			key[31] |= sign0
			k, err := sign.NewPublicKey(datalog.Ed25519, key)
			if (err == nil) != want {
				t.Errorf("%x: want a point %v, got %v", key, want, err)
			}
			if err != nil {
				if refused, ok := errors.AsType[*sign.KeyError](err); !ok || refused.Reference() != "signature error: Cannot decompress Edwards point" {
					t.Errorf("%x: %v", key, err)
				}
				if !k.IsZero() {
					t.Errorf("%x: a key besides an error", key)
				}
			} else if !bytes.Equal(k.Bytes(), key) {
				t.Errorf("%x was changed to %x", key, k.Bytes())
			}
		}
	}
	for y := range 64 {
		b := make([]byte, 32)
		b[0] = byte(y)
		check(b, slices.Contains(points, y))
	}
	for i := range 19 { // p + i, which is y = i again
		b := bytes.Repeat([]byte{0xff}, 32)
		b[0], b[31] = byte(0xed+i), 0x7f
		check(b, slices.Contains(points, i))
	}
}

// The standard library decodes the key before it looks at the signature, and says something else when it cannot.
func TestEd25519KeysArePointsAsForTheStandardLibrary(t *testing.T) {
	pub := ed25519.NewKeyFromSeed(make([]byte, 32)).Public().(ed25519.PublicKey)
	decoded := ed25519.VerifyWithOptions(pub, nil, nil, &ed25519.Options{}).Error()
	points := 0
	for i := range uint32(2000) {
		h := sha512.Sum512(binary.LittleEndian.AppendUint32(nil, i))
		key := h[:32]
		want := ed25519.VerifyWithOptions(key, nil, nil, &ed25519.Options{}).Error() == decoded
		if _, err := sign.NewPublicKey(datalog.Ed25519, key); (err == nil) != want {
			t.Errorf("%x: want a point %v, got %v", key, want, err)
		}
		if want {
			points++
		}
	}
	if points < 900 || points > 1100 {
		t.Errorf("%d points of 2000; about half were expected", points)
	}
}

func TestEd25519VerifyDoesNotAllocate(t *testing.T) {
	key, err := sign.Generate(datalog.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	msg := make([]byte, 300)
	sig := mustSign(t, key, msg)
	pub := key.PublicKey()
	std := ed25519.PublicKey(pub.Bytes())
	bare := testing.AllocsPerRun(50, func() { ed25519.Verify(std, msg, sig) })
	strict := testing.AllocsPerRun(50, func() {
		if pub.Verify(msg, sig) != nil {
			t.Error("refused")
		}
	})
	if strict > bare {
		t.Errorf("%v allocations, crypto/ed25519 makes %v", strict, bare)
	}
}
