package syntax

import (
	"github.com/hardtack-auth/hardtack/token/datalog"
)

// queryHead is the head that checks and policies give their queries. It carries no meaning.
var queryHead = datalog.Predicate{Name: "query"}

// head is the predicate that starts a fact or rule. Which of the two, and so whether it may have variables, shows behind it.
type head struct {
	datalog.Predicate
	uses []use
}

func (p *parser) head() (head, *Error) {
	p.uses = nil
	predicate, err := p.predicate()
	return head{predicate, p.uses}, err
}

func (p *parser) fact() (datalog.Predicate, *Error) {
	h, err := p.head()
	if err != nil {
		return datalog.Predicate{}, err
	}
	return p.factFrom(h)
}

// factFrom refuses variables, which would make a fact that nothing matches.
func (p *parser) factFrom(h head) (datalog.Predicate, *Error) {
	if len(h.uses) > 0 {
		return datalog.Predicate{}, p.refuse(h.uses[0].at, "variables are not allowed in facts: %q", "$"+h.uses[0].name)
	}
	p.next = nil
	return h.Predicate, nil
}

func (p *parser) rule() (datalog.Rule, *Error) {
	h, err := p.head()
	if err != nil {
		return datalog.Rule{}, err
	}
	return p.ruleFrom(h)
}

// ruleFrom parses a rule from its arrow on.
func (p *parser) ruleFrom(h head) (datalog.Rule, *Error) {
	if err := p.expect("<-", `"<-"`); err != nil {
		return datalog.Rule{}, err
	}
	return p.body(h.Predicate, h.uses)
}

func (p *parser) check() (datalog.Check, *Error) {
	var kind datalog.CheckKind
	switch {
	case p.keyword("check"):
		switch {
		case p.keyword("if"):
			kind = datalog.CheckIf
		case p.keyword("all"):
			kind = datalog.CheckAll
		default:
			return datalog.Check{}, p.unexpected(`"if"`, `"all"`)
		}
	case p.keyword("reject"):
		if !p.keyword("if") {
			return datalog.Check{}, p.unexpected(`"if"`)
		}
		kind = datalog.RejectIf
	default:
		return datalog.Check{}, p.unexpected(`"check if"`, `"check all"`, `"reject if"`)
	}
	queries, err := p.queries()
	return datalog.Check{Kind: kind, Queries: queries}, err
}

func (p *parser) policy() (datalog.Policy, *Error) {
	var kind datalog.PolicyKind
	switch {
	case p.keyword("allow"):
		kind = datalog.Allow
	case p.keyword("deny"):
		kind = datalog.Deny
	default:
		return datalog.Policy{}, p.unexpected(`"allow if"`, `"deny if"`)
	}
	if !p.keyword("if") {
		return datalog.Policy{}, p.unexpected(`"if"`)
	}
	queries, err := p.queries()
	return datalog.Policy{Kind: kind, Queries: queries}, err
}

// queries parses what follows `check if`: bodies with `or` between them.
func (p *parser) queries() ([]datalog.Rule, *Error) {
	var all []datalog.Rule
	for {
		query, err := p.body(queryHead, nil)
		if err != nil {
			return nil, err
		}
		all = append(all, query)
		if !p.keyword("or") {
			p.next = append(p.next, `"or"`)
			return all, nil
		}
	}
}

// body parses predicates and expressions in any order, and then scopes. Variables of the head and of expressions must stand
// in a predicate: the specification asks it of heads, and any other could only fail at evaluation.
func (p *parser) body(head datalog.Predicate, needed []use) (datalog.Rule, *Error) {
	rule := datalog.Rule{Head: head}
	bound := map[string]bool{}
	for more := true; more; more = p.accept(",") {
		p.uses = nil
		if p.atPredicate() {
			predicate, err := p.predicate()
			if err != nil {
				return datalog.Rule{}, err
			}
			rule.Body = append(rule.Body, predicate)
			for _, u := range p.uses {
				bound[u.name] = true
			}
			p.next = nil
		} else {
			expression, err := p.expression()
			if err != nil {
				return datalog.Rule{}, err
			}
			rule.Expressions = append(rule.Expressions, expression)
			needed = append(needed, p.uses...)
			p.next = []string{"an operator"}
		}
	}
	p.next = append(p.next, `","`)
	if p.atScopes() {
		scopes, err := p.scopes()
		if err != nil {
			return datalog.Rule{}, err
		}
		rule.Scopes = scopes
	} else {
		p.next = append(p.next, `"trusting"`)
	}
	for _, u := range needed {
		if !bound[u.name] {
			return datalog.Rule{}, p.refuse(u.at, "variable %q stands in no predicate of the body", "$"+u.name)
		}
	}
	return rule, nil
}

// atPredicate tells whether a name and a parenthesis come next. No expression starts so.
func (p *parser) atPredicate() bool {
	p.skip()
	start := p.pos
	name := p.word()
	p.pos += len(name)
	called := name != "" && p.at("(")
	p.pos = start
	return called
}

// predicate parses a name and at least one term in parentheses.
func (p *parser) predicate() (datalog.Predicate, *Error) {
	p.skip()
	name := p.word()
	if name == "" {
		return datalog.Predicate{}, p.unexpected("the name of a predicate")
	}
	p.pos += len(name)
	if err := p.expect("(", `"("`); err != nil {
		return datalog.Predicate{}, err
	}
	predicate := datalog.Predicate{Name: name}
	for {
		term, err := p.term(inRule)
		if err != nil {
			return datalog.Predicate{}, err
		}
		predicate.Terms = append(predicate.Terms, term)
		if p.accept(")") {
			return predicate, nil
		}
		if err := p.expect(",", `","`, `")"`); err != nil {
			return datalog.Predicate{}, err
		}
	}
}
