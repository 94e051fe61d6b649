package datalog

import (
	"hash/maphash"
	"slices"
)

// store holds the facts of a world: rows in the order they came, chained by table. A table is a name and a number of terms.
type store struct {
	rows   []row
	tables []table
	byName map[tableName]int32 // once there are many tables
	seed   maphash.Seed
	seeded bool
}

type row struct {
	terms  []Term
	origin Origin
	hash   uint64 // of terms and origin, once the table has a set of them
	table  int32
	next   int32 // next row of the table, -1 at the end
}

type tableName struct {
	name  string
	arity int
}

type table struct {
	tableName
	first, last int32
	count       int32
	fresh       int32   // first row added in the round that runs, -1 if none
	delta       int32   // first row added in the round before, -1 if none
	known       []int32 // rows + 1 by hash, with open addressing; nil while there are few
	columns     []column
}

// column is an index on one term of a table, built when a join first asks for it.
type column struct {
	rows    map[uint64]chain
	next    []int32 // by position in the table's chain
	ids     []int32 // rows of the table in order
	lastRow int32   // row up to which it is complete, -1 before the first
}

type chain struct{ first, last int32 } // positions in ids

// From these sizes on maps pay: below them a look at every table or row is faster than building one.
const (
	manyTables = 12
	manyRows   = 32 // for finding a fact again
	indexRows  = 16 // for a join
)

func (s *store) reserve(n int) {
	s.rows = make([]row, 0, n+1)
	s.tables = make([]table, 0, 8)
}

// find returns the table for a predicate, or -1.
func (s *store) find(name string, arity int) int32 {
	if s.byName != nil {
		if i, ok := s.byName[tableName{name, arity}]; ok {
			return i
		}
		return -1
	}
	for i := range s.tables {
		if t := &s.tables[i]; t.arity == arity && t.name == name {
			return int32(i)
		}
	}
	return -1
}

func (s *store) table(name string, arity int) int32 {
	i := s.find(name, arity)
	if i >= 0 {
		return i
	}
	i = int32(len(s.tables))
	s.tables = append(s.tables, table{tableName: tableName{name, arity}, first: -1, last: -1, fresh: -1, delta: -1})
	switch {
	case s.byName != nil:
		s.byName[tableName{name, arity}] = i
	case len(s.tables) > manyTables:
		s.byName = make(map[tableName]int32, 2*manyTables)
		for j := range s.tables {
			s.byName[s.tables[j].tableName] = int32(j)
		}
	}
	return i
}

// add adds a fact unless it is there with the same origin. It keeps terms, or a copy from the slab if there is one.
func (s *store) add(name string, terms []Term, origin Origin, copies *slab[Term]) bool {
	ti := s.table(name, len(terms))
	t := &s.tables[ti]
	var h uint64
	if t.count >= manyRows || t.known != nil || costly(terms) {
		h = s.hash(terms, origin)
		if s.knows(t, h, terms, origin) {
			return false
		}
	} else {
		for id := t.first; id >= 0; id = s.after(id) {
			if s.same(id, terms, origin) {
				return false
			}
		}
	}
	if copies != nil {
		terms = append(copies.take(len(terms))[:0], terms...)
	}
	id := int32(len(s.rows))
	s.rows = append(s.rows, row{terms: terms, origin: origin, hash: h, table: ti, next: -1})
	if t.first < 0 {
		t.first = id
	} else {
		s.rows[t.last].next = id
	}
	t.last = id
	t.count++
	if t.fresh < 0 {
		t.fresh = id
	}
	if t.known != nil {
		t.note(id, h)
	}
	return true
}

// costly tells whether comparing the terms with one row after another could take long: then even a few rows go into a set.
func costly(terms []Term) bool {
	for i := range terms {
		if terms[i].comp != nil || len(terms[i].str) > 32 {
			return true
		}
	}
	return len(terms) > 8
}

func (s *store) after(id int32) int32 { return s.rows[id].next }

func (s *store) same(id int32, terms []Term, origin Origin) bool {
	r := &s.rows[id]
	return r.origin == origin && slices.EqualFunc(r.terms, terms, Term.Equal)
}

// knows looks a fact up in the set of a table, and makes room in it for one more.
func (s *store) knows(t *table, h uint64, terms []Term, origin Origin) bool {
	if 2*int(t.count) >= len(t.known) {
		size := max(8*manyRows, 2*len(t.known))
		first := t.known == nil
		t.known = make([]int32, size)
		for id := t.first; id >= 0; id = s.after(id) {
			r := &s.rows[id]
			if first {
				r.hash = s.hash(r.terms, r.origin)
			}
			t.note(id, r.hash)
		}
	}
	mask := uint64(len(t.known) - 1)
	for i := h & mask; t.known[i] != 0; i = (i + 1) & mask {
		if id := t.known[i] - 1; s.rows[id].hash == h && s.same(id, terms, origin) {
			return true
		}
	}
	return false
}

// note puts a row into the set. There is room, as the set is never more than half full.
func (t *table) note(id int32, h uint64) {
	mask := uint64(len(t.known) - 1)
	i := h & mask
	for t.known[i] != 0 {
		i = (i + 1) & mask
	}
	t.known[i] = id + 1
}

func (s *store) hash(terms []Term, o Origin) uint64 {
	const mix = 0x9E3779B97F4A7C15
	h := s.keyed(Int(int64(o.low ^ o.high*mix)))
	for _, t := range terms {
		h = (h ^ s.keyed(t)) * mix
		h ^= h >> 32
	}
	return h
}

// keyed hashes a term under a seed of this store, so that nobody can choose terms that collide.
func (s *store) keyed(t Term) uint64 {
	if !s.seeded {
		s.seed, s.seeded = maphash.MakeSeed(), true
	}
	return t.hash(s.seed)
}

// turn ends a round: what was added in it is new to the next one.
func (s *store) turn() {
	for i := range s.tables {
		t := &s.tables[i]
		t.delta, t.fresh = t.fresh, -1
	}
}

// index brings the index on one column up to date and returns it with the cost of the rows it had to read.
func (s *store) index(ti int32, col int) (*column, int) {
	t := &s.tables[ti]
	if t.columns == nil {
		t.columns = make([]column, t.arity)
	}
	c := &t.columns[col]
	id, read := t.first, 0
	if c.rows == nil {
		c.rows = make(map[uint64]chain, t.count)
	} else {
		id = s.after(c.lastRow)
	}
	for ; id >= 0; id = s.after(id) {
		read += 1 + s.rows[id].terms[col].equalCost()
		pos := int32(len(c.ids))
		c.ids, c.next, c.lastRow = append(c.ids, id), append(c.next, -1), id
		h := s.keyed(s.rows[id].terms[col])
		if ch, ok := c.rows[h]; ok {
			c.next[ch.last] = pos
			c.rows[h] = chain{ch.first, pos}
		} else {
			c.rows[h] = chain{pos, pos}
		}
	}
	return c, read
}
