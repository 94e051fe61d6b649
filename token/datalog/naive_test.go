package datalog_test

import (
	"errors"
	"fmt"
	"slices"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// The naive evaluator is the definition of the language in as few lines as possible: every rule over every combination of
// all facts, again and again until nothing is new. No index, no order of joins, no rounds of new facts.

var errNaive = errors.New("an expression failed")

// condition is an expression as the naive evaluator knows it, beside the program that the engine runs.
type condition struct {
	op          datalog.Binary // LessThan, Equal or StrictEqual
	left, right datalog.Term
}

func (c condition) program() datalog.Expression {
	return datalog.Expression{datalog.Value(c.left), datalog.Value(c.right), datalog.Op2(c.op)}
}

func (c condition) holds(bound map[string]datalog.Term) (bool, error) {
	value := func(t datalog.Term) (datalog.Term, bool) {
		if name, is := t.AsVar(); is {
			v, ok := bound[name]
			return v, ok
		}
		return t, true
	}
	l, ok1 := value(c.left)
	r, ok2 := value(c.right)
	if !ok1 || !ok2 {
		return false, errNaive
	}
	a, okA := l.AsInt()
	b, okB := r.AsInt()
	switch {
	case c.op == datalog.Equal:
		return l.Equal(r), nil
	case c.op == datalog.StrictEqual && l.Kind() == r.Kind():
		return l.Equal(r), nil
	case c.op == datalog.LessThan && okA && okB:
		return a < b, nil
	}
	return false, errNaive
}

type naiveRule struct {
	head       datalog.Predicate
	body       []datalog.Predicate
	conditions []condition
	scopes     []datalog.Scope
}

type naiveCheck struct {
	kind    datalog.CheckKind
	queries []naiveRule
}

// naiveBlock is a block, or the authorizer, whose policies are checks of the kind CheckIf.
type naiveBlock struct {
	signer   *datalog.Key
	scopes   []datalog.Scope
	facts    []datalog.Predicate
	rules    []naiveRule
	checks   []naiveCheck
	policies []naiveCheck
	allow    []bool
}

type naiveWorld struct {
	blocks     []naiveBlock
	authorizer naiveBlock
	facts      []datalog.Fact
}

func same(a, b datalog.Fact) bool {
	return a.Origin == b.Origin && a.Name == b.Name && slices.EqualFunc(a.Terms, b.Terms, datalog.Term.Equal)
}

func (w *naiveWorld) add(f datalog.Fact) bool {
	if slices.ContainsFunc(w.facts, func(g datalog.Fact) bool { return same(f, g) }) {
		return false
	}
	w.facts = append(w.facts, f)
	return true
}

// each calls f for every block and then for the authorizer.
func (w *naiveWorld) each(f func(id int, b *naiveBlock) error) error {
	for id := range w.blocks {
		if err := f(id, &w.blocks[id]); err != nil {
			return err
		}
	}
	return f(datalog.AuthorizerID, &w.authorizer)
}

// sees tells whether a rule of block self, with scopes, sees a fact.
func (w *naiveWorld) sees(self int, scopes, blockScopes []datalog.Scope, f datalog.Fact) bool {
	if len(scopes) == 0 {
		scopes = blockScopes
	}
	if len(scopes) == 0 {
		scopes = []datalog.Scope{{Kind: datalog.ScopeAuthority}}
	}
	for _, origin := range f.Origin.Blocks() {
		trusted := origin == self || origin == datalog.AuthorizerID
		for _, s := range scopes {
			switch s.Kind {
			case datalog.ScopeAuthority:
				trusted = trusted || origin == 0
			case datalog.ScopePrevious:
				trusted = trusted || self != datalog.AuthorizerID && origin < self
			case datalog.ScopeKey:
				trusted = trusted || origin < len(w.blocks) && w.blocks[origin].signer != nil && *w.blocks[origin].signer == s.Key
			}
		}
		if !trusted {
			return false
		}
	}
	return true
}

// match calls f for each combination of facts that fits the body, with what it binds and where it comes from.
func (w *naiveWorld) match(self int, r naiveRule, blockScopes []datalog.Scope, f func(map[string]datalog.Term, []int)) {
	facts := slices.Clone(w.facts)
	var step func(at int, bound map[string]datalog.Term, from []int)
	step = func(at int, bound map[string]datalog.Term, from []int) {
		if at == len(r.body) {
			f(bound, from)
			return
		}
		for _, fact := range facts {
			if fact.Name != r.body[at].Name || len(fact.Terms) != len(r.body[at].Terms) || !w.sees(self, r.scopes, blockScopes, fact) {
				continue
			}
			next := map[string]datalog.Term{}
			for k, v := range bound {
				next[k] = v
			}
			fits := true
			for i, want := range r.body[at].Terms {
				if name, is := want.AsVar(); is {
					if v, known := next[name]; known {
						want = v
					} else {
						want, next[name] = fact.Terms[i], fact.Terms[i]
					}
				}
				if fact.Terms[i].Kind() == datalog.KindVariable || !want.Equal(fact.Terms[i]) {
					fits = false
				}
			}
			if fits {
				step(at+1, next, append(slices.Clone(from), fact.Origin.Blocks()...))
			}
		}
	}
	step(0, map[string]datalog.Term{}, nil)
}

// satisfied counts combinations, and those for which all conditions hold. An error in any of them is the outcome.
func (w *naiveWorld) satisfied(self int, r naiveRule, blockScopes []datalog.Scope, f func(map[string]datalog.Term, []int)) (matches, good int, err error) {
	w.match(self, r, blockScopes, func(bound map[string]datalog.Term, from []int) {
		matches++
		for _, c := range r.conditions {
			ok, failed := c.holds(bound)
			if failed != nil {
				err = failed
				return
			}
			if !ok {
				return
			}
		}
		good++
		f(bound, from)
	})
	return matches, good, err
}

func (w *naiveWorld) run() error {
	_ = w.each(func(id int, b *naiveBlock) error {
		for _, f := range b.facts {
			w.add(datalog.Fact{Predicate: f, Origin: datalog.OriginOf(id)})
		}
		return nil
	})
	for changed := true; changed; {
		changed = false
		err := w.each(func(id int, b *naiveBlock) error {
			for _, r := range b.rules {
				_, _, err := w.satisfied(id, r, b.scopes, func(bound map[string]datalog.Term, from []int) {
					head := datalog.Predicate{Name: r.head.Name}
					for _, t := range r.head.Terms {
						if name, is := t.AsVar(); is {
							t = bound[name]
						}
						head.Terms = append(head.Terms, t)
					}
					if w.add(datalog.Fact{Predicate: head, Origin: datalog.OriginOf(append(from, id)...)}) {
						changed = true
					}
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *naiveWorld) check(self int, c naiveCheck, blockScopes []datalog.Scope) (bool, error) {
	for _, q := range c.queries {
		matches, good, err := w.satisfied(self, q, blockScopes, func(map[string]datalog.Term, []int) {})
		switch {
		case err != nil:
			return false, err
		case c.kind == datalog.CheckIf && good > 0, c.kind == datalog.CheckAll && matches > 0 && good == matches:
			return true, nil
		case c.kind == datalog.RejectIf && good > 0:
			return false, nil
		}
	}
	return c.kind == datalog.RejectIf, nil
}

// authorize gives the decision as text: which policy matched, and which checks failed.
func (w *naiveWorld) authorize() (string, error) {
	if err := w.run(); err != nil {
		return "", err
	}
	policy, failed := "none", []string{}
	checks := func(id int, b *naiveBlock) error {
		for i, c := range b.checks {
			holds, err := w.check(id, c, b.scopes)
			if err != nil {
				return err
			}
			if !holds {
				failed = append(failed, fmt.Sprintf("%d/%d", id, i))
			}
		}
		return nil
	}
	if err := checks(datalog.AuthorizerID, &w.authorizer); err != nil {
		return "", err
	}
	for id := range w.blocks {
		if err := checks(id, &w.blocks[id]); err != nil {
			return "", err
		}
		if id > 0 {
			continue
		}
		for i, p := range w.authorizer.policies {
			matched, err := w.check(datalog.AuthorizerID, p, w.authorizer.scopes)
			if err != nil {
				return "", err
			}
			if matched {
				policy = fmt.Sprintf("%d %v", i, w.authorizer.allow[i])
				break
			}
		}
	}
	return fmt.Sprint(policy, failed), nil
}
