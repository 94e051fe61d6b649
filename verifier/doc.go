// Package verifier is the one place that says yes: [Verifier.Verify] checks signatures, profile, revocation, audience,
// time and rights of a token for one request, offline, in one call.
//
// A [Caller] is proof of a yes: nothing else makes one that names anybody. A *[DeniedError] is a no, with words that its
// bearer may see.
// Any other error means that the verifier could not tell; it refuses too, and a caller cannot cause it.
package verifier
