package wire

import "google.golang.org/protobuf/encoding/protowire"

// Encode writes the container as the reference does: fields in the order of the schema, version 0 left out. Its input is a
// token that [DecodeToken] made or one of the same shape; what it writes for that decodes to t again.
func (t Token) Encode() []byte {
	size := 64
	for i := range t.Blocks {
		// 160 bytes are enough for keys, a signature, tags and lengths; a third-party block grows the buffer once.
		size += len(t.Blocks[i].Data) + 160
	}
	b := buffer{make([]byte, 0, size)}
	if t.HasRootKeyID {
		b.varint(1, uint64(t.RootKeyID))
	}
	for i := range t.Blocks {
		if i == 0 {
			b.signedBlock(2, &t.Blocks[i])
		} else {
			b.signedBlock(3, &t.Blocks[i])
		}
	}
	mark := b.begin(4)
	switch {
	case t.NextSecret != nil:
		b.bytes(1, t.NextSecret)
	case t.FinalSignature != nil:
		b.bytes(2, t.FinalSignature)
	}
	b.end(mark)
	return b.data
}

func (b *buffer) signedBlock(number protowire.Number, s *SignedBlock) {
	mark := b.begin(number)
	b.bytes(1, s.Data)
	b.key(2, s.NextKey)
	b.bytes(3, s.Signature)
	if s.External != nil {
		b.external(4, s.External)
	}
	if s.Version != 0 {
		b.varint(5, uint64(s.Version))
	}
	b.end(mark)
}

func (b *buffer) external(number protowire.Number, x *ExternalSignature) {
	mark := b.begin(number)
	b.bytes(1, x.Signature)
	b.key(2, x.PublicKey)
	b.end(mark)
}
