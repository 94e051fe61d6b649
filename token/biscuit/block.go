package biscuit

import (
	"bytes"
	"slices"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// Block is one block of a token, to look at.
type Block struct {
	Index      int
	Version    uint32 // Datalog version: 3 for v3.0 to 6 for v3.3; 0 when the block names none
	HasContext bool
	Datalog    datalog.Block

	// ExternalKey is the key that signed the block as a third party; zero when none did.
	ExternalKey PublicKey
	// RevocationID is the block's signature.
	RevocationID []byte
	// Symbols and PublicKeys are those that the block itself lists.
	Symbols    []string
	PublicKeys []datalog.Key
	// Invalid says why the block must not be evaluated; nil when it may.
	Invalid error

	table *wire.Symbols // of the token; nil for third-party blocks, which have their own
}

// Code returns the block as Datalog text. The strings of a set are in the order of the symbol table, as the reference
// prints them.
func (b *Block) Code() string {
	p := syntax.Printer{Symbols: b.table.Place}
	return p.Block(b.Datalog)
}

// Blocks returns a copy of the blocks of the token, in order.
func (v *Verified) Blocks() []Block {
	out := make([]Block, len(v.blocks))
	for i := range out {
		w := &v.blocks[i]
		b := Block{
			Index:        i,
			Version:      w.Version,
			HasContext:   w.HasContext,
			Datalog:      w.Datalog.Clone(),
			RevocationID: bytes.Clone(v.token.Blocks[i].Signature),
			Symbols:      slices.Clone(w.Symbols),
			PublicKeys:   slices.Clone(w.PublicKeys),
			Invalid:      w.Invalid,
			table:        &v.symbols,
		}
		if k, ok := v.ExternalKey(i); ok {
			b.ExternalKey = k
			b.table = new(wire.Symbols)
			if err := b.table.Add(w.Symbols, w.PublicKeys); err != nil {
				b.table = new(wire.Symbols) // the block is invalid, and prints in alphabetical order
			}
		}
		out[i] = b
	}
	return out
}
