package cli

import (
	"strconv"
	"strings"
	"time"

	"github.com/hardtack-auth/hardtack/token"
	"github.com/hardtack-auth/hardtack/token/biscuit"
)

// showProfile prints what a token of the agent profile can do at most. For other tokens there is nothing to say.
func (a *app) showProfile(u *biscuit.Unverified) {
	t, err := token.FromBiscuit(u)
	if err != nil {
		return
	}
	claims, rights := t.Claims(), t.Rights()
	chain := []string{claims.User}
	for _, h := range claims.Chain {
		chain = append(chain, h.String())
	}
	a.print("%s, issued %s\n", strings.Join(chain, " > "), date(claims.IssuedAt))
	can := []string{}
	for _, p := range rights.Permissions {
		can = append(can, p.String())
	}
	if len(can) == 0 {
		can = []string{"nothing"}
	}
	a.print("can at most %s\n", strings.Join(can, ", "))
	if rights.Audience != nil {
		a.print("at %s\n", strings.Join(rights.Audience, ", "))
	}
	if rights.Tools != nil {
		a.print("with the tools %s\n", strings.Join(rights.Tools, ", "))
	}
	if left, ok := rights.ExpiresIn(time.Now()); ok {
		a.print("until %s (%s left)\n", date(rights.Expires), formatDuration(left))
	} else {
		a.print("without an end\n")
	}
	further := strconv.Itoa(rights.Delegations)
	if rights.Delegations == token.Unlimited {
		further = "any number of"
	}
	a.print("%s further delegations\n", further)
	if !rights.Exact {
		a.print("and less than that: some checks cannot be summarised\n")
	}
}
