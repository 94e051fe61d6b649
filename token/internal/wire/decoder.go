package wire

import (
	"fmt"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// Normalise turns a public key as received into the one form that keys are compared in, or refuses it. It keeps nothing of raw.
type Normalise func(algorithm datalog.Algorithm, raw []byte) (datalog.Key, error)

// Decoder reads the blocks of one token, in their order. The limits that [Limits] states for a token count over all the blocks
// that a Decoder reads, and all share its memory. It belongs to one goroutine; after an error it is of no more use.
type Decoder struct {
	// Strict refuses blocks that use more of the language than their version has, see [RequiredVersion]. The reference writes
	// such blocks (arrays, maps and .get in version 3), so it is off by default.
	Strict bool

	limits    Limits
	normalise Normalise

	// What the token has used up of the limits.
	symbols, symbolBytes, resolved, nodes, keys int

	// Memory for results.
	terms       slab[datalog.Term]
	ops         slab[datalog.Op]
	predicates  slab[datalog.Predicate]
	expressions slab[datalog.Expression]
	rules       slab[datalog.Rule]
	checks      slab[datalog.Check]
	scopes      slab[datalog.Scope]
	entries     slab[datalog.Entry]
	names       slab[string]

	// The block being read.
	r            reader
	text         string // its bytes; all strings of the result are cut from it
	table        *Symbols
	explicitKind bool  // some check states its kind, even if it states the default
	refused      error // first DeserializationError
	unknown      error // first unknown symbol or key
}

// NewDecoder returns a decoder for one token.
func NewDecoder(limits Limits, normalise Normalise) *Decoder {
	d := &Decoder{limits: limits.withDefaults(), normalise: normalise}
	d.Expect(1)
	return d
}

// Expect says how many blocks there are, so that memory for usual ones is allocated at once and none is left over.
func (d *Decoder) Expect(blocks int) {
	n := max(1, min(blocks, 16))
	d.terms.chunk, d.ops.chunk, d.predicates.chunk, d.names.chunk = 4+5*n, 2+10*n, 4+4*n, 8+2*n
	d.expressions.chunk, d.rules.chunk, d.checks.chunk, d.scopes.chunk, d.entries.chunk = 1+3*n, 1+3*n, 1+3*n, 2, 4
}

// spend counts n nodes before there is memory for them; past the limit it fails.
func (d *Decoder) spend(n int) bool {
	if d.nodes += n; d.nodes > d.limits.Nodes {
		return d.r.stop(&LimitError{"terms, operations and other nodes in a token", d.limits.Nodes})
	}
	return true
}

// take returns memory for n nodes, or stops the reader when the token has too many.
func take[T any](d *Decoder, from *slab[T], n int) []T {
	if !d.spend(n) {
		return nil
	}
	return from.take(n)
}

// refuse notes that the block makes no sense as Datalog. The first reason stays.
func (d *Decoder) refuse(format string, args ...any) {
	if d.refused == nil {
		d.refused = &DeserializationError{fmt.Sprintf(format, args...)}
	}
}

// symbol returns the symbol with an index, or notes that there is none and returns something to print.
func (d *Decoder) symbol(index uint64) string {
	if s, ok := d.table.text(index); ok {
		return d.resolve(s)
	}
	if d.unknown == nil {
		d.unknown = &UnknownSymbolError{index}
	}
	return fmt.Sprintf("<%d?>", index)
}

// resolve counts the bytes of a symbol wherever it is used. Otherwise a token of one long symbol and many references to it
// would print as thousands of times its size.
func (d *Decoder) resolve(s string) string {
	if d.resolved += len(s); d.resolved > d.limits.Resolved {
		d.r.stop(&LimitError{"bytes of symbols in use in a token", d.limits.Resolved})
	}
	return s
}
