package wire

import "github.com/hardtack-auth/hardtack/token/datalog"

// once fails when a message that protobuf would merge with an earlier one comes again. In blocks we refuse what the reference
// merges: nobody writes it, and it would be a second spelling of everything.
func (r *reader) once(again bool) bool {
	if again {
		return r.fail("repeated message")
	}
	return true
}

func (d *Decoder) fact(in *reader) (p datalog.Predicate) {
	r := d.enter(in, "Fact")
	have := false
	for r.next() {
		switch {
		case r.tag != 1<<3|length:
			r.other(1)
		case r.once(have):
			p, have = d.predicate(&r), true
		}
	}
	if r.err == nil && !have {
		r.fail("required field missing")
	}
	in.err = r.err
	return p
}

func (d *Decoder) predicate(in *reader) (p datalog.Predicate) {
	r := d.enter(in, "Predicate")
	p.Terms = take(d, &r, &d.terms, r.count(2<<3|length))
	var have uint16
	terms := 0
	for r.next() {
		switch r.tag {
		case 1<<3 | varint:
			have |= 1
			p.Name = d.predicateName(r.val)
		case 2<<3 | length:
			p.Terms[terms] = d.term(&r)
			terms++
		default:
			r.other(2)
		}
	}
	r.require(have, 1)
	in.err = r.err
	return p
}

// predicateName is [Decoder.symbol] for names, where an unknown one is printed without its number, as the reference does.
func (d *Decoder) predicateName(index uint64) string {
	if s, ok := d.table.text(index); ok {
		return s
	}
	d.symbol(index)
	return "<?>"
}

func (d *Decoder) rule(in *reader) (rule datalog.Rule) {
	r := d.enter(in, "Rule")
	rule.Body = take(d, &r, &d.predicates, r.count(2<<3|length))
	rule.Expressions = take(d, &r, &d.expressions, r.count(3<<3|length))
	rule.Scopes = take(d, &r, &d.scopes, r.count(4<<3|length))
	var have uint16
	var body, expressions, scopes int
	for r.next() {
		switch r.tag {
		case 1<<3 | length:
			if r.once(have != 0) {
				have |= 1
				rule.Head = d.predicate(&r)
			}
		case 2<<3 | length:
			rule.Body[body] = d.predicate(&r)
			body++
		case 3<<3 | length:
			rule.Expressions[expressions] = d.expression(&r)
			expressions++
		case 4<<3 | length:
			rule.Scopes[scopes] = d.scope(&r)
			scopes++
		default:
			r.other(4)
		}
	}
	r.require(have, 1)
	in.err = r.err
	return rule
}

func (d *Decoder) check(in *reader) (c datalog.Check) {
	r := d.enter(in, "Check")
	c.Queries = take(d, &r, &d.rules, r.count(1<<3|length))
	queries, kind := 0, uint32(0)
	for r.next() {
		switch r.tag {
		case 1<<3 | length:
			c.Queries[queries] = d.rule(&r)
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
	in.err = r.err
	return c
}

func (d *Decoder) scope(in *reader) (s datalog.Scope) {
	r := d.enter(in, "Scope")
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
	in.err = r.err
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
