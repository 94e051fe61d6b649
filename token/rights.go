package token

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hardtack-auth/hardtack/token/datalog"
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

// normal sorts permissions and drops those that another covers. In the order of operation and resource a subtree comes
// before everything that it covers, so one pass does, however many permissions a hostile token lists.
func normal(all []Permission) []Permission {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Permission) int {
		return cmp.Or(strings.Compare(a.Operation, b.Operation), strings.Compare(a.Resource, b.Resource))
	})
	out := all[:0]
	for _, p := range all {
		if len(out) == 0 || !out[len(out)-1].Covers(p) {
			out = append(out, p)
		}
	}
	return out
}

// Covers tells whether a single permission of r includes p. That is exact: finitely many narrower permissions never add up
// to a subtree (spec/profile.md, "Rights").
func (r Rights) Covers(p Permission) bool {
	return slices.ContainsFunc(r.Permissions, func(q Permission) bool { return q.Covers(p) })
}

// excess returns the permissions of asked that r does not cover.
func (r Rights) excess(asked []Permission) []Permission {
	return slices.DeleteFunc(normal(asked), r.Covers)
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

// Grants tells whether a fact of b reads like a grant of p. In block 0 it is one; elsewhere it is a mere claim, which is
// worth a word in an explanation and nothing more.
func Grants(b datalog.Block, p Permission) bool {
	for _, f := range b.Facts {
		resource, operations, ok := readGrant(f)
		if ok && covers(resource, p.Resource) && slices.Contains(operations, p.Operation) {
			return true
		}
	}
	return false
}
