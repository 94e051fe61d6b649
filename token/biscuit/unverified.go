package biscuit

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

// MaxSize is the size in bytes of the largest token that [Parse] reads. The others are in spec/biscuit.md, "Limits of tokens".
const MaxSize = 64 << 10

// Unverified is a token whose signatures nobody has checked. It can be looked at and passed on, narrowed and sealed, and
// answers no question about rights. It is immutable, and safe for concurrent use.
type Unverified struct{ chain }

// chain is what Unverified and Verified have in common. Nothing changes it after it is made.
type chain struct {
	token wire.Token
	bound *holderKey // shared by copies; nil in a zero token
}

// Parse reads the bytes of a token. It checks sizes and the outer form, but no signature: [Unverified.Verify] does.
func Parse(data []byte) (*Unverified, error) {
	if len(data) > MaxSize {
		return nil, fail(ReasonMalformed, &wire.LimitError{What: "bytes in a token", Limit: MaxSize})
	}
	return parse(bytes.Clone(data))
}

// ParseText reads the text form: URL-safe base64, padded or not, with or without the prefix "biscuit:". White space around
// it is ignored.
func ParseText(text string) (*Unverified, error) {
	data, err := wire.DecodeText(strings.TrimSpace(text), MaxSize)
	if err != nil {
		return nil, fail(ReasonMalformed, err)
	}
	return parse(data)
}

// ParseAny reads the bytes of a token or its text form, whichever data is. Bytes of a token never are a text: the field of
// the authority block starts with a control character.
func ParseAny(data []byte) (*Unverified, error) {
	if printable(data) {
		return ParseText(string(data))
	}
	return Parse(data)
}

func printable(data []byte) bool {
	return !bytes.ContainsFunc(data, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' || r > '~' })
}

func parse(data []byte) (*Unverified, error) {
	t, err := wire.DecodeToken(data, wire.Limits{})
	if err != nil {
		return nil, fail(ReasonMalformed, err)
	}
	return &Unverified{chain{t, new(holderKey)}}, nil
}

// Encode returns the bytes of the token, nil for the zero token. They are a credential.
func (c *chain) Encode() []byte {
	if len(c.token.Blocks) == 0 {
		return nil
	}
	return c.token.Encode()
}

// Text returns the text form: URL-safe base64, padded. It is a credential.
func (c *chain) Text() string { return wire.EncodeText(c.Encode()) }

// String names the token by the revocation id of its last block; it is safe to log.
func (c chain) String() string {
	if len(c.token.Blocks) == 0 {
		return "no biscuit"
	}
	return "biscuit " + shortID(c.token.Blocks[len(c.token.Blocks)-1].Signature)
}

// Format prints String for every verb and flag: none of them may show the secret.
func (c chain) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, c.String()) // fmt keeps the error of its writer itself
}

// LogValue implements slog.LogValuer: a token in a log shows as its String.
func (c chain) LogValue() slog.Value { return slog.StringValue(c.String()) }

func shortID(id []byte) string {
	const hex = "0123456789abcdef"
	out := make([]byte, 0, 16)
	for _, b := range id[:min(8, len(id))] {
		out = append(out, hex[b>>4], hex[b&15])
	}
	return string(out)
}

// Len returns the number of blocks, the authority block included.
func (c *chain) Len() int { return len(c.token.Blocks) }

// Sealed tells whether nothing can be appended any more.
func (c *chain) Sealed() bool { return c.token.FinalSignature != nil }

// RootKeyID returns the hint at which root key signed the token, and whether there is one. No signature covers it.
func (c *chain) RootKeyID() (id uint32, ok bool) { return c.token.RootKeyID, c.token.HasRootKeyID }

// RevocationIDs returns the revocation id of each block: the bytes of its signature. Other tools list and compare these; a
// verifier of ours compares [Verified.RevocationKeys], which no holder can change.
func (c *chain) RevocationIDs() [][]byte {
	ids := make([][]byte, len(c.token.Blocks))
	for i := range ids {
		ids[i] = bytes.Clone(c.token.Blocks[i].Signature)
	}
	return ids
}

// ExternalKey returns the key that signed block i as a third party, and whether one did. In an Unverified token this is
// what the bytes claim. There is none for an index that is out of range.
func (c *chain) ExternalKey(i int) (PublicKey, bool) {
	if i < 0 || i >= len(c.token.Blocks) || c.token.Blocks[i].External == nil {
		return PublicKey{}, false
	}
	x := c.token.Blocks[i].External
	k, err := NewPublicKey(x.PublicKey.Algorithm, x.PublicKey.Bytes)
	return k, err == nil
}

// Verify checks every signature of the token, from a root key to the proof, and only then reads the blocks. A block that
// must not be evaluated (a version that is too new, an unknown symbol, a rule with unbound variables) does not stop it: the
// authorizer refuses then, as in the reference.
func (u *Unverified) Verify(roots Roots) (*Verified, error) {
	root, err := u.verify(roots)
	if err != nil {
		return nil, err
	}
	v := &Verified{chain: u.chain, root: root}
	if err := v.read(); err != nil {
		return nil, err
	}
	return v, nil
}

// Blocks reads the blocks to show them. Nothing in them is proven: verify first before relying on anything.
func (u *Unverified) Blocks() ([]Block, error) {
	v := &Verified{chain: u.chain}
	if err := v.read(); err != nil {
		return nil, err
	}
	return v.Blocks(), nil
}

// Append narrows the token by a block, offline. The block can hold facts that nobody trusts, and checks that everybody
// enforces.
func (u *Unverified) Append(b datalog.Block) (*Unverified, error) {
	blocks, err := u.decode()
	if err != nil {
		return nil, err
	}
	c, err := u.append(&blocks.symbols, b)
	if err != nil {
		return nil, err
	}
	return &Unverified{c}, nil
}

// Seal returns the token in a form to which nothing can be appended.
func (u *Unverified) Seal() (*Unverified, error) {
	c, err := u.seal()
	if err != nil {
		return nil, err
	}
	return &Unverified{c}, nil
}
