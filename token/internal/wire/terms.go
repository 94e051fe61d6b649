package wire

import "github.com/hardtack-auth/hardtack/token/datalog"

// term reads a value or variable. Of several members the last wins.
func (d *Decoder) term(in *reader) (t datalog.Term) {
	r := d.enter(in, "Term")
	last := uint32(0)
	for r.next() {
		again := r.tag == last
		if r.tag>>3 <= 10 {
			last = r.tag
		}
		switch r.tag {
		case 1<<3 | varint:
			t = datalog.Var(d.symbol(uint64(uint32(r.val))))
		case 2<<3 | varint:
			t = datalog.Int(int64(r.val))
		case 3<<3 | varint:
			t = datalog.String(d.symbol(r.val))
		case 4<<3 | varint:
			t = datalog.Date(r.val)
		case 5<<3 | length:
			t = datalog.BytesOf(d.text[r.lo:r.hi])
		case 6<<3 | varint:
			t = datalog.Bool(r.val != 0)
		case 7<<3 | length:
			if r.once(again) {
				t = d.set(&r)
			}
		case 8<<3 | length:
			if r.once(again) {
				d.empty(&r)
				t = datalog.Null()
			}
		case 9<<3 | length:
			if r.once(again) {
				t = d.array(&r)
			}
		case 10<<3 | length:
			if r.once(again) {
				t = d.mapping(&r)
			}
		default:
			r.other(10)
		}
	}
	if last == 0 {
		d.refuse("term without content")
	}
	in.err = r.err
	return t
}

// elements reads the terms of a set or array.
func (d *Decoder) elements(r *reader) []datalog.Term {
	terms := take(d, r, &d.terms, r.count(1<<3|length))
	n := 0
	for r.next() {
		if r.tag != 1<<3|length {
			r.other(1)
			continue
		}
		terms[n] = d.term(r)
		n++
	}
	return terms
}

func (d *Decoder) set(in *reader) datalog.Term {
	r := d.enter(in, "TermSet")
	elements := d.elements(&r)
	if in.err = r.err; r.err != nil {
		return datalog.Term{}
	}
	t, err := datalog.SetFrom(elements)
	if err != nil {
		d.refuse("%v", err)
	}
	return t
}

func (d *Decoder) array(in *reader) datalog.Term {
	r := d.enter(in, "Array")
	elements := d.elements(&r)
	if in.err = r.err; r.err != nil {
		return datalog.Term{}
	}
	t, err := datalog.ArrayFrom(elements)
	if err != nil {
		d.refuse("%v", err)
	}
	return t
}

func (d *Decoder) mapping(in *reader) datalog.Term {
	r := d.enter(in, "Map")
	entries := take(d, &r, &d.entries, r.count(1<<3|length))
	n := 0
	for r.next() {
		if r.tag != 1<<3|length {
			r.other(1)
			continue
		}
		entries[n] = d.entry(&r)
		n++
	}
	if in.err = r.err; r.err != nil {
		return datalog.Term{}
	}
	t, err := datalog.Map(entries...)
	if err != nil {
		d.refuse("%v", err)
	}
	return t
}

func (d *Decoder) entry(in *reader) (e datalog.Entry) {
	r := d.enter(in, "MapEntry")
	var have uint16
	for r.next() {
		switch r.tag {
		case 1<<3 | length:
			if r.once(have&1 != 0) {
				have |= 1
				e.Key = d.mapKey(&r)
			}
		case 2<<3 | length:
			if r.once(have&2 != 0) {
				have |= 2
				e.Value = d.term(&r)
			}
		default:
			r.other(2)
		}
	}
	r.require(have, 1|2)
	in.err = r.err
	return e
}

func (d *Decoder) mapKey(in *reader) (k datalog.Term) {
	r := d.enter(in, "MapKey")
	for r.next() {
		switch r.tag {
		case 1<<3 | varint:
			k = datalog.Int(int64(r.val))
		case 2<<3 | varint:
			k = datalog.String(d.symbol(r.val))
		default:
			r.other(2)
		}
	}
	if k.Kind() == datalog.KindInvalid {
		d.refuse("map key without content")
	}
	in.err = r.err
	return k
}

func (d *Decoder) empty(in *reader) {
	r := d.enter(in, "Empty")
	for r.next() {
		r.other(0)
	}
	in.err = r.err
}
