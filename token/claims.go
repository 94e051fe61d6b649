package token

import (
	"errors"
	"fmt"
	"time"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
)

// Claims is what a chain says of itself.
type Claims struct {
	User     string
	Chain    []Hop // the root agent first
	IssuedAt time.Time
	Handles  []Handle
}

// Holder returns whoever the last delegation names, and nobody for the zero Claims.
func (c Claims) Holder() Hop {
	if len(c.Chain) == 0 {
		return Hop{}
	}
	return c.Chain[len(c.Chain)-1]
}

// Hops returns the number of delegations in the chain.
func (c Claims) Hops() int { return max(0, len(c.Chain)-1) }

// HopAt returns the delegate that block i names, and for a block that names none the one before it. ok is false as long as
// nothing was delegated: up to the first delegation the chain has only block 0's agent.
func (c Claims) HopAt(i int) (hop Hop, ok bool) {
	for _, h := range c.Chain {
		if h.Block <= i && i > 0 {
			hop, ok = h, true
		}
	}
	return hop, ok
}

// ReadClaims reads the names in a chain, and refuses what is not of the profile: an unknown version, a reserved predicate
// in any block, a delegation that is not well formed, a token that is bound to a key. A verifier calls it on blocks whose
// signatures it has checked; on others its result is what the bytes say. The error wraps [ErrProfile].
func ReadClaims(blocks []biscuit.Block) (Claims, error) {
	c, err := readClaims(blocks)
	if err != nil {
		return Claims{}, fmt.Errorf("%w: %w", ErrProfile, err)
	}
	return c, nil
}

func readClaims(blocks []biscuit.Block) (Claims, error) {
	if len(blocks) == 0 {
		return Claims{}, errors.New("no blocks")
	}
	var c Claims
	for i := range blocks {
		b := &blocks[i]
		if b.Invalid != nil {
			return Claims{}, fmt.Errorf("block %d: %w", i, b.Invalid)
		}
		if name, ok := states(b.Datalog, Reserved); ok {
			return Claims{}, fmt.Errorf("block %d states %.64q, which only a verifier may", i, name)
		}
		if i == 0 {
			if err := c.authority(b.Datalog); err != nil {
				return Claims{}, fmt.Errorf("block 0: %w", err)
			}
			continue
		}
		if err := c.later(i, b.Datalog); err != nil {
			return Claims{}, fmt.Errorf("block %d: %w", i, err)
		}
	}
	return c, nil
}

// states finds a fact or a rule's head whose name is of a kind.
func states(b datalog.Block, kind func(string) bool) (string, bool) {
	for _, f := range b.Facts {
		if kind(f.Name) {
			return f.Name, true
		}
	}
	for _, r := range b.Rules {
		if kind(r.Head.Name) {
			return r.Head.Name, true
		}
	}
	return "", false
}

func (c *Claims) authority(b datalog.Block) error {
	profile, err := single(b, predProfile, 2)
	if err != nil {
		return err
	}
	name, _ := profile[0].AsString()
	version, ok := profile[1].AsInt()
	if name != Profile || !ok || version != ProfileVersion {
		return fmt.Errorf("profile %.64q version %d is not known", name, version)
	}
	if has(b, predHolder) {
		return fmt.Errorf("the token is bound to a key, which this version does not speak")
	}
	user, err := single(b, predUser, 1)
	if err != nil {
		return err
	}
	agent, err := single(b, predAgent, 1)
	if err != nil {
		return err
	}
	issued, err := single(b, predIssuedAt, 1)
	if err != nil {
		return err
	}
	root := Hop{Standing: Issued}
	c.User, _ = user[0].AsString()
	root.Name, _ = agent[0].AsString()
	if c.IssuedAt, ok = issued[0].AsTime(); !ok {
		return fmt.Errorf("%s is no time", predIssuedAt)
	}
	c.Chain = []Hop{root}
	for _, f := range b.Facts {
		if f.Name != predHandle {
			continue
		}
		var h Handle
		if len(f.Terms) != 1 {
			return fmt.Errorf("a handle has one term")
		}
		if raw, ok := f.Terms[0].AsBytes(); !ok || copy(h[:], raw) != len(h) || len(raw) != len(h) {
			return fmt.Errorf("a handle has %d bytes", len(h))
		}
		c.Handles = append(c.Handles, h)
	}
	if err := checkName("the user", c.User); err != nil {
		return err
	}
	if err := checkName("the agent", root.Name); err != nil {
		return err
	}
	return checkGrants(b)
}

// checkGrants refuses grants of any other form than grant(resource, {operations}). The engine would take some of them for
// rights: `"a,b".contains("a")` is true of a string, too.
func checkGrants(b datalog.Block) error {
	pairs := 0
	for _, f := range b.Facts {
		if f.Name != predGrant {
			continue
		}
		resource, operations, ok := readGrant(f)
		if !ok {
			return errors.New("a grant is a resource and a set of operations")
		}
		if err := checkCanonical(resource); err != nil {
			return err
		}
		for _, o := range operations {
			if err := checkOperation(o); err != nil {
				return err
			}
		}
		if pairs += len(operations); pairs > maxGranted {
			return fmt.Errorf("more than %d permissions", maxGranted)
		}
	}
	for _, r := range b.Rules {
		if r.Head.Name == predGrant || r.Head.Name == predHandle {
			return fmt.Errorf("%s is stated, not derived by a rule", r.Head.Name)
		}
	}
	return nil
}

// later reads a block after block 0. In a bearer chain nothing vouches for the name that a delegation gives.
func (c *Claims) later(i int, b datalog.Block) error {
	for _, name := range []string{predInvocation, predApproved} {
		if has(b, name) {
			return fmt.Errorf("%s has no meaning in a bearer token", name)
		}
	}
	if !has(b, predDelegation) && !has(b, predDelegate) {
		return nil // a plain restriction
	}
	version, err := single(b, predDelegation, 1)
	if err != nil {
		return err
	}
	if v, ok := version[0].AsInt(); !ok || v != 1 {
		return fmt.Errorf("delegation of an unknown version")
	}
	to, err := single(b, predDelegate, 1)
	if err != nil {
		return err
	}
	name, _ := to[0].AsString()
	if err := checkName("the delegate", name); err != nil {
		return err
	}
	c.Chain = append(c.Chain, Hop{Name: name, Block: i})
	return nil
}

// has tells whether a block states or derives a predicate.
func has(b datalog.Block, name string) bool {
	_, ok := states(b, func(s string) bool { return s == name })
	return ok
}

// single returns the terms of the one fact with a name. A rule that derives it is refused: a name is stated, not computed.
func single(b datalog.Block, name string, arity int) ([]datalog.Term, error) {
	var terms []datalog.Term
	n := 0
	for _, f := range b.Facts {
		if f.Name == name {
			n++
			terms = f.Terms
		}
	}
	for _, r := range b.Rules {
		if r.Head.Name == name {
			n++
		}
	}
	if n != 1 || len(terms) != arity {
		return nil, fmt.Errorf("exactly one fact %s with %d terms is needed", name, arity)
	}
	return terms, nil
}
