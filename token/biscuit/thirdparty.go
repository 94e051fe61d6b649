package biscuit

import (
	"bytes"
	"crypto"
	"strings"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

// A third-party block is made in three steps: the holder writes a request, the third party signs a block for exactly that
// place in that token, the holder appends it (SPECIFICATIONS.md, "Third party blocks"). The request holds no secret, and
// shows the third party nothing of the token but the last signature.

// ThirdPartyRequest returns the request for a block behind the last one.
func (c *chain) ThirdPartyRequest() ([]byte, error) {
	if len(c.token.Blocks) == 0 {
		return nil, fail(ReasonMalformed, errNoToken)
	}
	if c.Sealed() {
		return nil, fail(ReasonSealed, ErrSealed)
	}
	return wire.ThirdPartyRequest{PreviousSignature: c.token.Blocks[len(c.token.Blocks)-1].Signature}.Encode(), nil
}

// SignThirdParty answers a request with a block signed by key. What the block says holds for whoever trusts the key, in the
// token that the request came from and in no other.
func SignThirdParty(request []byte, key crypto.Signer, b datalog.Block) ([]byte, error) {
	signer, err := sign.NewSigner(key)
	if err != nil {
		return nil, keyError(err)
	}
	q, err := wire.DecodeThirdPartyRequest(bytes.Clone(request), wire.Limits{})
	if err != nil {
		return nil, fail(ReasonMalformed, err)
	}
	encoded, err := encode(b, nil, true)
	if err != nil {
		return nil, err
	}
	var p sign.Buffer
	payload, err := p.ExternalV1(encoded.Data, q.PreviousSignature)
	if err != nil {
		return nil, fail(ReasonMalformed, err)
	}
	signature, err := signer.Sign(payload)
	if err != nil {
		return nil, fail(ReasonKey, err)
	}
	k := signer.PublicKey()
	return wire.ThirdPartyContents{
		Payload: encoded.Data,
		External: wire.ExternalSignature{
			Signature: signature,
			PublicKey: wire.PublicKeyBytes{Algorithm: k.Algorithm(), Bytes: k.Bytes()},
		},
	}.Encode(), nil
}

// AppendThirdParty appends the answer to a request. It must be signed by the expected key, for this token as it is now.
func (u *Unverified) AppendThirdParty(contents []byte, expected PublicKey) (*Unverified, error) {
	c, err := u.appendThirdParty(contents, expected)
	if err != nil {
		return nil, err
	}
	return &Unverified{c}, nil
}

// AppendThirdParty appends the answer to a request. It must be signed by the expected key, for this token as it is now.
func (v *Verified) AppendThirdParty(contents []byte, expected PublicKey) (*Verified, error) {
	c, err := v.appendThirdParty(contents, expected)
	if err != nil {
		return nil, err
	}
	return v.with(c)
}

func (c *chain) appendThirdParty(contents []byte, expected PublicKey) (chain, error) {
	holder, err := c.holder()
	if err != nil {
		return chain{}, err
	}
	t, err := wire.DecodeThirdPartyContents(bytes.Clone(contents), wire.Limits{})
	if err != nil {
		return chain{}, fail(ReasonMalformed, err)
	}
	key, err := NewPublicKey(t.External.PublicKey.Algorithm, t.External.PublicKey.Bytes)
	if err != nil {
		return chain{}, err
	}
	if key != expected {
		return chain{}, fail(ReasonThirdParty, ErrExternalKey)
	}
	var p sign.Buffer
	payload, err := p.ExternalV1(t.Payload, c.token.Blocks[len(c.token.Blocks)-1].Signature)
	if err != nil {
		return chain{}, fail(ReasonMalformed, err)
	}
	if err := key.Verify(payload, t.External.Signature); err != nil {
		return chain{}, fail(ReasonSignature, err)
	}
	// Written as the third party wrote it, but for the key, which has one form in our tokens.
	t.External.PublicKey.Bytes = key.Bytes()
	return c.sign(holder, Ed25519, wire.EncodedBlock{Data: t.Payload}, &t.External)
}

// EncodeText returns data, such as a request or its answer, as URL-safe base64 with padding.
func EncodeText(data []byte) string { return wire.EncodeText(data) }

// DecodeText reads URL-safe base64, padded or not, of at most [MaxSize] bytes. White space around it is ignored.
func DecodeText(text string) ([]byte, error) {
	data, err := wire.DecodeText(strings.TrimSpace(text), MaxSize)
	if err != nil {
		return nil, fail(ReasonMalformed, err)
	}
	return data, nil
}
