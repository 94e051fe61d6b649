package wire

import "github.com/hardtack-auth/hardtack/token/datalog"

// Token is the container: signed blocks and the proof that the bearer may append or has sealed.
type Token struct {
	RootKeyID    uint32 // a hint that no signature covers; with HasRootKeyID
	HasRootKeyID bool
	Blocks       []SignedBlock // the authority block first; never empty in a decoded token

	// The proof: exactly one is not nil in a decoded token.
	NextSecret     []byte
	FinalSignature []byte
}

// SignedBlock is one block with its signatures.
type SignedBlock struct {
	Data      []byte // as received; signatures cover these bytes, so they are never encoded anew
	NextKey   PublicKeyBytes
	Signature []byte
	External  *ExternalSignature // of a third-party block
	Version   uint32             // of the signature's payload
}

// ExternalSignature is a third party's signature on a block.
type ExternalSignature struct {
	Signature []byte
	PublicKey PublicKeyBytes
}

// PublicKeyBytes is a public key as received: its length and its place on the curve are not checked here.
type PublicKeyBytes struct {
	Algorithm datalog.Algorithm
	Bytes     []byte
}

// DecodeToken reads a container. The caller gives data away: the result aliases it.
//
// As in every protobuf reader unknown fields are ignored, the last of several values of a field wins and messages that are
// repeated merge; none of it survives [Token.Encode], and no signature covers it. Errors are *MalformedError, *LimitError and
// *DeserializationError.
func DecodeToken(data []byte, limits Limits) (Token, error) {
	limits = limits.withDefaults()
	if len(data) > limits.Size {
		return Token{}, &LimitError{"bytes in a token", limits.Size}
	}
	r := newReader(data, "Biscuit")
	blocks := r.count(3)
	if blocks >= limits.Blocks {
		return Token{}, &LimitError{"blocks in a token", limits.Blocks}
	}
	t := Token{Blocks: make([]SignedBlock, 1, 1+blocks)}
	var have, authority uint16
	for r.next() {
		switch r.tag {
		case 1<<3 | varint:
			t.RootKeyID, t.HasRootKeyID = uint32(r.val), true
		case 2<<3 | length:
			have |= 1
			t.Blocks[0].merge(&r, &authority)
		case 3<<3 | length:
			var fields uint16
			t.Blocks = append(t.Blocks, SignedBlock{})
			b := &t.Blocks[len(t.Blocks)-1]
			b.merge(&r, &fields)
			b.complete(&r, fields)
		case 4<<3 | length:
			have |= 2
			t.mergeProof(&r)
		default:
			r.other(4)
		}
	}
	r.require(have, 1|2)
	t.Blocks[0].complete(&r, authority)
	if r.err != nil {
		return Token{}, r.err
	}
	if t.NextSecret == nil && t.FinalSignature == nil {
		return Token{}, &DeserializationError{"the token has no proof"}
	}
	for i := range t.Blocks {
		if len(t.Blocks[i].Data) > limits.BlockSize {
			return Token{}, &LimitError{"bytes in a block", limits.BlockSize}
		}
	}
	return t, nil
}

// Fields of a SignedBlock, and of the messages in it, that have been seen.
const (
	haveBlock uint16 = 1 << iota
	haveNextKey
	haveSignature
	haveNextAlgorithm
	haveNextBytes
	haveExternal
	haveExternalSignature
	haveExternalKey
	haveExternalAlgorithm
	haveExternalBytes

	needBlock    = haveBlock | haveNextKey | haveSignature | haveNextAlgorithm | haveNextBytes
	needExternal = haveExternalSignature | haveExternalKey | haveExternalAlgorithm | haveExternalBytes
)

func (b *SignedBlock) merge(r *reader, have *uint16) {
	o := r.enter("SignedBlock")
	for r.next() {
		switch r.tag {
		case 1<<3 | length:
			*have |= haveBlock
			b.Data = r.bytes()
		case 2<<3 | length:
			*have |= haveNextKey
			b.NextKey.merge(r, have, haveNextAlgorithm, haveNextBytes)
		case 3<<3 | length:
			*have |= haveSignature
			b.Signature = r.bytes()
		case 4<<3 | length:
			*have |= haveExternal
			if b.External == nil {
				b.External = new(ExternalSignature)
			}
			b.External.merge(r, have)
		case 5<<3 | varint:
			b.Version = uint32(r.val)
		default:
			r.other(5)
		}
	}
	r.leave(o)
}

// complete fails when a required field of b was in none of the messages merged into it, or a key has an algorithm that the
// format does not have.
func (b *SignedBlock) complete(r *reader, have uint16) {
	r.require(have, needBlock)
	r.algorithm(b.NextKey)
	if b.External != nil {
		r.require(have, needExternal)
		r.algorithm(b.External.PublicKey)
	}
}

func (r *reader) algorithm(k PublicKeyBytes) {
	if k.Algorithm == unknownAlgorithm {
		r.stop(errAlgorithm)
	}
}

func (x *ExternalSignature) merge(r *reader, have *uint16) {
	o := r.enter("ExternalSignature")
	for r.next() {
		switch r.tag {
		case 1<<3 | length:
			*have |= haveExternalSignature
			x.Signature = r.bytes()
		case 2<<3 | length:
			*have |= haveExternalKey
			x.PublicKey.merge(r, have, haveExternalAlgorithm, haveExternalBytes)
		default:
			r.other(2)
		}
	}
	r.leave(o)
}

func (k *PublicKeyBytes) merge(r *reader, have *uint16, algorithm, bytes uint16) {
	o := r.enter("PublicKey")
	for r.next() {
		switch r.tag {
		case 1<<3 | varint:
			*have |= algorithm
			if k.Algorithm = unknownAlgorithm; uint32(r.val) <= uint32(datalog.P256) {
				k.Algorithm = datalog.Algorithm(r.val)
			}
		case 2<<3 | length:
			*have |= bytes
			k.Bytes = r.bytes()
		default:
			r.other(2)
		}
	}
	r.leave(o)
}

// unknownAlgorithm stands for all algorithms that the format does not have.
const unknownAlgorithm datalog.Algorithm = 255

var errAlgorithm = &DeserializationError{"unexpected key algorithm"}

func (t *Token) mergeProof(r *reader) {
	o := r.enter("Proof")
	for r.next() {
		switch r.tag {
		case 1<<3 | length:
			t.NextSecret, t.FinalSignature = r.bytes(), nil
		case 2<<3 | length:
			t.NextSecret, t.FinalSignature = nil, r.bytes()
		default:
			r.other(2)
		}
	}
	r.leave(o)
}
