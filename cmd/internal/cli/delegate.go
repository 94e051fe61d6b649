package cli

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hardtack-auth/hardtack/token"
	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// restrictionFlags are the ways to narrow.
type restrictionFlags struct {
	only, at, tools []string
	ttl, when       string
	depth           int
	final           bool
	params
}

func (f *restrictionFlags) flags(c *cobra.Command) {
	c.Flags().StringArrayVar(&f.only, "only", nil, "leave these `PERMISSIONS`, as in repos:read@/acme/; may be repeated")
	c.Flags().StringVar(&f.ttl, "ttl", "", "`LIFETIME` of the child, as in 30m; never longer than its parent's")
	c.Flags().StringArrayVar(&f.at, "at", nil, "leave the server with this `URL`; may be repeated")
	c.Flags().StringArrayVar(&f.tools, "tool", nil, "leave the tool with this `NAME`; may be repeated")
	c.Flags().IntVar(&f.depth, "depth", 0, "how many `TIMES` it may be delegated further")
	c.Flags().BoolVar(&f.final, "final", false, "forbid further delegation")
	c.Flags().StringVar(&f.when, "when", "", "a further `CHECK` in Datalog, as in 'check if time($t), $t < {end}'")
	f.params.flags(c)
}

func (f restrictionFlags) restrictions(c *cobra.Command) (all []token.Restriction, ttl time.Duration, err error) {
	if len(f.only) > 0 {
		p, err := permissions("only", f.only)
		if err != nil {
			return nil, 0, err
		}
		all = append(all, token.Only(p...))
	}
	if f.ttl != "" {
		if ttl, err = parseDuration(f.ttl); err != nil {
			return nil, 0, err
		}
		all = append(all, token.For(ttl))
	}
	if len(f.at) > 0 {
		all = append(all, token.At(f.at...))
	}
	if len(f.tools) > 0 {
		all = append(all, token.Tools(f.tools...))
	}
	switch {
	case f.final && c.Flags().Changed("depth"):
		return nil, 0, usage("--final is --depth 0: only one of them may be given")
	case f.final:
		all = append(all, token.Final())
	case c.Flags().Changed("depth"):
		all = append(all, token.Depth(f.depth))
	}
	given, err := f.parse()
	switch {
	case err != nil:
		return nil, 0, err
	case f.when != "":
		// Here first, where an error can name its place.
		if _, err := syntax.ParseCheck(f.when, given); err != nil {
			return nil, 0, notDatalog("--when", err)
		}
		all = append(all, token.When(f.when, given))
	case len(f.given) > 0:
		return nil, 0, usage("--param is for --when")
	}
	return all, ttl, nil
}

func (a *app) delegate() *cobra.Command {
	var t tokenFile
	var to string
	var f restrictionFlags
	var o output
	c := &cobra.Command{
		Use:        "delegate TOKEN --to NAME",
		SuggestFor: []string{"narrow", "narow", "child"},
		Short:      "make a narrower child of a token for another agent, offline",
		Example:    `  hardtack delegate coder.tok --to search --only repos:read@/acme/ --ttl 30m -o search.tok`,
		Args:       between(0, "TOKEN"),
		RunE: func(c *cobra.Command, args []string) error {
			if to == "" {
				return usage("--to NAME is missing: the agent that gets the child").hint("%s", c.UseLine())
			}
			restrictions, ttl, err := f.restrictions(c)
			if err != nil {
				return err
			}
			if err := a.check(o); err != nil {
				return err
			}
			given, err := a.token(c, args, t)
			if err != nil {
				return err
			}
			parent, err := token.FromBiscuit(given.token)
			if err != nil {
				return refused("profile", "%s is not a token of the agent profile: %s", given.name, sentence(err)).
					hint("hardtack attenuate appends a block to any Biscuit token")
			}
			child, err := parent.Delegate(token.Agent{Name: to}, restrictions...)
			if wider, ok := errors.AsType[*token.WidenError](err); ok {
				return a.wider(given.name, wider)
			}
			if err != nil {
				return undelegated(given.name, err)
			}
			return a.emitMade(o, child, describeChild(parent, child, ttl))
		},
	}
	c.Flags().StringVar(&to, "to", "", "`NAME` of the agent that gets the child, a claim of yours")
	t.flags(c)
	f.flags(c)
	o.flags(c)
	return c
}

// undelegated says why there is no child: the parent takes no block, or what was asked for makes no sense.
func undelegated(name string, err error) error {
	if biscuit.ReasonOf(err) != "" {
		return unappended(name, err)
	}
	return refused("refused", "cannot delegate %s: %s", name, sentence(err))
}

// wider answers a delegation that asks for more than the parent has.
func (a *app) wider(name string, e *token.WidenError) error {
	a.exit = exitNo
	message := fmt.Sprintf("wider than %s: %s", name, e.Wider())
	if a.json {
		excess := []string{}
		for _, p := range e.Excess {
			excess = append(excess, p.String())
		}
		return writeJSON(a.stdout, map[string]any{
			"v": 1, "decision": "refused", "reason": "wider", "message": message, "excess": excess,
		})
	}
	a.print("refused  %s\n", message)
	return nil
}

// describeChild tells who handed what to whom, for how long, and what got lost on the way.
func describeChild(parent, child *token.Token, ttl time.Duration) made {
	had, has := parent.Rights(), child.Rights()
	life := "no end"
	if left, ok := has.ExpiresIn(time.Now()); ok {
		// A life that was asked for is shown as it was asked for, unless the parent ends earlier.
		if ttl != 0 && (had.Expires.IsZero() || has.Expires.Before(had.Expires)) {
			left = ttl
		}
		life = formatDuration(left)
	}
	parts := []string{parent.Claims().Holder().String() + " > " + child.Claims().Holder().String(), life}
	lost := token.Lost(had, has).String()
	if lost != "" {
		parts = append(parts, lost)
	}
	return made{line: strings.Join(append(parts, "(offline)"), "  "), lost: lost}
}
