package wire

import (
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// EncodeOptions are the choices that a block does not make by itself.
type EncodeOptions struct {
	ThirdParty   bool   // the block stands on its own tables, and has version 5 at least
	MinVersion   uint32 // write this version even if the block needs less; zero means no minimum
	EmptyContext bool   // write a context even if it is ""
	Limits       Limits // what readers accept; zero means the defaults
}

// EncodedBlock is a block ready to be signed.
type EncodedBlock struct {
	Data    []byte
	Version uint32
	Symbols []string      // what the block defines: for [Symbols.Add], unless it is a third party's
	Keys    []datalog.Key // likewise
}

// EncodeBlock writes a block that stands behind those that base, which it does not change, was made from; nil means none. The
// bytes are those that the reference writes for the same statements, but for the version where ours is right and its is not,
// see [RequiredVersion].
//
// What a decoder with the same limits would refuse is refused here, with an *EncodeError or a *LimitError. Variables that a
// rule's head uses and its body does not bind are a matter of the caller's.
func EncodeBlock(b datalog.Block, base *Symbols, o EncodeOptions) (EncodedBlock, error) {
	limits := o.Limits.withDefaults()
	if base == nil || o.ThirdParty {
		base = new(Symbols)
	}
	version := max(RequiredVersion(b), o.MinVersion)
	if o.ThirdParty {
		version = max(version, 5)
	}
	if version > MaxVersion {
		return EncodedBlock{}, &EncodeError{"there is no such block version"}
	}
	if len(b.Rules)+len(b.Checks) > limits.Statements {
		return EncodedBlock{}, &LimitError{"rules and checks in a block", limits.Statements}
	}
	e := encoder{limits: limits, table: interner{base: base}}
	e.table.block(&b)
	e.tables()
	if b.Context != "" || o.EmptyContext {
		if !utf8.ValidString(b.Context) {
			e.refuse("the context is not UTF-8")
		}
		e.string(2, b.Context)
	}
	e.varint(3, uint64(version))
	e.statements(&b)
	for _, k := range e.table.fresh.keys {
		e.publicKey(k)
	}
	if e.err == nil && len(e.data) > limits.BlockSize {
		e.err = &LimitError{"bytes in a block", limits.BlockSize}
	}
	if e.err != nil {
		return EncodedBlock{}, e.err
	}
	return EncodedBlock{e.data, version, e.table.fresh.list, e.table.fresh.keys}, nil
}

// encoder writes the statements of one block. Like the reader it keeps the first error.
type encoder struct {
	buffer
	table  interner
	limits Limits
	nodes  int
	depth  int
	err    error
}

func (e *encoder) refuse(reason string) {
	if e.err == nil {
		e.err = &EncodeError{reason}
	}
}

// open and close are begin and end, counted as the decoder counts.
func (e *encoder) open(number protowire.Number) int {
	if e.depth++; e.depth > e.limits.Depth && e.err == nil {
		e.err = &LimitError{"nested messages", e.limits.Depth}
	}
	return e.begin(number)
}

func (e *encoder) close(mark int) {
	e.depth--
	e.end(mark)
}

// node counts what the decoder counts as one.
func (e *encoder) node() {
	if e.nodes++; e.nodes > e.limits.Nodes && e.err == nil {
		e.err = &LimitError{"terms, operations and other nodes in a token", e.limits.Nodes}
	}
}

// tables writes the symbols, and checks both tables against the limits.
func (e *encoder) tables() {
	size := 0
	for _, s := range e.table.base.list {
		size += len(s)
	}
	for _, s := range e.table.fresh.list {
		if size += len(s); !utf8.ValidString(s) {
			e.refuse("a string or name is not UTF-8")
		}
		e.string(1, s)
	}
	switch {
	case e.err != nil:
	case len(e.table.base.list)+len(e.table.fresh.list) > e.limits.Symbols:
		e.err = &LimitError{"symbols in a token", e.limits.Symbols}
	case e.table.resolved > e.limits.Resolved:
		e.err = &LimitError{"bytes of symbols in use in a token", e.limits.Resolved}
	case size > e.limits.SymbolBytes:
		e.err = &LimitError{"bytes of symbols in a token", e.limits.SymbolBytes}
	case len(e.table.base.keys)+len(e.table.fresh.keys) > e.limits.Keys:
		e.err = &LimitError{"public keys in a token", e.limits.Keys}
	}
}

func (e *encoder) publicKey(k datalog.Key) {
	if !(k.Algorithm == datalog.Ed25519 && len(k.Bytes) == 32 || k.Algorithm == datalog.P256 && len(k.Bytes) == 33) {
		e.refuse("a scope names a public key that is none")
	}
	e.key(8, PublicKeyBytes{k.Algorithm, []byte(k.Bytes)})
}
