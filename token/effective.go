package token

import (
	"math"
	"slices"
	"time"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// Rights returns what the chain allows at most. The answer is always a sound upper bound: a check that is not of a shape
// that can be summarised could only take more away, and is counted in Opaque.
func (t *Token) Rights() Rights {
	r := Rights{Exact: true, Delegations: math.MaxInt, Opaque: map[int]int{}}
	for i := range t.blocks {
		b := t.blocks[i].Datalog
		if i == 0 {
			r.Permissions = granted(b)
			// Rules of block 0 could derive rights or satisfy checks in ways that no list shows.
			r.Exact = len(b.Rules) == 0 && len(b.Scopes) == 0
		}
		for _, c := range b.Checks {
			limit, ok := ReadCheck(c)
			if !ok || len(b.Scopes) != 0 {
				r.Exact = false
				r.Opaque[i]++
				continue
			}
			r.narrow(limit)
		}
	}
	if r.Delegations == math.MaxInt {
		r.Delegations = Unlimited
	} else {
		r.Delegations = max(0, r.Delegations-t.claims.Hops())
	}
	return r
}

// granted reads the grants of block 0, which ReadClaims has found well formed.
func granted(b datalog.Block) []Permission {
	var all []Permission
	for _, f := range b.Facts {
		if resource, operations, ok := readGrant(f); ok {
			for _, o := range operations {
				all = append(all, Permission{o, resource})
			}
		}
	}
	return normal(all)
}

// readGrant reads grant(resource, {operations}).
func readGrant(f datalog.Predicate) (resource string, operations []string, ok bool) {
	if f.Name != predGrant || len(f.Terms) != 2 {
		return "", nil, false
	}
	resource, ok = f.Terms[0].AsString()
	operations, isSet := stringsOf(f.Terms[1])
	return resource, operations, ok && isSet
}

// narrow applies a limit to all that r has.
func (r *Rights) narrow(l Limit) {
	switch {
	case !l.Before.IsZero():
		if r.Expires.IsZero() || l.Before.Before(r.Expires) {
			r.Expires = l.Before
		}
	case l.IsHops:
		r.Delegations = min(r.Delegations, max(l.MaxHops, 0))
	case l.Audience != nil:
		r.Audience = common(r.Audience, l.Audience)
	case l.Tools != nil:
		r.Tools = common(r.Tools, l.Tools)
	case l.Operations != nil:
		r.Permissions = slices.DeleteFunc(slices.Clone(r.Permissions), func(p Permission) bool {
			return !slices.Contains(l.Operations, p.Operation)
		})
	case l.Resources != nil:
		r.Permissions = within(r.Permissions, l.Resources)
	case l.Guarded != nil:
		var kept []Permission
		for _, p := range r.Permissions {
			if resources, ok := l.Guarded[p.Operation]; ok {
				kept = append(kept, within([]Permission{p}, resources)...)
			} else {
				kept = append(kept, p)
			}
		}
		r.Permissions = normal(kept)
	}
}

// within keeps what lies in one of the resource patterns.
func within(permissions []Permission, resources []string) []Permission {
	var out []Permission
	for _, p := range permissions {
		for _, pattern := range resources {
			if resource, ok := meet(p.Resource, pattern); ok {
				out = append(out, Permission{p.Operation, resource})
			}
		}
	}
	return normal(out)
}

// ExpiresIn returns the time left, rounded down to the second; ok is false when no block sets an expiry.
func (r Rights) ExpiresIn(now time.Time) (left time.Duration, ok bool) {
	if r.Expires.IsZero() {
		return 0, false
	}
	return max(0, r.Expires.Sub(now)).Truncate(time.Second), true
}
