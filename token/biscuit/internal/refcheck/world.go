package refcheck

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// World is what an authorizer holds, as lines that can be compared: "0, authorizer: right(1)" for a fact with its origin,
// "1: check if ..." for a check or rule with its block. Nothing stands twice in a list but policies.
type World struct{ Facts, Rules, Checks, Policies []string }

// OurWorld brings a world of ours into this form.
func OurWorld(w biscuit.Dump) World {
	var out World
	for _, g := range w.Facts {
		for _, f := range g.Facts {
			out.Facts = append(out.Facts, originText(g.Origin)+": "+f)
		}
	}
	for _, g := range w.Rules {
		for _, r := range g.Rules {
			out.Rules = append(out.Rules, blockText(g.Origin)+": "+r)
		}
	}
	for _, g := range w.Checks {
		for _, c := range g.Checks {
			out.Checks = append(out.Checks, blockText(g.Origin)+": "+c)
		}
	}
	out.Policies = w.Policies
	return out.normal()
}

func originText(origin []*uint64) string {
	var blocks []string
	for _, b := range origin {
		if b != nil {
			blocks = append(blocks, strconv.FormatUint(*b, 10))
		}
	}
	if slices.Contains(origin, nil) {
		blocks = append(blocks, "authorizer")
	}
	return strings.Join(blocks, ", ")
}

func blockText(origin uint64) string {
	if origin == math.MaxUint64 {
		return "authorizer"
	}
	return strconv.FormatUint(origin, 10)
}

func (w World) normal() World {
	for _, list := range []*[]string{&w.Facts, &w.Rules, &w.Checks} {
		*list = slices.Compact(slices.Sorted(slices.Values(*list)))
	}
	return w
}

// World reads the text form of an authorizer of the reference: sections "// Facts:" and so on, in which lines
// "// origin: 0, authorizer" stand before the statements of the same blocks.
func (r Reader) World(dump string) (World, error) {
	var out World
	section, origin, statements := "", "", map[[2]string]*strings.Builder{}
	for line := range strings.Lines(r.Text(dump)) {
		line = strings.TrimSuffix(line, "\n")
		if blocks, ok := strings.CutPrefix(line, "// origin: "); ok {
			origin = blocks
			continue
		}
		switch line {
		case "// Facts:", "// Rules:", "// Checks:", "// Policies:":
			section, origin = line, ""
			continue
		case "":
			continue
		}
		at := [2]string{section, origin}
		if statements[at] == nil {
			statements[at] = new(strings.Builder)
		}
		statements[at].WriteString(line + "\n")
	}
	for at, text := range statements {
		a, err := syntax.ParseAuthorizer(text.String(), syntax.Params{})
		if err != nil {
			return World{}, fmt.Errorf("dump of the reference, %s: %v\n%s", at[0], err, text)
		}
		section, origin := at[0], at[1]
		if !only(section, a) {
			return World{}, fmt.Errorf("dump of the reference: other statements under %q:\n%s", section, text)
		}
		add := func(list *[]string, text string) { *list = append(*list, origin+": "+text) }
		for _, f := range a.Facts {
			add(&out.Facts, syntax.FormatPredicate(f))
		}
		for _, q := range a.Rules {
			add(&out.Rules, syntax.FormatRule(q))
		}
		for _, c := range a.Checks {
			add(&out.Checks, syntax.FormatCheck(c))
		}
		for _, p := range a.Policies {
			out.Policies = append(out.Policies, syntax.FormatPolicy(p))
		}
	}
	return out.normal(), nil
}

// only tells whether a section holds nothing but what it is for.
func only(section string, a datalog.Authorizer) bool {
	counts := map[string]int{
		"// Facts:": len(a.Facts), "// Rules:": len(a.Rules), "// Checks:": len(a.Checks), "// Policies:": len(a.Policies),
	}
	_, known := counts[section]
	delete(counts, section)
	for n := range maps.Values(counts) {
		known = known && n == 0
	}
	return known
}

// Diff says how the world got differs from the world want, one line for each difference; "" when it does not.
func Diff(got, want World) string {
	var out strings.Builder
	list := func(name string, got, want []string) {
		for _, s := range got {
			if !slices.Contains(want, s) {
				fmt.Fprintf(&out, "+ %s %s\n", name, s)
			}
		}
		for _, s := range want {
			if !slices.Contains(got, s) {
				fmt.Fprintf(&out, "- %s %s\n", name, s)
			}
		}
	}
	list("fact", got.Facts, want.Facts)
	list("rule", got.Rules, want.Rules)
	list("check", got.Checks, want.Checks)
	if !slices.Equal(got.Policies, want.Policies) {
		fmt.Fprintf(&out, "policies %q, want %q\n", got.Policies, want.Policies)
	}
	return out.String()
}
