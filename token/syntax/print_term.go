package syntax

import (
	"cmp"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

func (w *writer) term(t datalog.Term) {
	switch t.Kind() {
	case datalog.KindVariable:
		name, _ := t.AsVar()
		w.put("$")
		w.name(name)
	case datalog.KindInteger:
		n, _ := t.AsInt()
		w.buf = strconv.AppendInt(w.buf, n, 10)
	case datalog.KindString:
		s, _ := t.AsString()
		w.quoted(s)
	case datalog.KindDate:
		if at, ok := t.AsTime(); ok {
			w.buf = at.AppendFormat(w.buf, time.RFC3339)
		} else {
			w.put("<invalid date>")
		}
	case datalog.KindBytes:
		raw, _ := t.AsBytes()
		w.put("hex:")
		w.buf = hex.AppendEncode(w.buf, []byte(raw))
	case datalog.KindBool:
		b, _ := t.AsBool()
		w.buf = strconv.AppendBool(w.buf, b)
	case datalog.KindNull:
		w.put("null")
	case datalog.KindSet:
		if t.Len() == 0 {
			w.put("{,}") // `{}` is the empty map
			return
		}
		w.elements("{", t, "}")
	case datalog.KindArray:
		w.elements("[", t, "]")
	case datalog.KindMap:
		w.elements("{", t, "}")
	default:
		w.put("<invalid term>")
	}
}

func (w *writer) elements(opening string, t datalog.Term, closing string) {
	w.put(opening)
	for n, i := range w.order(t) {
		if n > 0 {
			w.put(", ")
		}
		key, value := t.At(i)
		if t.Kind() == datalog.KindMap {
			w.term(key)
			w.put(": ")
		}
		w.term(value)
	}
	w.put(closing)
}

// order returns the indices of elements as they are printed: as they are, unless there is a symbol table. Then strings of
// sets and keys of maps go by their index, strings without one last.
func (w *writer) order(t datalog.Term) []int {
	all := make([]int, t.Len())
	for i := range all {
		all[i] = i
	}
	if w.symbols == nil || t.Kind() == datalog.KindArray {
		return all
	}
	// rank is -1 for what is no string: integer keys come first, and other sets hold nothing else.
	rank := func(i int) (place int, unknown bool) {
		key, value := t.At(i)
		if t.Kind() == datalog.KindSet {
			key = value
		}
		s, isString := key.AsString()
		if !isString {
			return -1, false
		}
		index, ok := w.symbols(s)
		return index, !ok
	}
	slices.SortStableFunc(all, func(i, j int) int {
		a, aUnknown := rank(i)
		b, bUnknown := rank(j)
		switch {
		case aUnknown && bUnknown:
			return 0
		case aUnknown:
			return 1
		case bUnknown:
			return -1
		}
		return cmp.Compare(a, b)
	})
	return all
}

var escapes = strings.NewReplacer(`"`, `\"`, `\`, `\\`, "\n", `\n`)

// quoted writes a string with the three escapes that the grammar has. Without them, as the reference prints, a string with a
// quote in it would come back as Datalog of its author's choice.
func (w *writer) quoted(s string) { w.put(quote(s)) }

func quote(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	return `"` + escapes.Replace(s) + `"`
}

func (w *writer) name(s string) { w.put(nameText(s)) }

// nameText returns a name. One from the wire may be any text, so what is not a name must not be taken for Datalog either.
func nameText(s string) string {
	if isName(s) {
		return s
	}
	return "<invalid name " + quote(s) + ">"
}
