package cli

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

func (a *app) authorize() *cobra.Command {
	var t tokenFile
	var r roots
	var p params
	var file string
	var options biscuit.Options
	var externs bool
	c := a.judges(&cobra.Command{
		Use:   "authorize TOKEN --root KEY --authorizer FILE",
		Short: "evaluate a token against a Datalog authorizer, for tests and teaching; `verify` decides requests",
		Long: `Evaluates a token against a Datalog authorizer. It adds no fact of its own, no time, no audience, no revocation: it is
for tests and teaching. Requests are decided by hardtack verify.

Exit status: 0 Ok, 1 Err, 2 usage (an authorizer that does not parse is one), 3 could not tell.`,
		Example: `  hardtack authorize coder.tok --root root.pub --authorizer policy.datalog --json`,
		Args:    between(0, "TOKEN"),
		RunE: func(c *cobra.Command, args []string) error {
			if file == "" {
				return usage("--authorizer FILE is missing").hint("%s", c.UseLine())
			}
			trusted, err := a.load(r)
			if err != nil {
				return err
			}
			given, err := p.parse()
			if err != nil {
				return err
			}
			source, err := a.readFile(file, "the authorizer", maxSource)
			if err != nil {
				return err
			}
			authorizer, err := syntax.ParseAuthorizer(string(source), given)
			if err != nil {
				return notDatalog(file, err)
			}
			if externs {
				options.Externs = map[string]datalog.Extern{"test": testExtern}
			}
			name, data, err := a.tokenBytes(c, args, t)
			if err != nil {
				return err
			}
			return a.evaluate(name, data, trusted, authorizer, options)
		},
	})
	c.Flags().StringVar(&file, "authorizer", "", "Datalog `FILE` with facts, rules, checks and policies, or - for stdin")
	c.Flags().BoolVar(&externs, "test-externs", false, "register the function `test` of the official sample 035")
	c.Flags().IntVar(&options.Budget.Steps, "max-steps", datalog.DefaultSteps, "work allowed, in `STEPS` of the engine")
	c.Flags().IntVar(&options.Budget.Facts, "max-facts", datalog.DefaultFacts, "`FACTS` at which evaluation is refused")
	c.Flags().IntVar(&options.Budget.Iterations, "max-iterations", datalog.DefaultIterations, "`ROUNDS` at which evaluation is refused")
	fromEnvironment(c.Flags(), "authorizer", "max-steps", "max-facts", "max-iterations")
	t.flags(c)
	r.flags(c)
	p.flags(c)
	return c
}

// authorization is the JSON of authorize, a contract (spec/cli.md, "authorize").
type authorization struct {
	Result        json.RawMessage `json:"result"`
	RevocationIDs []string        `json:"revocation_ids"`
	World         *biscuit.Dump   `json:"world"`
}

// evaluate decides, and prints the outcome. Every outcome but Ok exits with 1, whatever the cause: the token did not pass.
func (a *app) evaluate(name string, data []byte, trusted biscuit.Roots, source datalog.Authorizer, o biscuit.Options) error {
	out := authorization{RevocationIDs: []string{}}
	u, err := parseToken(data)
	if err != nil {
		return a.judged(out, err, func() error { return noToken(name, data, err) })
	}
	v, err := u.Verify(trusted)
	if err != nil {
		return a.judged(out, err, func() error { return notVerified(name, u, err) })
	}
	for _, id := range v.RevocationIDs() {
		out.RevocationIDs = append(out.RevocationIDs, hex.EncodeToString(id))
	}
	authorizer, err := v.Authorizer(source, o)
	if err != nil {
		return a.judged(out, err, func() error { return refused("block", "%s cannot be evaluated: %s", name, sentence(err)) })
	}
	policy, err := authorizer.Authorize(a.ctx)
	if errors.Is(err, datalog.ErrTimeout) {
		return unknown("cancelled before the evaluation came to an end")
	}
	world := authorizer.Dump()
	out.World = &world
	if err == nil {
		out.Result = json.RawMessage(fmt.Sprintf(`{"Ok":%d}`, policy))
		if a.json {
			return writeJSON(a.stdout, out)
		}
		a.print("allow  policy %d: %s\n", policy, syntax.FormatPolicy(source.Policies[policy]))
		return nil
	}
	return a.judged(out, err, func() error {
		if d, ok := errors.AsType[*biscuit.DeniedError](err); ok {
			a.denied(source, d)
			return nil
		}
		return refused(string(biscuit.ReasonOf(err)), "%s: the evaluation failed: %s", name, sentence(err))
	})
}

// judged ends a command whose answer is not Ok.
func (a *app) judged(out authorization, err error, sad func() error) error {
	a.exit = exitNo
	if a.json {
		out.Result = errorResult(err)
		return writeJSON(a.stdout, out)
	}
	return sad()
}

// denied lists what refused: the policy, and each check that failed.
func (a *app) denied(source datalog.Authorizer, e *biscuit.DeniedError) {
	d := e.Decision
	if d.Matched {
		a.print("deny  policy %d: %s\n", d.Policy, syntax.FormatPolicy(source.Policies[d.Policy]))
	} else {
		a.print("deny  no policy matched\n")
	}
	for _, f := range d.Failed {
		where := fmt.Sprintf("block %d", f.Block)
		if f.Block == datalog.AuthorizerID {
			where = "authorizer"
		}
		a.print("  failed in %s: %s\n", where, syntax.FormatCheck(f.Check))
	}
}

// testExtern is the function that the official sample 035 calls.
func testExtern(args []datalog.Term) (datalog.Term, error) {
	if len(args) == 1 {
		return args[0], nil
	}
	left, okLeft := args[0].AsString()
	right, okRight := args[1].AsString()
	switch {
	case !okLeft || !okRight:
		return datalog.Term{}, errors.New("unsupported operands")
	case left == right:
		return datalog.String("equal strings"), nil
	}
	return datalog.String("different strings"), nil
}
