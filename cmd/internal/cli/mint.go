package cli

import (
	"math"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hardtack-auth/hardtack/token"
)

// grantFlags are the flags of a grant.
type grantFlags struct {
	user, agent, ttl string
	audience, allow  []string
	depth            int
	rootKeyID        int64
}

func (g *grantFlags) flags(c *cobra.Command) {
	c.Flags().StringVar(&g.user, "user", "", "`NAME` of who authorises")
	c.Flags().StringVar(&g.agent, "agent", "", "`NAME` of the agent that may act")
	c.Flags().StringArrayVar(&g.audience, "audience", nil, "`URL` of a server that may accept the token; may be repeated")
	c.Flags().StringArrayVar(&g.allow, "allow", nil, "`PERMISSIONS` as in repos:read@/acme/,prs:write@/acme/site; may be repeated")
	c.Flags().StringVar(&g.ttl, "ttl", "1h", "`LIFETIME`, as in 30m, 8h or 7d")
	c.Flags().IntVar(&g.depth, "depth", 3, "how many `TIMES` it may be delegated; -1 for no bound")
	c.Flags().Int64Var(&g.rootKeyID, "root-key-id", -1, "`ID` that tells verifiers which of their root keys signed it")
	fromEnvironment(c.Flags(), "user", "audience", "ttl", "depth", "root-key-id")
}

// grant reads the flags.
func (g grantFlags) grant() (token.Grant, error) {
	for _, required := range []struct{ flag, value string }{
		{"user", g.user}, {"agent", g.agent}, {"audience", strings.Join(g.audience, "")}, {"allow", strings.Join(g.allow, "")},
	} {
		if required.value == "" {
			return token.Grant{}, usage("--%s is missing", required.flag).
				hint("hardtack mint --key root.key --user alice@acme.example --agent coder --audience https://mcp.acme.example --allow repos:read@/acme/")
		}
	}
	allow, err := permissions("allow", g.allow)
	if err != nil {
		return token.Grant{}, err
	}
	ttl, err := parseDuration(g.ttl)
	if err != nil {
		return token.Grant{}, err
	}
	out := token.Grant{
		User: g.user, Agent: token.Agent{Name: g.agent}, Audience: g.audience, Allow: allow, TTL: ttl, MaxDepth: g.depth,
	}
	if g.rootKeyID > math.MaxUint32 || g.rootKeyID < -1 {
		return token.Grant{}, usage("a root key id is from 0 to %d", uint32(math.MaxUint32))
	}
	if g.rootKeyID >= 0 {
		id := uint32(g.rootKeyID)
		out.RootKeyID = &id
	}
	return out, nil
}

// permissions reads a flag of lists of permissions.
func permissions(flag string, given []string) ([]token.Permission, error) {
	all, err := token.ParsePermissions(strings.Join(given, ","))
	if err != nil {
		return nil, usage("--%s: %s", flag, sentence(err)).hint("--%s repos:read@/acme/,prs:write@/acme/site", flag)
	}
	return all, nil
}

func (a *app) mint() *cobra.Command {
	var g grantFlags
	var key string
	var list revocationFile
	var o output
	c := &cobra.Command{
		Use:        "mint --key FILE --user NAME --agent NAME --audience URL --allow PERMISSIONS",
		SuggestFor: []string{"issue", "generate", "new"},
		Short:      "make a token from a root key, without any authority",
		Example: `  hardtack mint --key root.key --user alice@acme.example --agent coder \
    --audience https://mcp.acme.example --allow repos:read@/acme/,prs:write@/acme/site --ttl 8h -o coder.tok`,
		Args: exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			grant, err := g.grant()
			if err != nil {
				return err
			}
			if key == "" {
				return usage("--key FILE is missing: the root key that signs the token").hint("hardtack keygen -o root.key")
			}
			if err := a.check(o); err != nil {
				return err
			}
			signer, err := a.privateKey(key)
			if err != nil {
				return err
			}
			t, err := token.Mint(signer, grant)
			if err != nil {
				return usage("%s", sentence(err))
			}
			if _, err := a.startList(list); err != nil {
				return err
			}
			return a.emitMade(o, t, made{
				line: grant.User + " > " + t.Claims().Holder().String() + "  " + formatDuration(grant.TTL),
			})
		},
	}
	c.Flags().StringVar(&key, "key", "", "private key `FILE` of the root")
	fromEnvironment(c.Flags(), "key")
	g.flags(c)
	list.flags(c, "start this revocation `FILE` if it is not there: verifiers refuse everything without one")
	o.flags(c)
	return c
}

// made is what a person wants to know of a token that was just made.
type made struct {
	line string
	lost string // of what its parent can; empty for a root token
}

type madeJSON struct {
	Version     int      `json:"v"`
	File        string   `json:"file,omitempty"`
	Token       string   `json:"token,omitempty"`
	User        string   `json:"user"`
	Chain       []hop    `json:"chain"`
	Permissions []string `json:"permissions"`
	Expires     string   `json:"expires,omitempty"`
	Lost        string   `json:"lost,omitempty"`
}

type hop struct {
	Name     string `json:"name"`
	Standing string `json:"standing"`
	Block    int    `json:"block"`
}

func hops(chain []token.Hop) []hop {
	out := make([]hop, len(chain))
	for i, h := range chain {
		out[i] = hop{h.Name, h.Standing.String(), h.Block}
	}
	return out
}

// emitMade writes a new token. The line about it is a result when the token goes to a file, and talk when stdout is for
// the token.
func (a *app) emitMade(o output, t *token.Token, m made) error {
	saved, err := a.save(o, t.Encode())
	if err != nil {
		return err
	}
	if a.json {
		out := madeJSON{
			Version: 1, User: t.Claims().User, Chain: hops(t.Claims().Chain), Permissions: []string{},
			Expires: date(t.Rights().Expires), Lost: m.lost,
		}
		for _, p := range t.Rights().Permissions {
			out.Permissions = append(out.Permissions, p.String())
		}
		if out.File = o.file; !saved {
			out.File, out.Token = "", t.Encode()
		}
		return writeJSON(a.stdout, out)
	}
	if saved {
		a.print("%s\n", m.line)
		return nil
	}
	a.warnAboutStdout("token")
	a.note("%s", m.line)
	a.print("%s\n", t.Encode())
	return nil
}

// date writes a time for programs; nothing for the zero time.
func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
