package token

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Rights is what a chain can do at most: no request outside it is ever allowed. With Exact it is also the least such bound.
type Rights struct {
	Permissions []Permission // sorted, none covered by another
	Expires     time.Time    // when the first block expires; zero if none does
	Audience    []string     // servers that accept the token; nil if no block says
	Tools       []string     // tools that may be called; nil if no block says
	// Delegations is how many further hops the chain allows, -1 if it sets no bound.
	Delegations int
	// Exact is false when the chain holds checks that are not of a shape that can be summarised. They can only take away.
	Exact bool
	// Opaque counts these checks by block.
	Opaque map[int]int
}

// normal sorts permissions and drops those that another covers.
func normal(all []Permission) []Permission {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Permission) int {
		if c := strings.Compare(a.Operation, b.Operation); c != 0 {
			return c
		}
		return strings.Compare(a.Resource, b.Resource)
	})
	all = slices.Compact(all)
	return slices.DeleteFunc(slices.Clone(all), func(p Permission) bool {
		return slices.ContainsFunc(all, func(q Permission) bool { return q != p && q.Covers(p) })
	})
}

// Covers tells whether a single permission of r includes p. That is exact: finitely many narrower permissions never add up
// to a subtree (agent-profile.md, 4.2).
func (r Rights) Covers(p Permission) bool {
	return slices.ContainsFunc(r.Permissions, func(q Permission) bool { return q.Covers(p) })
}

// excess returns the permissions of asked that r does not cover.
func (r Rights) excess(asked []Permission) []Permission {
	return slices.DeleteFunc(normal(asked), r.Covers)
}

// intersect keeps what both allow.
func intersect(a, b []Permission) []Permission {
	var out []Permission
	for _, p := range a {
		for _, q := range b {
			if p.Operation != q.Operation {
				continue
			}
			if resource, ok := meet(p.Resource, q.Resource); ok {
				out = append(out, Permission{p.Operation, resource})
			}
		}
	}
	return normal(out)
}

// byOperation groups the resources of permissions, each list sorted.
func byOperation(all []Permission) (operations []string, resources map[string][]string) {
	resources = map[string][]string{}
	for _, p := range normal(all) {
		resources[p.Operation] = append(resources[p.Operation], p.Resource)
	}
	return slices.Sorted(maps.Keys(resources)), resources
}

// common keeps what two lists share; nil stands for everything.
func common(a, b []string) []string {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	out := []string{}
	for _, s := range a {
		if slices.Contains(b, s) {
			out = append(out, s)
		}
	}
	return out
}
