package datalog

import "fmt"

// Predicate is a name with terms: a fact when it holds no variable, else a pattern that facts match.
type Predicate struct {
	Name  string
	Terms []Term
}

// Rule derives Head for every combination of facts that matches Body and makes all Expressions true. In a [Check] or
// [Policy] a rule is a query: its head carries no meaning.
type Rule struct {
	Head        Predicate
	Body        []Predicate
	Expressions []Expression
	Scopes      []Scope // whose facts the rule sees; empty: the block's, and when that is empty too the default
}

// CheckKind tells when a check holds.
type CheckKind uint8

// The kinds of checks, numbered as on the wire.
const (
	CheckIf  CheckKind = iota // `check if`: one query matches
	CheckAll                  // `check all`: one query matches, and every match of its predicates satisfies its expressions
	RejectIf                  // `reject if`: no query matches
)

// String gives the Datalog keyword.
func (k CheckKind) String() string {
	switch k {
	case CheckIf:
		return "check if"
	case CheckAll:
		return "check all"
	case RejectIf:
		return "reject if"
	}
	return fmt.Sprintf("check kind %d", uint8(k))
}

// Check must hold, or the request is refused.
type Check struct {
	Kind    CheckKind
	Queries []Rule
}

// PolicyKind is what a policy decides. The zero value denies.
type PolicyKind uint8

// The kinds of policies.
const (
	Deny PolicyKind = iota
	Allow
)

// String gives the Datalog keyword.
func (k PolicyKind) String() string {
	if k == Allow {
		return "allow if"
	}
	return "deny if"
}

// Policy decides a request when one of its queries matches.
type Policy struct {
	Kind    PolicyKind
	Queries []Rule
}

// ScopeKind is the kind of a [Scope].
type ScopeKind uint8

// The kinds of scopes.
const (
	ScopeAuthority ScopeKind = iota // block 0
	ScopePrevious                   // blocks 0 to the current one; nothing in an authorizer
	ScopeKey                        // every block with an external signature by Key
)

// Scope names blocks whose facts a rule may see, in `trusting ...`.
type Scope struct {
	Kind ScopeKind
	Key  Key // only with ScopeKey
}

// Algorithm is a signature algorithm, numbered as in the format's PublicKey message.
type Algorithm uint8

// The signature algorithms of Biscuit v3.3.
const (
	Ed25519 Algorithm = 0
	P256    Algorithm = 1
)

// String gives the name used in the text form of keys.
func (a Algorithm) String() string {
	switch a {
	case Ed25519:
		return "ed25519"
	case P256:
		return "secp256r1"
	}
	return fmt.Sprintf("algorithm%d", uint8(a))
}

// Key is a public key as the engine sees it: an opaque name of a signer. Bytes are 32 for Ed25519, and 33, the compressed
// SEC 1 form, for P-256, so that one key has one value and keys compare with ==.
type Key struct {
	Algorithm Algorithm
	Bytes     string
}

// String gives the text form, such as ed25519/1055c750...
func (k Key) String() string { return fmt.Sprintf("%v/%x", k.Algorithm, k.Bytes) }

// Block is what one block of a token says.
type Block struct {
	Context string // free text for lookups; carries no meaning for the engine
	Scopes  []Scope
	Facts   []Predicate
	Rules   []Rule
	Checks  []Check
}

// Authorizer is the verifier's own block, with its policies in order.
type Authorizer struct {
	Block
	Policies []Policy
}
