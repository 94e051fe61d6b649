package cli

import (
	"errors"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/hardtack-auth/hardtack/revocation"
	"github.com/hardtack-auth/hardtack/token"
	"github.com/hardtack-auth/hardtack/token/keyfile"
)

// revocationFile is the flag of the list of what is revoked.
type revocationFile struct{ name string }

func (r *revocationFile) flags(c *cobra.Command, what string) {
	c.Flags().StringVar(&r.name, "revoked", "", what)
	fromEnvironment(c.Flags(), "revoked")
}

// readList reads the list. That it is not there does not mean that nothing is revoked: somebody may have moved it.
func (a *app) readList(r revocationFile) (*revocation.Set, error) {
	if r.name == "" {
		return nil, usage("which tokens are revoked? --revoked is missing").
			hint("--revoked FILE, or HARDTACK_REVOKED; --no-revocation does without")
	}
	f, err := os.Open(a.path(r.name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, unknown("there is no revocation file %s, so nobody knows what is revoked", r.name).
			hint("`hardtack mint --revoked %s` starts one, and so does `hardtack revoke`", r.name)
	}
	if err != nil {
		return nil, unknown("cannot read the revocation file %s: %v", r.name, cause(err))
	}
	defer func() { _ = f.Close() }() // nothing was written
	set, err := revocation.Read(f)
	if errors.Is(err, revocation.ErrDamaged) {
		return nil, unknown("the revocation file %s is %s", r.name, sentence(err))
	}
	if err != nil {
		return nil, unknown("cannot read the revocation file %s: %s", r.name, sentence(cause(err)))
	}
	return set, nil
}

// startList makes an empty list where there is none, so that from now on a missing one is noticed.
func (a *app) startList(r revocationFile) (started bool, err error) {
	if r.name == "" {
		return false, nil
	}
	if _, err := os.Lstat(a.path(r.name)); err == nil {
		return false, nil
	}
	err = keyfile.Create(a.path(r.name), nil, 0o644)
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, fs.ErrExist): // another process was faster
		return false, nil
	}
	return false, unwritable(r.name, err)
}

func (a *app) revoke() *cobra.Command {
	var t tokenFile
	var r roots
	var list revocationFile
	var reason string
	var number int
	c := &cobra.Command{
		Use:   "revoke TOKEN",
		Short: "stop a token and all that was made from it, for ever",
		Long: `Appends the last block of a token to the revocation file that verifiers read. Every child has that block too and stops
with it; the parent goes on. --block revokes an earlier block instead. There is no way back.`,
		Example: `  hardtack revoke search.tok --reason injection --root root.pub --revoked revoked`,
		Args:    between(0, "TOKEN"),
		RunE: func(c *cobra.Command, args []string) error {
			if list.name == "" {
				return usage("which revocation file? --revoked is missing").hint("--revoked FILE, or HARDTACK_REVOKED")
			}
			trusted, err := a.load(r)
			if err != nil {
				return err
			}
			given, err := a.token(c, args, t)
			if err != nil {
				return err
			}
			// Only a token that is genuine says what its keys are: a forged one could name blocks of somebody else's.
			v, err := given.token.Verify(trusted)
			if err != nil {
				return notVerified(given.name, given.token, err)
			}
			if !c.Flags().Changed("block") {
				number = v.Len() - 1
			}
			if number < 0 || number >= v.Len() {
				return usage("%s has blocks 0 to %d", given.name, v.Len()-1)
			}
			keys, err := v.RevocationKeys()
			if err != nil {
				return notVerified(given.name, given.token, err)
			}
			e := revocation.Entry{Key: keys[number], Expires: token.Expires(v.Blocks()[:number+1]), Reason: reason}
			return a.enter(list, e, number)
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "one line of `TEXT` for the record")
	c.Flags().IntVar(&number, "block", 0, "revoke block `N` and all that follows it, instead of the last block")
	list.flags(c, "revocation `FILE`, made if it is not there")
	t.flags(c)
	r.flags(c)
	return c
}

// enter adds an entry to a list, unless its key is there already. The line is written in one piece behind whatever other
// processes write at the same time: replacing the file would lose theirs. A line that is cut off by a full disk makes the
// list damaged, and verifiers refuse everything until somebody has looked.
func (a *app) enter(r revocationFile, e revocation.Entry, block int) error {
	line, err := e.Line()
	if err != nil {
		return usage("--reason: %s", sentence(err))
	}
	started, err := a.startList(r)
	if err != nil {
		return err
	}
	if started {
		a.note("note: started the revocation file %s; only verifiers that read it know", r.name)
	}
	set, err := a.readList(r)
	if err != nil {
		return err
	}
	if set.Ask([]revocation.Key{e.Key}).Verdict != revocation.Revoked {
		if err := appendLine(a.path(r.name), line+"\n"); err != nil {
			return unknown("cannot write the revocation file %s: %v", r.name, cause(err)).
				hint("the token may not be revoked")
		}
	}
	if a.json {
		return writeJSON(a.stdout, map[string]any{
			"v": 1, "key": e.Key.String(), "block": block, "expires": date(e.Expires), "file": r.name,
		})
	}
	return nil
}

func appendLine(path, line string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(line)
	if err == nil {
		err = f.Sync() // a revocation that the next power cut forgets is none
	}
	return errors.Join(err, f.Close())
}
