package wire

import (
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// term writes a term that counts as a node of its own: an element or an argument.
func (e *encoder) term(number protowire.Number, t datalog.Term) {
	e.node()
	e.value(number, t)
}

// value writes a term.
func (e *encoder) value(number protowire.Number, t datalog.Term) {
	mark := e.open(number)
	switch t.Kind() {
	case datalog.KindVariable:
		name, _ := t.AsVar()
		e.varint(1, e.table.index(name))
	case datalog.KindInteger:
		v, _ := t.AsInt()
		e.varint(2, uint64(v))
	case datalog.KindString:
		s, _ := t.AsString()
		e.varint(3, e.table.index(s))
	case datalog.KindDate:
		v, _ := t.AsDate()
		e.varint(4, v)
	case datalog.KindBytes:
		s, _ := t.AsBytes()
		e.string(5, s)
	case datalog.KindBool:
		v, _ := t.AsBool()
		e.varint(6, protowire.EncodeBool(v))
	case datalog.KindNull:
		e.close(e.open(8))
	case datalog.KindSet:
		e.elements(7, e.table.flat(t))
	case datalog.KindArray:
		e.elements(9, e.table.flat(t))
	case datalog.KindMap:
		e.mapping(t)
	default:
		e.refuse("invalid term")
	}
	e.close(mark)
}

func (e *encoder) elements(number protowire.Number, terms []datalog.Term) {
	mark := e.open(number)
	for _, t := range terms {
		e.term(1, t)
	}
	e.close(mark)
}

func (e *encoder) mapping(t datalog.Term) {
	mark := e.open(10)
	for _, entry := range e.table.entries(t) {
		e.node()
		inner := e.open(1)
		key := e.open(1)
		if v, ok := entry.Key.AsInt(); ok {
			e.varint(1, uint64(v))
		} else {
			s, _ := entry.Key.AsString()
			e.varint(2, e.table.index(s))
		}
		e.close(key)
		e.value(2, entry.Value)
		e.close(inner)
	}
	e.close(mark)
}
