package datalog

import (
	"errors"
	"fmt"
	"slices"
)

// composite holds the elements of a set, array or map. It is never changed after its constructor returns.
type composite struct {
	keys   []Term // of a map: integers and strings, sorted, no two equal
	values []Term // of a map: beside keys; of a set: sorted, no two equal; of an array: in order
	depth  int    // 1 + the greatest depth of an element
	size   int    // steps that looking at everything in it costs
}

// MaxDepth is the deepest nesting of arrays, maps, sets and closures that can be built. The wire format allows 100 nested
// messages, two for each level.
const MaxDepth = 48

// ErrNesting reports values nested deeper than [MaxDepth].
var ErrNesting = errors.New("values nested too deep")

// Entry is one entry of a map. Key is an integer or a string.
type Entry struct{ Key, Value Term }

// Set returns a set. Its elements have one kind, and are neither variables nor sets (SPECIFICATIONS.md, "Set"). Equal
// elements are kept once.
func Set(elements ...Term) (Term, error) {
	return setOf(slices.Clone(elements))
}

// setOf is Set on a slice that the caller gives away.
func setOf(elements []Term) (Term, error) {
	for _, e := range elements {
		switch e.kind {
		case KindInvalid:
			return Term{}, errors.New("a set cannot hold an invalid term")
		case KindVariable:
			return Term{}, errors.New("a set cannot hold variables")
		case KindSet:
			return Term{}, errors.New("a set cannot hold sets")
		}
		if e.kind != elements[0].kind {
			return Term{}, fmt.Errorf("a set holds elements of one type, not %v and %v", elements[0].kind, e.kind)
		}
	}
	if !slices.IsSortedFunc(elements, Compare) {
		slices.SortFunc(elements, Compare)
	}
	elements = slices.CompactFunc(elements, Term.Equal)
	return newComposite(KindSet, nil, elements)
}

// Strings returns the set of the given strings.
func Strings(elements ...string) Term {
	terms := make([]Term, len(elements))
	for i, e := range elements {
		terms[i] = String(e)
	}
	set, err := setOf(terms)
	if err != nil {
		panic("datalog: a set of strings was refused: " + err.Error()) // cannot happen: one kind, no nesting
	}
	return set
}

// Array returns an array. Its elements are any values, but no variables.
func Array(elements ...Term) (Term, error) {
	return arrayOf(slices.Clone(elements))
}

func arrayOf(elements []Term) (Term, error) {
	for _, e := range elements {
		if e.kind == KindVariable || e.kind == KindInvalid {
			return Term{}, fmt.Errorf("an array cannot hold an element of type %v", e.kind)
		}
	}
	return newComposite(KindArray, nil, elements)
}

// Map returns a map. Keys are integers or strings; of two entries with one key the last wins, as in the reference.
func Map(entries ...Entry) (Term, error) {
	entries = slices.Clone(entries)
	for _, e := range entries {
		if e.Key.kind != KindInteger && e.Key.kind != KindString {
			return Term{}, fmt.Errorf("a map key is an integer or a string, not %v", e.Key.kind)
		}
		if e.Value.kind == KindVariable || e.Value.kind == KindInvalid {
			return Term{}, fmt.Errorf("a map cannot hold a value of type %v", e.Value.kind)
		}
	}
	slices.SortStableFunc(entries, func(a, b Entry) int { return Compare(a.Key, b.Key) })
	keys, values := make([]Term, 0, len(entries)), make([]Term, 0, len(entries))
	for i, e := range entries {
		if i+1 < len(entries) && entries[i+1].Key.Equal(e.Key) {
			continue
		}
		keys, values = append(keys, e.Key), append(values, e.Value)
	}
	return newComposite(KindMap, keys, values)
}

func newComposite(kind Kind, keys, values []Term) (Term, error) {
	depth, size := 0, 1
	for _, v := range values {
		if v.comp != nil {
			depth = max(depth, v.comp.depth)
		}
		size += 1 + v.equalCost()
	}
	for _, k := range keys {
		size += 1 + k.equalCost()
	}
	if depth >= MaxDepth {
		return Term{}, ErrNesting
	}
	return Term{kind: kind, comp: &composite{keys: keys, values: values, depth: depth + 1, size: size}}, nil
}

// Len returns the number of elements of a set, array or map, and 0 for other kinds.
func (t Term) Len() int {
	if t.comp == nil {
		return 0
	}
	return len(t.comp.values)
}

// At returns element i of a set or array, or entry i of a map; key is the zero Term but for maps. Sets are in the order of
// [Compare], map entries in the order of their keys. It panics when i is out of range, as a slice does.
func (t Term) At(i int) (key, value Term) {
	if t.kind == KindMap {
		key = t.comp.keys[i]
	}
	return key, t.comp.values[i]
}

// contains tells whether a set holds e.
func (c *composite) contains(e Term) bool {
	_, found := slices.BinarySearchFunc(c.values, e, Compare)
	return found
}

// lookup returns the value of a map's key.
func (c *composite) lookup(key Term) (Term, bool) {
	i, found := slices.BinarySearchFunc(c.keys, key, Compare)
	if !found {
		return Term{}, false
	}
	return c.values[i], true
}
