package verifier

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hardtack-auth/hardtack/revocation"
	"github.com/hardtack-auth/hardtack/token"
	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
)

// ErrUndecided is in every error that is no denial: the verifier's own state keeps it from deciding. Servers answer 503.
var ErrUndecided = errors.New("verifier: cannot decide")

// Reason classes denials. The values are stable.
type Reason string

// The reasons.
const (
	ReasonMalformed  Reason = "malformed"   // no token, or beyond the limits
	ReasonSignature  Reason = "signature"   // a signature or proof does not verify
	ReasonIssuer     Reason = "issuer"      // no trusted root key for the token
	ReasonProfile    Reason = "profile"     // not a token of the profile
	ReasonRevoked    Reason = "revoked"     //
	ReasonExpired    Reason = "expired"     //
	ReasonAudience   Reason = "audience"    // for another server
	ReasonNotGranted Reason = "not_granted" // block 0 does not grant it
	ReasonNarrowed   Reason = "narrowed"    // a check of a block refuses
	ReasonEvaluation Reason = "evaluation"  // an expression of a block failed
	ReasonBudget     Reason = "budget"      // the blocks ask for too much work
	ReasonRequest    Reason = "request"     // the request itself is malformed
)

// DeniedError is a no. Its text says which block refused and is safe to show to the bearer.
type DeniedError struct {
	Reason Reason
	Block  int // that refused, -1 when it is none
	Check  int // of the block, -1 when it is none
	text   string
}

// Error says why, in one line.
func (e *DeniedError) Error() string { return e.text }

// denied makes every DeniedError, so that all texts are bounded.
func denied(r Reason, block, check int, format string, args ...any) *DeniedError {
	return &DeniedError{Reason: r, Block: block, Check: check, text: shorten(fmt.Sprintf(format, args...))}
}

// Bounds of a denial's text: it goes into headers, logs and terminals, and what it quotes is anybody's.
const (
	maxText   = 1024 // bytes
	maxValue  = 64   // characters of one quoted value
	maxValues = 8
)

