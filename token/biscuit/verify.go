package biscuit

import (
	"fmt"

	"github.com/hardtack-auth/hardtack/token/internal/sign"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

// Errors about the outer form. Their texts are those of the reference, as other tools show them.
var (
	errAuthorityExternal = &wire.DeserializationError{Msg: "the authority block must not contain an external signature"}
	errThirdPartyVersion = &wire.DeserializationError{Msg: "Unsupported third party block version"}
)

// verify checks the whole chain and returns the root key that fits.
func (c *chain) verify(roots Roots) (PublicKey, error) {
	if len(c.token.Blocks) == 0 {
		return PublicKey{}, fail(ReasonMalformed, errNoToken)
	}
	next, err := c.nextKeys()
	if err != nil {
		return PublicKey{}, err
	}
	if roots == nil {
		return PublicKey{}, fail(ReasonRoot, ErrUnknownRoot)
	}
	var p sign.Buffer
	p.Reserve(c.largest())
	root, err := c.verifyAuthority(roots, next[0], &p)
	if err != nil {
		return PublicKey{}, err
	}
	for i := 1; i < len(c.token.Blocks); i++ {
		if err := c.verifyBlock(i, next[i-1], next[i], &p); err != nil {
			return PublicKey{}, failBlock(signatureReason(err), i, err)
		}
	}
	if err := c.verifyProof(next[len(next)-1], &p); err != nil {
		return PublicKey{}, fail(signatureReason(err), err)
	}
	return root, nil
}

// nextKeys reads the keys that the blocks name, and checks what can be without any cryptography.
func (c *chain) nextKeys() ([]PublicKey, error) {
	keys := make([]PublicKey, len(c.token.Blocks))
	for i := range c.token.Blocks {
		b := &c.token.Blocks[i]
		k, err := sign.NewChainKey(b.NextKey.Algorithm, b.NextKey.Bytes)
		if err != nil {
			return nil, failBlock(ReasonKey, i, err)
		}
		keys[i] = k
		switch {
		case b.External == nil:
		case i == 0:
			return nil, failBlock(ReasonMalformed, i, errAuthorityExternal)
		case b.Version != uint32(sign.V1):
			return nil, failBlock(ReasonMalformed, i, errThirdPartyVersion)
		}
	}
	return keys, nil
}

// verifyAuthority tries the root keys that the token may be from, in order. The error is that of the last one.
func (c *chain) verifyAuthority(roots Roots, next PublicKey, p *sign.Buffer) (PublicKey, error) {
	b := &c.token.Blocks[0]
	var payload []byte
	var err error
	switch sign.Version(b.Version) {
	case sign.V1:
		payload, err = p.AuthorityV1(b.Data, next)
	case sign.V0:
		payload, err = p.BlockV0(b.Data, next)
	default:
		err = unsupported(b.Version)
	}
	if err != nil {
		return PublicKey{}, failBlock(ReasonSignature, 0, err)
	}
	for _, root := range roots.RootKeys(c.token.RootKeyID, c.token.HasRootKeyID) {
		if err = root.Verify(payload, b.Signature); err == nil {
			return root, nil
		}
	}
	if err != nil {
		return PublicKey{}, failBlock(ReasonSignature, 0, err)
	}
	return PublicKey{}, fail(ReasonRoot, ErrUnknownRoot)
}

// verifyBlock checks a later block: the chain's signature by key, and the third party's if there is one.
func (c *chain) verifyBlock(i int, key, next PublicKey, p *sign.Buffer) error {
	b, previous := &c.token.Blocks[i], c.token.Blocks[i-1].Signature
	var external []byte
	if b.External != nil {
		external = b.External.Signature
	}
	var payload []byte
	var err error
	switch sign.Version(b.Version) {
	case sign.V1:
		payload, err = p.BlockV1(b.Data, next, previous, external)
	case sign.V0:
		payload, err = p.BlockV0(b.Data, next)
	default:
		err = unsupported(b.Version)
	}
	if err != nil {
		return err
	}
	if err := key.Verify(payload, b.Signature); err != nil {
		return err
	}
	if b.External == nil {
		return nil
	}
	signer, err := sign.NewChainKey(b.External.PublicKey.Algorithm, b.External.PublicKey.Bytes)
	if err != nil {
		return err
	}
	if payload, err = p.ExternalV1(b.Data, previous); err != nil {
		return err
	}
	return signer.Verify(payload, external)
}

// verifyProof checks that the bearer holds the secret of the last key, or that its holder sealed the token.
func (c *chain) verifyProof(last PublicKey, p *sign.Buffer) error {
	if c.token.FinalSignature != nil {
		b := &c.token.Blocks[len(c.token.Blocks)-1]
		payload, err := p.Seal(b.Data, last, b.Signature)
		if err != nil {
			return err
		}
		return last.Verify(payload, c.token.FinalSignature)
	}
	public, err := sign.PublicOf(last.Algorithm(), c.token.NextSecret)
	if err == nil && public != last {
		err = ErrProof
	}
	return err
}

// largest returns the size of the largest block, in bytes.
func (c *chain) largest() int {
	n := 0
	for i := range c.token.Blocks {
		n = max(n, len(c.token.Blocks[i].Data))
	}
	return n
}

// unsupported reports a signature version that this code does not know; the text is the reference's.
func unsupported(version uint32) error {
	return &wire.DeserializationError{Msg: fmt.Sprintf("unsupported block version: %d", version)}
}
