package main

import (
	"bytes"
	"crypto/sha256"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// key gives the key that belongs to a name: anybody can compute it, so it protects nothing.
func key(alg datalog.Algorithm, name string) sign.PrivateKey {
	seed := sha256.Sum256([]byte("hardtack test vector: " + name))
	return must(sign.NewPrivateKey(alg, seed[:]))
}

var (
	rootKey  = key(datalog.Ed25519, "root")
	rootP256 = key(datalog.P256, "root")
	third    = key(datalog.Ed25519, "third party")
	other    = key(datalog.Ed25519, "other third party")
)

// must is for this program only: what it builds is constant, and tested.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// chain is a token under construction. Its methods change it and return it.
type chain struct {
	name    string // of the keys
	token   wire.Token
	symbols wire.Symbols
	signer  sign.PrivateKey // of the next block
	raw     []byte          // the bytes of the token, when they are not those of token
}

// part is a block to be signed.
type part struct {
	code    string // Datalog, or
	data    []byte // the bytes themselves
	next    datalog.Algorithm
	third   sign.PrivateKey // signs the block as a third party
	version int             // of the signature: 0 by the rules, else 1 more than itself
	keyName string          // of the next key, when it must be another token's

	nextBytes []byte        // of the next key as it stands in the token; the payload has the usual form
	external  []byte        // signature of the third party, in place of the right one
	signedAs  func() []byte // signature, in place of the right one
}

// mint starts a token that is signed by the usual root.
func mint(p part) *chain { return mintBy(rootKey, "chain", p) }

func mintBy(root sign.PrivateKey, name string, p part) *chain {
	return (&chain{name: name, signer: root}).add(p)
}

func code(text string) *chain { return mint(part{code: text}) }

func data(fields ...[]byte) *chain { return mint(part{data: msg(fields...)}) }

// append adds an ordinary block.
func (c *chain) append(text string) *chain { return c.add(part{code: text}) }

// by adds a block of a third party.
func (c *chain) by(k sign.PrivateKey, text string) *chain { return c.add(part{code: text, third: k}) }

func (c *chain) add(p part) *chain {
	isThird := !p.third.IsZero()
	var previous []byte
	highest := sign.V0
	for _, b := range c.token.Blocks {
		highest, previous = max(highest, sign.Version(b.Version)), b.Signature
	}
	encoded := wire.EncodedBlock{Data: p.data, Version: 3}
	if p.data == nil {
		b := must(syntax.ParseBlock(p.code, syntax.Params{}))
		encoded = must(wire.EncodeBlock(b, &c.symbols, wire.EncodeOptions{ThirdParty: isThird}))
		if !isThird {
			must(0, c.symbols.Add(encoded.Symbols, encoded.Keys))
		}
	}
	name := p.keyName
	if name == "" {
		name = c.name + string(rune('0'+len(c.token.Blocks)))
	}
	secret := key(p.next, name)
	next := secret.PublicKey()
	s := wire.SignedBlock{Data: encoded.Data, NextKey: wire.PublicKeyBytes{Algorithm: p.next, Bytes: next.Bytes()}}
	if p.nextBytes != nil {
		s.NextKey.Bytes = p.nextBytes
	}
	var external []byte
	if isThird {
		external = p.external
		if external == nil {
			external = thirdPartySignature(p.third, encoded.Data, previous)
		}
		k := p.third.PublicKey()
		s.External = &wire.ExternalSignature{Signature: external, PublicKey: wire.PublicKeyBytes{Algorithm: k.Algorithm(), Bytes: k.Bytes()}}
	}
	v := sign.ChooseVersion(sign.NewBlock{External: isThird, DatalogVersion: encoded.Version,
		SigningKey: c.signer.PublicKey().Algorithm(), NextKey: p.next, Previous: highest})
	if p.version > 0 {
		v = sign.Version(p.version - 1)
	}
	s.Version = uint32(v)
	if p.signedAs != nil {
		s.Signature = p.signedAs()
	} else {
		s.Signature = signed(c.signer, payload(v, encoded.Data, next, previous, external))
	}
	c.token.Blocks = append(c.token.Blocks, s)
	c.token.NextSecret, c.token.FinalSignature = secret.SecretBytes(), nil
	c.signer = secret
	return c
}

func payload(v sign.Version, data []byte, next sign.PublicKey, previous, external []byte) []byte {
	var p sign.Buffer
	switch {
	case v == sign.V0:
		return must(p.BlockV0(append(bytes.Clone(data), external...), next))
	case previous == nil:
		return must(p.AuthorityV1(data, next))
	}
	return must(p.BlockV1(data, next, previous, external))
}

func thirdPartySignature(k sign.PrivateKey, data, previous []byte) []byte {
	return signed(k, must(new(sign.Buffer).ExternalV1(data, previous)))
}

func signed(k sign.PrivateKey, payload []byte) []byte {
	return must(must(sign.NewSigner(k)).Sign(payload))
}

// seal replaces the secret.
func (c *chain) seal() *chain {
	b := c.last()
	p := must(new(sign.Buffer).Seal(b.Data, c.signer.PublicKey(), b.Signature))
	c.token.NextSecret, c.token.FinalSignature = nil, signed(c.signer, p)
	return c
}

func (c *chain) last() *wire.SignedBlock { return &c.token.Blocks[len(c.token.Blocks)-1] }

// change edits what is signed already.
func (c *chain) change(edit func(t *wire.Token)) *chain {
	edit(&c.token)
	return c
}

// bytes replaces the bytes of the token.
func (c *chain) bytes(edit func(raw []byte) []byte) *chain {
	c.raw = edit(c.encode())
	return c
}

func (c *chain) encode() []byte {
	if c.raw != nil {
		return bytes.Clone(c.raw)
	}
	return c.token.Encode()
}
