package token

import "slices"

// Names of the profile (spec/profile.md, "Vocabulary").
const (
	Profile        = "agent-delegation"
	ProfileVersion = 1

	predProfile     = "profile"
	predUser        = "user"
	predAgent       = "agent"
	predHolder      = "holder"
	predHandle      = "handle"
	predIssuedAt    = "issued_at"
	predGrant       = "grant"
	predDelegation  = "delegation"
	predDelegate    = "delegate"
	predDelegatedAt = "delegated_at"
	predInvocation  = "invocation"
	predApproved    = "approved"

	// Facts that only a verifier states.
	FactTime      = "time"
	FactAudience  = "audience"
	FactOperation = "operation"
	FactResource  = "resource"
	FactTool      = "tool"
	FactHops      = "hops"
)

var reserved = []string{
	FactTime, FactAudience, FactOperation, FactResource, FactTool, FactHops,
	"arg", "arg_names", "request_hash", "method", "client_ip_hex", "presenter", "pop", "usage", "revocation_age", "revoked",
	"issuer", "label", "live_right", "identity",
}

// Reserved tells whether only a verifier may state facts with this name. A block that states or derives one could answer
// its own checks, or those of others (spec/profile.md, "Reserved predicates").
func Reserved(predicate string) bool {
	return slices.Contains(reserved, predicate) || len(predicate) > 8 && predicate[:8] == "claimed_"
}
