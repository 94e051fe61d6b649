package wire

import "github.com/hardtack-auth/hardtack/token/datalog"

func (d *Decoder) expression(in *reader) datalog.Expression {
	r := d.enter(in, "Expression")
	ops := take(d, &r, &d.ops, r.count(1<<3|length))
	n := 0
	for r.next() {
		if r.tag != 1<<3|length {
			r.other(1)
			continue
		}
		ops[n] = d.op(&r)
		n++
	}
	in.err = r.err
	return ops
}

// op reads one operation. Of several members the last wins.
func (d *Decoder) op(in *reader) (o datalog.Op) {
	r := d.enter(in, "Op")
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
			o = datalog.Value(d.term(&r))
		case 2:
			o = d.unary(&r)
		case 3:
			o = d.binary(&r)
		case 4:
			o = d.closure(&r)
		}
	}
	if last == 0 {
		d.refuse("operation without content")
	}
	in.err = r.err
	return o
}

// operator is the content of OpUnary and OpBinary, which look alike.
type operator struct {
	kind    uint32
	name    uint64 // of an external function
	hasName bool
}

func (d *Decoder) operator(in *reader, message string) (o operator) {
	r := d.enter(in, message)
	var have uint16
	for r.next() {
		switch r.tag {
		case 1<<3 | varint:
			have |= 1
			o.kind = uint32(r.val)
		case 2<<3 | varint:
			o.name, o.hasName = r.val, true
		default:
			r.other(2)
		}
	}
	r.require(have, 1)
	in.err = r.err
	return o
}

func (d *Decoder) unary(in *reader) datalog.Op {
	o := d.operator(in, "OpUnary")
	switch extern := o.kind == uint32(datalog.ExternUnary); {
	case in.err != nil:
	case o.kind > uint32(datalog.ExternUnary):
		d.refuse("unknown unary operation %d", o.kind)
	case extern != o.hasName:
		d.refuse("the external function, and no other unary operation, has a name")
	case extern:
		return datalog.Extern1(d.symbol(o.name))
	default:
		return datalog.Op1(datalog.Unary(o.kind))
	}
	return datalog.Op{}
}

func (d *Decoder) binary(in *reader) datalog.Op {
	o := d.operator(in, "OpBinary")
	switch extern := o.kind == uint32(datalog.ExternBinary); {
	case in.err != nil:
	case o.kind > uint32(datalog.TryOr):
		d.refuse("unknown binary operation %d", o.kind)
	case extern != o.hasName:
		d.refuse("the external function, and no other binary operation, has a name")
	case extern:
		return datalog.Extern2(d.symbol(o.name))
	default:
		return datalog.Op2(datalog.Binary(o.kind))
	}
	return datalog.Op{}
}

func (d *Decoder) closure(in *reader) datalog.Op {
	r := d.enter(in, "OpClosure")
	params := take(d, &r, &d.names, r.count(1<<3|varint))[:0]
	ops := take(d, &r, &d.ops, r.count(2<<3|length))
	n := 0
	for r.next() {
		switch r.tag {
		case 1<<3 | varint:
			params = append(params, d.symbol(uint64(uint32(r.val))))
		case 1<<3 | length:
			params = d.packed(&r, params)
		case 2<<3 | length:
			ops[n] = d.op(&r)
			n++
		default:
			r.other(2)
		}
	}
	if in.err = r.err; r.err != nil {
		return datalog.Op{}
	}
	o, err := datalog.LambdaFrom(params, ops)
	if err != nil {
		d.refuse("%v", err)
	}
	return o
}

// packed reads parameters in the packed form, which every protobuf reader accepts for a repeated number.
func (d *Decoder) packed(r *reader, params []string) []string {
	p := reader{data: r.data, pos: r.lo, end: r.hi, name: r.name, depth: r.depth}
	for p.err == nil && p.pos < p.end {
		if index, ok := p.number(); ok && d.spend(&p, 1) {
			params = append(params, d.symbol(uint64(uint32(index))))
		}
	}
	r.err = p.err
	return params
}
