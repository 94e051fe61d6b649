package syntax

import (
	"strings"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// parseStatements parses a block, or an authorizer when policies are allowed.
func parseStatements(src string, params Params, policies bool) (datalog.Authorizer, error) {
	p, err := newParser(src, params)
	if err != nil {
		return datalog.Authorizer{}, err
	}
	var all datalog.Authorizer
	var errs []*Error
	for first := true; !p.eof() && len(errs) < maxErrors; first = false {
		start := p.pos
		p.depth, p.closures, p.next = 0, nil, nil // a statement that failed leaves its own behind
		if err := p.statement(&all, policies, first); err != nil {
			errs = append(errs, err)
			p.resync(start)
		}
	}
	if at := p.unclosed - 1; at >= 0 && len(errs) < maxErrors && (len(errs) == 0 || errs[len(errs)-1].Offset != at) {
		errs = append(errs, p.unexpected())
	}
	if len(errs) > 0 {
		return datalog.Authorizer{}, join(errs)
	}
	if err := p.params.check(); err != nil {
		return datalog.Authorizer{}, err
	}
	return all, nil
}

// statement parses one statement with its semicolon and adds it to all.
func (p *parser) statement(all *datalog.Authorizer, policies, first bool) *Error {
	start := p.pos
	word := p.word()
	p.pos += len(word)
	called := p.at("(") // any name may be that of a predicate, also `check`
	p.pos = start
	switch keyword := strings.ToLower(word); {
	case called:
		h, err := p.head()
		if err != nil {
			return err
		}
		if p.at("<-") {
			rule, err := p.ruleFrom(h)
			if err != nil {
				return err
			}
			all.Rules = append(all.Rules, rule)
			break
		}
		fact, err := p.factFrom(h)
		if err != nil {
			return err
		}
		all.Facts = append(all.Facts, fact)
		p.next = []string{`"<-"`}
	case keyword == "check" || keyword == "reject":
		check, err := p.check()
		if err != nil {
			return err
		}
		all.Checks = append(all.Checks, check)
	case keyword == "allow" || keyword == "deny":
		if !policies {
			return p.refuse(start, "a block holds no policies: %q belongs to the authorizer", keyword+" if")
		}
		policy, err := p.policy()
		if err != nil {
			return err
		}
		all.Policies = append(all.Policies, policy)
	case keyword == "trusting":
		if !first {
			return p.refuse(start, `"trusting" for all statements must come before them`)
		}
		scopes, err := p.scopes()
		if err != nil {
			return err
		}
		all.Scopes = scopes
	case word != "":
		p.pos += len(word)
		return p.unexpected(`"(" after ` + p.found(start))
	case policies:
		return p.unexpected("a fact, rule, check or policy")
	default:
		return p.unexpected("a fact, rule or check")
	}
	if p.accept(";") {
		return nil
	}
	return p.end(`";"`)
}
