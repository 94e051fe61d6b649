package datalog

import "context"

// Query evaluates a rule once, after all rules of the world, and returns the heads of its matches, each with the blocks it
// comes from. The rule sees what its own scopes name, and with no scope block 0 and the authorizer: not the authorizer's
// own default scope, as in the reference. Work counts against the world's budget.
func (w *World) Query(ctx context.Context, r Rule) ([]Fact, error) {
	return w.query(ctx, r, OriginOf(0, AuthorizerID))
}

// QueryAll is Query over the facts of all blocks. What it returns may be a mere claim of whoever appended a block: look at
// the origin before relying on it.
func (w *World) QueryAll(ctx context.Context, r Rule) ([]Fact, error) {
	every := OriginOf(AuthorizerID)
	for id := range w.blocks {
		every = every.with(id)
	}
	return w.query(ctx, r, every)
}

func (w *World) query(ctx context.Context, r Rule, standard Origin) ([]Fact, error) {
	c, err := Compile(Block{Rules: []Rule{r}})
	if err != nil {
		return nil, err
	}
	if err := w.Run(ctx); err != nil {
		return nil, err
	}
	q := &c.rules[0]
	if !w.prepare(q, w.trust(AuthorizerID, r.Scopes, standard), modeCollect, w.all()) {
		return nil, nil
	}
	var found store
	w.join.collect = func(origin Origin) error {
		terms := w.head()
		if err := w.spend(factCost(r.Head.Name, terms)); err != nil {
			return err
		}
		found.add(r.Head.Name, terms, origin, &w.terms)
		return nil
	}
	_, err = w.step(0, 0, Origin{})
	w.join.collect = nil
	if err != nil {
		return nil, w.fail(w.at(err, AuthorizerID, PartQuery, 0, 0, q))
	}
	out := make([]Fact, 0, len(found.rows))
	for i := range found.rows {
		out = append(out, Fact{Predicate{r.Head.Name, found.rows[i].terms}, found.rows[i].origin})
	}
	return out, nil
}
