package token

import (
	"log/slog"
	"slices"

	"github.com/hardtack-auth/hardtack/token/biscuit"
)

// Token is a token of the agent profile as its holder sees it: it can be shown, narrowed and passed on. Nobody has checked
// its signatures. It is immutable, and safe for concurrent use.
type Token struct {
	biscuit *biscuit.Unverified
	blocks  []biscuit.Block
	claims  Claims
}

// Parse reads a token in its text form. It must be of the agent profile.
func Parse(text string) (*Token, error) {
	u, err := biscuit.ParseText(text)
	if err != nil {
		return nil, err
	}
	return read(u)
}

// FromBiscuit reads a token that package biscuit has parsed. It must be of the agent profile.
func FromBiscuit(u *biscuit.Unverified) (*Token, error) { return read(u) }

func read(u *biscuit.Unverified) (*Token, error) {
	blocks, err := u.Blocks()
	if err != nil {
		return nil, err
	}
	claims, err := ReadClaims(blocks)
	if err != nil {
		return nil, err
	}
	return &Token{u, blocks, claims}, nil
}

// Encode returns the text form: URL-safe base64. It is a credential.
func (t *Token) Encode() string { return t.Biscuit().Text() }

// String names the token without giving it away.
func (t *Token) String() string { return t.Biscuit().String() }

// LogValue implements slog.LogValuer.
func (t *Token) LogValue() slog.Value { return t.Biscuit().LogValue() }

// Biscuit returns the token as package biscuit has it; for the zero Token that is a zero one.
func (t *Token) Biscuit() *biscuit.Unverified {
	if t.biscuit == nil {
		return new(biscuit.Unverified)
	}
	return t.biscuit
}

// Claims returns what the chain says of itself.
func (t *Token) Claims() Claims {
	c := t.claims
	c.Chain, c.Handles = slices.Clone(c.Chain), slices.Clone(c.Handles)
	return c
}