// shorten makes a text one short line of characters that show.
func shorten(s string) string {
	var b strings.Builder
	for _, r := range s {
		if b.Len() >= maxText {
			return b.String() + "..."
		}
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			fmt.Fprintf(&b, `\u{%x}`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// shown lists values of a token: as they are when nothing about them can mislead, else quoted.
func shown(values []string) string {
	if len(values) == 0 {
		return "nothing"
	}
	var parts []string
	for i, v := range values {
		if i == maxValues {
			parts = append(parts, fmt.Sprintf("and %d more", len(values)-i))
			break
		}
		if token.CheckName(v) != nil || len(v) > maxValue {
			v = fmt.Sprintf("%.*q", maxValue, v)
		}
		parts = append(parts, v)
	}
	return strings.Join(parts, ", ")
}

func malformed(err error) error {
	return denied(ReasonMalformed, -1, -1, "it is not a token: %v", cause(err))
}

// cause drops the name of the package from an error of package biscuit.
func cause(err error) error {
	if e, ok := errors.AsType[*biscuit.Error](err); ok {
		return e.Err
	}
	return err
}

func unauthentic(err error) error {
	e, ok := errors.AsType[*biscuit.Error](err)
	switch {
	case ok && e.Reason == biscuit.ReasonRoot:
		return denied(ReasonIssuer, -1, -1, "it is not from an issuer trusted here")
	case ok && e.Reason == biscuit.ReasonSignature && e.Block == 0:
		return denied(ReasonSignature, 0, -1, "the signature of block 0 is not by a root key trusted here")
	case ok && e.Reason == biscuit.ReasonSignature && e.Block > 0:
		return denied(ReasonSignature, e.Block, -1, "the signature of block %d does not verify", e.Block)
	case ok && e.Reason == biscuit.ReasonSignature:
		return denied(ReasonSignature, -1, -1, "the proof of the token does not verify")
	}
	return malformed(err)
}

// unevaluable reports an evaluation that failed because of what the token says. That is a denial: a bearer must not be
// able to make the verifier look broken.
func unevaluable(err error, c token.Claims) error {
	e, ok := errors.AsType[*biscuit.Error](err)
	switch {
	case errors.Is(err, datalog.ErrTimeout):
		return fmt.Errorf("%w: %v", ErrUndecided, datalog.ErrTimeout)
	case ok && e.Reason == biscuit.ReasonLimit:
		return denied(ReasonBudget, -1, -1, "its blocks ask for too much work: %v", e.Err)
	case ok && e.Block >= 0:
		return denied(ReasonEvaluation, e.Block, -1, "%s cannot be evaluated: %v", blockName(e.Block, c), cause(e.Err))
	}
	return denied(ReasonEvaluation, -1, -1, "it cannot be evaluated: %v", cause(err))
}

// blockName is how a denial names a block: its number, and for a delegation whom it names.
func blockName(i int, c token.Claims) string {
	if h, ok := c.HopAt(i); ok {
		return fmt.Sprintf("block %d (%v)", i, h)
	}
	return fmt.Sprintf("block %d", i)
}

func revokedBy(a revocation.Answer, t *biscuit.Verified, c token.Claims) error {
	switch {
	case a.Index < t.Len():
		return denied(ReasonRevoked, a.Index, -1, "%s is revoked", blockName(a.Index, c))
	case a.Index == t.Len():
		return denied(ReasonRevoked, -1, -1, "the root key that issued it is revoked")
	}
	return denied(ReasonRevoked, -1, -1, "everything issued to its agent, owner or tenant is revoked")
}

// request is what was asked, for explanations.
type request struct {
	operation, resource string
	now                 time.Time
}

// explain turns a decision into a denial: first what block 0 does not grant, then the first check that failed.
func explain(d datalog.Decision, c token.Claims, blocks []biscuit.Block, r request) error {
	if !d.Matched || d.Kind != datalog.Allow {
		var claim strings.Builder
		for i := 1; i < len(blocks); i++ {
			if token.Grants(blocks[i].Datalog, token.Permission{Operation: r.operation, Resource: r.resource}) {
				fmt.Fprintf(&claim, "; block %d only claims it", i)
				break // the first is enough
			}
		}
		return denied(ReasonNotGranted, 0, -1, "block 0 does not grant it%s", claim.String())
	}
	first := d.Failed[0]
	for _, f := range d.Failed {
		if f.Block < first.Block {
			first = f
		}
	}
	who := blockName(first.Block, c)
	limit, _ := token.ReadCheck(first.Check)
	switch {
	case !limit.Before.IsZero():
		return denied(ReasonExpired, first.Block, first.Index, "%s expired at %s", who, limit.Before.Format(time.RFC3339))
	case limit.Audience != nil:
		return denied(ReasonAudience, first.Block, first.Index, "%s is only for %s", who, shown(limit.Audience))
	case limit.Operations != nil:
		return denied(ReasonNarrowed, first.Block, first.Index, "%s allows only %s", who, shown(limit.Operations))
	case limit.Tools != nil:
		return denied(ReasonNarrowed, first.Block, first.Index, "%s allows only the tools %s", who, shown(limit.Tools))
	case limit.Resources != nil:
		return denied(ReasonNarrowed, first.Block, first.Index, "%s allows only %s", who, shown(limit.Resources))
	case limit.Guarded != nil:
		return denied(ReasonNarrowed, first.Block, first.Index, "%s allows %s only on %s", who, r.operation,
			shown(limit.Guarded[r.operation]))
	case limit.IsHops:
		return denied(ReasonNarrowed, first.Block, first.Index, "%s allows at most %d delegations", who, limit.MaxHops)
	}
	return denied(ReasonNarrowed, first.Block, first.Index, "%s refuses by its check %d", who, first.Index)
}
