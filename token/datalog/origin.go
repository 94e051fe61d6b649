package datalog

import (
	"fmt"
	"math/bits"
	"strings"
)

// MaxBlocks is the number of token blocks that a world can hold.
const MaxBlocks = 127

// AuthorizerID stands for the authorizer where a block index is expected. On the wire and in JSON the reference uses the
// greatest u64 or null.
const AuthorizerID = MaxBlocks

// Origin is the set of blocks a fact comes from: one for a fact that a block states, and for a derived fact the union of
// the origins of all facts that were matched, plus the block of the rule (SPECIFICATIONS.md, "Scopes").
type Origin struct{ low, high uint64 }

// OriginOf returns the origin made of the given blocks. It panics when a block is not in 0..AuthorizerID.
func OriginOf(blocks ...int) Origin {
	var o Origin
	for _, b := range blocks {
		o = o.with(b)
	}
	return o
}

func (o Origin) with(block int) Origin {
	switch {
	case block >= 0 && block < 64:
		o.low |= 1 << block
	case block >= 64 && block <= AuthorizerID:
		o.high |= 1 << (block - 64)
	default:
		panic(fmt.Sprintf("datalog: no block %d", block))
	}
	return o
}

func (o Origin) union(p Origin) Origin { return Origin{o.low | p.low, o.high | p.high} }

// Within tells whether every block of o is in trusted.
func (o Origin) Within(trusted Origin) bool {
	return o.low&^trusted.low == 0 && o.high&^trusted.high == 0
}

// Blocks lists the blocks in rising order; the authorizer, as [AuthorizerID], comes last.
func (o Origin) Blocks() []int {
	out := make([]int, 0, bits.OnesCount64(o.low)+bits.OnesCount64(o.high))
	for w := o.low; w != 0; w &= w - 1 {
		out = append(out, bits.TrailingZeros64(w))
	}
	for w := o.high; w != 0; w &= w - 1 {
		out = append(out, 64+bits.TrailingZeros64(w))
	}
	return out
}

// String lists the blocks, as in "0, 2, authorizer".
func (o Origin) String() string {
	var parts []string
	for _, b := range o.Blocks() {
		if b == AuthorizerID {
			parts = append(parts, "authorizer")
		} else {
			parts = append(parts, fmt.Sprint(b))
		}
	}
	return strings.Join(parts, ", ")
}
