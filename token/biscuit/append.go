package biscuit

import (
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

// holder returns the key that the token's holder signs with: the secret in the token, which must fit its last block.
func (c *chain) holder() (sign.Signer, error) {
	if len(c.token.Blocks) == 0 {
		return sign.Signer{}, fail(ReasonMalformed, errNoToken)
	}
	if c.Sealed() {
		return sign.Signer{}, fail(ReasonSealed, ErrSealed)
	}
	last := c.token.Blocks[len(c.token.Blocks)-1].NextKey
	key, err := sign.NewChainKey(last.Algorithm, last.Bytes)
	if err != nil {
		return sign.Signer{}, keyError(err)
	}
	secret, err := c.secret(key)
	if err != nil {
		return sign.Signer{}, fail(signatureReason(err), err)
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
	return sealed, nil
}
