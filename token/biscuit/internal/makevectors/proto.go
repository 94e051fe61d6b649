package main

import (
	"encoding/binary"
	"slices"
)

// These write protobuf messages field by field, also those that package wire would not.

func msg(fields ...[]byte) []byte { return slices.Concat(fields...) }

// num is a field with a number.
func num(field int, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(nil, uint64(field)<<3), v)
}

// sub is a field with a message, or with bytes.
func sub(field int, fields ...[]byte) []byte {
	content := msg(fields...)
	head := binary.AppendUvarint(binary.AppendUvarint(nil, uint64(field)<<3|2), uint64(len(content)))
	return append(head, content...)
}

func str(field int, s string) []byte { return sub(field, []byte(s)) }

// The rest are messages of Block.

func version(v uint64) []byte { return num(3, v) }

// fact is read(terms...): symbol 0 is a default one.
func fact(terms ...[]byte) []byte { return sub(4, sub(1, num(1, 0), msg(terms...))) }

// term is a field 2 or 1 with a Term, as in a Predicate and in a TermSet.
func term(content ...[]byte) []byte    { return sub(2, content...) }
func element(content ...[]byte) []byte { return sub(1, content...) }

func integer(v uint64) []byte { return num(2, v) }

// check is a check if with one query of the given rule's fields.
func check(fields ...[]byte) []byte { return sub(6, fields...) }

// query is field 1 of a Check: the head query(), then fields of a Rule.
func query(fields ...[]byte) []byte { return sub(1, sub(1, num(1, 27)), msg(fields...)) }

// expr is an expression of ops in a Rule.
func expr(ops ...[]byte) []byte { return sub(3, ops...) }

func opValue(content ...[]byte) []byte { return sub(1, sub(1, content...)) }
func opUnary(kind uint64) []byte       { return sub(1, sub(2, num(1, kind))) }
func opBinary(kind uint64) []byte      { return sub(1, sub(3, num(1, kind))) }

var (
	opTrue = opValue(num(6, 1))
	yes    = check(query(expr(opTrue)))
)

// pkey is a PublicKey.
func pkey(field int, algorithm uint64, raw []byte) []byte {
	return sub(field, num(1, algorithm), sub(2, raw))
}

// arrays gives the content of a term: arrays n deep around inner.
func arrays(n int, inner []byte) []byte {
	for range n {
		inner = sub(9, element(inner))
	}
	return inner
}

// closures gives an expression that only pushes closures n deep.
func closures(n int) []byte {
	op := sub(1, num(6, 1))
	for range n {
		op = sub(4, sub(2, op))
	}
	return sub(1, op)
}
