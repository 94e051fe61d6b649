package token

import (
	"fmt"
	"slices"
	"time"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// Restriction takes something away from a token. It is made by [Only], [At], [For], [Until], [Tools], [Depth], [Final] and
// [When]. Restrictions of different kinds add up; of one kind only one may be given, but for [When].
type Restriction interface {
	// restrict adds to a plan for a child of a chain with these rights.
	restrict(p *plan, parent Rights) error
}

// plan is what a new block is made from.
type plan struct {
	now    time.Time
	hops   int // delegations before this one
	checks []datalog.Check
	kinds  map[string]bool
}

func (p *plan) once(kind string) error {
	if p.kinds[kind] {
		return fmt.Errorf("%s is given twice", kind)
	}
	p.kinds[kind] = true
	return nil
}

type restriction func(p *plan, parent Rights) error

func (r restriction) restrict(p *plan, parent Rights) error { return r(p, parent) }

// Only leaves these permissions. Each must be covered by one that the parent has; otherwise the delegation is refused with
// a *[WidenError].
func Only(permissions ...Permission) Restriction {
	permissions = slices.Clone(permissions)
	return restriction(func(p *plan, parent Rights) error {
		if err := p.once("only"); err != nil {
			return err
		}
		if len(permissions) == 0 || len(permissions) > maxAllow {
			return fmt.Errorf("only needs 1 to %d permissions, not %d", maxAllow, len(permissions))
		}
		for _, q := range permissions {
			if err := q.Check(); err != nil {
				return err
			}
		}
		if excess := parent.excess(permissions); len(excess) > 0 {
			return &WidenError{Excess: excess, Witness: excess[0]}
		}
		checks, err := only(permissions)
		p.checks = append(p.checks, checks...)
		return err
	})
}

// For lets the child live for a time from now, and never longer than its parent.
func For(d time.Duration) Restriction {
	return restriction(func(p *plan, parent Rights) error {
		if d < MinTTL || d > MaxTTL {
			return fmt.Errorf("a token lives from %v to %v, not %v", MinTTL, MaxTTL, d)
		}
		return p.until(p.now.Add(d), parent)
	})
}

// Until lets the child live until a time, and never longer than its parent.
func Until(t time.Time) Restriction {
	return restriction(func(p *plan, parent Rights) error {
		if !t.After(p.now) {
			return fmt.Errorf("%v is in the past", t.UTC().Format(time.RFC3339))
		}
		return p.until(t, parent)
	})
}

func (p *plan) until(t time.Time, parent Rights) error {
	if err := p.once("the lifetime"); err != nil {
		return err
	}
	if !parent.Expires.IsZero() && parent.Expires.Before(t) {
		t = parent.Expires
	}
	p.checks = append(p.checks, before(t))
	return nil
}

// At leaves these servers of those that may accept the parent.
func At(audience ...string) Restriction {
	audience = slices.Clone(audience)
	return subset("at", FactAudience, "the audience", audience, func(r Rights) []string { return r.Audience })
}

// Tools leaves these tools.
func Tools(names ...string) Restriction {
	names = slices.Clone(names)
	return subset("tools", FactTool, "the tool", names, func(r Rights) []string { return r.Tools })
}

func subset(kind, predicate, what string, values []string, of func(Rights) []string) Restriction {
	return restriction(func(p *plan, parent Rights) error {
		if err := p.once(kind); err != nil {
			return err
		}
		if len(values) == 0 || len(values) > maxAllow {
			return fmt.Errorf("%s needs 1 to %d names", kind, maxAllow)
		}
		for _, v := range values {
			if err := checkName(what, v); err != nil {
				return err
			}
			if have := of(parent); have != nil && !slices.Contains(have, v) {
				return &WidenError{Other: fmt.Sprintf("%s %q", what, v)}
			}
		}
		p.checks = append(p.checks, oneOf(predicate, values))
		return nil
	})
}

// Depth lets the child be delegated at most n more times; 0 is [Final].
func Depth(n int) Restriction {
	return restriction(func(p *plan, parent Rights) error {
		if err := p.once("the depth"); err != nil {
			return err
		}
		if n < 0 || n > MaxDelegations {
			return fmt.Errorf("a depth is from 0 to %d, not %d", MaxDelegations, n)
		}
		if parent.Delegations != Unlimited && n > parent.Delegations-1 {
			return &WidenError{Other: fmt.Sprintf("%d further delegations", n)}
		}
		p.checks = append(p.checks, atMost(FactHops, p.hops+1+n))
		return nil
	})
}

// Final forbids further delegation.
func Final() Restriction { return Depth(0) }

// When adds a check in Datalog text. Values from outside belong into params, never into the text. It can only restrict
// further; [Token.Rights] summarises it only if it has one of the profile's shapes.
func When(check string, params syntax.Params) Restriction {
	return restriction(func(p *plan, _ Rights) error {
		c, err := syntax.ParseCheck(check, params)
		if err != nil {
			return err
		}
		p.checks = append(p.checks, c)
		return nil
	})
}
