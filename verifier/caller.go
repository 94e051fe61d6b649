package verifier

import (
	"slices"
	"strings"
	"time"

	"github.com/hardtack-auth/hardtack/token"
	"github.com/hardtack-auth/hardtack/token/biscuit"
)

// Caller is who made a request that was allowed. Only [Verifier.Verify] makes one that names anybody.
type Caller struct {
	claims        token.Claims
	expires       time.Time
	revocationIDs [][]byte
}

func newCaller(t *biscuit.Verified, c token.Claims, blocks []biscuit.Block) *Caller {
	return &Caller{claims: c, expires: token.Expires(blocks), revocationIDs: t.RevocationIDs()}
}

// User returns who authorised the root agent, as the issuer says.
func (c *Caller) User() string { return c.claims.User }

// Agent returns the root agent, which the issuer vouches for.
func (c *Caller) Agent() string {
	if len(c.claims.Chain) == 0 {
		return ""
	}
	return c.claims.Chain[0].Name
}

// Chain returns every holder, the root agent first and the caller last. Names are worth what their standing says.
func (c *Caller) Chain() []token.Hop { return slices.Clone(c.claims.Chain) }

// Expires returns when the token ends by itself; zero if no block says so in a form that can be read.
func (c *Caller) Expires() time.Time { return c.expires }

// RevocationIDs returns the revocation id of each block, for the record.
func (c *Caller) RevocationIDs() [][]byte {
	out := make([][]byte, len(c.revocationIDs))
	for i, id := range c.revocationIDs {
		out[i] = slices.Clone(id)
	}
	return out
}

// String tells the chain from the caller up: `"fetch", child of "search", child of coder, for alice@acme.example`. Names in
// quotes are only claimed.
func (c *Caller) String() string {
	parts := make([]string, 0, len(c.claims.Chain)+1)
	for i, h := range slices.Backward(c.claims.Chain) {
		if i == len(c.claims.Chain)-1 {
			parts = append(parts, h.String())
		} else {
			parts = append(parts, "child of "+h.String())
		}
	}
	return strings.Join(append(parts, "for "+c.claims.User), ", ")
}
