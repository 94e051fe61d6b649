package token

import (
	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
)

// RevocationKeys returns every key under which a token can be revoked: that of each block in order, then that of the root
// key, then those of its handles. A verifier must look up all of them (spec/revocation-feed.md).
func RevocationKeys(t *biscuit.Verified, c Claims) ([][32]byte, error) {
	keys, err := t.RevocationKeys()
	if err != nil {
		return nil, err
	}
	root, err := t.RootRevocationKey()
	if err != nil {
		return nil, err
	}
	keys = append(keys, root)
	for _, h := range c.Handles {
		keys = append(keys, sign.HandleRevocation(h))
	}
	return keys, nil
}
