package biscuit

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// Reason classes the errors of this package. The values are stable.
type Reason string

// The reasons.
const (
	ReasonMalformed  Reason = "malformed"   // bytes or text that are no token, or beyond the limits
	ReasonSignature  Reason = "signature"   // a signature or proof does not verify, or is none
	ReasonKey        Reason = "key"         // bytes or text that are no key
	ReasonRoot       Reason = "root"        // no trusted root key for the token
	ReasonBlock      Reason = "block"       // a block that must not be evaluated
	ReasonSealed     Reason = "sealed"      // the token is sealed
	ReasonThirdParty Reason = "third_party" // a third-party block by another key than expected
	ReasonSyntax     Reason = "syntax"      // Datalog text
	ReasonBuild      Reason = "build"       // a block that cannot be written
	ReasonExecution  Reason = "execution"   // an expression failed
	ReasonLimit      Reason = "limit"       // the budget is spent
	ReasonDenied     Reason = "denied"      // a policy or check refused, see DeniedError
)

// Error is a failure of this package, other than a refusal by policies and checks. [ErrorJSON] gives the form in which the
// reference would report it.
type Error struct {
	Reason Reason
	Block  int   // the block at fault, -1 when it is none or not known
	Err    error // what happened
}

// Error says what happened.
func (e *Error) Error() string {
	if e.Block >= 0 {
		return fmt.Sprintf("biscuit: block %d: %v", e.Block, e.Err)
	}
	return fmt.Sprintf("biscuit: %v", e.Err)
}

// Unwrap gives the cause, such as an error of package datalog or syntax.
func (e *Error) Unwrap() error { return e.Err }

// Errors that callers may look for with errors.Is.
var (
	// ErrSealed: a sealed token can be neither narrowed nor sealed.
	ErrSealed = errors.New("the token is sealed")
	// ErrUnknownRoot: there is no trusted root key for the token's root key id.
	ErrUnknownRoot = errors.New("no trusted root key for this token")
	// ErrProof: the proof is not by the key that the last block names.
	ErrProof = errors.New("the last public key does not match the private key")
	// ErrExternalKey: a third-party block is signed by another key than the expected one.
	ErrExternalKey = errors.New("the third-party block is signed by another key")
	// ErrNotOneResult: a query that must have one result has none or several.
	ErrNotOneResult = errors.New("the query has not exactly one result")

	errNoToken = errors.New("there is no token") // in a zero Unverified or Verified
)

func fail(r Reason, err error) error { return &Error{Reason: r, Block: -1, Err: err} }

func failBlock(r Reason, block int, err error) error {
	return &Error{Reason: r, Block: block, Err: err}
}

func keyError(err error) error {
	if err == nil {
		return nil
	}
	return fail(ReasonKey, err)
}

// ReasonOf classes any error that this package returns, "" for others.
func ReasonOf(err error) Reason {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Reason
	}
	if _, ok := errors.AsType[*DeniedError](err); ok {
		return ReasonDenied
	}
	return ""
}

// evaluation wraps an error of the engine.
func evaluation(err error) error {
	if err == nil {
		return nil
	}
	if datalog.IsLimit(err) {
		return fail(ReasonLimit, err)
	}
	if e, ok := errors.AsType[*datalog.EvalError](err); ok && e.Place.Block != datalog.AuthorizerID {
		return failBlock(ReasonExecution, e.Place.Block, err)
	}
	return fail(ReasonExecution, err)
}

// DeniedError is a refusal: the evaluation ran to its end and the answer is no.
type DeniedError struct {
	Decision datalog.Decision
}

// Error lists what refused.
func (e *DeniedError) Error() string {
	d := &e.Decision
	var b strings.Builder
	b.WriteString("biscuit: ")
	switch {
	case !d.Matched:
		b.WriteString("no policy matched")
	case d.Kind == datalog.Allow:
		fmt.Fprintf(&b, "allow policy %d matched", d.Policy)
	default:
		fmt.Fprintf(&b, "deny policy %d matched", d.Policy)
	}
	for i, c := range d.Failed {
		switch i {
		case 0:
			b.WriteString("; failed: ")
		default:
			b.WriteString("; ")
		}
		if c.Block == datalog.AuthorizerID {
			b.WriteString("authorizer, ")
		} else {
			fmt.Fprintf(&b, "block %d, ", c.Block)
		}
		b.WriteString(syntax.FormatCheck(c.Check))
	}
	return b.String()
}

// signatureReason separates what is no signature or does not verify from keys that are none.
func signatureReason(err error) Reason {
	if _, ok := errors.AsType[*sign.KeyError](err); ok {
		return ReasonKey
	}
	if _, ok := errors.AsType[*sign.KeySizeError](err); ok {
		return ReasonKey
	}
	return ReasonSignature
}

// buildError wraps what keeps a block from being written.
func buildError(err error) error {
	if _, ok := errors.AsType[*wire.LimitError](err); ok {
		return fail(ReasonBuild, fmt.Errorf("the block is too large: %w", err))
	}
	return fail(ReasonBuild, err)
}
