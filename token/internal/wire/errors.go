package wire

import (
	"errors"
	"fmt"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// MalformedError reports bytes that are not the protobuf message they should be.
type MalformedError struct {
	Message string // the message of schema.proto
	Offset  int    // where reading stopped, in bytes from the start of the input
	Reason  string
}

func (e *MalformedError) Error() string {
	return fmt.Sprintf("malformed %s at byte %d: %s", e.Message, e.Offset, e.Reason)
}

// LimitError reports input that goes beyond one of the [Limits].
type LimitError struct {
	What  string // the field of Limits, in words
	Limit int
}

func (e *LimitError) Error() string { return fmt.Sprintf("more than %d %s", e.Limit, e.What) }

// VersionError reports a block in a Datalog version that is not supported. Actual is 0 when the block names none.
type VersionError struct{ Maximum, Minimum, Actual uint32 }

func (e *VersionError) Error() string {
	return fmt.Sprintf("block version %d is not in %d to %d", e.Actual, e.Minimum, e.Maximum)
}

// DeserializationError reports a well-formed message that makes no sense as Datalog.
type DeserializationError struct{ Msg string }

func (e *DeserializationError) Error() string { return e.Msg }

// UnknownSymbolError reports a symbol that neither the block nor an earlier one defines.
type UnknownSymbolError struct{ Index uint64 }

func (e *UnknownSymbolError) Error() string { return fmt.Sprintf("unknown symbol %d", e.Index) }

// ErrUnknownExternalKey reports a scope that names a public key which neither the block nor an earlier one lists.
var ErrUnknownExternalKey = errors.New("unknown public key")

// SymbolOverlapError reports a block that defines a symbol anew: one of the default table or of an earlier block.
type SymbolOverlapError struct{ Symbol string }

func (e *SymbolOverlapError) Error() string {
	return fmt.Sprintf("symbol %q is defined already", e.Symbol)
}

// KeyOverlapError reports a public key that is listed twice.
type KeyOverlapError struct{ Key datalog.Key }

func (e *KeyOverlapError) Error() string {
	return fmt.Sprintf("public key %v is listed already", e.Key)
}

// EncodeError reports a value that has no encoding, or none that the decoder would accept.
type EncodeError struct{ Msg string }

func (e *EncodeError) Error() string { return "cannot encode: " + e.Msg }
