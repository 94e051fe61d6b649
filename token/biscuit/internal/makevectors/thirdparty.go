package main

import (
	"fmt"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

// trusting ends a statement that believes the usual third party.
var trusting = " trusting " + third.PublicKey().String()

const groupMember = `group("admin");`

// thirdPartyCases are about the signatures of third parties (SPECIFICATIONS.md, "Third party blocks").
func thirdPartyCases() []vector {
	allow := `allow if group("admin")` + trusting + ";"
	return []vector{
		{name: "third-party", expect: success, comment: "a block signed for this place in this token", token: simple().by(third, groupMember), authorizer: allow},
		{name: "third-party-p256", expect: success, comment: "by a P-256 key",
			token:      simple().by(key(datalog.P256, "third party"), groupMember),
			authorizer: fmt.Sprintf(`allow if group("admin") trusting %v;`, key(datalog.P256, "third party").PublicKey())},
		{name: "third-party-not-trusted", expect: denied, comment: "its facts count for nobody who does not name its key", err: "FailedLogic.NoMatchingPolicy",
			token: simple().by(third, groupMember), authorizer: `allow if group("admin");`},
		{name: "third-party-other-key", expect: denied, comment: "signed by another key than the trusted one", err: "FailedLogic.NoMatchingPolicy",
			token: simple().by(other, groupMember), authorizer: allow},
		{name: "third-party-unsigned", expect: denied, comment: "the same words in an ordinary block", err: "FailedLogic.NoMatchingPolicy",
			token: simple().append(groupMember), authorizer: allow},
		{name: "third-party-sealed", expect: success, comment: "a seal behind a third party's block", token: simple().by(third, groupMember).seal(), authorizer: allow},
		{name: "third-party-version-0", expect: signature, comment: "a block signed in version 0 with an external signature, as before v3.3", err: "Format.DeserializationError",
			token: simple().add(part{code: groupMember, third: third, version: 1})},
		{name: "third-party-version-2", expect: signature, comment: "there is no version above 1", err: "Format.DeserializationError",
			token: simple().by(third, groupMember).change(func(t *wire.Token) { t.Blocks[1].Version = 2 })},
		{name: "third-party-legacy-external", expect: signature, comment: "an external signature over the previous key, not the previous signature", err: wrongSignature,
			token: simple().add(part{code: groupMember, third: third, external: legacyExternal()})},
		{name: "third-party-authority", expect: signature, comment: "block 0 has an external signature", err: "Format.DeserializationError",
			token: simple().change(func(t *wire.Token) { t.Blocks[0].External = simple().by(third, groupMember).last().External })},
		{name: "third-party-replayed", expect: signature, comment: "a third party's block of another token, appended by the holder of this one", err: wrongSignature,
			token: simple().add(part{data: groupData(), third: third, external: mintBy(rootKey, "chain", part{code: "b(1);"}).by(third, groupMember).last().External.Signature})},
		{name: "third-party-replayed-later", expect: signature, comment: "the same block once more, one place further in the same token", err: wrongSignature,
			token: simple().by(third, groupMember).add(part{data: groupData(), third: third, external: simple().by(third, groupMember).last().External.Signature})},
		{name: "third-party-key-replaced", expect: signature, comment: "another key claims the external signature", err: wrongSignature,
			token: simple().by(third, groupMember).change(func(t *wire.Token) { t.Blocks[1].External.PublicKey.Bytes = other.PublicKey().Bytes() })},
		{name: "third-party-signature-removed", expect: signature, comment: "the external signature is gone: the block's own signature covers it", err: wrongSignature,
			token: simple().by(third, groupMember).change(func(t *wire.Token) { t.Blocks[1].External = nil })},
		{name: "third-party-signature-added", expect: signature, comment: "an ordinary block gets an external signature afterwards", err: wrongSignature,
			token: simple().append(groupMember).change(func(t *wire.Token) {
				b := &t.Blocks[1]
				k := third.PublicKey()
				b.External = &wire.ExternalSignature{Signature: thirdPartySignature(third, b.Data, t.Blocks[0].Signature), PublicKey: wire.PublicKeyBytes{Bytes: k.Bytes()}}
				b.Version = 1
			})},
		{name: "third-party-external-changed", expect: signature, comment: "the holder signs what the third party did not", err: wrongSignature,
			token: simple().add(part{code: groupMember, third: third, external: make([]byte, 64)})},
	}
}

func groupData() []byte { return simple().by(third, groupMember).last().Data }

// legacyExternal signs the block and the key before it.
func legacyExternal() []byte {
	return signed(third, must(new(sign.Buffer).BlockV0(groupData(), key(datalog.Ed25519, "chain0").PublicKey())))
}

// thirdPartyTables are about the symbols and keys of third parties' blocks, which are their own
// (spec/biscuit.md, "Symbols and public keys").
func thirdPartyTables() []vector {
	tp := func(fields ...[]byte) part { return part{data: msg(fields...), third: third} }
	return []vector{
		{name: "third-party-own-symbols", expect: success, comment: "symbol 1024 is file1 for the token and other for the third party; the block after it goes on at 1025",
			token:      simple().add(tp(str(1, "other"), version(5), fact(term(num(3, 1024))))).append(`check if right("file1", "read"), next("x") or true;`),
			authorizer: `check if read("other")` + trusting + `; allow if right("file1", "read");`},
		{name: "third-party-token-symbols", expect: build, comment: "symbol 1024 of the token does not exist for a third party", err: "Format.UnknownSymbol",
			token: simple().add(tp(version(5), fact(term(num(3, 1024))))), authorizer: allowAll},
		{name: "third-party-token-keys", expect: build, comment: "key 0 of the token does not exist for a third party", err: "Format.UnknownExternalKey",
			token:      code("check if true" + trusting + ";").add(tp(version(5), sub(6, sub(1, sub(1, num(1, 27)), expr(opTrue), sub(4, num(2, 0)))))),
			authorizer: allowAll},
		{name: "third-party-default-symbol", expect: build, comment: "a third party redefines read: found when it is evaluated", err: "Format.SymbolTableOverlap",
			token: simple().add(tp(str(1, "read"), version(5))), authorizer: allowAll},
		{name: "third-party-same-symbol", expect: success, comment: "a third party may define a symbol that the token has", authorizer: `allow if read("file1")` + trusting + ";",
			token: simple().add(tp(str(1, "file1"), version(5), fact(term(num(3, 1024)))))},
		{name: "third-party-v4", expect: build, comment: "third parties' blocks are of version 5 at least", err: "Format.DeserializationError",
			token: simple().add(tp(version(4))), authorizer: allowAll},
		{name: "third-party-later", expect: success, comment: "a block may trust a third party that comes after it", authorizer: allowAll,
			token: code(`check if group("admin")`+trusting+";").append("b(1);").by(third, groupMember)},
		{name: "third-party-two-blocks", expect: success, comment: "a key speaks in each block that it signed", authorizer: `allow if group("admin"), group("staff")` + trusting + ";",
			token: simple().by(third, groupMember).append("b(1);").by(third, `group("staff");`)},
	}
}

// requestCases are what a third party is asked.
func requestCases() []vector {
	previous := simple().last().Signature
	return []vector{
		{name: "request-usual", expect: success, comment: "the signature before the new block", request: sub(3, previous)},
		{name: "request-legacy-key", expect: container, comment: "a request of before v3.3: who answers it signs for any token", err: "Format.DeserializationError",
			request: msg(pkey(1, 0, make([]byte, 32)), sub(3, previous))},
		{name: "request-legacy-keys", expect: container, comment: "a list of public keys, as before v3.3", err: "Format.DeserializationError",
			request: msg(pkey(2, 0, make([]byte, 32)), sub(3, previous))},
		{name: "request-empty", expect: container, comment: "no signature", err: "Format.DeserializationError", request: num(9, 1)},
		{name: "request-empty-signature", expect: container, comment: "a signature of no bytes would let the block stand anywhere", err: "InternalError", request: sub(3)},
	}
}
