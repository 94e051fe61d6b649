package wire

import "github.com/hardtack-auth/hardtack/token/datalog"

func (d *Decoder) fact(p *datalog.Predicate) {
	r := &d.r
	o := r.enter("Fact")
	have := false
	for r.next() {
		switch {
		case r.tag != 1<<3|length:
			r.other(1)
		case r.once(have):
			have = true
			d.predicate(p)
		}
	}
	if r.err == nil && !have {
		r.fail("required field missing")
	}
	r.leave(o)
}

func (d *Decoder) predicate(p *datalog.Predicate) {
	r := &d.r
	o := r.enter("Predicate")
	p.Terms = take(d, &d.terms, r.count(2))
	var have uint16
	terms := 0
	for r.next() {
		switch r.tag {
		case 1<<3 | varint:
			have |= 1
			p.Name = d.predicateName(r.val)
		case 2<<3 | length:
			d.term(&p.Terms[terms])
			terms++
		default:
			r.other(2)
		}
	}
	r.require(have, 1)
	r.leave(o)
}

// predicateName is [Decoder.symbol] for names, where an unknown one is printed without its number, as the reference does.
func (d *Decoder) predicateName(index uint64) string {
	if s, ok := d.table.text(index); ok {
		return d.resolve(s)
	}
	d.symbol(index)
	return "<?>"
}

func (d *Decoder) rule(rule *datalog.Rule) {
	r := &d.r
	o := r.enter("Rule")
	var n [9]int
	r.tally(&n)
	rule.Body = take(d, &d.predicates, n[2])
	rule.Expressions = take(d, &d.expressions, n[3])
	rule.Scopes = take(d, &d.scopes, n[4])
	var have uint16
	var body, expressions, scopes int
	for r.next() {
		switch r.tag {
		case 1<<3 | length:
			if r.once(have != 0) {
				have |= 1
				d.predicate(&rule.Head)
			}
		case 2<<3 | length:
			d.predicate(&rule.Body[body])
			body++
		case 3<<3 | length:
			rule.Expressions[expressions] = d.expression()
			expressions++
		case 4<<3 | length:
			rule.Scopes[scopes] = d.scope()
			scopes++
		default:
			r.other(4)
		}
	}
	r.require(have, 1)
	r.leave(o)
}

func (d *Decoder) check(c *datalog.Check) {
	r := &d.r
	o := r.enter("Check")
	c.Queries = take(d, &d.rules, r.count(1))
	queries, kind := 0, uint32(0)
	for r.next() {
		switch r.tag {
		case 1<<3 | length:
			d.rule(&c.Queries[queries])
			queries++
		case 2<<3 | varint:
			d.explicitKind = true
			kind = uint32(r.val)
		default:
			r.other(2)
		}
	}
	c.Kind = datalog.CheckKind(min(kind, 255))
	if kind > uint32(datalog.RejectIf) {
		d.refuse("invalid check kind %d", kind)
	}
	r.leave(o)
}

func (d *Decoder) scope() (s datalog.Scope) {
	r := &d.r
	o := r.enter("Scope")
	var member uint32
	var number uint64
	for r.next() {
		switch r.tag {
		case 1<<3 | varint, 2<<3 | varint:
			member, number = r.tag>>3, r.val
		default:
			r.other(2)
		}
	}
	r.leave(o)
	switch {
	case r.err != nil:
		return datalog.Scope{}
	case member == 2 && number < uint64(len(d.table.keys)):
		return datalog.Scope{Kind: datalog.ScopeKey, Key: d.table.keys[number]}
	case member == 2:
		if d.unknown == nil {
			d.unknown = ErrUnknownExternalKey
		}
		return datalog.Scope{Kind: datalog.ScopeKey}
	case member == 0:
		d.refuse("scope without content")
	case uint32(number) > uint32(datalog.ScopePrevious):
		d.refuse("unknown scope type %d", uint32(number))
	default:
		return datalog.Scope{Kind: datalog.ScopeKind(number)}
	}
	// Never evaluated. The zero Scope would print as a trust in the authority block that nobody wrote.
	return datalog.Scope{Kind: datalog.ScopeKey}
}
