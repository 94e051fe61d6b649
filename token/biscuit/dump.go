package biscuit

import (
	"cmp"
	"math"
	"slices"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// Dump is what an [Authorizer] holds, as text, in the JSON form of samples.json: everything sorted, so that two worlds
// that hold the same print the same.
type Dump struct {
	Facts    []DumpFacts  `json:"facts"`
	Rules    []DumpRules  `json:"rules"`
	Checks   []DumpChecks `json:"checks"`
	Policies []string     `json:"policies"`
}

// DumpFacts are the facts that come from the same blocks. In Origin nil is the authorizer.
type DumpFacts struct {
	Origin []*uint64 `json:"origin"`
	Facts  []string  `json:"facts"`
}

// DumpRules are the rules of one block; the authorizer is the greatest 64-bit number.
type DumpRules struct {
	Origin uint64   `json:"origin"`
	Rules  []string `json:"rules"`
}

// DumpChecks are the checks of one block; the authorizer is the greatest 64-bit number.
type DumpChecks struct {
	Origin uint64   `json:"origin"`
	Checks []string `json:"checks"`
}

// Dump returns what the authorizer holds: its rules, checks and policies, and after [Authorizer.Run] the facts that were
// stated and derived.
func (a *Authorizer) Dump() Dump {
	w := Dump{Facts: a.worldFacts(), Rules: []DumpRules{}, Checks: []DumpChecks{}, Policies: []string{}}
	if a.token != nil {
		for i := range a.token.ready {
			w.addBlock(uint64(i), a.token.ready[i].compiled.Source())
		}
	}
	if a.source == nil {
		return w
	}
	w.addBlock(math.MaxUint64, a.source.Source())
	for _, p := range a.source.Source().Policies {
		w.Policies = append(w.Policies, syntax.FormatPolicy(p))
	}
	return w
}

func (w *Dump) addBlock(origin uint64, b datalog.Authorizer) {
	var rules, checks []string
	for _, r := range b.Rules {
		rules = append(rules, syntax.FormatRule(r))
	}
	for _, c := range b.Checks {
		checks = append(checks, syntax.FormatCheck(c))
	}
	slices.Sort(rules)
	slices.Sort(checks)
	if rules != nil {
		w.Rules = append(w.Rules, DumpRules{origin, rules})
	}
	if checks != nil {
		w.Checks = append(w.Checks, DumpChecks{origin, checks})
	}
}

func (a *Authorizer) worldFacts() []DumpFacts {
	byOrigin := map[datalog.Origin][]string{}
	for _, f := range a.Facts() {
		text := syntax.FormatPredicate(f.Predicate)
		byOrigin[f.Origin] = append(byOrigin[f.Origin], text)
	}
	out := make([]DumpFacts, 0, len(byOrigin))
	for origin, facts := range byOrigin {
		slices.Sort(facts)
		out = append(out, DumpFacts{originJSON(origin), facts})
	}
	slices.SortFunc(out, func(a, b DumpFacts) int {
		return cmp.Or(slices.CompareFunc(a.Origin, b.Origin, compareOrigin), slices.Compare(a.Facts, b.Facts))
	})
	return out
}

// originJSON lists blocks with the authorizer, as nil, in front.
func originJSON(o datalog.Origin) []*uint64 {
	out := []*uint64{}
	for _, b := range o.Blocks() {
		if b == datalog.AuthorizerID {
			out = slices.Insert(out, 0, nil)
			continue
		}
		n := uint64(b)
		out = append(out, &n)
	}
	return out
}

func compareOrigin(a, b *uint64) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	return cmp.Compare(*a, *b)
}
