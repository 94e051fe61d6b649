package datalog

import (
	"context"
	"slices"
)

// Decision is the outcome of [World.Authorize]. The zero Decision denies.
type Decision struct {
	// Matched tells whether a policy matched. Policy is its index, Kind what it decides, Query which of its queries matched.
	Matched bool
	Policy  int
	Kind    PolicyKind
	Query   int
	// Failed lists the checks that do not hold: the authorizer's first, then by block.
	Failed []FailedCheck

	because []Fact
}

// Because returns the facts that made the policy match, one for each predicate of its query.
func (d Decision) Because() []Fact { return copyFacts(d.because) }

// copyFacts gives facts away: their terms are those of compiled blocks, which others use.
func copyFacts(facts []Fact) []Fact {
	facts = slices.Clone(facts)
	for i := range facts {
		facts[i].Terms = slices.Clone(facts[i].Terms)
	}
	return facts
}

// Allowed is true when an allow policy matched and every check holds.
func (d Decision) Allowed() bool { return d.Matched && d.Kind == Allow && len(d.Failed) == 0 }

// FailedCheck is a check that does not hold.
type FailedCheck struct {
	Block int // index, or AuthorizerID
	Index int // among the checks of the block
	Check Check
}

// Authorize runs the rules and evaluates in this order: the authorizer's checks, those of block 0, the policies up to the
// first that matches, and the checks of the other blocks. Every check is evaluated even when one has failed. An error in
// any of this is returned instead of a decision, with the zero Decision, which denies.
func (w *World) Authorize(ctx context.Context) (Decision, error) {
	if err := w.Run(ctx); err != nil {
		return Decision{}, err
	}
	d, err := w.authorize()
	if err != nil {
		return Decision{}, w.fail(err)
	}
	return d, nil
}

func (w *World) authorize() (Decision, error) {
	var d Decision
	if err := w.checks(AuthorizerID, &d.Failed); err != nil {
		return d, err
	}
	if len(w.blocks) > 0 {
		if err := w.checks(0, &d.Failed); err != nil {
			return d, err
		}
	}
	if err := w.policies(&d); err != nil {
		return d, err
	}
	for id := 1; id < len(w.blocks); id++ {
		if err := w.checks(id, &d.Failed); err != nil {
			return d, err
		}
	}
	return d, nil
}

func (w *World) checks(id int, failed *[]FailedCheck) error {
	b := w.block(id)
	for i := range b.compiled.checks {
		check := &b.compiled.block().Checks[i]
		holds, err := w.check(id, i, check.Kind, b.compiled.checks[i].queries)
		if err != nil {
			return err
		}
		if !holds {
			*failed = append(*failed, FailedCheck{Block: id, Index: i, Check: check.Clone()})
		}
	}
	return nil
}

// check evaluates one check. Its queries are tried in order up to the first that decides.
func (w *World) check(id, index int, kind CheckKind, queries []query) (bool, error) {
	for n := range queries {
		if err := w.count(&queries[n], id); err != nil {
			return false, w.at(err, id, PartCheck, index, n, &queries[n])
		}
		j := &w.join
		switch kind {
		case CheckIf:
			if j.satisfied > 0 {
				return true, nil
			}
		case CheckAll:
			if j.matches > 0 && j.satisfied == j.matches {
				return true, nil
			}
		case RejectIf:
			// Any query that matches rejects: the specification's reading (decision 2, D1).
			if j.satisfied > 0 {
				return false, nil
			}
		default:
			return false, nil
		}
	}
	return kind == RejectIf && len(queries) > 0, nil
}

func (w *World) policies(d *Decision) error {
	c := w.authorizer.compiled
	for i := range c.policies {
		for n := range c.policies[i].queries {
			q := &c.policies[i].queries[n]
			if err := w.count(q, AuthorizerID); err != nil {
				return w.at(err, AuthorizerID, PartPolicy, i, n, q)
			}
			if w.join.satisfied > 0 {
				d.Matched, d.Policy, d.Kind, d.Query = true, i, c.decrees[i].Kind, n
				d.because = w.witness()
				return nil
			}
		}
	}
	return nil
}

// count evaluates a query of a check or policy of a block. The outcome is in w.join.
func (w *World) count(q *query, id int) error {
	if err := w.spend(q.cost + w.scopeCost(q.Scopes)); err != nil {
		return err
	}
	trusted := w.block(id).trusted
	if len(q.Scopes) > 0 {
		trusted = w.trust(id, q.Scopes, trusted)
	}
	if !w.prepare(q, trusted, modeCount, w.all()) {
		return nil
	}
	_, err := w.step(0, 0, Origin{})
	return err
}

// witness returns the facts of the first match that satisfied the last query.
func (w *World) witness() []Fact {
	if len(w.join.q.Body) == 0 {
		return nil
	}
	facts := make([]Fact, len(w.join.places))
	for i := range w.join.places {
		r := &w.store.rows[w.join.places[i].witness]
		facts[i] = Fact{Predicate{w.store.tables[r.table].name, r.terms}, r.origin}
	}
	return facts
}
