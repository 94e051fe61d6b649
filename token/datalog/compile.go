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
	source   *Block
	decrees  []Policy // what policies was compiled from
	rules    []query
	checks   []statement
	policies []statement
}

// Source returns a copy of what was compiled; a token's block has no policies.
func (c *Compiled) Source() Authorizer {
	return Authorizer{Block: *c.block(), Policies: c.decrees}.Clone()
}

// noBlock is the source of the zero Compiled. Nothing changes it.
var noBlock Block

// block returns what was compiled, which the engine does not change.
func (c *Compiled) block() *Block {
	if c.source == nil {
		return &noBlock
	}
	return c.source
}

// statement is a compiled check or policy.
type statement struct{ queries []query }

// query is a compiled rule, or one query of a check or policy. The variables of the rule hold their slot: those of the body
// come first, in the order in which they are met, then the parameters of closures.
type query struct {
	*Rule
	plans [][]uint8 // plans[d] orders the body starting from predicate d; a single plan when there is nothing to choose
	slots int
	cost  int // steps of preparing a join: each predicate's table is looked up
}

const unbound = ^uint64(0) // slot of a variable that nothing binds: using it is an error

// Compiler prepares blocks. Using one for all blocks of a token saves allocations. The zero Compiler is ready for use; it is
// not safe for concurrent use.
type Compiler struct {
	blocks     slab[Compiled]
	queries    slab[query]
	statements slab[statement]
	plans      slab[[]uint8]
	orders     slab[uint8]
	names      []string // of the variables in sight, by slot
	dry        bool     // only look for errors
}

// Compile prepares a copy of a block. It refuses rules with variables in their head that the body does not bind
// (*[UnboundError]) and rules that are too large ([ErrTooLarge]).
func Compile(b Block) (*Compiled, error) { return CompileAuthorizer(Authorizer{Block: b}) }

// CompileAuthorizer is [Compile] for an authorizer.
func CompileAuthorizer(a Authorizer) (*Compiled, error) {
	a = a.Clone()
	return new(Compiler).compile(&a.Block, a.Policies)
}

// Validate returns the error that [Compile] would return.
func Validate(b Block) error {
	_, err := (&Compiler{dry: true}).compile(&b, nil)
	return err
}

// Owned is [Compile] without the copy: the caller gives the block away, with every closure in it, and nobody else has any
// of it. It is meant for what has just been decoded.
func (c *Compiler) Owned(b *Block) (*Compiled, error) { return c.compile(b, nil) }

// Expect makes room for a number of blocks.
func (c *Compiler) Expect(blocks int) { c.blocks.free = make([]Compiled, blocks) }

func (c *Compiler) compile(a *Block, policies []Policy) (*Compiled, error) {
	out := &c.blocks.take(1)[0]
	out.source, out.decrees = a, policies
	out.rules = c.queries.take(len(a.Rules))
	for i := range a.Rules {
		if err := c.rule(&out.rules[i], &a.Rules[i]); err != nil {
			return nil, err
		}
	}
	out.checks = c.statements.take(len(a.Checks))
	for i := range a.Checks {
		if err := c.statement(&out.checks[i], a.Checks[i].Queries); err != nil {
			return nil, err
		}
	}
	out.policies = c.statements.take(len(policies))
	for i := range policies {
		if err := c.statement(&out.policies[i], policies[i].Queries); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (c *Compiler) rule(q *query, r *Rule) error {
	if err := c.query(q, r); err != nil {
		return err
	}
	for i := range r.Head.Terms {
		if t := &r.Head.Terms[i]; t.kind == KindVariable && !c.bind(t) {
			return &UnboundError{Rule: *r, Variable: t.str}
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
	for i := range r.Body {
		terms := r.Body[i].Terms
		for j := range terms {
			if t := &terms[j]; t.kind == KindVariable && !c.bind(t) {
				if len(c.names) == MaxVariables {
					return fmt.Errorf("%w: more than %d variables", ErrTooLarge, MaxVariables)
				}
				c.names = append(c.names, t.str)
				c.bind(t)
			}
		}
	}
	q.Rule, q.slots, q.cost = r, len(c.names), 1+len(r.Body)
	for i := range r.Body {
		q.cost += scanCost(len(r.Body[i].Name))
	}
	for i := range r.Expressions {
		c.expression(r.Expressions[i], &q.slots)
	}
	if !c.dry {
		q.plans = c.plan(r.Body)
	}
	return nil
}

// bind gives a variable its slot, and tells whether it has one.
func (c *Compiler) bind(t *Term) bool {
	slot := slices.Index(c.names, t.str)
	if !c.dry {
		t.num = uint64(slot) // -1 is unbound
	}
	return slot >= 0
}

// expression gives the variables their slots: their index in c.names, which holds the variables of the body and then the
// parameters of the closures around.
func (c *Compiler) expression(ops []Op, slots *int) {
	for i := range ops {
		switch o := &ops[i]; {
		case o.kind == OpValue && o.term.kind == KindVariable:
			c.bind(&o.term)
		case o.kind == OpClosure:
			c.lambda(o.closure, slots)
		}
	}
}

func (c *Compiler) lambda(l *Closure, slots *int) {
	shadows := slices.ContainsFunc(l.params, func(p string) bool { return slices.Contains(c.names, p) })
	outer := len(c.names)
	if !c.dry {
		l.slot, l.shadows = outer, shadows
	}
	if len(l.params) > 1 || shadows {
		return // no operator takes it, so its operations are never looked at
	}
	c.names = append(c.names, l.params...)
	*slots = max(*slots, len(c.names))
	c.expression(l.ops, slots)
	c.names = c.names[:outer]
}
