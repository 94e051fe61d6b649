package token

import (
	"crypto"
	"errors"
	"fmt"
	"time"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
)

// Handle is a random name of an agent, an owner or a tenant under which all of its tokens can be revoked at once.
type Handle [16]byte

// Grant is what block 0 says: who authorised whom to do what, where, and until when.
type Grant struct {
	User     string        // who authorises; required
	Agent    Agent         // who may act; required
	Audience []string      // identifiers of the servers that may accept the token; at least one
	Allow    []Permission  // at least one
	TTL      time.Duration // from MinTTL to MaxTTL, counted from now
	MaxDepth int           // delegations that may follow: 0 for none, at most MaxDelegations; Unlimited for no bound
	Handles  []Handle      // names under which all tokens of an agent, an owner or a tenant can be revoked; none is needed
	// RootKeyID tells verifiers which of their root keys to use, when they have several; nil for none.
	RootKeyID *uint32
}

// Unlimited, as [Grant.MaxDepth], sets no bound to delegation.
const Unlimited = -1

// Limits of a grant.
const (
	MaxTTL         = 366 * 24 * time.Hour
	MinTTL         = time.Second
	MaxDelegations = 62 // a token has at most 64 blocks

	maxAudience = 16
	maxAllow    = 256
	maxGranted  = 4096 // in tokens of other issuers
	maxHandles  = 8
)

// Mint makes a bearer token: whoever holds it may use it. root is the issuer's key, a [crypto.Signer].
func Mint(root crypto.Signer, g Grant) (*Token, error) {
	b, err := g.block(time.Now())
	if err != nil {
		return nil, fmt.Errorf("token: %w", err)
	}
	v, err := biscuit.Mint(root, b, biscuit.MintOptions{RootKeyID: g.RootKeyID})
	if err != nil {
		return nil, err
	}
	return read(v.Unverified())
}

func (g Grant) check() error {
	switch {
	case len(g.Audience) == 0:
		return errors.New("a grant needs an audience: the server that may accept the token")
	case len(g.Allow) == 0:
		return errors.New("a grant needs a permission")
	case len(g.Audience) > maxAudience || len(g.Allow) > maxAllow || len(g.Handles) > maxHandles:
		return fmt.Errorf("a grant has at most %d audiences, %d permissions and %d handles", maxAudience, maxAllow, maxHandles)
	case g.TTL < MinTTL || g.TTL > MaxTTL:
		return fmt.Errorf("a grant lives from %v to %v, not %v", MinTTL, MaxTTL, g.TTL)
	case g.MaxDepth < Unlimited || g.MaxDepth > MaxDelegations:
		return fmt.Errorf("a depth is from 0 to %d, or Unlimited, not %d", MaxDelegations, g.MaxDepth)
	}
	for _, a := range g.Audience {
		if err := checkName("the audience", a); err != nil {
			return err
		}
	}
	for _, p := range g.Allow {
		if err := p.Check(); err != nil {
			return err
		}
	}
	if err := checkName("the user", g.User); err != nil {
		return err
	}
	return checkName("the agent", g.Agent.Name)
}

func (g Grant) block(now time.Time) (datalog.Block, error) {
	if err := g.check(); err != nil {
		return datalog.Block{}, err
	}
	b := datalog.Block{Facts: []datalog.Predicate{
		fact(predProfile, datalog.String(Profile), datalog.Int(ProfileVersion)),
		fact(predUser, datalog.String(g.User)),
		fact(predAgent, datalog.String(g.Agent.Name)),
		fact(predIssuedAt, datalog.Time(now)),
	}}
	for _, h := range g.Handles {
		b.Facts = append(b.Facts, fact(predHandle, datalog.Bytes(h[:])))
	}
	for _, group := range grants(g.Allow) {
		b.Facts = append(b.Facts, fact(predGrant, datalog.String(group.resource), datalog.Strings(group.operations...)))
	}
	b.Checks = []datalog.Check{before(now.Add(g.TTL)), oneOf(FactAudience, g.Audience)}
	if g.MaxDepth != Unlimited {
		b.Checks = append(b.Checks, atMost(FactHops, g.MaxDepth))
	}
	return b, nil
}

type group struct {
	resource   string
	operations []string
}

// grants puts the operations on one resource into one fact, in the order in which the resources first come.
func grants(allow []Permission) []group {
	var out []group
	place := map[string]int{}
	for _, p := range normal(allow) {
		i, ok := place[p.Resource]
		if !ok {
			i = len(out)
			place[p.Resource] = i
			out = append(out, group{resource: p.Resource})
		}
		out[i].operations = append(out[i].operations, p.Operation)
	}
	return out
}
