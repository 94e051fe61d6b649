package wire

import "github.com/hardtack-auth/hardtack/token/datalog"

// term reads a value or variable. Of several members the last wins.
func (d *Decoder) term(t *datalog.Term) {
	r := &d.r
	o := r.enter("Term")
	last := uint32(0)
	for r.next() {
		again := r.tag == last
		if r.tag>>3 <= 10 {
			last = r.tag
		}
		switch r.tag {
		case 1<<3 | varint:
			*t = datalog.Var(d.symbol(uint64(uint32(r.val))))
		case 2<<3 | varint:
			*t = datalog.Int(int64(r.val))
		case 3<<3 | varint:
			*t = datalog.String(d.symbol(r.val))
		case 4<<3 | varint:
			*t = datalog.Date(r.val)
		case 5<<3 | length:
			*t = datalog.BytesFrom(d.text[r.lo:r.hi])
		case 6<<3 | varint:
			*t = datalog.Bool(r.val != 0)
		case 7<<3 | length:
			if r.once(again) {
				*t = d.set()
			}
		case 8<<3 | length:
			if r.once(again) {
				d.empty()
				*t = datalog.Null()
			}
		case 9<<3 | length:
			if r.once(again) {
				*t = d.array()
			}
		case 10<<3 | length:
			if r.once(again) {
				*t = d.mapping()
			}
		default:
			r.other(10)
		}
	}
	if last == 0 {
		d.refuse("term without content")
	}
	r.leave(o)
}

// elements reads the terms of a set or array.
func (d *Decoder) elements(message string) []datalog.Term {
	r := &d.r
	o := r.enter(message)
	terms := take(d, &d.terms, r.count(1))
	n := 0
	for r.next() {
		if r.tag != 1<<3|length {
			r.other(1)
			continue
		}
		d.term(&terms[n])
		n++
	}
	r.leave(o)
	return terms
}

func (d *Decoder) set() datalog.Term {
	elements := d.elements("TermSet")
	if d.r.err != nil {
		return datalog.Term{}
	}
	t, err := datalog.SetFrom(elements)
	if err != nil {
		d.refuse("%v", err)
	}
	return t
}

func (d *Decoder) array() datalog.Term {
	elements := d.elements("Array")
	if d.r.err != nil {
		return datalog.Term{}
	}
	t, err := datalog.ArrayFrom(elements)
	if err != nil {
		d.refuse("%v", err)
	}
	return t
}

func (d *Decoder) mapping() datalog.Term {
	r := &d.r
	o := r.enter("Map")
	entries := take(d, &d.entries, r.count(1))
	n := 0
	for r.next() {
		if r.tag != 1<<3|length {
			r.other(1)
			continue
		}
		d.entry(&entries[n])
		n++
	}
	if r.leave(o); r.err != nil {
		return datalog.Term{}
	}
	t, err := datalog.Map(entries...)
	if err != nil {
		d.refuse("%v", err)
	}
	return t
}

func (d *Decoder) entry(e *datalog.Entry) {
	r := &d.r
	o := r.enter("MapEntry")
	var have uint16
	for r.next() {
		switch r.tag {
		case 1<<3 | length:
			if r.once(have&1 != 0) {
				have |= 1
				e.Key = d.mapKey()
			}
		case 2<<3 | length:
			if r.once(have&2 != 0) {
				have |= 2
				d.term(&e.Value)
			}
		default:
			r.other(2)
		}
	}
	r.require(have, 1|2)
	r.leave(o)
}

func (d *Decoder) mapKey() (k datalog.Term) {
	r := &d.r
	o := r.enter("MapKey")
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
	r.leave(o)
	return k
}

func (d *Decoder) empty() {
	r := &d.r
	o := r.enter("Empty")
	for r.next() {
		r.other(0)
	}
	r.leave(o)
}
