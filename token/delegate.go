package token

import (
	"fmt"
	"strings"
	"time"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// WidenError refuses a delegation that asks for more than its parent has. A wider block would not widen anything, it would
// only lie.
type WidenError struct {
	Excess []Permission // asked for and not covered
	// Witness is a request that the child's block would let pass and the parent's chain does not: the first of the excess,
	// with a subtree standing for the collection at its top. Zero without Excess.
	Witness Permission
	Other   string // what else is wider: an audience, a tool, the depth
}

// Error lists the excess.
func (e *WidenError) Error() string {
	return "token: wider than the parent: " + e.Wider()
}

// Wider lists what is too much.
func (e *WidenError) Wider() string {
	if e.Other != "" {
		return e.Other
	}
	return list(e.Excess)
}

func list(permissions []Permission) string {
	parts := make([]string, len(permissions))
	for i, p := range permissions {
		parts[i] = p.String()
	}
	return strings.Join(parts, ", ")
}

// Delegate makes a narrower token for another agent, offline. The name is a claim of the current holder, and the
// restrictions hold for whoever gets the child, and for all that is made from it. Whoever holds the parent keeps it.
func (t *Token) Delegate(to Agent, restrictions ...Restriction) (*Token, error) {
	b, err := t.delegation(to, restrictions, time.Now())
	if err != nil {
		return nil, err
	}
	child, err := t.Biscuit().Append(b)
	if err != nil {
		return nil, err
	}
	return read(child)
}

func (t *Token) delegation(to Agent, restrictions []Restriction, now time.Time) (datalog.Block, error) {
	if err := checkName("the agent", to.Name); err != nil {
		return datalog.Block{}, fmt.Errorf("token: %w", err)
	}
	rights := t.Rights()
	if rights.Delegations == 0 {
		return datalog.Block{}, &WidenError{Other: "a further delegation"}
	}
	if left, ok := rights.ExpiresIn(now); ok && left <= 0 {
		return datalog.Block{}, fmt.Errorf("token: the parent expired at %s", rights.Expires.Format(time.RFC3339))
	}
	p := plan{now: now, hops: t.claims.Hops(), kinds: map[string]bool{}}
	for _, r := range restrictions {
		if r == nil {
			return datalog.Block{}, fmt.Errorf("token: a restriction is nil")
		}
		if err := r.restrict(&p, rights); err != nil {
			if wider, ok := err.(*WidenError); ok {
				return datalog.Block{}, wider
			}
			return datalog.Block{}, fmt.Errorf("token: %w", err)
		}
	}
	return datalog.Block{
		Facts: []datalog.Predicate{
			fact(predDelegation, datalog.Int(1)),
			fact(predDelegate, datalog.String(to.Name)),
			fact(predDelegatedAt, datalog.Time(now)),
		},
		Checks: p.checks,
	}, nil
}
