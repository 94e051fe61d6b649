package wire

import "github.com/hardtack-auth/hardtack/token/datalog"

func (d *Decoder) expression() datalog.Expression {
	r := &d.r
	o := r.enter("Expression")
	ops := take(d, &d.ops, r.count(1))
	n := 0
	for r.next() {
		if r.tag != 1<<3|length {
			r.other(1)
			continue
		}
		d.op(&ops[n])
		n++
	}
	r.leave(o)
	return ops
}

// op reads one operation. Of several members the last wins.
func (d *Decoder) op(op *datalog.Op) {
	r := &d.r
	o := r.enter("Op")
	last := uint32(0)
	for r.next() {
		if r.tag>>3 > 4 || r.tag&7 != length {
			r.other(4)
			continue
		}
		if !r.once(r.tag == last) {
			break
		}
		last = r.tag
		switch r.tag >> 3 {
		case 1:
			var t datalog.Term
			d.term(&t)
			*op = datalog.Value(t)
		case 2:
			*op = d.unary()
		case 3:
			*op = d.binary()
		case 4:
			*op = d.closure()
		}
	}
	if last == 0 {
		d.refuse("operation without content")
	}
	r.leave(o)
}

// operator is the content of OpUnary and OpBinary, which look alike.
type operator struct {
	kind    uint32
	name    uint64 // of an external function
	hasName bool
}

func (d *Decoder) operator(message string) (op operator) {
	r := &d.r
	// Nearly all are one field of two bytes, with room below the depth limit.
	if r.hi-r.lo == 2 && r.data[r.lo] == byte(1<<3|varint) && r.data[r.lo+1] < 0x80 && r.depth < r.limit {
		return operator{kind: uint32(r.data[r.lo+1])}
	}
	o := r.enter(message)
	var have uint16
	for r.next() {
		switch r.tag {
		case 1<<3 | varint:
			have |= 1
			op.kind = uint32(r.val)
		case 2<<3 | varint:
			op.name, op.hasName = r.val, true
		default:
			r.other(2)
		}
	}
	r.require(have, 1)
	r.leave(o)
	return op
}

func (d *Decoder) unary() datalog.Op {
	op := d.operator("OpUnary")
	switch extern := op.kind == uint32(datalog.ExternUnary); {
	case d.r.err != nil:
	case op.kind > uint32(datalog.ExternUnary):
		d.refuse("unknown unary operation %d", op.kind)
	case extern != op.hasName:
		d.refuse("the external function, and no other unary operation, has a name")
	case extern:
		return datalog.Extern1(d.symbol(op.name))
	default:
		return datalog.Op1(datalog.Unary(op.kind))
	}
	return datalog.Op{}
}

func (d *Decoder) binary() datalog.Op {
	op := d.operator("OpBinary")
	switch extern := op.kind == uint32(datalog.ExternBinary); {
	case d.r.err != nil:
	case op.kind > uint32(datalog.TryOr):
		d.refuse("unknown binary operation %d", op.kind)
	case extern != op.hasName:
		d.refuse("the external function, and no other binary operation, has a name")
	case extern:
		return datalog.Extern2(d.symbol(op.name))
	default:
		return datalog.Op2(datalog.Binary(op.kind))
	}
	return datalog.Op{}
}

func (d *Decoder) closure() datalog.Op {
	r := &d.r
	o := r.enter("OpClosure")
	var count [9]int
	r.tally(&count)
	params := take(d, &d.names, count[1])[:0]
	ops := take(d, &d.ops, count[2])
	n := 0
	for r.next() {
		switch r.tag {
		case 1<<3 | varint:
			params = append(params, d.symbol(uint64(uint32(r.val))))
		case 1<<3 | length:
			params = d.packed(params)
		case 2<<3 | length:
			d.op(&ops[n])
			n++
		default:
			r.other(2)
		}
	}
	if r.leave(o); r.err != nil {
		return datalog.Op{}
	}
	lambda, err := datalog.LambdaFrom(params, ops)
	if err != nil {
		d.refuse("%v", err)
	}
	return lambda
}

// packed reads parameters in the packed form, which every protobuf reader accepts for a repeated number.
func (d *Decoder) packed(params []string) []string {
	r := &d.r
	o := outer{r.end, r.name}
	r.pos, r.end = r.lo, r.hi
	for r.pos < r.end {
		if index, ok := r.number(); ok && d.spend(1) {
			params = append(params, d.symbol(uint64(uint32(index))))
		}
	}
	if r.err == nil {
		r.end = o.end
	}
	return params
}
