package datalog

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Kind tells what a [Term] holds. The order of the constants is the order of terms in sets (SPECIFICATIONS.md, "Set").
type Kind uint8

// The kinds of terms. The zero Kind belongs to the zero Term, which equals nothing and makes every evaluation fail.
const (
	KindInvalid Kind = iota
	KindVariable
	KindInteger
	KindString
	KindDate
	KindBytes
	KindBool
	KindSet
	KindNull
	KindArray
	KindMap
)

var kindNames = [...]string{"invalid", "variable", "integer", "string", "date", "bytes", "bool", "set", "null", "array", "map"}

// String gives the name that `.type()` yields in Datalog.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// Term is a value, or a variable of a rule. It is immutable: no function of this package or another can change one, so
// terms are shared between goroutines freely. Only the constructors of this package make one.
type Term struct {
	kind Kind
	num  uint64 // integer (two's complement), date (seconds), bool (0, 1); for a compiled variable its slot
	str  string // string, variable name, or the bytes of a byte string
	comp *composite
}

// Int returns an integer term.
func Int(v int64) Term { return Term{kind: KindInteger, num: uint64(v)} }

// String returns a string term. The text should be valid UTF-8; see [Term.Valid].
func String(v string) Term { return Term{kind: KindString, str: v} }

// Date returns a date term: seconds since 1970-01-01T00:00:00Z.
func Date(seconds uint64) Term { return Term{kind: KindDate, num: seconds} }

// Time returns t as a date term, truncated to the second. Times before 1970 become 1970, as no earlier date exists in Biscuit.
func Time(t time.Time) Term {
	return Date(uint64(max(t.Unix(), 0)))
}

// Bytes returns a byte string term with a copy of v.
func Bytes(v []byte) Term { return Term{kind: KindBytes, str: string(v)} }

// Bool returns a boolean term.
func Bool(v bool) Term {
	if v {
		return Term{kind: KindBool, num: 1}
	}
	return Term{kind: KindBool}
}

// Null returns the null term.
func Null() Term { return Term{kind: KindNull} }

// Var returns the variable $name (name without the dollar sign).
func Var(name string) Term { return Term{kind: KindVariable, str: name} }

// Kind tells what the term holds.
func (t Term) Kind() Kind { return t.kind }

// AsInt returns the value of an integer term, and whether t is one.
func (t Term) AsInt() (int64, bool) { return int64(t.num), t.kind == KindInteger }

// AsString returns the value of a string term, and whether t is one.
func (t Term) AsString() (string, bool) { return t.text(KindString) }

// AsBytes returns the bytes of a byte string term as an immutable string, and whether t is one.
func (t Term) AsBytes() (string, bool) { return t.text(KindBytes) }

// AsVar returns the name of a variable without the dollar sign, and whether t is one.
func (t Term) AsVar() (string, bool) { return t.text(KindVariable) }

// AsDate returns the seconds since 1970 of a date term, and whether t is one.
func (t Term) AsDate() (uint64, bool) { return t.num, t.kind == KindDate }

// AsTime returns a date term as UTC time. ok is false for other kinds and for dates past the year 9999, which have no RFC 3339 form.
func (t Term) AsTime() (at time.Time, ok bool) {
	const endOf9999 = 253402300799
	if t.kind != KindDate || t.num > endOf9999 {
		return time.Time{}, false
	}
	return time.Unix(int64(t.num), 0).UTC(), true
}

// AsBool returns the value of a boolean term, and whether t is one.
func (t Term) AsBool() (value, ok bool) { return t.kind == KindBool && t.num != 0, t.kind == KindBool }

func (t Term) text(k Kind) (string, bool) {
	if t.kind != k {
		return "", false
	}
	return t.str, true
}

// Valid tells whether t, with everything in it, is something the wire format can hold: no zero Term and no string that is
// not UTF-8.
func (t Term) Valid() bool {
	switch t.kind {
	case KindInvalid:
		return false
	case KindString, KindVariable:
		return utf8.ValidString(t.str)
	case KindSet, KindArray, KindMap:
		for _, e := range t.comp.keys {
			if !e.Valid() {
				return false
			}
		}
		for _, e := range t.comp.values {
			if !e.Valid() {
				return false
			}
		}
	}
	return true
}

// String shows the term for debugging; package syntax prints Datalog.
func (t Term) String() string {
	switch t.kind {
	case KindVariable:
		return "$" + t.str
	case KindInteger:
		return fmt.Sprint(int64(t.num))
	case KindString:
		return fmt.Sprintf("%q", t.str)
	case KindDate:
		if at, ok := t.AsTime(); ok {
			return at.Format(time.RFC3339)
		}
		return fmt.Sprintf("date(%d)", t.num)
	case KindBytes:
		return fmt.Sprintf("hex:%x", t.str)
	case KindBool:
		return fmt.Sprint(t.num != 0)
	case KindNull:
		return "null"
	case KindSet, KindArray, KindMap:
		var parts []string
		for i := range t.Len() {
			if k, v := t.At(i); t.kind == KindMap {
				parts = append(parts, k.String()+": "+v.String())
			} else {
				parts = append(parts, v.String())
			}
		}
		return t.kind.String() + "[" + strings.Join(parts, ", ") + "]"
	}
	return "invalid"
}
