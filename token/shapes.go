package token

import (
	"time"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
)

// Limit is what a check of one of the profile's shapes says (spec/profile.md, "Shapes"). Exactly one field is set.
type Limit struct {
	Before     time.Time           // S1: the first moment at which the check fails
	Operations []string            // S2
	Audience   []string            // S2
	Tools      []string            // S2
	Resources  []string            // S3
	MaxHops    int                 // S4, with IsHops
	IsHops     bool                // so that MaxHops 0 can be told from no limit
	Guarded    map[string][]string // S5: for these operations, the resources
}

// ReadCheck recognises a check of the profile's shapes. Whatever it does not recognise only restricts further.
func ReadCheck(c datalog.Check) (Limit, bool) {
	if c.Kind != datalog.CheckAll && c.Kind != datalog.CheckIf {
		return Limit{}, false
	}
	if len(c.Queries) == 2 && c.Kind == datalog.CheckIf {
		return readGuard(c.Queries[0], c.Queries[1])
	}
	if len(c.Queries) != 1 {
		return Limit{}, false
	}
	q := c.Queries[0]
	name, v, ok := subject(q)
	if !ok || len(q.Scopes) != 0 || len(q.Expressions) != 1 {
		return Limit{}, false
	}
	e := q.Expressions[0]
	switch name {
	case FactTime:
		at, ok := readBefore(e, v)
		return Limit{Before: at}, ok
	case FactHops:
		n, ok := readAtMost(e, v)
		return Limit{MaxHops: n, IsHops: true}, ok
	case FactResource:
		resources, ok := readResources(e, v)
		return Limit{Resources: resources}, ok
	}
	values, ok := readSet(e, v)
	switch {
	case !ok:
	case name == FactOperation:
		return Limit{Operations: values}, true
	case name == FactAudience:
		return Limit{Audience: values}, true
	case name == FactTool:
		return Limit{Tools: values}, true
	}
	return Limit{}, false
}

// Expires returns when the first of the blocks ends by itself; zero if none says so in the form of shape S1. Blocks with a
// scope of their own do not count: their checks may look at another time than the verifier's.
func Expires(blocks []biscuit.Block) time.Time {
	var first time.Time
	for i := range blocks {
		b := &blocks[i].Datalog
		if len(b.Scopes) > 0 {
			continue
		}
		for _, c := range b.Checks {
			if l, ok := ReadCheck(c); ok && !l.Before.IsZero() && (first.IsZero() || l.Before.Before(first)) {
				first = l.Before
			}
		}
	}
	return first
}

// subject reads a body of one predicate on one variable.
func subject(q datalog.Rule) (name, variable string, ok bool) {
	if len(q.Body) != 1 || len(q.Body[0].Terms) != 1 {
		return "", "", false
	}
	variable, ok = q.Body[0].Terms[0].AsVar()
	return q.Body[0].Name, variable, ok
}

func isVar(o datalog.Op, name string) bool {
	v, ok := o.Term().AsVar()
	return ok && v == name
}

func isOp(o datalog.Op, codes ...datalog.Binary) bool {
	for _, c := range codes {
		if o.Equal(datalog.Op2(c)) {
			return true
		}
	}
	return false
}

// readBefore reads `$t < date` and `$t <= date`.
func readBefore(e datalog.Expression, v string) (time.Time, bool) {
	if len(e) != 3 || !isVar(e[0], v) || !isOp(e[2], datalog.LessThan, datalog.LessOrEqual) {
		return time.Time{}, false
	}
	at, ok := e[1].Term().AsTime()
	if ok && isOp(e[2], datalog.LessOrEqual) {
		at = at.Add(time.Second)
	}
	return at, ok && at.Year() <= 9999 // later ones have no RFC 3339 form
}

// readAtMost reads `$n <= n` and `$n < n`.
func readAtMost(e datalog.Expression, v string) (int, bool) {
	if len(e) != 3 || !isVar(e[0], v) || !isOp(e[2], datalog.LessThan, datalog.LessOrEqual) {
		return 0, false
	}
	n, ok := e[1].Term().AsInt()
	n = max(-1, min(n, 1<<20)) // before the subtraction, which could wrap
	if isOp(e[2], datalog.LessThan) {
		n--
	}
	return int(n), ok
}

// readSet reads `{...}.contains($x)`, `$x == c` and `$x === c`.
func readSet(e datalog.Expression, v string) ([]string, bool) {
	if len(e) != 3 {
		return nil, false
	}
	if isVar(e[0], v) && isOp(e[2], datalog.Equal, datalog.StrictEqual) {
		s, ok := e[1].Term().AsString()
		return []string{s}, ok
	}
	if !isVar(e[1], v) || !isOp(e[2], datalog.Contains) {
		return nil, false
	}
	return stringsOf(e[0].Term())
}

// stringsOf returns the elements of a set of strings.
func stringsOf(t datalog.Term) ([]string, bool) {
	if t.Kind() != datalog.KindSet {
		return nil, false
	}
	values := []string{}
	for i := range t.Len() {
		_, e := t.At(i)
		s, ok := e.AsString()
		if !ok {
			return nil, false
		}
		values = append(values, s)
	}
	return values, true
}

// readResources reads a disjunction of sets, equalities, and `$r.starts_with("/.../")`.
func readResources(e datalog.Expression, v string) ([]string, bool) {
	if len(e) > 3 {
		// left..., closure, ||
		n := len(e)
		params, right := e[n-2].Closure()
		if len(params) != 0 || e[n-2].Kind() != datalog.OpClosure || !isOp(e[n-1], datalog.LazyOr) {
			return nil, false
		}
		a, okA := readResources(e[:n-2], v)
		b, okB := readResources(right, v)
		return append(a, b...), okA && okB
	}
	if len(e) == 3 && isVar(e[0], v) && isOp(e[2], datalog.Prefix) {
		p, ok := e[1].Term().AsString()
		// A prefix without the slash matches more than a subtree (spec/profile.md, "Shapes"): not of this shape.
		return []string{p}, ok && checkCanonical(p) == nil && p[len(p)-1] == '/'
	}
	exact, ok := readSet(e, v)
	for _, r := range exact {
		// An exact match on "/a/" is the collection alone, while our pattern "/a/" is everything below it.
		if checkCanonical(r) != nil || r[len(r)-1] == '/' {
			return nil, false
		}
	}
	return exact, ok
}

// readGuard reads `operation("o"), resource($r), ... or operation($x), $x != "o"`.
func readGuard(limit, other datalog.Rule) (Limit, bool) {
	if len(limit.Body) != 2 || len(limit.Expressions) != 1 || len(limit.Scopes)+len(other.Scopes) != 0 || len(other.Expressions) != 1 {
		return Limit{}, false
	}
	guard, target := limit.Body[0], limit.Body[1]
	if guard.Name != FactOperation || len(guard.Terms) != 1 || target.Name != FactResource || len(target.Terms) != 1 {
		return Limit{}, false
	}
	operation, okOperation := guard.Terms[0].AsString()
	r, okResource := target.Terms[0].AsVar()
	name, v, okOther := subject(other)
	e := other.Expressions[0]
	if !okOperation || !okResource || !okOther || name != FactOperation || len(e) != 3 ||
		!isVar(e[0], v) || !isOp(e[2], datalog.NotEqual, datalog.StrictNotEqual) {
		return Limit{}, false
	}
	if s, ok := e[1].Term().AsString(); !ok || s != operation {
		return Limit{}, false
	}
	resources, ok := readResources(limit.Expressions[0], r)
	return Limit{Guarded: map[string][]string{operation: resources}}, ok
}
