package syntax_test

import (
	"slices"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

func samePredicate(a, b datalog.Predicate) bool {
	return a.Name == b.Name && slices.EqualFunc(a.Terms, b.Terms, datalog.Term.Equal)
}

func sameExpression(a, b datalog.Expression) bool {
	return slices.EqualFunc(a, b, datalog.Op.Equal)
}

func sameRule(a, b datalog.Rule) bool {
	return samePredicate(a.Head, b.Head) && slices.EqualFunc(a.Body, b.Body, samePredicate) &&
		slices.EqualFunc(a.Expressions, b.Expressions, sameExpression) && slices.Equal(a.Scopes, b.Scopes)
}

func sameCheck(a, b datalog.Check) bool {
	return a.Kind == b.Kind && slices.EqualFunc(a.Queries, b.Queries, sameRule)
}

func samePolicy(a, b datalog.Policy) bool {
	return a.Kind == b.Kind && slices.EqualFunc(a.Queries, b.Queries, sameRule)
}

func sameBlock(a, b datalog.Block) bool {
	return a.Context == b.Context && slices.Equal(a.Scopes, b.Scopes) && slices.EqualFunc(a.Facts, b.Facts, samePredicate) &&
		slices.EqualFunc(a.Rules, b.Rules, sameRule) && slices.EqualFunc(a.Checks, b.Checks, sameCheck)
}

func sameAuthorizer(a, b datalog.Authorizer) bool {
	return sameBlock(a.Block, b.Block) && slices.EqualFunc(a.Policies, b.Policies, samePolicy)
}
