package main

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

// simple is the smallest token with something to say.
func simple() *chain { return code(`right("file1", "read");`) }

const allowAll = "allow if true;"

// containerCases are about the outer messages (spec/biscuit.md, "Text and container").
func containerCases() []vector {
	return []vector{
		{name: "container-usual", expect: success, comment: "one block, one proof", token: simple(), authorizer: `allow if right("file1", "read");`},
		{name: "container-empty", expect: container, comment: "no bytes at all: required messages are missing", err: "Format.DeserializationError",
			token: simple().bytes(func([]byte) []byte { return []byte{} })},
		{name: "container-no-authority", expect: container, comment: "a proof and no block", err: "Format.DeserializationError",
			token: simple().bytes(func([]byte) []byte { return sub(4, sub(1, make([]byte, 32))) })},
		{name: "container-no-proof", expect: container, comment: "the proof message is missing", err: "Format.DeserializationError",
			token: simple().bytes(withoutProof)},
		{name: "container-empty-proof", expect: container, comment: "a proof with neither secret nor seal", err: "Format.DeserializationError",
			token: simple().bytes(func(raw []byte) []byte { return append(withoutProof(raw), sub(4)...) })},
		{name: "container-two-proofs", expect: success, comment: "of several members of a oneof the last wins: the seal, not the wrong secret before it",
			authorizer: allowAll, token: simple().seal().bytes(func(raw []byte) []byte {
				seal := proofOf(raw)
				return append(withoutProof(raw), sub(4, sub(1, make([]byte, 32)), seal)...)
			})},
		{name: "container-unknown-fields", expect: success, comment: "fields that nobody knows are ignored, and dropped when the token is written again",
			authorizer: allowAll, token: simple().bytes(func(raw []byte) []byte { return append(raw, msg(num(90, 1), str(91, "x"))...) })},
		{name: "container-group", expect: container, comment: "a group in an unknown field: refused, as skipping it would be a recursion", err: "Format.DeserializationError",
			token: simple().bytes(func(raw []byte) []byte { return append(raw, 90&15<<3|3|0x80, 90>>4, 90&15<<3|4|0x80, 90>>4) })},
		{name: "container-truncated", expect: container, comment: "the last byte is missing", err: "Format.DeserializationError",
			token: simple().bytes(func(raw []byte) []byte { return raw[:len(raw)-1] })},
		{name: "container-length-beyond-end", expect: container, comment: "a field of 2^63 bytes", err: "Format.DeserializationError",
			token: simple().bytes(func(raw []byte) []byte {
				return append(raw, 90&15<<3|2|0x80, 90>>4, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01)
			})},
		{name: "container-long-varint", expect: container, comment: "a number of eleven bytes", err: "Format.DeserializationError",
			token: simple().bytes(func(raw []byte) []byte {
				return append(raw, slices.Concat([]byte{1 << 3}, bytes.Repeat([]byte{0x80}, 10), []byte{1})...)
			})},
		{name: "container-unknown-algorithm", expect: container, comment: "a next key of algorithm 2", err: "Format.DeserializationError",
			token: simple().change(func(t *wire.Token) { t.Blocks[0].NextKey.Algorithm = 2 })},
		{name: "container-version-zero", expect: success, comment: "an explicit signature version 0 is the same as none", authorizer: allowAll,
			token: simple().bytes(func([]byte) []byte {
				t := simple().token
				b := t.Blocks[0]
				return msg(sub(2, sub(1, b.Data), pkey(2, 0, b.NextKey.Bytes), sub(3, b.Signature), num(5, 0)), sub(4, sub(1, t.NextSecret)))
			})},
		{name: "container-root-key-id", expect: success, comment: "the root key id is a hint outside all signatures: added after signing", authorizer: allowAll,
			token: simple().change(func(t *wire.Token) { t.RootKeyID, t.HasRootKeyID = 7, true })},
		{name: "container-64-blocks", expect: success, comment: "64 blocks are read", authorizer: allowAll, token: long(64)},
		{name: "container-65-blocks", expect: container, comment: "65 blocks are refused before any signature is checked", err: "Format.DeserializationError", token: long(65)},
	}
}

// long is a token of n blocks.
func long(n int) *chain {
	c := simple()
	for range n - 1 {
		c.append("check if true;")
	}
	return c
}

// proof of a token that the usual encoder wrote: the last field, number 4.
func splitProof(raw []byte) int {
	for _, size := range []int{34, 66, 72, 73, 74} { // of the message: a secret, or a seal
		if at := len(raw) - size - 2; at > 0 && raw[at] == 4<<3|2 && int(raw[at+1]) == size {
			return at
		}
	}
	panic("no proof at the end of the token")
}

func withoutProof(raw []byte) []byte { return bytes.Clone(raw[:splitProof(raw)]) }
func proofOf(raw []byte) []byte      { return bytes.Clone(raw[splitProof(raw)+2:]) }

// textCases are about base64.
func textCases() []vector {
	usual := base64.URLEncoding.EncodeToString(simple().encode())
	return []vector{
		{name: "text-prefix", expect: success, comment: "the prefix of the specification is read, never written", token: simple(),
			text: "biscuit:" + usual, authorizer: allowAll},
		{name: "text-unpadded", expect: success, comment: "padding may be left out", token: simple(), text: strings.TrimRight(usual, "="), authorizer: allowAll},
		{name: "text-half-padding", expect: container, comment: "one of two padding characters", err: "Base64", token: simple(),
			text: strings.TrimRight(base64.URLEncoding.EncodeToString(padded(1)), "=") + "="},
		{name: "text-standard-alphabet", expect: container, comment: "+ and / belong to the other alphabet", err: "Base64", token: simple(),
			text: base64.StdEncoding.EncodeToString(padded(0))},
		{name: "text-stray-bits", expect: container, comment: "bits that no byte needs are set, a second spelling of the same bytes", err: "Base64", token: simple(),
			text: strayBits(base64.URLEncoding.EncodeToString(padded(1)))},
		{name: "text-space-inside", expect: container, comment: "a space within the text", err: "Base64", token: simple(), text: usual[:40] + " " + usual[40:]},
	}
}

// padded is a token whose length is n modulo 3 and whose text has characters of only one alphabet.
func padded(n int) []byte {
	for i := range 100 {
		c := mintBy(rootKey, "padded", part{code: `a("` + strings.Repeat("x", i) + `");`})
		raw := c.encode()
		if len(raw)%3 == n && strings.ContainsAny(base64.StdEncoding.EncodeToString(raw), "+/") {
			return raw
		}
	}
	panic("no such token")
}

// strayBits changes the last character before "==", of which only two bits count.
func strayBits(text string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	at := len(text) - 3
	i := strings.IndexByte(alphabet, text[at])
	return text[:at] + string(alphabet[i|1]) + text[at+1:]
}
