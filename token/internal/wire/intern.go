package wire

import (
	"slices"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// interner gives symbols and keys of a new block their indices, in the order in which it meets them: those of the tables
// before the block keep theirs, new ones follow (spec/biscuit.md, "Blocks and versions").
type interner struct {
	base     *Symbols
	fresh    Symbols // what the new block defines
	resolved int     // bytes of symbols, counted wherever one is used
}

// block visits facts, rules, checks, scopes, in this order whatever their order on the wire.
func (n *interner) block(b *datalog.Block) {
	for i := range b.Facts {
		n.predicate(&b.Facts[i])
	}
	for i := range b.Rules {
		n.rule(&b.Rules[i])
	}
	for i := range b.Checks {
		for j := range b.Checks[i].Queries {
			n.rule(&b.Checks[i].Queries[j])
		}
	}
	n.scopes(b.Scopes)
}

func (n *interner) rule(r *datalog.Rule) {
	n.predicate(&r.Head)
	for i := range r.Body {
		n.predicate(&r.Body[i])
	}
	for _, e := range r.Expressions {
		n.ops(e)
	}
	n.scopes(r.Scopes)
}

func (n *interner) predicate(p *datalog.Predicate) {
	n.symbol(p.Name)
	for _, t := range p.Terms {
		n.term(t)
	}
}

// term visits the elements of sets and maps in the order of their text, in which package datalog keeps them. On the wire they
// are in the order of their indices.
func (n *interner) term(t datalog.Term) {
	switch t.Kind() {
	case datalog.KindVariable:
		name, _ := t.AsVar()
		n.symbol(name)
	case datalog.KindString:
		text, _ := t.AsString()
		n.symbol(text)
	case datalog.KindSet, datalog.KindArray:
		for i := range t.Len() {
			_, e := t.At(i)
			n.term(e)
		}
	case datalog.KindMap:
		for i := range t.Len() {
			k, v := t.At(i)
			n.term(k)
			n.term(v)
		}
	}
}

func (n *interner) ops(ops []datalog.Op) {
	for _, o := range ops {
		switch o.Kind() {
		case datalog.OpValue:
			n.term(o.Term())
		case datalog.OpClosure:
			params, body := o.Closure()
			for _, p := range params {
				n.symbol(p)
			}
			n.ops(body)
		default:
			if isExtern(o) {
				n.symbol(o.Extern())
			}
		}
	}
}

func isExtern(o datalog.Op) bool {
	return o.Kind() == datalog.OpUnary && o.Unary() == datalog.ExternUnary ||
		o.Kind() == datalog.OpBinary && o.Binary() == datalog.ExternBinary
}

func (n *interner) scopes(scopes []datalog.Scope) {
	for _, s := range scopes {
		if s.Kind == datalog.ScopeKey && !slices.Contains(n.base.keys, s.Key) && !slices.Contains(n.fresh.keys, s.Key) {
			n.fresh.keys = append(n.fresh.keys, s.Key)
		}
	}
}

// symbol gives s an index, unless it has one.
func (n *interner) symbol(s string) {
	n.resolved += len(s)
	if _, known := n.base.find(s); known {
		return
	}
	if _, known := n.fresh.find(s); known {
		return
	}
	// Add cannot fail: the symbol is new.
	_ = n.fresh.Add([]string{s}, nil)
}

// index returns the index on the wire of a symbol that block has visited.
func (n *interner) index(s string) uint64 {
	if at, known := n.base.find(s); known {
		return at
	}
	at, _ := n.fresh.find(s)
	return at + uint64(len(n.base.list))
}

// key returns the index on the wire of a key that block has visited.
func (n *interner) key(k datalog.Key) uint64 {
	if at := slices.Index(n.base.keys, k); at >= 0 {
		return uint64(at)
	}
	return uint64(len(n.base.keys) + slices.Index(n.fresh.keys, k))
}

// compare orders terms as on the wire: as [datalog.Compare] does, but strings by their index.
func (n *interner) compare(t, u datalog.Term) int {
	switch t.Kind() {
	case datalog.KindString:
		a, _ := t.AsString()
		if b, ok := u.AsString(); ok {
			return int(n.index(a)) - int(n.index(b))
		}
	case datalog.KindArray, datalog.KindMap, datalog.KindSet:
		if t.Kind() == u.Kind() {
			return slices.CompareFunc(n.flat(t), n.flat(u), n.compare)
		}
	}
	return datalog.Compare(t, u)
}

// flat returns what a composite holds, in the order of the wire: the elements, or the keys each with its value.
func (n *interner) flat(t datalog.Term) []datalog.Term {
	terms := make([]datalog.Term, 0, t.Len())
	for i := range t.Len() {
		_, e := t.At(i)
		terms = append(terms, e)
	}
	switch t.Kind() {
	case datalog.KindSet:
		slices.SortFunc(terms, n.compare)
	case datalog.KindMap:
		terms = terms[:0]
		for _, e := range n.entries(t) {
			terms = append(terms, e.Key, e.Value)
		}
	}
	return terms
}

// entries returns the entries of a map in the order of the wire.
func (n *interner) entries(t datalog.Term) []datalog.Entry {
	entries := make([]datalog.Entry, t.Len())
	for i := range entries {
		entries[i].Key, entries[i].Value = t.At(i)
	}
	slices.SortFunc(entries, func(a, b datalog.Entry) int { return n.compare(a.Key, b.Key) })
	return entries
}
