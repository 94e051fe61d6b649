package wire

import "google.golang.org/protobuf/encoding/protowire"

// buffer builds a message. A nested message is written between begin and end.
type buffer struct{ data []byte }

// begin starts a nested message and returns the mark that end needs. It leaves one byte for the length, which does for most.
func (b *buffer) begin(number protowire.Number) int {
	b.data = append(protowire.AppendTag(b.data, number, protowire.BytesType), 0)
	return len(b.data)
}

// end fills in the length of the message that began at mark.
func (b *buffer) end(mark int) {
	size := len(b.data) - mark
	if more := protowire.SizeVarint(uint64(size)) - 1; more > 0 {
		for range more {
			b.data = append(b.data, 0)
		}
		copy(b.data[mark+more:], b.data[mark:mark+size])
	}
	protowire.AppendVarint(b.data[:mark-1], uint64(size))
}

func (b *buffer) varint(number protowire.Number, v uint64) {
	b.data = protowire.AppendVarint(protowire.AppendTag(b.data, number, protowire.VarintType), v)
}

func (b *buffer) bytes(number protowire.Number, v []byte) {
	b.data = protowire.AppendBytes(protowire.AppendTag(b.data, number, protowire.BytesType), v)
}

func (b *buffer) string(number protowire.Number, v string) {
	b.data = protowire.AppendString(protowire.AppendTag(b.data, number, protowire.BytesType), v)
}

func (b *buffer) key(number protowire.Number, k PublicKeyBytes) {
	mark := b.begin(number)
	b.varint(1, uint64(k.Algorithm))
	b.bytes(2, k.Bytes)
	b.end(mark)
}
