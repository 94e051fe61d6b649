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

// reader walks over the fields of a message, and of those in it: enter goes into one, leave comes back. It keeps the first
// error; after one there are no more fields, at any level.
type reader struct {
	data     []byte
	pos, end int // of the current message
	depth    int // how many messages that one is in
	limit    int // for depth
	name     string

	tag    uint32 // of the current field: number<<3 | wire type
	val    uint64 // its value when it is a varint
	lo, hi int    // its bounds in data when it has a length
	err    error
}

func newReader(data []byte, name string) reader {
	return reader{data: data, end: len(data), limit: maxDepth, name: name}
}

// outer is what enter puts aside.
type outer struct {
	end  int
	name string
}

// enter goes into the message in the current field. Nothing is read at a depth beyond the limit.
func (r *reader) enter(name string) outer {
	o := outer{r.end, r.name}
	r.pos, r.end, r.name = r.lo, r.hi, name
	if r.depth++; r.depth > r.limit {
		r.stop(&LimitError{"nested messages", r.limit})
	}
	return o
}

func (r *reader) leave(o outer) {
	if r.err == nil {
		r.end, r.name = o.end, o.name
		r.depth--
	}
}

// next goes to the next field. Most have a tag and a value or length of one byte each.
func (r *reader) next() bool {
	p := r.pos
	if p+1 < r.end && r.data[p] < 0x80 && r.data[p+1] < 0x80 && r.data[p] >= 8 {
		second := r.data[p+1]
		r.tag = uint32(r.data[p])
		switch p += 2; r.tag & 7 {
		case varint:
			r.val, r.pos = uint64(second), p
			return true
		case length:
			if hi := p + int(second); hi <= r.end {
				r.lo, r.hi, r.pos = p, hi, hi
				return true
			}
		}
	}
	return r.pos < r.end && r.nextSlow()
}

// nextSlow is next for all fields. Groups are refused: no Biscuit has any, and skipping them would be another recursion.
func (r *reader) nextSlow() bool {
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
		r.stop(&LimitError{"nested messages", maxDepth})
	}
}

// once fails when a message that protobuf would merge with an earlier one comes again. In blocks we refuse what the reference
// merges: nobody writes it, and it would be a second spelling of everything.
func (r *reader) once(again bool) bool {
	if again {
		return r.fail("repeated message")
	}
	return true
}

// bytes returns the current field's content, which aliases the input. It is never nil.
func (r *reader) bytes() []byte { return r.data[r.lo:r.hi:r.hi] }

// tally counts the fields of the current message by their numbers up to 8, ahead of reading them. A malformed field ends it,
// and will end the reading in the same place.
func (r *reader) tally(n *[9]int) {
	pos, end, before := r.pos, r.end, r.err
	for r.next() {
		if number := r.tag >> 3; number < uint32(len(n)) {
			n[number]++
		}
	}
	r.pos, r.end, r.err = pos, end, before
}

// count is tally for one number.
func (r *reader) count(number uint32) (n int) {
	pos, end, before := r.pos, r.end, r.err
	for r.next() {
		if r.tag>>3 == number {
			n++
		}
	}
	r.pos, r.end, r.err = pos, end, before
	return n
}

// require fails unless all bits of want are in have: proto2's required fields. The reference takes a missing one for a zero;
// reading an absent operator as "negate" is no service to anybody.
func (r *reader) require(have, want uint16) {
	if r.err == nil && have&want != want {
		r.fail("required field missing")
	}
}

func (r *reader) fail(reason string) bool { return r.stop(&MalformedError{r.name, r.pos, reason}) }

// stop ends the reading with an error, unless there is one already.
func (r *reader) stop(err error) bool {
	if r.err == nil {
		r.err = err
	}
	r.pos = r.end
	return false
}
