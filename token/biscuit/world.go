package biscuit

import (
	"cmp"
	"math"
	"slices"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// World is what an [Authorizer] holds, as text, in the JSON form of samples.json: everything sorted, so that two worlds
// that hold the same print the same.
type World struct {
	Facts    []WorldFacts  `json:"facts"`
	Rules    []WorldRules  `json:"rules"`
	Checks   []WorldChecks `json:"checks"`
	Policies []string      `json:"policies"`
}

// WorldFacts are the facts that come from the same blocks. In Origin nil is the authorizer.
type WorldFacts struct {
	Origin []*uint64 `json:"origin"`
	Facts  []string  `json:"facts"`
}

// WorldRules are the rules of one block; the authorizer is the greatest 64-bit number.
type WorldRules struct {
	Origin uint64   `json:"origin"`
	Rules  []string `json:"rules"`
}

// WorldChecks are the checks of one block; the authorizer is the greatest 64-bit number.
type WorldChecks struct {
	Origin uint64   `json:"origin"`
	Checks []string `json:"checks"`
}

// World returns what the authorizer holds now: before [Authorizer.Run] only what was stated, afterwards what was derived too.
func (a *Authorizer) World() World {
	w := World{Facts: a.worldFacts(), Rules: []WorldRules{}, Checks: []WorldChecks{}, Policies: []string{}}
	if a.token != nil {
		for i := range a.token.ready {
			w.addBlock(uint64(i), a.token.ready[i].compiled.Source())
		}
	}
	w.addBlock(math.MaxUint64, a.source.Source())
	for _, p := range a.source.Source().Policies {
		w.Policies = append(w.Policies, syntax.FormatPolicy(p))
	}
	return w
}

func (w *World) addBlock(origin uint64, b *datalog.Authorizer) {
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
		w.Rules = append(w.Rules, WorldRules{origin, rules})
	}
	if checks != nil {
		w.Checks = append(w.Checks, WorldChecks{origin, checks})
	}
}

func (a *Authorizer) worldFacts() []WorldFacts {
	byOrigin := map[datalog.Origin][]string{}
	for _, f := range a.world.Facts() {
		text := syntax.FormatPredicate(f.Predicate)
		byOrigin[f.Origin] = append(byOrigin[f.Origin], text)
	}
	out := make([]WorldFacts, 0, len(byOrigin))
	for origin, facts := range byOrigin {
		slices.Sort(facts)
		out = append(out, WorldFacts{originJSON(origin), facts})
	}
	slices.SortFunc(out, func(a, b WorldFacts) int {
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
