package datalog

import (
	"errors"
	"fmt"
)

// Errors of an expression. Any of them makes the whole evaluation fail, unless a `.try_or` catches it.
var (
	ErrType          = errors.New("invalid type")
	ErrOverflow      = errors.New("overflow")
	ErrDivideByZero  = errors.New("division by zero")
	ErrStack         = errors.New("invalid stack")
	ErrShadowed      = errors.New("shadowed variable")
	ErrUnknownVar    = errors.New("unknown variable")
	ErrUnknownExtern = errors.New("undefined external function")
	ErrExtern        = errors.New("external function failed")
	ErrRegex         = errors.New("regular expression not supported")
)

// ExternError reports a call of an external function that is not registered ([ErrUnknownExtern]) or that failed ([ErrExtern]).
type ExternError struct {
	Name    string
	Message string // what the function said; empty when it is not registered
	cause   error
}

func (e *ExternError) Error() string {
	if e.Message == "" {
		return fmt.Sprintf("%v %.64q", e.cause, e.Name)
	}
	return fmt.Sprintf("%v: %.64q: %s", e.cause, e.Name, e.Message)
}

// Unwrap gives ErrUnknownExtern or ErrExtern.
func (e *ExternError) Unwrap() error { return e.cause }

// Place says where in a world an evaluation was.
type Place struct {
	Block  int // index, or AuthorizerID
	Part   Part
	Index  int // among the rules, checks or policies of the block
	Query  int // among the queries of the check or policy; 0 for a rule
	Source Rule
}

// Part is the kind of statement that a [Place] names.
type Part uint8

// The parts of a block.
const (
	PartRule Part = iota
	PartCheck
	PartPolicy
	PartQuery
)

var partNames = [...]string{"rule", "check", "policy", "query"}

// String gives the name of the part.
func (p Part) String() string { return partNames[p] }

// EvalError reports an evaluation that failed, and where.
type EvalError struct {
	Place Place
	Err   error // one of the errors of this package
}

func (e *EvalError) Error() string {
	who := fmt.Sprintf("block %d", e.Place.Block)
	if e.Place.Block == AuthorizerID {
		who = "authorizer"
	}
	return fmt.Sprintf("%s, %v %d: %v", who, e.Place.Part, e.Place.Index, e.Err)
}

// Unwrap gives the cause.
func (e *EvalError) Unwrap() error { return e.Err }

// UnboundError reports a rule whose head holds a variable that no predicate of its body binds. Such a rule could make a
// fact out of nothing (SPECIFICATIONS.md, "Datalog evaluation").
type UnboundError struct {
	Rule     Rule
	Variable string
}

func (e *UnboundError) Error() string {
	// Names from the wire can be anything: quoted, and shortened.
	return fmt.Sprintf("rule for %.64q: variable %.64q of the head is not bound by the body", e.Rule.Head.Name, e.Variable)
}

// ErrTooLarge reports a rule with more variables or predicates than the engine handles ([MaxVariables], [MaxPredicates]).
var ErrTooLarge = errors.New("rule too large")
