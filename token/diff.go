package token

import (
	"slices"
	"strings"
)

// Loss is what a child cannot do that its parent can.
type Loss struct {
	Operations []Permission // permissions whose operation the child has not at all
	// Narrowed holds, for each operation that the child has on fewer resources, the resources that are left.
	Narrowed map[string][]string
}

// Lost compares a child with its parent, as far as the chains can be summarised.
func Lost(parent, child Rights) Loss {
	loss := Loss{Narrowed: map[string][]string{}}
	_, had := byOperation(parent.Permissions)
	_, has := byOperation(child.Permissions)
	for _, p := range parent.Permissions {
		switch left := has[p.Operation]; {
		case left == nil:
			loss.Operations = append(loss.Operations, p)
		case !slices.Equal(left, had[p.Operation]):
			loss.Narrowed[p.Operation] = left
		}
	}
	return loss
}

// String says it in a few words: "lost prs:write@/acme/site", "lost all but /acme/site", or nothing when nothing was lost.
func (l Loss) String() string {
	var parts []string
	if len(l.Operations) > 0 {
		parts = append(parts, list(l.Operations))
	}
	var left []string
	for _, resources := range l.Narrowed {
		left = append(left, resources...)
	}
	slices.Sort(left)
	if left = slices.Compact(left); len(left) > 0 {
		parts = append(parts, "all but "+strings.Join(left, " and "))
	}
	if len(parts) == 0 {
		return ""
	}
	return "lost " + strings.Join(parts, ", ")
}
