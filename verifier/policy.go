package verifier

import (
	"github.com/hardtack-auth/hardtack/token"
	"github.com/hardtack-auth/hardtack/token/datalog"
)

// standardPolicy allows what a grant of block 0 covers, and denies everything else (spec/profile.md, "Standard policy"):
//
//	allow if profile("agent-delegation", 1), operation($o), resource($r), grant($p, $ops), $ops.type() === "set",
//	  $ops.contains($o), $r == $p || $p.ends_with("/") && $r.starts_with($p);
//	deny if true;
//
// Grants of later blocks are out of its sight, as they are out of the default scope.
func standardPolicy() datalog.Authorizer {
	o, r, p, ops := datalog.Var("o"), datalog.Var("r"), datalog.Var("p"), datalog.Var("ops")
	push := datalog.Value
	below := must(datalog.Lambda(nil, push(r), push(p), datalog.Op2(datalog.Prefix)))
	subtree := must(datalog.Lambda(nil,
		push(p), push(datalog.String("/")), datalog.Op2(datalog.Suffix), below, datalog.Op2(datalog.LazyAnd)))
	allow := datalog.Rule{
		Head: datalog.Predicate{Name: "query"},
		Body: []datalog.Predicate{
			{Name: "profile", Terms: []datalog.Term{datalog.String(token.Profile), datalog.Int(token.ProfileVersion)}},
			{Name: token.FactOperation, Terms: []datalog.Term{o}},
			{Name: token.FactResource, Terms: []datalog.Term{r}},
			{Name: "grant", Terms: []datalog.Term{p, ops}},
		},
		Expressions: []datalog.Expression{
			{push(ops), datalog.Op1(datalog.TypeOf), push(datalog.String("set")), datalog.Op2(datalog.StrictEqual)},
			{push(ops), push(o), datalog.Op2(datalog.Contains)},
			{push(r), push(p), datalog.Op2(datalog.Equal), subtree, datalog.Op2(datalog.LazyOr)},
		},
	}
	deny := datalog.Rule{
		Head:        datalog.Predicate{Name: "query"},
		Expressions: []datalog.Expression{{push(datalog.Bool(true))}},
	}
	return datalog.Authorizer{Policies: []datalog.Policy{
		{Kind: datalog.Allow, Queries: []datalog.Rule{allow}},
		{Kind: datalog.Deny, Queries: []datalog.Rule{deny}},
	}}
}

// must is for closures that stand in this file.
func must(o datalog.Op, err error) datalog.Op {
	if err != nil {
		panic("verifier: the standard policy is malformed: " + err.Error())
	}
	return o
}
