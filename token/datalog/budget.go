package datalog

import (
	"context"
	"errors"
	"math/bits"
)

// Budget bounds the work of one [World]: its rules, checks, policies and queries together. It counts steps and not time,
// so that one token and one request give one answer on a busy machine and on an idle one. A field that is zero means the
// default; a negative one allows nothing.
type Budget struct {
	// Steps is the work allowed. A step is a fact looked at in a join, an operation of an expression, or a fixed number of
	// bytes compared, copied or matched; it takes some 5 to 20 ns. Default 500,000.
	Steps int
	// Facts is the number of facts at which a world that derives facts is refused; facts that were only stated do not
	// count against it until a rule adds one, as in the reference. Default 1,000.
	Facts int
	// Iterations is the number of rounds of rule application at which a world is refused. Default 100.
	Iterations int
}

// The defaults of [Budget]. Facts and iterations are those of the reference.
const (
	DefaultSteps      = 500_000
	DefaultFacts      = 1_000
	DefaultIterations = 100
)

// Errors of a spent budget. They are refusals like any other error: no request is allowed by running out of steps.
var (
	ErrTooManySteps      = errors.New("step budget spent")
	ErrTooManyFacts      = errors.New("too many facts")
	ErrTooManyIterations = errors.New("too many iterations")
	// ErrTimeout reports that the context ended. It is the second fence; the first are the steps.
	ErrTimeout = errors.New("evaluation cancelled")
)

// IsLimit tells whether err reports a spent budget or a cancelled context. No `.try_or` catches such an error.
func IsLimit(err error) bool {
	return errors.Is(err, ErrTooManySteps) || errors.Is(err, ErrTooManyFacts) ||
		errors.Is(err, ErrTooManyIterations) || errors.Is(err, ErrTimeout)
}

func (b Budget) withDefaults() Budget {
	if b.Steps == 0 {
		b.Steps = DefaultSteps
	}
	if b.Facts == 0 {
		b.Facts = DefaultFacts
	}
	if b.Iterations == 0 {
		b.Iterations = DefaultIterations
	}
	return b
}

// meter counts the steps that are left and looks at the context now and then.
type meter struct {
	ctx   context.Context
	left  int
	total int
	poll  int // steps left at which ctx is looked at again
}

// pollEvery is the number of steps between two looks at the context: some tens of microseconds.
const pollEvery = 4096

// spend takes n steps. It is small enough to be inlined, as it is called for every fact and expression.
func (m *meter) spend(n int) error {
	if m.left -= n; m.left > m.poll {
		return nil
	}
	return m.look()
}

func (m *meter) look() error {
	if m.left < 0 {
		return ErrTooManySteps
	}
	m.poll = max(m.left-pollEvery, -1)
	if m.ctx != nil && m.ctx.Err() != nil {
		return ErrTimeout
	}
	return nil
}

// The cost in steps of handling n bytes. Comparing and hashing touch some tens of bytes in a nanosecond, copying also
// allocates, and searching looks at each byte, since a text can be made so that it nearly matches everywhere.
func scanCost(n int) int   { return n / 256 }
func copyCost(n int) int   { return 1 + n/32 }
func searchCost(n int) int { return n / 16 }

// factCost is the cost of storing a fact: its name is looked up, and its terms are copied, hashed and compared.
func factCost(name string, terms []Term) int {
	cost := 1 + scanCost(len(name))
	for i := range terms {
		cost += 2 + terms[i].equalCost()
	}
	return cost
}

// lookupCost is the cost of a binary search for t among n terms in order.
func lookupCost(n int, t Term) int { return (1 + bits.Len(uint(n))) * (1 + t.equalCost()) }

// equalCost is what comparing t with another term may cost beyond the step of the operation itself.
func (t Term) equalCost() int {
	if t.comp != nil {
		return t.comp.size
	}
	return scanCost(len(t.str))
}
