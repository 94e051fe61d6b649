package biscuit

import (
	"crypto"
	"slices"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

// MintOptions are the choices of [Mint]. The zero value is the usual one.
type MintOptions struct {
	// RootKeyID tells verifiers which of their root keys to use, when they have several; nil for none.
	RootKeyID *uint32
	NextKey   Algorithm // of the key that the next block is signed with; zero is Ed25519
}

// Mint makes a token with one block, signed by root: a [PrivateKey], or any [crypto.Signer] with an Ed25519 or P-256 key.
// It refuses a block that no verifier could evaluate.
func Mint(root crypto.Signer, b datalog.Block, o MintOptions) (*Verified, error) {
	signer, err := sign.NewSigner(root)
	if err != nil {
		return nil, keyError(err)
	}
	encoded, err := encode(b, nil, false)
	if err != nil {
		return nil, err
	}
	var c chain
	if o.RootKeyID != nil {
		c.token.RootKeyID, c.token.HasRootKeyID = *o.RootKeyID, true
	}
	if c, err = c.sign(signer, o.NextKey, encoded, nil); err != nil {
		return nil, err
	}
	v := &Verified{chain: c, root: signer.PublicKey()}
	if err := v.read(); err != nil {
		return nil, err
	}
	if v.invalid != nil {
		return nil, v.invalid
	}
	return v, nil
}

// encode writes a block behind those that symbols was made from, after the checks that every reader makes on it.
func encode(b datalog.Block, symbols *wire.Symbols, thirdParty bool) (wire.EncodedBlock, error) {
	if err := datalog.Validate(b); err != nil {
		return wire.EncodedBlock{}, fail(ReasonBuild, err)
	}
	encoded, err := wire.EncodeBlock(b, symbols, wire.EncodeOptions{ThirdParty: thirdParty})
	if err != nil {
		return wire.EncodedBlock{}, buildError(err)
	}
	return encoded, nil
}

// sign returns the chain with one more block, signed by signer, and a fresh key for the block after it.
func (c chain) sign(signer sign.Signer, nextAlg Algorithm, b wire.EncodedBlock, x *wire.ExternalSignature) (chain, error) {
	secret, err := sign.Generate(nextAlg)
	if err != nil {
		return chain{}, keyError(err)
	}
	next := secret.PublicKey()
	block := wire.SignedBlock{
		Data:     b.Data,
		NextKey:  wire.PublicKeyBytes{Algorithm: next.Algorithm(), Bytes: next.Bytes()},
		External: x,
	}
	var previous, external []byte
	choice := sign.NewBlock{
		DatalogVersion: b.Version,
		SigningKey:     signer.PublicKey().Algorithm(),
		NextKey:        next.Algorithm(),
		External:       x != nil,
	}
	for i := range c.token.Blocks {
		choice.Previous = max(choice.Previous, sign.Version(c.token.Blocks[i].Version))
		previous = c.token.Blocks[i].Signature
	}
	if x != nil {
		external = x.Signature
	}
	version := sign.ChooseVersion(choice)
	block.Version = uint32(version)
	var p sign.Buffer
	var payload []byte
	switch {
	case version == sign.V0:
		payload, err = p.BlockV0(b.Data, next)
	case previous == nil:
		payload, err = p.AuthorityV1(b.Data, next)
	default:
		payload, err = p.BlockV1(b.Data, next, previous, external)
	}
	if err != nil {
		return chain{}, fail(ReasonBuild, err)
	}
	if block.Signature, err = signer.Sign(payload); err != nil {
		return chain{}, fail(ReasonKey, err)
	}
	// A copy of the blocks: two children may be built from one parent at the same time.
	c.token.Blocks = append(slices.Clip(c.token.Blocks), block)
	c.token.NextSecret, c.token.FinalSignature = secret.SecretBytes(), nil
	if c.bound, err = made(secret); err != nil {
		return chain{}, err
	}
	return c, c.fits()
}

// fits refuses a chain that [Parse] would refuse, before it is given to anyone.
func (c *chain) fits() error {
	if _, err := wire.DecodeToken(c.token.Encode(), wire.Limits{}); err != nil {
		return buildError(err)
	}
	return nil
}
