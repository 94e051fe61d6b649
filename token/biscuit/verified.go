package biscuit

import (
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

// Verified is a token whose signatures are good, all the way from a trusted root key. What its blocks say is for an
// [Authorizer] to judge. It is immutable, and safe for concurrent use.
type Verified struct {
	chain
	root PublicKey
	contents
	ready   []evaluable // one for each block
	invalid error       // why no authorizer may evaluate the token, nil when it may
}

// evaluable is a block as the engine takes it.
type evaluable struct {
	compiled *datalog.Compiled
	signer   *datalog.Key // of a third-party block, else nil
}

// contents are the blocks of a token as read from its bytes.
type contents struct {
	blocks  []wire.Block
	symbols wire.Symbols
}

// Root returns the root key that verified the token. Trust in an issuer hangs on this key, never on the token's root key id.
func (v *Verified) Root() PublicKey { return v.root }

// RevocationKeys returns the key under which each block is revoked (spec/revocation-feed.md). Unlike a revocation id it is
// the same for both of the signatures that an ECDSA signature stands for.
func (v *Verified) RevocationKeys() ([][32]byte, error) {
	keys := make([][32]byte, len(v.token.Blocks))
	alg := v.root.Algorithm()
	for i := range keys {
		b := &v.token.Blocks[i]
		key, err := sign.RevocationKey(alg, b.Signature)
		if err != nil {
			return nil, failBlock(ReasonSignature, i, err)
		}
		keys[i], alg = key, b.NextKey.Algorithm
	}
	return keys, nil
}

// RootRevocationKey returns the key under which everything that the root key signed is revoked.
func (v *Verified) RootRevocationKey() ([32]byte, error) {
	k, err := sign.RootKeyRevocation(v.root)
	return k, keyError(err)
}

// decode reads all blocks in order.
func (c *chain) decode() (contents, error) {
	d := wire.NewDecoder(wire.Limits{}, normalise)
	d.Expect(len(c.token.Blocks))
	out := contents{blocks: make([]wire.Block, len(c.token.Blocks))}
	for i := range c.token.Blocks {
		s := &c.token.Blocks[i]
		b, err := d.DecodeBlock(s.Data, &out.symbols, s.External != nil)
		if err != nil {
			return contents{}, failBlock(ReasonBlock, i, err)
		}
		out.blocks[i] = b
	}
	return out, nil
}

func normalise(alg Algorithm, raw []byte) (datalog.Key, error) {
	k, err := sign.NewPublicKey(alg, raw)
	if err != nil {
		return datalog.Key{}, err
	}
	return k.Key(), nil
}

// read fills in the blocks, and prepares them for evaluation.
func (v *Verified) read() error {
	var err error
	if v.contents, err = v.decode(); err != nil {
		return err
	}
	v.ready = make([]evaluable, len(v.blocks))
	var compiler datalog.Compiler
	compiler.Expect(len(v.blocks))
	for i := range v.blocks {
		b := &v.blocks[i]
		if x := v.token.Blocks[i].External; x != nil {
			key, err := normalise(x.PublicKey.Algorithm, x.PublicKey.Bytes)
			if err != nil {
				return failBlock(ReasonKey, i, err)
			}
			v.ready[i].signer = &key
		}
		err := b.Invalid
		if err == nil {
			v.ready[i].compiled, err = compiler.Owned(&b.Datalog)
		}
		if err != nil && v.invalid == nil {
			v.invalid = failBlock(ReasonBlock, i, err)
		}
	}
	return nil
}

// Append narrows the token by a block, offline.
func (v *Verified) Append(b datalog.Block) (*Verified, error) {
	c, err := v.append(&v.symbols, b)
	if err != nil {
		return nil, err
	}
	return v.with(c)
}

// Seal returns the token in a form to which nothing can be appended.
func (v *Verified) Seal() (*Verified, error) {
	c, err := v.seal()
	if err != nil {
		return nil, err
	}
	return v.with(c)
}

// with is the token that we ourselves made of v: verified, as v is and the rest is our work.
func (v *Verified) with(c chain) (*Verified, error) {
	next := &Verified{chain: c, root: v.root}
	if err := next.read(); err != nil {
		return nil, err
	}
	return next, nil
}

// Unverified returns the token as one who has no root key holds it.
func (v *Verified) Unverified() *Unverified { return &Unverified{v.chain} }

// Valid returns nil when every block can be evaluated, and else the error that an authorizer would return.
func (v *Verified) Valid() error {
	if v == nil || len(v.ready) == 0 || v.root.IsZero() {
		return fail(ReasonSignature, errNoToken)
	}
	return v.invalid
}
