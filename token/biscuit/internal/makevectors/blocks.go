package main

import (
	"bytes"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

const noBlock = "Format.BlockDeserializationError"

// nestingCases are about the 100 messages that may be nested (D13 in decisions/0002).
func nestingCases() []vector {
	array := func(n int) *chain { return data(version(6), fact(term(arrays(n, integer(1))))) }
	lambda := func(n int) *chain {
		// Evaluated behind true ||, so that what is in them does not matter.
		return data(version(6), check(query(expr(opTrue, closures(n), opBinary(uint64(datalog.LazyOr))))))
	}
	return []vector{
		{name: "nesting-arrays-48", expect: success, comment: "arrays nested 48 deep, as deep as 100 messages allow", token: array(48), authorizer: allowAll},
		{name: "nesting-arrays-49", expect: block, comment: "arrays nested 49 deep", err: noBlock, token: array(49)},
		{name: "nesting-arrays-60", expect: block, comment: "arrays nested 60 deep", err: noBlock, token: array(60)},
		{name: "nesting-arrays-5000", expect: block, comment: "arrays nested 5,000 deep: no stack may depend on it", err: noBlock, token: array(5000)},
		{name: "nesting-closures-30", expect: success, comment: "closures nested 30 deep", token: lambda(30), authorizer: allowAll},
		{name: "nesting-closures-47", expect: success, comment: "closures nested 47 deep, as deep as 100 messages allow", token: lambda(47), authorizer: allowAll},
		{name: "nesting-closures-48", expect: block, comment: "closures nested 48 deep", err: noBlock, token: lambda(48)},
		{name: "nesting-closures-90", expect: block, comment: "closures nested 90 deep", err: noBlock, token: lambda(90)},
	}
}

// tableCases are about symbols and public keys (spec/biscuit.md, "Symbols and public keys").
func tableCases() []vector {
	k := third.PublicKey().Bytes()
	p := key(datalog.P256, "third party").PublicKey().Bytes()
	return []vector{
		{name: "symbols-repeated-in-block", expect: success, comment: "a, a, b: the second a takes an index, so that b is 1026",
			token: data(str(1, "a"), str(1, "a"), str(1, "b"), version(3), fact(term(num(3, 1026)))), authorizer: `allow if read("b");`},
		{name: "symbols-repeated-across-blocks", expect: block, comment: "block 1 defines a symbol of block 0 anew", err: "Format.SymbolTableOverlap",
			token: code(`a("x");`).add(part{data: msg(str(1, "x"), version(3))})},
		{name: "symbols-default-redefined", expect: block, comment: "read is a default symbol", err: "Format.SymbolTableOverlap", token: data(str(1, "read"), version(3))},
		{name: "symbols-unknown", expect: build, comment: "symbol 1025 of a block with one symbol", err: "Format.UnknownSymbol",
			token: data(str(1, "a"), version(3), fact(term(num(3, 1025)))), authorizer: allowAll},
		{name: "symbols-reserved", expect: build, comment: "symbol 28 lies between the default ones and those of tokens", err: "Format.UnknownSymbol",
			token: data(str(1, "a"), version(3), fact(term(num(3, 28)))), authorizer: allowAll},
		{name: "symbols-of-later-block", expect: build, comment: "block 0 uses a symbol that only block 1 defines: whoever appends must not give words to the issuer",
			err: "Format.UnknownSymbol", token: data(version(3), fact(term(num(3, 1024)))).add(part{data: msg(str(1, "admin2"), version(3))}), authorizer: allowAll},
		{name: "symbols-of-earlier-block", expect: success, comment: "block 1 uses a symbol of block 0", authorizer: allowAll,
			token: code(`a("x");`).add(part{data: msg(version(3), fact(term(num(3, 1025))))})},
		{name: "symbols-after-facts", expect: success, comment: "the symbols stand behind the fact that uses them", authorizer: `allow if read("late");`,
			token: data(fact(term(num(3, 1024))), version(3), str(1, "late"))},
		{name: "symbols-not-utf8", expect: block, comment: "a symbol with byte ff", err: noBlock, token: data(sub(1, []byte{'a', 0xff}), version(3))},
		{name: "keys-repeated-in-block", expect: block, comment: "a public key twice", err: "Format.PublicKeyTableOverlap", token: data(version(4), pkey(8, 0, k), pkey(8, 0, k))},
		{name: "keys-repeated-across-blocks", expect: block, comment: "a public key of block 0 once more in block 1", err: "Format.PublicKeyTableOverlap",
			token: data(version(4), pkey(8, 0, k)).add(part{data: msg(version(4), pkey(8, 0, k))})},
		{name: "keys-repeated-in-two-forms", expect: block, comment: "a P-256 key in 33 and in 65 bytes is one key", err: "Format.PublicKeyTableOverlap",
			token: data(version(4), pkey(8, 1, p), pkey(8, 1, uncompressed("third party")))},
		{name: "keys-short", expect: block, comment: "a listed key of 31 bytes", err: "Format.InvalidKeySize", token: data(version(4), pkey(8, 0, k[:31]))},
		{name: "keys-unknown", expect: build, comment: "key 1 of a block with one key", err: "Format.UnknownExternalKey",
			token: data(version(4), check(sub(1, sub(1, num(1, 27)), expr(opTrue), sub(4, num(2, 1)))), pkey(8, 0, k)), authorizer: allowAll},
	}
}

// wireCases are blocks with a good signature that are no message.
func wireCases() []vector {
	return []vector{
		{name: "block-garbage", expect: block, comment: "signed, and no message", err: noBlock, token: data([]byte("garbage"))},
		{name: "block-wrong-type", expect: block, comment: "the version as bytes", err: noBlock, token: data(sub(3, []byte{3}))},
		{name: "block-truncated", expect: block, comment: "a fact that ends early", err: noBlock, token: data(version(3), []byte{4<<3 | 2, 9, 1})},
		{name: "block-unknown-fields", expect: success, comment: "fields that nobody knows are ignored, and stay, since they are signed",
			token: data(version(3), num(90, 1), str(91, "x"), fact(term(integer(1), num(92, 1)))), authorizer: "allow if read(1);"},
		{name: "block-two-versions", expect: success, comment: "of two versions the last counts", token: data(version(9), version(3)), authorizer: allowAll},
		{name: "block-257-checks", expect: block, comment: "more than 256 rules and checks", err: noBlock, token: data(version(3), bytes.Repeat(yes, 257))},
		{name: "block-256-checks", expect: success, comment: "256 rules and checks", token: data(version(3), bytes.Repeat(yes, 256)), authorizer: allowAll},
		{name: "block-16385-facts", expect: block, comment: "more than 16,384 facts, terms, operations and other nodes", err: noBlock,
			token: data(version(3), bytes.Repeat(sub(4), 16<<10+1))},
		{name: "block-missing-operator", expect: block, comment: "a unary operation that does not say which: refused rather than read as negation", err: noBlock,
			token: data(version(3), check(query(expr(opTrue, sub(1, sub(2))))))},
	}
}

// versionCases are about what each version of blocks has (spec/biscuit.md, "Blocks and versions").
func versionCases() []vector {
	kind := func(k uint64) []byte { return check(query(expr(opTrue)), num(2, k)) }
	null := fact(term(sub(8)))
	lazy := check(query(expr(opTrue, closures(1), opBinary(uint64(datalog.LazyOr)))))
	list := []struct {
		name, comment string
		ok            bool
		block         []byte
	}{
		{"2", "a block of version 2", false, version(2)},
		{"3", "a block of version 3", true, version(3)},
		{"6", "a block of version 6", true, version(6)},
		{"7", "a block of version 7: there is none yet", false, version(7)},
		{"99", "a block of version 99", false, version(99)},
		{"missing", "a block without version", false, nil},
		{"kind-in-v3", "an explicit check kind, though it is the default one, in version 3", false, msg(version(3), kind(0))},
		{"kind-in-v4", "an explicit check kind in version 4", true, msg(version(4), kind(0))},
		{"check-all-in-v4", "check all needs version 4", true, msg(version(4), kind(1))},
		{"unknown-kind", "check kind 3", false, msg(version(6), kind(3))},
		{"reject-in-v5", "reject if needs version 6", false, msg(version(5), kind(2))},
		{"scope-in-v3", "a scope in a check of version 3", false, msg(version(3), check(sub(1, sub(1, num(1, 27)), expr(opTrue), sub(4, num(1, 0)))))},
		{"block-scope-in-v3", "a scope of the whole block in version 3", false, msg(version(3), sub(7, num(1, 0)))},
		{"scope-in-v4", "a scope in version 4", true, msg(version(4), sub(7, num(1, 0)))},
		{"bitwise-in-v3", "a bitwise operator in version 3", false,
			msg(version(3), check(query(expr(opTrue), expr(opValue(integer(1)), opValue(integer(1)), opBinary(17), opValue(integer(1)), opBinary(4)))))},
		{"array-in-v3", "an array in version 3, as the reference writes it", true, msg(version(3), fact(term(arrays(1, integer(1)))))},
		{"null-in-v3", "null in version 3, which the reference lets pass", true, msg(version(3), null)},
		{"null-in-v4", "null in version 4", false, msg(version(4), null)},
		{"closure-in-v3", "a closure in version 3, which the reference lets pass", true, msg(version(3), lazy)},
		{"closure-in-v5", "a closure in version 5", false, msg(version(5), lazy)},
	}
	var out []vector
	for _, c := range list {
		v := vector{name: "version-" + c.name, comment: c.comment, expect: success, token: mint(part{data: append([]byte{}, c.block...)}), authorizer: allowAll}
		if !c.ok {
			v.expect, v.err = build, "Format.DeserializationError"
		}
		switch c.name {
		case "2", "7", "99", "missing":
			v.err = "Format.Version"
		case "reject-in-v5", "unknown-kind":
		}
		out = append(out, v)
	}
	return out
}
