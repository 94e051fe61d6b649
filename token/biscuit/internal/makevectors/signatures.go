package main

import (
	"bytes"
	"crypto/sha512"
	"encoding/hex"
	"math/big"
	"slices"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

const (
	wrongSignature = "Format.Signature.InvalidSignature"
	noSignature    = "Format.BlockSignatureDeserializationError"
)

// signatureCases are about what signatures cover, and the versions of that (spec/biscuit.md, "Signatures").
func signatureCases() []vector {
	return []vector{
		{name: "signature-other-root", expect: signature, comment: "signed by another root key", err: wrongSignature, token: mintBy(other, "chain", part{code: "a(1);"})},
		{name: "signature-truncated", expect: signature, comment: "63 bytes are no signature", err: noSignature,
			token: simple().change(func(t *wire.Token) { t.Blocks[0].Signature = t.Blocks[0].Signature[:63] })},
		{name: "signature-changed", expect: signature, comment: "one bit of R is flipped", err: wrongSignature,
			token: simple().change(func(t *wire.Token) { t.Blocks[0].Signature[0] ^= 1 })},
		{name: "signature-other-payload", expect: signature, comment: "file1 became file2 after signing", err: wrongSignature,
			token: simple().change(func(t *wire.Token) {
				t.Blocks[0].Data = bytes.ReplaceAll(t.Blocks[0].Data, []byte("file1"), []byte("file2"))
			})},
		{name: "signature-other-next-key", expect: signature, comment: "the next key, and the secret with it, were replaced after signing", err: wrongSignature,
			token: simple().change(func(t *wire.Token) {
				k := key(datalog.Ed25519, "replaced")
				t.Blocks[0].NextKey.Bytes, t.NextSecret = k.PublicKey().Bytes(), k.SecretBytes()
			})},
		{name: "signature-next-key-short", expect: signature, comment: "a next key of 31 bytes", err: "Format.InvalidKeySize",
			token: simple().change(func(t *wire.Token) { t.Blocks[0].NextKey.Bytes = t.Blocks[0].NextKey.Bytes[:31] })},
		{name: "signature-garbage-block", expect: signature, comment: "a block that is no message: its signature is checked first", err: wrongSignature,
			token: simple().change(func(t *wire.Token) { t.Blocks[0].Data = []byte("garbage") })},
		{name: "signature-version-1", expect: success, comment: "version 1 on a block that would need only 0", authorizer: allowAll,
			token: mint(part{code: "a(1);", version: 2}).append("check if true;")},
		{name: "signature-version-2", expect: signature, comment: "there is no version above 1", err: "Format.DeserializationError",
			token: simple().change(func(t *wire.Token) { t.Blocks[0].Version = 2 })},
		{name: "signature-version-swapped", expect: signature, comment: "signed in version 1, labelled 0", err: wrongSignature,
			token: mint(part{code: "a(1);", version: 2}).change(func(t *wire.Token) { t.Blocks[0].Version = 0 })},
		{name: "signature-v0-on-v3.3", expect: success, comment: "writers use version 1 for a v3.3 block, readers take 0", authorizer: allowAll,
			token: mint(part{code: "a(null);", version: 1})},
		{name: "signature-v0-after-v1", expect: success, comment: "writers stay at version 1 once a block has it, readers do not ask", authorizer: allowAll,
			token: mint(part{code: "a(null);"}).add(part{code: "b(1);", version: 1})},
		{name: "signature-v0-by-p256", expect: success, comment: "writers use version 1 with P-256 keys, readers take 0", authorizer: allowAll,
			root: rootP256, token: mintBy(rootP256, "chain", part{code: "a(1);", version: 1})},
	}
}

// ed25519Cases are signatures that crypto/ed25519 alone would take, or that have a second form (decision 2, D5).
func ed25519Cases() []vector {
	identity := must(hex.DecodeString("01" + "00000000000000000000000000000000000000000000000000000000000000"))
	nonCanonical := must(hex.DecodeString("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"))
	order4 := must(hex.DecodeString("00000000000000000000000000000000000000000000000000000000000000" + "00"))
	return []vector{
		{name: "ed25519-identity-key", expect: signature, comment: "the next key is the point of order 1: one signature fits every block", err: wrongSignature,
			token: underSmallKey(identity)},
		{name: "ed25519-identity-key-non-canonical", expect: signature, comment: "the same point with y = p+1", err: wrongSignature,
			token: underSmallKey(nonCanonical)},
		{name: "ed25519-order-4-key", expect: signature, comment: "a next key of order 4, and a block for which the equation holds", err: wrongSignature,
			token: underSmallKey(order4)},
		{name: "ed25519-small-r", expect: signature, comment: "an honest key signed with R of order 1", err: wrongSignature,
			token: mint(part{code: "a(1);", signedAs: func() []byte {
				next := key(datalog.Ed25519, "chain0").PublicKey()
				return withSmallR(rootKey, identity, payload(sign.V0, mint(part{code: "a(1);"}).last().Data, next, nil, nil))
			}})},
		{name: "ed25519-s-plus-order", expect: signature, comment: "S + L instead of S, a second form of the same signature", err: wrongSignature,
			token: simple().change(func(t *wire.Token) {
				s := littleEndian(t.Blocks[0].Signature[32:])
				copy(t.Blocks[0].Signature[32:], toLittleEndian(s.Add(s, order)))
			})},
	}
}

var order, _ = new(big.Int).SetString("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed", 16)

func littleEndian(b []byte) *big.Int {
	c := bytes.Clone(b)
	slices.Reverse(c)
	return new(big.Int).SetBytes(c)
}

func toLittleEndian(v *big.Int) []byte {
	b := v.FillBytes(make([]byte, 32))
	slices.Reverse(b)
	return b
}

// scalar is the secret number behind an Ed25519 key (RFC 8032, 5.1.5).
func scalar(k sign.PrivateKey) *big.Int {
	h := sha512.Sum512(k.SecretBytes())
	h[0] &= 248
	h[31] = h[31]&63 | 64
	return littleEndian(h[:32])
}

// underSmallKey is a token whose authority names a key of small order. The block after it is signed with (R, S) = (rB, r),
// without any secret: since the key times anything vanishes, at least for one in four blocks, SB = R + kA holds.
func underSmallKey(small []byte) *chain {
	r := key(datalog.Ed25519, "r of a small key")
	forged := append(r.PublicKey().Bytes(), toLittleEndian(new(big.Int).Mod(scalar(r), order))...)
	for i := range 64 {
		c := &chain{name: "small", signer: rootKey}
		next := must(sign.NewChainKey(datalog.Ed25519, small))
		d := mint(part{code: "a(1);"}).last().Data
		c.token.Blocks = []wire.SignedBlock{{Data: d, NextKey: wire.PublicKeyBytes{Bytes: small}, Signature: signed(rootKey, payload(sign.V0, d, next, nil, nil))}}
		c.signer = r
		c.add(part{data: msg(version(3), fact(term(integer(uint64(i))))), signedAs: func() []byte { return forged }})
		b := c.last()
		message := payload(sign.V0, b.Data, c.signer.PublicKey(), nil, nil)
		if divisible(challenge(forged[:32], small, message), 4) {
			return c
		}
	}
	panic("no block fits")
}

func challenge(r, a, message []byte) *big.Int {
	h := sha512.Sum512(slices.Concat(r, a, message))
	return new(big.Int).Mod(littleEndian(h[:]), order)
}

func divisible(v *big.Int, by int64) bool { return new(big.Int).Mod(v, big.NewInt(by)).Sign() == 0 }

// withSmallR signs with R of order 1: S = k·a.
func withSmallR(k sign.PrivateKey, r, message []byte) []byte {
	s := new(big.Int).Mul(challenge(r, k.PublicKey().Bytes(), message), scalar(k))
	return append(bytes.Clone(r), toLittleEndian(s.Mod(s, order))...)
}
