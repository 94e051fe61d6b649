package datalog

import (
	"context"
	"fmt"
	"slices"
)

// Options of a [World].
type Options struct {
	Budget Budget
	// Externs are the functions that `.extern::name()` calls, by name. None is registered by default, and calling one that
	// is missing is an error.
	Externs map[string]Extern
	// Regexes, if not nil, keeps compiled regular expressions for other worlds. It saves time, never steps.
	Regexes *RegexCache
}

// Extern is a function outside Datalog. It gets one value, or two when called with an argument, and must depend on nothing
// else, or decisions could not be repeated. It must not keep or change args.
type Extern func(args []Term) (Term, error)

// World holds the facts of one request: those of a token's blocks, of the authorizer, and what rules derive. Its methods
// share one [Budget]. A World is for one goroutine and one decision.
type World struct {
	meter
	facts      int
	iterations int
	budget     Budget
	externs    map[string]Extern
	regexes    regexes

	blocks     []blockInfo
	authorizer blockInfo
	extra      []Predicate // facts of the authorizer beside its compiled ones
	store      store
	terms      slab[Term] // of derived facts
	ran        bool
	failed     error // the error that ended an evaluation; it stays

	stack     []elem // of expressions
	join      join
	stackRoom [8]elem
}

type blockInfo struct {
	compiled *Compiled
	key      Key // external signer
	signed   bool
	trusted  Origin // what rules and checks see that name no scope
}

// NewWorld returns an empty world.
func NewWorld(o Options) *World {
	b := o.Budget.withDefaults()
	w := &World{budget: b, externs: o.Externs}
	w.meter = meter{left: b.Steps, total: b.Steps, poll: max(b.Steps-pollEvery, -1)}
	w.regexes.shared = o.Regexes
	w.stack = w.stackRoom[:0]
	return w
}

// Expect makes room for a number of blocks.
func (w *World) Expect(blocks int) { w.blocks = slices.Grow(w.blocks, min(blocks, MaxBlocks)) }

// AddBlock adds the next block of a token; the first is the authority. signer is the block's external key, nil for blocks
// of the token's own chain. All blocks are added before anything runs.
func (w *World) AddBlock(c *Compiled, signer *Key) error {
	if w.ran {
		return fmt.Errorf("datalog: a block was added after the world had run")
	}
	if len(w.blocks) == MaxBlocks {
		return fmt.Errorf("%w: more than %d blocks", ErrTooLarge, MaxBlocks)
	}
	info := blockInfo{compiled: c}
	if signer != nil {
		info.key, info.signed = *signer, true
	}
	w.blocks = append(w.blocks, info)
	return nil
}

// SetAuthorizer gives the world the verifier's facts, rules, checks and policies. extra are further facts of the
// authorizer, those of one request, beside a c that serves for many. The world keeps their terms.
func (w *World) SetAuthorizer(c *Compiled, extra ...Predicate) error {
	if w.ran {
		return fmt.Errorf("datalog: the authorizer was set after the world had run")
	}
	w.authorizer.compiled, w.extra = c, extra
	return nil
}

// start loads the facts and fixes who sees what, once.
func (w *World) start(ctx context.Context) error {
	w.ctx = ctx
	if w.failed != nil || w.ran {
		return w.failed
	}
	w.ran = true
	if w.authorizer.compiled == nil {
		w.authorizer.compiled = &Compiled{}
	}
	n := len(w.authorizer.compiled.block().Facts) + len(w.extra)
	for i := range w.blocks {
		n += len(w.blocks[i].compiled.block().Facts)
	}
	w.store.reserve(n)
	for i := range w.blocks {
		if err := w.enter(i, &w.blocks[i], OriginOf(0, i, AuthorizerID)); err != nil {
			return err
		}
	}
	if err := w.enter(AuthorizerID, &w.authorizer, OriginOf(0, AuthorizerID)); err != nil {
		return err
	}
	return w.load(w.extra, OriginOf(AuthorizerID))
}

// enter loads the facts of a block. standard is what its rules see when it names no scope.
func (w *World) enter(id int, b *blockInfo, standard Origin) error {
	scopes := b.compiled.block().Scopes
	if err := w.spend(w.scopeCost(scopes)); err != nil {
		return err
	}
	b.trusted = w.trust(id, scopes, standard)
	return w.load(b.compiled.block().Facts, OriginOf(id))
}

func (w *World) load(facts []Predicate, from Origin) error {
	for i := range facts {
		f := &facts[i]
		if err := w.spend(factCost(f.Name, f.Terms)); err != nil {
			return err
		}
		if w.store.add(f.Name, f.Terms, from, nil) {
			w.facts++
		}
	}
	return nil
}

// scopeCost is the cost of [World.trust].
func (w *World) scopeCost(scopes []Scope) int { return len(scopes) * (1 + len(w.blocks)/8) }

// trust gives the blocks whose facts a rule of block self sees. Scopes replace standard; the block itself and the
// authorizer are always seen (SPECIFICATIONS.md, "Scopes").
func (w *World) trust(self int, scopes []Scope, standard Origin) Origin {
	if len(scopes) == 0 {
		return standard
	}
	trusted := OriginOf(self, AuthorizerID)
	for _, s := range scopes {
		switch s.Kind {
		case ScopeAuthority:
			trusted = trusted.with(0)
		case ScopePrevious:
			if self != AuthorizerID { // `previous` has no meaning there, and adds nothing
				for b := range self {
					trusted = trusted.with(b)
				}
			}
		case ScopeKey:
			for b := range w.blocks {
				if w.blocks[b].signed && w.blocks[b].key == s.Key {
					trusted = trusted.with(b)
				}
			}
		}
	}
	return trusted
}

// block returns the block with an index, or the authorizer.
func (w *World) block(id int) *blockInfo {
	if id == AuthorizerID {
		return &w.authorizer
	}
	return &w.blocks[id]
}

// Fact is a fact with the blocks it comes from.
type Fact struct {
	Predicate
	Origin Origin
}

// Facts lists what the world holds once it has run, in the order in which it was stated and derived.
func (w *World) Facts() []Fact {
	out := make([]Fact, 0, len(w.store.rows))
	for i := range w.store.rows {
		r := &w.store.rows[i]
		out = append(out, Fact{Predicate{w.store.tables[r.table].name, r.terms}, r.origin})
	}
	return copyFacts(out)
}

// Blocks returns the number of token blocks.
func (w *World) Blocks() int { return len(w.blocks) }

// StepsUsed returns the steps spent so far.
func (w *World) StepsUsed() int { return w.total - max(w.left, 0) }

// Iterations returns the rounds of rule application that derived a fact.
func (w *World) Iterations() int { return w.iterations }
