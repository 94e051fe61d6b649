package biscuit

import (
	"sync"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

// holderKey is the key in a token that the next block is signed with. Deriving it costs as much as a signature, so it is
// done once for all children of a token, and not at all for a token that was made here.
type holderKey struct {
	once   sync.Once
	signer sign.Signer
	err    error
}

// made is the holderKey of a token that has just been given this secret.
func made(secret PrivateKey) (*holderKey, error) {
	signer, err := sign.NewSigner(secret)
	if err != nil {
		return nil, keyError(err)
	}
	h := &holderKey{signer: signer}
	h.once.Do(func() {})
	return h, nil
}

// holder returns the key that the token's holder signs with: the secret in the token, which must fit its last block.
func (c *chain) holder() (sign.Signer, error) {
	if c.bound == nil {
		return sign.Signer{}, fail(ReasonMalformed, errNoToken)
	}
	if c.Sealed() {
		return sign.Signer{}, fail(ReasonSealed, ErrSealed)
	}
	c.bound.once.Do(func() { c.bound.signer, c.bound.err = c.derive() })
	return c.bound.signer, c.bound.err
}

func (c *chain) derive() (sign.Signer, error) {
	last := c.token.Blocks[len(c.token.Blocks)-1].NextKey
	public, err := sign.NewChainKey(last.Algorithm, last.Bytes)
	if err != nil {
		return sign.Signer{}, keyError(err)
	}
	secret, err := sign.NewPrivateKey(last.Algorithm, c.token.NextSecret)
	if err != nil {
		return sign.Signer{}, fail(signatureReason(err), err)
	}
	if secret.PublicKey() != public {
		return sign.Signer{}, fail(ReasonSignature, ErrProof)
	}
	signer, err := sign.NewSigner(secret)
	return signer, keyError(err)
}

// append adds a block of the token's own chain. Its next key is Ed25519 whatever the keys before were, as in the reference.
func (c *chain) append(symbols *wire.Symbols, b datalog.Block) (chain, error) {
	signer, err := c.holder()
	if err != nil {
		return chain{}, err
	}
	encoded, err := encode(b, symbols, false)
	if err != nil {
		return chain{}, err
	}
	return c.sign(signer, Ed25519, encoded, nil)
}

// seal replaces the secret by a signature with it.
func (c *chain) seal() (chain, error) {
	signer, err := c.holder()
	if err != nil {
		return chain{}, err
	}
	last := &c.token.Blocks[len(c.token.Blocks)-1]
	var p sign.Buffer
	payload, err := p.Seal(last.Data, signer.PublicKey(), last.Signature)
	if err != nil {
		return chain{}, fail(ReasonBuild, err)
	}
	signature, err := signer.Sign(payload)
	if err != nil {
		return chain{}, fail(ReasonKey, err)
	}
	sealed := *c
	sealed.token.NextSecret, sealed.token.FinalSignature = nil, signature
	sealed.bound = new(holderKey)
	return sealed, nil
}
