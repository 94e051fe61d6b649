package datalog

import "context"

// Run applies all rules until they derive nothing new. The other methods call it; calling it again does nothing. Its error
// is an *[EvalError], or that of a spent budget.
func (w *World) Run(ctx context.Context) error {
	if w.ran {
		w.ctx = ctx
		return w.failed
	}
	if err := w.start(ctx); err != nil {
		return w.fail(err)
	}
	if !w.hasRules() {
		return nil
	}
	return w.fail(w.fixpoint())
}

// fail remembers the error that ends a world: after it there is no answer but the error.
func (w *World) fail(err error) error {
	if err != nil && w.failed == nil {
		w.failed = err
	}
	return w.failed
}

func (w *World) hasRules() bool {
	for i := range w.blocks {
		if len(w.blocks[i].compiled.rules) > 0 {
			return true
		}
	}
	return len(w.authorizer.compiled.rules) > 0
}

// fixpoint is semi-naive evaluation: in each round a rule is applied once for each predicate of its body, which then takes
// only facts of the last round, while the predicates before it take older facts only.
func (w *World) fixpoint() error {
	w.store.turn()
	old := int32(0)
	for first := true; ; first = false {
		end := int32(len(w.store.rows))
		for id := range w.blocks {
			if err := w.applyAll(id, first, old, end); err != nil {
				return err
			}
		}
		if err := w.applyAll(AuthorizerID, first, old, end); err != nil {
			return err
		}
		if int32(len(w.store.rows)) == end {
			return nil
		}
		w.iterations++
		if w.iterations >= w.budget.Iterations {
			return ErrTooManyIterations
		}
		w.store.turn()
		old = end
	}
}

func (w *World) applyAll(id int, first bool, old, end int32) error {
	b := w.block(id)
	for i := range b.compiled.rules {
		q := &b.compiled.rules[i]
		if err := w.spend(w.scopeCost(q.Scopes)); err != nil {
			return err
		}
		trusted := w.trust(id, q.Scopes, b.trusted)
		if err := w.apply(q, id, trusted, first, old, end); err != nil {
			return w.at(err, id, PartRule, i, 0, q)
		}
	}
	return nil
}

func (w *World) apply(q *query, id int, trusted Origin, first bool, old, end int32) error {
	deltas := len(q.plans)
	if first || len(q.Body) > maxPlanned {
		// Everything is new in the first round; a rule too large to plan looks at everything in every round.
		deltas = 1
	}
	for d := range deltas {
		r := round{delta: d, old: old, end: end}
		if deltas == 1 && (first || len(q.Body) != 1) {
			r.delta = -1
		}
		if len(q.Body) == 0 && !first {
			return nil // its one match was there in the first round
		}
		if err := w.spend(q.cost); err != nil {
			return err
		}
		if !w.prepare(q, trusted, modeDerive, r) {
			return nil
		}
		w.join.rule = id
		if _, err := w.step(0, 0, Origin{}); err != nil {
			return err
		}
	}
	return nil
}

// at adds the place to an error of an expression; those of the budget say enough by themselves.
func (w *World) at(err error, block int, part Part, index, n int, q *query) error {
	if IsLimit(err) {
		return err
	}
	return &EvalError{Place: Place{Block: block, Part: part, Index: index, Query: n, Source: cloneRules([]Rule{*q.Rule})[0]}, Err: err}
}
