package datalog

// join enumerates the combinations of facts that match the body of one query, and does with each what its mode asks. It
// belongs to its world, which uses it again for every query.
type join struct {
	q       *query
	order   []uint8
	trusted Origin
	mode    joinMode

	places []place // by position in the body
	values []Term  // by slot
	head   []Term  // of the last match
	rule   int     // block of the rule, in modeDerive

	matches   int                       // combinations of the predicates
	satisfied int                       // those that made every expression true
	collect   func(origin Origin) error // modeCollect

	// The first places and values, which do for most queries.
	placeRoom [6]place
	valueRoom [6]Term
}

// place is where one predicate of the body looks for facts, and what it has found.
type place struct {
	table      int32
	from, upto int32 // rows that it may take: [from, upto)
	row        int32 // the one that it has taken
	witness    int32 // the one that it had taken in the first match that satisfied the query
}

// joinMode says what to do with a match.
type joinMode uint8

const (
	modeCount   joinMode = iota // count matches: checks and policies
	modeDerive                  // add the head to the store: rules
	modeCollect                 // hand the head to collect: queries
)

// round limits what the predicates of a body may match (semi-naive evaluation).
type round struct {
	delta int   // body predicate that only takes rows of the last round; -1: all take all
	old   int32 // first row of the last round
	end   int32 // first row after it
}

// prepare readies the join for a query. ok is false when a predicate has no facts at all, so that nothing can match.
func (w *World) prepare(q *query, trusted Origin, mode joinMode, r round) (ok bool) {
	j, n := &w.join, len(q.Body)
	j.q, j.trusted, j.mode = q, trusted, mode
	j.matches, j.satisfied = 0, 0
	j.order = q.plans[0]
	if r.delta > 0 && len(q.plans) > 1 {
		j.order = q.plans[r.delta]
	}
	j.places = grow(j.places, j.placeRoom[:], n)
	j.values = grow(j.values, j.valueRoom[:], q.slots)
	for i := range q.Body {
		b := &q.Body[i]
		t := w.store.find(b.Name, len(b.Terms))
		if t < 0 {
			return false
		}
		p := &j.places[i]
		p.table, p.from, p.upto = t, 0, r.end
		switch {
		case r.delta < 0:
		case i < r.delta:
			p.upto = r.old
		case i == r.delta:
			p.from = r.old
		}
	}
	return true
}

// grow returns n elements of s, or of the room that it starts with, or new ones.
func grow[T any](s, room []T, n int) []T {
	switch {
	case n <= cap(s):
		return s[:n]
	case n <= len(room):
		return room[:n]
	}
	return make([]T, n, 2*n)
}

// all is the round in which every predicate takes every row there is.
func (w *World) all() round { return round{delta: -1, end: int32(len(w.store.rows))} }

// step matches the predicate at one place of the order, and from there the rest. bound has a bit for each slot that holds
// a value. It returns stop when nothing further can change the outcome.
func (w *World) step(level int, bound uint64, origin Origin) (stop bool, err error) {
	j := &w.join
	if level == len(j.order) {
		return w.match(origin)
	}
	at := j.order[level]
	p := &j.places[at]
	t := &w.store.tables[p.table]
	if t.count >= indexRows && p.from == 0 {
		if col := firstBound(j.q.Body[at].Terms, bound); col >= 0 {
			return w.stepIndexed(level, bound, origin, col)
		}
	}
	id := t.first
	if p.from > 0 {
		id = t.delta
	}
	for ; id >= 0 && id < p.upto; id = w.store.after(id) {
		if stop, err := w.try(level, id, bound, origin); stop || err != nil {
			return stop, err
		}
	}
	return false, nil
}

// stepIndexed is step through the index on a column whose value is known.
func (w *World) stepIndexed(level int, bound uint64, origin Origin, col int) (stop bool, err error) {
	j := &w.join
	at := j.order[level]
	p := &j.places[at]
	c, read := w.store.index(p.table, col)
	value := j.q.Body[at].Terms[col]
	if value.kind == KindVariable {
		value = j.values[value.num]
	}
	if err := w.spend(1 + read + value.equalCost()); err != nil {
		return false, err
	}
	ch, ok := c.rows[w.store.keyed(value)]
	if !ok {
		return false, nil
	}
	for pos := ch.first; pos >= 0; pos = c.next[pos] {
		id := c.ids[pos]
		if id >= p.upto {
			break
		}
		if stop, err := w.try(level, id, bound, origin); stop || err != nil {
			return stop, err
		}
	}
	return false, nil
}

// try matches one row against the predicate at a place of the order.
func (w *World) try(level int, id int32, bound uint64, origin Origin) (stop bool, err error) {
	j := &w.join
	r := &w.store.rows[id]
	if err := w.spend(1 + max(len(r.terms)-3, 0)/2); err != nil {
		return false, err
	}
	if !r.origin.Within(j.trusted) {
		return false, nil
	}
	at := j.order[level]
	for i, want := range j.q.Body[at].Terms {
		have := r.terms[i]
		if want.kind == KindVariable {
			bit := uint64(1) << want.num
			if bound&bit == 0 {
				if have.kind == KindVariable {
					return false, nil // a fact with a variable matches nothing (datalog of the reference)
				}
				bound |= bit
				j.values[want.num] = have
				continue
			}
			want = j.values[want.num]
		}
		if cost := min(have.equalCost(), want.equalCost()); cost > 0 {
			if err := w.spend(cost); err != nil {
				return false, err
			}
		}
		if !have.Equal(want) {
			return false, nil
		}
	}
	j.places[at].row = id
	return w.step(level+1, bound, origin.union(r.origin))
}

// firstBound returns the first column whose value is known, or -1.
func firstBound(terms []Term, bound uint64) int {
	for i, t := range terms {
		if t.kind != KindVariable || bound&(1<<t.num) != 0 {
			return i
		}
	}
	return -1
}

// match handles one combination of facts. Every combination is looked at even when one has satisfied the query, because an
// error in any of them decides, whatever the order of the facts; only when nothing can fail is there an early end.
func (w *World) match(origin Origin) (stop bool, err error) {
	j := &w.join
	j.matches++
	for _, e := range j.q.Expressions {
		ok, err := w.holds(e)
		if err != nil {
			return false, err
		}
		if !ok {
			return false, nil
		}
	}
	j.satisfied++
	switch j.mode {
	case modeDerive:
		return false, w.derive(origin)
	case modeCollect:
		return false, j.collect(origin)
	}
	if j.satisfied == 1 {
		for i := range j.places {
			j.places[i].witness = j.places[i].row
		}
	}
	return len(j.q.Expressions) == 0, nil
}

// head fills the head of a rule with the values of a match. It holds until the next call: most matches of a hostile rule
// derive what is there already, and cost no memory.
func (w *World) head() []Term {
	j := &w.join
	j.head = j.head[:0]
	for _, t := range j.q.Head.Terms {
		if t.kind == KindVariable {
			t = j.values[t.num]
		}
		j.head = append(j.head, t)
	}
	return j.head
}

func (w *World) derive(origin Origin) error {
	j := &w.join
	terms := w.head()
	if err := w.spend(factCost(j.q.Head.Name, terms)); err != nil {
		return err
	}
	if w.store.add(j.q.Head.Name, terms, origin.union(OriginOf(j.rule)), &w.terms) {
		w.facts++
		if w.facts >= w.budget.Facts {
			return ErrTooManyFacts
		}
	}
	return nil
}
