package cli

import (
	"encoding/hex"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/verifier"
)

func (a *app) verify() *cobra.Command {
	var t tokenFile
	var r roots
	var list revocationFile
	var audience, tool string
	var unprotected bool
	var budget datalog.Budget
	c := a.judges(&cobra.Command{
		Use:        "verify TOKEN OPERATION@RESOURCE",
		SuggestFor: []string{"check", "may", "allow"},
		Short:      "decide one request: allow or deny, and why",
		Long: `Decides whether whoever holds a token may do one thing, as every server of ours does: signatures, revocation, audience,
time and rights, offline.

Exit status: 0 allow, 1 deny, 2 usage, 3 could not tell.`,
		Example: `  hardtack verify coder.tok repos:read@/acme/site --root root.pub --audience https://mcp.acme.example --revoked revoked`,
		Args:    between(1, "TOKEN", "OPERATION@RESOURCE"),
		RunE: func(c *cobra.Command, args []string) error {
			operation, resource := splitRequest(args[len(args)-1])
			if audience == "" {
				return usage("which server is asked? --audience is missing").
					hint("--audience https://mcp.acme.example, or HARDTACK_AUDIENCE")
			}
			if unprotected && list.name != "" && !a.fromEnv["revoked"] {
				return usage("--revoked or --no-revocation: only one of them may be given")
			}
			trusted, err := a.load(r)
			if err != nil {
				return err
			}
			source := verifier.NoRevocation()
			if !unprotected {
				if source, err = a.readList(list); err != nil {
					return err
				}
			}
			name, data, err := a.tokenBytes(c, args[:len(args)-1], t)
			if err != nil {
				return err
			}
			v, err := verifier.New(verifier.Config{Audience: audience, Keys: trusted, Revocations: source, Budget: budget})
			if err != nil {
				return usage("%s", sentence(err))
			}
			encoded := string(data)
			if u, err := parseToken(data); err == nil {
				encoded = u.Text()
				a.warnAboutMode(name, u)
			}
			caller, err := v.Verify(a.ctx, encoded, verifier.Request{Operation: operation, Resource: resource, Tool: tool})
			return a.decided(caller, err)
		},
	})
	c.Flags().StringVar(&audience, "audience", "", "`URL` of the server that is asked")
	c.Flags().StringVar(&tool, "tool", "", "`NAME` of the tool that is called, if one is")
	c.Flags().BoolVar(&unprotected, "no-revocation", false, "accept revoked tokens too: nothing can be stopped before it expires")
	c.Flags().IntVar(&budget.Steps, "max-steps", datalog.DefaultSteps, "work allowed, in `STEPS` of the engine")
	fromEnvironment(c.Flags(), "audience", "max-steps")
	list.flags(c, "revocation `FILE`, which must be there")
	t.flags(c)
	r.flags(c)
	return c
}

// splitRequest reads OPERATION@RESOURCE as permissions are spelled. What is wrong with either is for the verifier to say:
// a request that makes no sense is denied like any other.
func splitRequest(arg string) (operation, resource string) {
	if o, r, ok := strings.Cut(arg, "@/"); ok {
		return o, "/" + r
	}
	return arg, "/"
}

type decisionJSON struct {
	Version       int      `json:"v"`
	Decision      string   `json:"decision"`
	Reason        string   `json:"reason,omitempty"`
	Block         *int     `json:"block,omitempty"`
	Check         *int     `json:"check,omitempty"`
	Message       string   `json:"message"`
	User          string   `json:"user,omitempty"`
	Chain         []hop    `json:"chain,omitempty"`
	Expires       string   `json:"expires,omitempty"`
	RevocationIDs []string `json:"revocation_ids,omitempty"`
}

// decided prints a decision. Without a caller the answer is never yes.
func (a *app) decided(caller *verifier.Caller, err error) error {
	if d, ok := errors.AsType[*verifier.DeniedError](err); ok {
		a.exit = exitNo
		if a.json {
			out := decisionJSON{Version: 1, Decision: "deny", Reason: string(d.Reason), Message: d.Error()}
			if d.Block >= 0 {
				out.Block = &d.Block
			}
			if d.Check >= 0 {
				out.Check = &d.Check
			}
			return writeJSON(a.stdout, out)
		}
		a.print("deny  %s\n", d)
		return nil
	}
	if err != nil || caller == nil {
		return unknown("%s", sentence(errors.Join(err)))
	}
	if !a.json {
		a.print("allow  %s\n", caller)
		return nil
	}
	out := decisionJSON{
		Version: 1, Decision: "allow", Message: caller.String(), User: caller.User(), Chain: hops(caller.Chain()),
		Expires: date(caller.Expires()),
	}
	for _, id := range caller.RevocationIDs() {
		out.RevocationIDs = append(out.RevocationIDs, hex.EncodeToString(id))
	}
	return writeJSON(a.stdout, out)
}
