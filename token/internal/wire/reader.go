package wire

import (
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// Wire types, for writing the tag of a field as number<<3 | type.
const (
	varint = uint32(protowire.VarintType)
	length = uint32(protowire.BytesType)
)

// reader walks over the fields of one message. It works on the whole input, so positions are those of the input, and it keeps
// the first error: after one, next is false.
type reader struct {
	data     []byte
	pos, end int
	name     string // of the message, for errors
	depth    int    // how many messages this one is in

	tag    uint32 // of the current field: number<<3 | wire type
	val    uint64 // its value when it is a varint
	lo, hi int    // its bounds in data when it has a length
	err    error
}

// next goes to the next field. Groups are refused: no Biscuit has any, and skipping them would be another recursion.
func (r *reader) next() bool {
	if r.err != nil || r.pos >= r.end {
		return false
	}
	key, ok := r.number()
	if !ok {
		return false
	}
	if key < 1<<3 || key > math.MaxUint32 {
		return r.fail("invalid field number")
	}
	r.tag = uint32(key)
	size := uint64(0)
	switch protowire.Type(key & 7) {
	case protowire.VarintType:
		r.val, ok = r.number()
		return ok
	case protowire.BytesType:
		if size, ok = r.number(); !ok {
			return false
		}
	case protowire.Fixed32Type:
		size = 4
	case protowire.Fixed64Type:
		size = 8
	default:
		return r.fail("group or unknown wire type")
	}
	if size > uint64(r.end-r.pos) {
		return r.fail("field longer than its message")
	}
	r.lo, r.hi = r.pos, r.pos+int(size)
	r.pos = r.hi
	return true
}

// number reads a varint of at most ten bytes that fits 64 bits.
func (r *reader) number() (uint64, bool) {
	if r.pos < r.end && r.data[r.pos] < 0x80 {
		r.pos++
		return uint64(r.data[r.pos-1]), true
	}
	v, n := protowire.ConsumeVarint(r.data[r.pos:r.end])
	if n < 0 {
		return 0, r.fail("invalid varint")
	}
	r.pos += n
	return v, true
}

// other deals with a field that the caller did not expect: an unknown one is ignored, one of the known fields 1 to last has
// the wrong type. At the depth limit the reference refuses even unknown fields (prost, skip_field), so we do.
func (r *reader) other(last uint32) {
	if r.tag>>3 <= last {
		r.fail("field of the wrong type")
	} else if r.depth >= maxDepth {
		r.err = &LimitError{"nested messages", maxDepth}
	}
}

// bytes returns the current field's content, which aliases the input. It is never nil.
func (r *reader) bytes() []byte { return r.data[r.lo:r.hi:r.hi] }

// sub returns a reader for the message in the current field.
func (r *reader) sub(name string) reader {
	return reader{data: r.data, pos: r.lo, end: r.hi, name: name, depth: r.depth + 1}
}

// count tells how many of the fields that are left have the given tag; a malformed field ends the count, and will end the
// walk that follows in the same place. It copies the reader.
func (r reader) count(tag uint32) (n int) {
	for r.next() {
		if r.tag == tag {
			n++
		}
	}
	return n
}

// require fails unless all bits of want are in have: proto2's required fields. The reference takes a missing one for a zero;
// reading an absent operator as "negate" is no service to anybody.
func (r *reader) require(have, want uint16) {
	if r.err == nil && have&want != want {
		r.fail("required field missing")
	}
}

func (r *reader) fail(reason string) bool {
	r.err = &MalformedError{r.name, r.pos, reason}
	return false
}
