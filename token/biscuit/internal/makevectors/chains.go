package main

import (
	"bytes"
	"slices"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

func three() *chain {
	return simple().append("check if a(1) or true;").append(`check if right("file1", "read");`)
}

// chainCases move blocks about.
func chainCases() []vector {
	donor := func() wire.SignedBlock {
		return mintBy(rootKey, "donor", part{code: "a(1);"}).append("b(1);").token.Blocks[1]
	}
	return []vector{
		{name: "chain-three-blocks", expect: success, comment: "as it was made", token: three(), authorizer: allowAll},
		{name: "chain-reordered", expect: signature, comment: "blocks 1 and 2 change places", err: wrongSignature,
			token: three().change(func(t *wire.Token) { t.Blocks[1], t.Blocks[2] = t.Blocks[2], t.Blocks[1] })},
		{name: "chain-block-removed", expect: signature, comment: "block 1 of 3 is gone, and its check with it", err: wrongSignature,
			token: three().change(func(t *wire.Token) { t.Blocks = slices.Delete(t.Blocks, 1, 2) })},
		{name: "chain-last-block-removed", expect: proof, comment: "block 2 of 3 is gone: the bearer lacks the secret for the one before", err: wrongSignature,
			token: three().change(func(t *wire.Token) { t.Blocks = t.Blocks[:2] })},
		{name: "chain-block-repeated", expect: signature, comment: "block 1 twice", err: wrongSignature,
			token: three().change(func(t *wire.Token) { t.Blocks = slices.Insert(t.Blocks, 2, t.Blocks[1]) })},
		{name: "chain-spliced", expect: signature, comment: "block 1 of another token", err: wrongSignature,
			token: three().change(func(t *wire.Token) { t.Blocks[1] = donor() })},
		{name: "chain-spliced-same-key", expect: signature, comment: "block 1 of a token with the same next key: version 1 covers the signature before",
			err: wrongSignature, token: mintBy(rootKey, "splice", part{code: "a(1);", version: 2}).append("check if true;").change(func(t *wire.Token) {
				donor := mintBy(rootKey, "splice", part{code: "a(2);", version: 2}).append("check if true;").token
				t.Blocks[1], t.NextSecret = donor.Blocks[1], donor.NextSecret
			})},
		{name: "chain-authority-replaced", expect: signature, comment: "the authority block of another token of the same root", err: wrongSignature,
			token: three().change(func(t *wire.Token) { t.Blocks[0] = mintBy(rootKey, "donor", part{code: "admin(1);"}).token.Blocks[0] })},
	}
}

// proofCases are about the end of the chain.
func proofCases() []vector {
	return []vector{
		{name: "proof-other-secret", expect: proof, comment: "the secret of another key", err: wrongSignature,
			token: three().change(func(t *wire.Token) { t.NextSecret = key(datalog.Ed25519, "thief").SecretBytes() })},
		{name: "proof-short-secret", expect: proof, comment: "a secret of 31 bytes", err: "Format.InvalidKeySize",
			token: three().change(func(t *wire.Token) { t.NextSecret = t.NextSecret[:31] })},
		{name: "proof-empty-secret", expect: proof, comment: "a secret of no bytes", err: "Format.InvalidKeySize",
			token: three().change(func(t *wire.Token) { t.NextSecret = []byte{} })},
		{name: "proof-p256-zero-secret", expect: proof, comment: "the scalar 0 is no secret", err: "Format.InvalidKey",
			token: mint(part{code: "a(1);", next: datalog.P256}).change(func(t *wire.Token) { t.NextSecret = make([]byte, 32) })},
		{name: "seal-v0", expect: success, comment: "a sealed token of version 0", token: three().seal(), authorizer: allowAll},
		{name: "seal-v1", expect: success, comment: "a seal has no tags, whatever the version of the last block", token: code("a(null);").append("b(1);").seal(), authorizer: allowAll},
		{name: "seal-changed", expect: proof, comment: "one bit of the seal is flipped", err: wrongSignature,
			token: three().seal().change(func(t *wire.Token) { t.FinalSignature[3] ^= 4 })},
		{name: "seal-truncated", expect: proof, comment: "a seal of 63 bytes", err: noSignature,
			token: three().seal().change(func(t *wire.Token) { t.FinalSignature = t.FinalSignature[:63] })},
		{name: "seal-of-other-token", expect: proof, comment: "the seal of another token", err: wrongSignature,
			token: three().seal().change(func(t *wire.Token) { t.FinalSignature = simple().seal().token.FinalSignature })},
		{name: "seal-last-block-removed", expect: proof, comment: "the last block of a sealed token is gone", err: wrongSignature,
			token: three().seal().change(func(t *wire.Token) { t.Blocks = t.Blocks[:2] })},
		{name: "seal-then-appended", expect: signature, comment: "a block behind the sealed one, signed by whoever wants to and sealed again", err: wrongSignature,
			token: appendedToSealed()},
		{name: "seal-as-block-signature", expect: signature, comment: "the last signature stands where the seal belongs, and the other way round", err: wrongSignature,
			token: simple().seal().change(func(t *wire.Token) {
				t.FinalSignature, t.Blocks[0].Signature = bytes.Clone(t.Blocks[0].Signature), t.FinalSignature
			})},
	}
}

func appendedToSealed() *chain {
	c := three().seal()
	c.signer = key(datalog.Ed25519, "thief")
	return c.append("b(1);").seal()
}
