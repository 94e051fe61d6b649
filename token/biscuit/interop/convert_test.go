package interop

import (
	"fmt"
	"time"

	biscuitgo "github.com/biscuit-auth/biscuit-go/v2"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// What follows turns our statements into those of biscuit-go, so that one text serves both: its own parser speaks an older
// syntax. Constructs that it does not have are errors. A lazy && or || becomes its eager one.

func goBlock(code string) (biscuitgo.ParsedBlock, error) {
	b, err := syntax.ParseBlock(code, noParams)
	if err != nil {
		return biscuitgo.ParsedBlock{}, err
	}
	a, err := goAuthorizer(datalog.Authorizer{Block: b})
	return a.Block, err
}

func goAuthorizer(a datalog.Authorizer) (biscuitgo.ParsedAuthorizer, error) {
	var out biscuitgo.ParsedAuthorizer
	if len(a.Scopes) > 0 {
		return out, fmt.Errorf("biscuit-go has no scopes")
	}
	for _, f := range a.Facts {
		p, err := goPredicate(f)
		if err != nil {
			return out, err
		}
		out.Block.Facts = append(out.Block.Facts, biscuitgo.Fact{Predicate: p})
	}
	var err error
	if out.Block.Rules, err = goRules(a.Rules); err != nil {
		return out, err
	}
	for _, c := range a.Checks {
		queries, err := goRules(c.Queries)
		if err != nil {
			return out, err
		}
		if c.Kind != datalog.CheckIf {
			return out, fmt.Errorf("biscuit-go has no %q", c.Kind)
		}
		out.Block.Checks = append(out.Block.Checks, biscuitgo.Check{Queries: queries})
	}
	for _, p := range a.Policies {
		queries, err := goRules(p.Queries)
		if err != nil {
			return out, err
		}
		kind := map[datalog.PolicyKind]biscuitgo.PolicyKind{datalog.Allow: biscuitgo.PolicyKindAllow, datalog.Deny: biscuitgo.PolicyKindDeny}[p.Kind]
		out.Policies = append(out.Policies, biscuitgo.Policy{Queries: queries, Kind: kind})
	}
	return out, nil
}

func goRules(rules []datalog.Rule) ([]biscuitgo.Rule, error) {
	var out []biscuitgo.Rule
	for _, r := range rules {
		if len(r.Scopes) > 0 {
			return nil, fmt.Errorf("biscuit-go has no scopes")
		}
		head, err := goPredicate(r.Head)
		if err != nil {
			return nil, err
		}
		q := biscuitgo.Rule{Head: head}
		for _, p := range r.Body {
			b, err := goPredicate(p)
			if err != nil {
				return nil, err
			}
			q.Body = append(q.Body, b)
		}
		for _, e := range r.Expressions {
			ops, err := goExpression(e)
			if err != nil {
				return nil, err
			}
			q.Expressions = append(q.Expressions, ops)
		}
		out = append(out, q)
	}
	return out, nil
}

func goPredicate(p datalog.Predicate) (biscuitgo.Predicate, error) {
	out := biscuitgo.Predicate{Name: p.Name}
	for _, t := range p.Terms {
		term, err := goTerm(t)
		if err != nil {
			return out, err
		}
		out.IDs = append(out.IDs, term)
	}
	return out, nil
}

func goTerm(t datalog.Term) (biscuitgo.Term, error) {
	switch t.Kind() {
	case datalog.KindVariable:
		name, _ := t.AsVar()
		return biscuitgo.Variable(name), nil
	case datalog.KindInteger:
		n, _ := t.AsInt()
		return biscuitgo.Integer(n), nil
	case datalog.KindString:
		s, _ := t.AsString()
		return biscuitgo.String(s), nil
	case datalog.KindDate:
		seconds, _ := t.AsDate()
		return biscuitgo.Date(time.Unix(int64(seconds), 0)), nil
	case datalog.KindBytes:
		b, _ := t.AsBytes()
		return biscuitgo.Bytes(b), nil
	case datalog.KindBool:
		b, _ := t.AsBool()
		return biscuitgo.Bool(b), nil
	case datalog.KindSet:
		var set biscuitgo.Set
		for i := range t.Len() {
			_, e := t.At(i)
			term, err := goTerm(e)
			if err != nil {
				return nil, err
			}
			set = append(set, term)
		}
		return set, nil
	}
	return nil, fmt.Errorf("biscuit-go has no %v", t.Kind())
}

var goUnary = map[datalog.Unary]biscuitgo.UnaryOp{
	datalog.Negate: biscuitgo.UnaryNegate, datalog.Parens: biscuitgo.UnaryParens, datalog.Length: biscuitgo.UnaryLength,
}

var goBinary = map[datalog.Binary]biscuitgo.BinaryOp{
	datalog.LessThan: biscuitgo.BinaryLessThan, datalog.LessOrEqual: biscuitgo.BinaryLessOrEqual,
	datalog.GreaterThan: biscuitgo.BinaryGreaterThan, datalog.GreaterOrEqual: biscuitgo.BinaryGreaterOrEqual,
	datalog.StrictEqual: biscuitgo.BinaryEqual, datalog.Contains: biscuitgo.BinaryContains,
	datalog.Prefix: biscuitgo.BinaryPrefix, datalog.Suffix: biscuitgo.BinarySuffix, datalog.Regex: biscuitgo.BinaryRegex,
	datalog.Add: biscuitgo.BinaryAdd, datalog.Sub: biscuitgo.BinarySub, datalog.Mul: biscuitgo.BinaryMul, datalog.Div: biscuitgo.BinaryDiv,
	datalog.Intersection: biscuitgo.BinaryIntersection, datalog.Union: biscuitgo.BinaryUnion,
	datalog.LazyAnd: biscuitgo.BinaryAnd, datalog.LazyOr: biscuitgo.BinaryOr,
}

func goExpression(e []datalog.Op) (biscuitgo.Expression, error) {
	var out biscuitgo.Expression
	for _, o := range e {
		switch o.Kind() {
		case datalog.OpValue:
			t, err := goTerm(o.Term())
			if err != nil {
				return nil, err
			}
			out = append(out, biscuitgo.Value{Term: t})
		case datalog.OpUnary:
			op, ok := goUnary[o.Unary()]
			if !ok {
				return nil, fmt.Errorf("biscuit-go has no unary operator %d", o.Unary())
			}
			out = append(out, op)
		case datalog.OpBinary:
			op, ok := goBinary[o.Binary()]
			if !ok {
				return nil, fmt.Errorf("biscuit-go has no binary operator %d", o.Binary())
			}
			out = append(out, op)
		case datalog.OpClosure: // the right side of && or ||
			_, inner := o.Closure()
			ops, err := goExpression(inner)
			if err != nil {
				return nil, err
			}
			out = append(out, ops...)
		}
	}
	return out, nil
}

// eager replaces the lazy && and || of a block, which are v3.3, by the eager operators of v3.0.
func eager(b datalog.Block) datalog.Block {
	var out datalog.Block
	out.Facts = b.Facts
	out.Rules = eagerRules(b.Rules)
	for _, c := range b.Checks {
		out.Checks = append(out.Checks, datalog.Check{Kind: c.Kind, Queries: eagerRules(c.Queries)})
	}
	return out
}

func eagerRules(rules []datalog.Rule) []datalog.Rule {
	var out []datalog.Rule
	for _, r := range rules {
		var all []datalog.Expression
		for _, e := range r.Expressions {
			all = append(all, eagerOps(e))
		}
		r.Expressions = all
		out = append(out, r)
	}
	return out
}

func eagerOps(e []datalog.Op) []datalog.Op {
	var out []datalog.Op
	for _, o := range e {
		switch {
		case o.Kind() == datalog.OpClosure:
			_, inner := o.Closure()
			out = append(out, eagerOps(inner)...)
		case o.Kind() == datalog.OpBinary && o.Binary() == datalog.LazyAnd:
			out = append(out, datalog.Op2(datalog.And))
		case o.Kind() == datalog.OpBinary && o.Binary() == datalog.LazyOr:
			out = append(out, datalog.Op2(datalog.Or))
		default:
			out = append(out, o)
		}
	}
	return out
}
