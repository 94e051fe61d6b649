package sign

import "github.com/hardtack-auth/hardtack/token/datalog"

// Version is the version of a block's signature, which decides what the signature covers. There is none above [V1].
type Version uint32

// The versions of Biscuit v3.3.
const (
	V0 Version = 0 // the block and the next key
	V1 Version = 1 // the same with tags, and the signatures before
)

// taggedFrom is the first version of blocks whose signature must be V1: v3.3, which the format numbers 6.
const taggedFrom = 6

// NewBlock is what the version of a new block's signature depends on.
type NewBlock struct {
	External       bool              // a third party signed the block
	DatalogVersion uint32            // the block's own version, 3 to 6; of no matter with External
	SigningKey     datalog.Algorithm // of the key that signs the block
	NextKey        datalog.Algorithm // of the key that the block announces
	Previous       Version           // the highest of the blocks before; 0 for the first
}

// ChooseVersion gives the version to sign a new block with (spec/biscuit.md, "Signatures"). It binds writers only: the
// reference verifies a lower one, and so do we.
func ChooseVersion(b NewBlock) Version {
	switch {
	case b.External,
		b.DatalogVersion >= taggedFrom,
		b.SigningKey != datalog.Ed25519,
		b.NextKey != datalog.Ed25519,
		b.Previous != V0:
		return V1
	}
	return V0
}
