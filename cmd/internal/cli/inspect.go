package cli

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hardtack-auth/hardtack/token/biscuit"
)

func (a *app) inspect() *cobra.Command {
	var t tokenFile
	var r roots
	c := &cobra.Command{
		Use:        "inspect TOKEN",
		SuggestFor: []string{"show", "print", "decode"},
		Short:      "show what is in a token, who signed what, and what it can do at most; --root checks the signatures",
		Args:       between(0, "TOKEN"),
		RunE: func(c *cobra.Command, args []string) error {
			var trusted biscuit.Roots
			if len(r.given) > 0 {
				t, err := a.load(r)
				if err != nil {
					return err
				}
				trusted = t
			}
			name, data, err := a.tokenBytes(c, args, t)
			if err != nil {
				return err
			}
			return a.show(name, data, trusted)
		},
	}
	t.flags(c)
	r.flags(c)
	return c
}

// inspection is the JSON of inspect, a contract (spec/cli.md, "inspect"). Result is there only when it is an
// error; then the other fields hold what could be read all the same, unverified.
type inspection struct {
	Verified  bool            `json:"verified"`
	Sealed    *bool           `json:"sealed"`
	RootKeyID *uint32         `json:"root_key_id"`
	Blocks    []inspected     `json:"blocks"`
	Result    json.RawMessage `json:"result,omitempty"`
}

type inspected struct {
	Index        int      `json:"index"`
	Version      uint32   `json:"version"`
	Context      *string  `json:"context"`
	Code         string   `json:"code"`
	ExternalKey  *string  `json:"external_key"`
	RevocationID string   `json:"revocation_id"`
	Symbols      []string `json:"symbols"`
	PublicKeys   []string `json:"public_keys"`
}

// show inspects a token; without roots nothing is verified.
func (a *app) show(name string, data []byte, trusted biscuit.Roots) error {
	out := inspection{Blocks: []inspected{}}
	u, err := parseToken(data)
	if err != nil {
		return a.shown(name, nil, out, err, func() error { return noToken(name, data, err) })
	}
	a.warnAboutMode(name, u)
	sealed := u.Sealed()
	out.Sealed = &sealed
	if id, ok := u.RootKeyID(); ok {
		out.RootKeyID = &id
	}
	if trusted != nil {
		var v *biscuit.Verified
		if v, err = u.Verify(trusted); err == nil {
			out.Verified, out.Blocks = true, inspectBlocks(v.Blocks())
			return a.shown(name, u, out, nil, nil)
		}
	}
	blocks, unreadable := u.Blocks()
	if unreadable == nil {
		out.Blocks = inspectBlocks(blocks)
	}
	if err == nil {
		err = unreadable
	}
	return a.shown(name, u, out, err, func() error { return notVerified(name, u, err) })
}

// shown prints an inspection. After an error the exit status is 1, and the sentence that sad makes goes to stderr.
func (a *app) shown(name string, u *biscuit.Unverified, out inspection, err error, sad func() error) error {
	if err != nil {
		a.exit = exitNo
	}
	if a.json {
		if err != nil {
			out.Result = errorResult(err)
		}
		return writeJSON(a.stdout, out)
	}
	if len(out.Blocks) > 0 {
		a.showText(name, u, out, err)
	}
	if err != nil {
		return sad()
	}
	return nil
}

func inspectBlocks(blocks []biscuit.Block) []inspected {
	out := make([]inspected, len(blocks))
	for i := range blocks {
		b := &blocks[i]
		out[i] = inspected{
			Index: b.Index, Version: b.Version, Code: b.Code(),
			RevocationID: hex.EncodeToString(b.RevocationID),
			Symbols:      append([]string{}, b.Symbols...),
			PublicKeys:   []string{},
		}
		if b.HasContext {
			out[i].Context = &b.Datalog.Context
		}
		if !b.ExternalKey.IsZero() {
			key := b.ExternalKey.String()
			out[i].ExternalKey = &key
		}
		for _, k := range b.PublicKeys {
			out[i].PublicKeys = append(out[i].PublicKeys, k.String())
		}
	}
	return out
}

func errorResult(err error) json.RawMessage {
	return json.RawMessage(`{"Err":` + string(biscuit.ErrorJSON(err)) + `}`)
}

// showText prints an inspection for people.
func (a *app) showText(name string, u *biscuit.Unverified, out inspection, err error) {
	signatures := "not checked, so nothing of this is proven (--root KEY checks them)"
	switch {
	case out.Verified:
		signatures = "good"
	case err != nil:
		signatures = "NOT GOOD: nothing of this is proven"
	}
	a.print("%s: %s, signatures %s\n", name, plural(len(out.Blocks), "block"), signatures)
	if out.RootKeyID != nil {
		a.print("root key id %d\n", *out.RootKeyID)
	}
	if out.Sealed != nil && *out.Sealed {
		a.print("sealed: nothing can be appended\n")
	}
	a.showProfile(u)
	for _, b := range out.Blocks {
		a.print("\nblock %d, %s\n", b.Index, describe(b))
		a.print("revocation id %s\n", b.RevocationID)
		if b.Context != nil {
			a.print("context %q\n", *b.Context)
		}
		for line := range strings.Lines(b.Code) {
			a.print("    %s", text(line))
		}
	}
}

func describe(b inspected) string {
	kind := "appended by a holder"
	switch {
	case b.ExternalKey != nil:
		kind = "signed by " + *b.ExternalKey
	case b.Index == 0:
		kind = "by the root key"
	}
	if b.Version < 3 {
		return kind
	}
	return fmt.Sprintf("%s, Datalog v3.%d", kind, b.Version-3)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// notVerified says why a token's signatures do not count.
func notVerified(name string, u *biscuit.Unverified, err error) error {
	reason := biscuit.ReasonOf(err)
	switch reason {
	case biscuit.ReasonRoot:
		if id, ok := u.RootKeyID(); ok {
			return refused("root", "%s wants root key %d, and no trusted key has that id", name, id).hint("--root %d=KEY", id)
		}
		return refused("root", "%s names no root key, and every trusted key is for an id", name).hint("--root KEY without an id")
	case biscuit.ReasonSignature:
		if e, ok := errors.AsType[*biscuit.Error](err); ok && e.Block == 0 {
			return refused(string(reason), "%s is not signed by the trusted root key: %s", name, sentence(err)).
				hint("--root takes the public key of whoever minted the token")
		}
		return refused(string(reason), "%s was changed after it was signed: %s", name, sentence(err))
	}
	return refused(string(reason), "%s: %s", name, sentence(err))
}
