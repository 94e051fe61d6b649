package datalog

import (
	"fmt"
	"slices"
)

// Limits of one rule or query. They keep the bookkeeping of a join in a machine word.
const (
	MaxVariables  = 64
	MaxPredicates = 64
)

// Compiled is a block prepared for evaluation. It is immutable, and may be used by many worlds and goroutines at once.
type Compiled struct {
	source   Authorizer
	rules    []query
	checks   []statement
	policies []statement
}

// Source returns what was compiled; a token's block has no policies. It must not be changed.
func (c *Compiled) Source() *Authorizer { return &c.source }

// statement is a compiled check or policy.
type statement struct{ queries []query }

// query is a compiled rule, or one query of a check or policy.
type query struct {
	source *Rule
	head   []Term // terms of a rule's head; variables hold their slot in num
	body   []pattern
	exprs  [][]Op
	plans  [][]uint8 // plans[d] orders the body starting from predicate d; a single plan when there is nothing to choose
	slots  int       // of the body's variables, then of closure parameters
}

// pattern is a predicate whose variables hold their slot in num.
type pattern struct {
	name  string
	terms []Term
}

const unbound = ^uint64(0) // slot of a variable that nothing binds: using it is an error

// Compiler turns blocks into [Compiled] ones. Using one compiler for all blocks of a token saves allocations. The zero
// Compiler is ready for use. It is not safe for concurrent use.
type Compiler struct {
	terms      slab[Term]
	ops        slab[Op]
	exprs      slab[[]Op]
	patterns   slab[pattern]
	queries    slab[query]
	statements slab[statement]
	plans      slab[[]uint8]
	orders     slab[uint8]
	names      []string // slots of the query that is being compiled
}

// Compile prepares one block with a compiler of its own.
func Compile(b Block) (*Compiled, error) { return new(Compiler).Block(b) }

// Block prepares a block. It refuses rules with unbound variables in their head (*[UnboundError]) and rules that are too
// large ([ErrTooLarge]). The block must not be changed afterwards.
func (c *Compiler) Block(b Block) (*Compiled, error) { return c.Authorizer(Authorizer{Block: b}) }

// Authorizer prepares an authorizer. See [Compiler.Block].
func (c *Compiler) Authorizer(a Authorizer) (*Compiled, error) {
	out := &Compiled{source: a}
	out.rules = c.queries.take(len(a.Rules))
	for i := range a.Rules {
		if err := c.rule(&out.rules[i], &out.source.Rules[i]); err != nil {
			return nil, err
		}
	}
	out.checks = c.statements.take(len(a.Checks))
	for i := range a.Checks {
		if err := c.statement(&out.checks[i], out.source.Checks[i].Queries); err != nil {
			return nil, err
		}
	}
	out.policies = c.statements.take(len(a.Policies))
	for i := range a.Policies {
		if err := c.statement(&out.policies[i], out.source.Policies[i].Queries); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (c *Compiler) rule(q *query, r *Rule) error {
	if err := c.query(q, r); err != nil {
		return err
	}
	q.head = c.terms.take(len(r.Head.Terms))
	for i, t := range r.Head.Terms {
		q.head[i] = t
		if t.kind == KindVariable {
			slot := slices.Index(c.names, t.str)
			if slot < 0 {
				return &UnboundError{Rule: *r, Variable: t.str}
			}
			q.head[i].num = uint64(slot)
		}
	}
	return nil
}

func (c *Compiler) statement(s *statement, queries []Rule) error {
	s.queries = c.queries.take(len(queries))
	for i := range queries {
		if err := c.query(&s.queries[i], &queries[i]); err != nil {
			return err
		}
	}
	return nil
}

func (c *Compiler) query(q *query, r *Rule) error {
	if len(r.Body) > MaxPredicates {
		return fmt.Errorf("%w: more than %d predicates", ErrTooLarge, MaxPredicates)
	}
	c.names = c.names[:0]
	q.source = r
	q.body = c.patterns.take(len(r.Body))
	for i := range r.Body {
		p := &r.Body[i]
		terms := c.terms.take(len(p.Terms))
		for j, t := range p.Terms {
			if t.kind == KindVariable {
				slot := slices.Index(c.names, t.str)
				if slot < 0 {
					slot = len(c.names)
					c.names = append(c.names, t.str)
				}
				t.num = uint64(slot)
			}
			terms[j] = t
		}
		if len(c.names) > MaxVariables {
			return fmt.Errorf("%w: more than %d variables", ErrTooLarge, MaxVariables)
		}
		q.body[i] = pattern{name: p.Name, terms: terms}
	}
	q.slots = len(c.names)
	q.exprs = c.exprs.take(len(r.Expressions))
	for i, e := range r.Expressions {
		q.exprs[i] = c.expression(e, &q.slots)
	}
	q.plans = c.plan(q.body)
	return nil
}

// expression copies the operations, giving each variable its slot: its index in c.names, which holds the variables of the
// body and then the parameters of the closures around.
func (c *Compiler) expression(ops []Op, slots *int) []Op {
	out := c.ops.take(len(ops))
	for i, o := range ops {
		switch {
		case o.kind == OpValue && o.term.kind == KindVariable:
			o.term.num = unbound
			if slot := slices.Index(c.names, o.term.str); slot >= 0 {
				o.term.num = uint64(slot)
			}
		case o.kind == OpClosure:
			o.closure = c.lambda(o.closure, slots)
		}
		out[i] = o
	}
	return out
}

func (c *Compiler) lambda(source *Closure, slots *int) *Closure {
	out := &Closure{params: source.params, depth: source.depth, slot: len(c.names)}
	for _, p := range source.params {
		out.shadows = out.shadows || slices.Contains(c.names, p)
	}
	if len(source.params) > 1 || out.shadows {
		return out // no operator takes it, so its operations are never looked at
	}
	c.names = append(c.names, source.params...)
	*slots = max(*slots, len(c.names))
	out.ops = c.expression(source.ops, slots)
	c.names = c.names[:out.slot]
	return out
}
