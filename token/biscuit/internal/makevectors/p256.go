package main

import (
	"bytes"
	"crypto/ecdsa"
	"fmt"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

// underP256 is a token of one block with a P-256 root, with the signature edited.
func underP256(edit func(der []byte) []byte) *chain {
	return mintBy(rootP256, "p256", part{code: `right("file1", "read");`}).change(func(t *wire.Token) {
		t.Blocks[0].Signature = edit(bytes.Clone(t.Blocks[0].Signature))
	})
}

// p256Cases are about the two forms of S, DER, and the forms of points (spec/biscuit.md, "Signatures").
func p256Cases() []vector {
	asIs := func(der []byte) []byte { return der }
	twin := func(der []byte) []byte { return must(sign.ParseP256Signature(der)).Twin().DER() }
	return []vector{
		{name: "p256-low-s", expect: success, comment: "what writers make", root: rootP256, token: underP256(asIs), authorizer: allowAll},
		{name: "p256-high-s", expect: success, comment: "the same token with n-s, which anybody can compute: another revocation id, the same revocation key",
			root: rootP256, token: underP256(twin), authorizer: allowAll},
		{name: "p256-high-s-under-v1", expect: signature, comment: "a block of version 1 covers the signature before it, which can then not change its form",
			err: wrongSignature, root: rootP256,
			token: mintBy(rootP256, "p256", part{code: "a(1);"}).add(part{code: "b(1);"}).change(func(t *wire.Token) { t.Blocks[0].Signature = twin(t.Blocks[0].Signature) })},
		{name: "p256-truncated-der", expect: signature, comment: "the last byte is missing", err: noSignature, root: rootP256,
			token: underP256(func(der []byte) []byte { return der[:len(der)-1] })},
		{name: "p256-trailing-byte", expect: signature, comment: "a byte follows the sequence", err: noSignature, root: rootP256,
			token: underP256(func(der []byte) []byte { return append(der, 0) })},
		{name: "p256-long-length", expect: signature, comment: "the length of the sequence in two bytes, as BER allows and DER does not", err: noSignature, root: rootP256,
			token: underP256(func(der []byte) []byte { return append([]byte{0x30, 0x81}, der[1:]...) })},
		{name: "p256-leading-zero", expect: signature, comment: "r with a zero byte that no sign needs", err: noSignature, root: rootP256,
			token: underP256(func(der []byte) []byte {
				r := der[4 : 4+der[3]]
				return append([]byte{0x30, der[1] + 1, 2, der[3] + 1, 0}, append(bytes.Clone(r), der[4+der[3]:]...)...)
			})},
		{name: "p256-zero", expect: signature, comment: "r = s = 0", err: noSignature, root: rootP256,
			token: underP256(func([]byte) []byte { return []byte{0x30, 6, 2, 1, 0, 2, 1, 0} })},
		{name: "p256-raw-signature", expect: signature, comment: "r and s as 64 bytes, as JOSE has them, are not DER", err: noSignature, root: rootP256,
			token: underP256(func([]byte) []byte { return bytes.Repeat([]byte{1}, 64) })},
		{name: "p256-uncompressed-key", expect: success, comment: "a next key of 65 bytes is read, and signatures cover its 33-byte form", authorizer: allowAll,
			token: mint(part{code: "a(1);", next: datalog.P256, nextBytes: uncompressed("chain0")}).append("b(1);")},
		{name: "p256-uncompressed-key-signed", expect: signature, comment: "the same, but signed over the 65 bytes", err: wrongSignature,
			token: mint(part{code: "a(1);", next: datalog.P256, nextBytes: uncompressed("chain0"), signedAs: func() []byte {
				d := mint(part{code: "a(1);"}).last().Data
				good := payload(sign.V1, d, key(datalog.P256, "chain0").PublicKey(), nil, nil)
				return signed(rootKey, append(bytes.TrimSuffix(good, key(datalog.P256, "chain0").PublicKey().Bytes()), uncompressed("chain0")...))
			}})},
		{name: "p256-compact-key", expect: signature, comment: "the draft form with tag 05 has no place here", err: "Format.InvalidKey",
			token: compact()},
		{name: "p256-not-on-the-curve", expect: signature, comment: "65 bytes that are no point", err: "Format.InvalidKey",
			token: mint(part{code: "a(1);", next: datalog.P256, nextBytes: append(uncompressed("chain0")[:64], 0)})},
		{name: "p256-sealed", expect: success, comment: "a P-256 next key seals", authorizer: allowAll, token: mint(part{code: "a(1);", next: datalog.P256}).seal()},
		{name: "p256-ed25519-mixed", expect: success, comment: "each block may use the other algorithm", authorizer: allowAll,
			token: mint(part{code: "a(1);", next: datalog.P256}).add(part{code: "b(1);"}).add(part{code: "c(1);", next: datalog.P256})},
	}
}

// compact is a token whose next key stands in the form 05 X, which means the lower of the two Y: the right one for this key.
func compact() *chain {
	for i := range 100 {
		name := fmt.Sprint("compact ", i)
		if y := uncompressed(name)[33:]; y[0] < 0x7f {
			return mint(part{code: "a(1);", next: datalog.P256, keyName: name}).change(func(t *wire.Token) { t.Blocks[0].NextKey.Bytes[0] = 5 })
		}
	}
	panic("no such key")
}

// uncompressed gives the 65-byte form of a named key.
func uncompressed(name string) []byte {
	return must(key(datalog.P256, name).PublicKey().Crypto().(*ecdsa.PublicKey).Bytes())
}
