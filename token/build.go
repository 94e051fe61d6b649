package token

import (
	"slices"
	"time"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// Blocks are built from values only: no text of anybody's ever becomes Datalog (spec/profile.md, "Delegation blocks").

func fact(name string, terms ...datalog.Term) datalog.Predicate {
	return datalog.Predicate{Name: name, Terms: terms}
}

// every is `check all name($x), expression on $x`: unlike `check if` it holds for each fact there is.
func every(name string, ops ...datalog.Op) datalog.Check {
	return datalog.Check{Kind: datalog.CheckAll, Queries: []datalog.Rule{on(name, ops...)}}
}

func on(name string, ops ...datalog.Op) datalog.Rule {
	return datalog.Rule{
		Head:        fact("query"),
		Body:        []datalog.Predicate{fact(name, x)},
		Expressions: []datalog.Expression{ops},
	}
}

var (
	x     = datalog.Var("x")
	pushX = datalog.Value(x)
)

// before is shape S1: the token is good until a time, to the second.
func before(t time.Time) datalog.Check {
	return every(FactTime, pushX, datalog.Value(datalog.Time(t)), datalog.Op2(datalog.LessThan))
}

// oneOf is shape S2: the fact is one of a set.
func oneOf(name string, values []string) datalog.Check { return every(name, in(values)...) }

func in(values []string) []datalog.Op {
	return []datalog.Op{datalog.Value(datalog.Strings(values...)), pushX, datalog.Op2(datalog.Contains)}
}

// under is shape S3: the resource is one of some, or below one of others.
func under(patterns []string) (datalog.Check, error) {
	ops, err := matching(patterns)
	return every(FactResource, ops...), err
}

// matching is true for a resource $x that one of the patterns covers.
func matching(patterns []string) ([]datalog.Op, error) {
	var exact, subtrees []string
	for _, p := range patterns {
		if p[len(p)-1] == '/' {
			subtrees = append(subtrees, p)
		} else {
			exact = append(exact, p)
		}
	}
	var terms [][]datalog.Op
	if len(exact) > 0 {
		terms = append(terms, in(exact))
	}
	for _, p := range subtrees {
		terms = append(terms, []datalog.Op{pushX, datalog.Value(datalog.String(p)), datalog.Op2(datalog.Prefix)})
	}
	return either(terms)
}

// either joins expressions with `||`, from the left.
func either(terms [][]datalog.Op) ([]datalog.Op, error) {
	if len(terms) == 0 {
		return []datalog.Op{datalog.Value(datalog.Bool(false))}, nil
	}
	ops := slices.Clone(terms[0])
	for _, t := range terms[1:] {
		right, err := datalog.Lambda(nil, t...)
		if err != nil {
			return nil, err
		}
		ops = append(ops, right, datalog.Op2(datalog.LazyOr))
	}
	return ops, nil
}

// guarded is shape S5 for an operation: when the operation is this one, the resource matches the patterns.
func guarded(operation string, patterns []string) (datalog.Check, error) {
	ops, err := matching(patterns)
	if err != nil {
		return datalog.Check{}, err
	}
	limit := on(FactResource, ops...)
	limit.Body = append([]datalog.Predicate{fact(FactOperation, datalog.String(operation))}, limit.Body...)
	other := on(FactOperation, pushX, datalog.Value(datalog.String(operation)), datalog.Op2(datalog.NotEqual))
	return datalog.Check{Kind: datalog.CheckIf, Queries: []datalog.Rule{limit, other}}, nil
}

// atMost is shape S4 for hops.
func atMost(name string, n int) datalog.Check {
	return every(name, pushX, datalog.Value(datalog.Int(int64(n))), datalog.Op2(datalog.LessOrEqual))
}

// only gives the checks that leave exactly these permissions of what a chain allows: the operations, all resources of any
// of them, and for each operation that has fewer of these a check of its own.
func only(permissions []Permission) ([]datalog.Check, error) {
	operations, resources := byOperation(permissions)
	var all []Permission
	for _, p := range permissions {
		all = append(all, Permission{"any", p.Resource})
	}
	_, union := byOperation(all)
	checks := []datalog.Check{oneOf(FactOperation, operations)}
	everywhere, err := under(union["any"])
	if err != nil {
		return nil, err
	}
	checks = append(checks, everywhere)
	for _, o := range operations {
		if slices.Equal(resources[o], union["any"]) {
			continue
		}
		c, err := guarded(o, resources[o])
		if err != nil {
			return nil, err
		}
		checks = append(checks, c)
	}
	return checks, nil
}
