package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/hardtack-auth/hardtack/token/keyfile"
)

// checkedWriter remembers the first error, so that a full disk is no silent success.
type checkedWriter struct {
	w   io.Writer
	err error
}

func (c *checkedWriter) Write(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.w.Write(p)
	c.err = err
	return n, err
}

// printable replaces what a terminal would obey. The strings in a token are anybody's, and an escape sequence among them
// could rewrite the lines above, or a mark of direction show text in another order than it has.
func printable(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n' || r == '\t':
			b.WriteRune(r)
		case r == unicode.ReplacementChar || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co):
			fmt.Fprintf(&b, `\u{%x}`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// text is a value that may have several lines. What else is printed has one, whatever is in it.
type text string

// oneLine keeps a value from starting a line of its own, which could read as a verdict.
func oneLine(s string) string { return strings.ReplaceAll(printable(s), "\n", `\u{a}`) }

// shown quotes an argument for an error, shortened: it may be a secret in the wrong place.
func shown(arg string) string {
	const longest = 40
	if r := []rune(arg); len(r) > longest {
		arg = string(r[:8]) + "..."
	}
	return fmt.Sprintf("%q", arg)
}

// output is where a command puts what it made.
type output struct {
	file  string
	force bool
}

func (o *output) flags(c *cobra.Command) {
	c.Flags().StringVarP(&o.file, "output", "o", "", "write to `FILE` with mode 0600, not to stdout")
	c.Flags().BoolVar(&o.force, "force", false, "replace FILE if it is there")
}

// check finds out early that the file is in the way, before anything is asked or signed.
func (a *app) check(o output) error {
	if o.file == "" || o.file == "-" {
		if o.force {
			return usage("--force is for --output FILE")
		}
		return nil
	}
	if _, err := os.Lstat(a.path(o.file)); err == nil && !o.force {
		return inTheWay(o.file)
	}
	return nil
}

func inTheWay(name string) error {
	return refused("exists", "%s is there already", name).hint("choose another name, or add --force to replace it")
}

// save writes text to the file of o, and tells whether there is one.
func (a *app) save(o output, text string) (saved bool, err error) {
	if o.file == "" || o.file == "-" {
		return false, nil
	}
	write := keyfile.Create
	if o.force {
		write = keyfile.Replace
	}
	err = write(a.path(o.file), []byte(text+"\n"), 0o600)
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, fs.ErrExist):
		return false, inTheWay(o.file)
	}
	return false, unwritable(o.file, err)
}

func unwritable(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return usage("cannot write %s: there is no such folder", name)
	}
	return unknown("cannot write %s: %v", name, cause(err))
}

// emitToken writes a token to the file of o, or to stdout with a word about where it may be going.
func (a *app) emitToken(o output, text string) error {
	saved, err := a.save(o, text)
	if err != nil {
		return err
	}
	if a.json {
		return writeJSON(a.stdout, emitted(o, saved, "token", text))
	}
	if saved {
		return nil
	}
	a.warnAboutStdout("token")
	fmt.Fprintln(a.stdout, text)
	return nil
}

// emitData is emitToken for what is no credential.
func (a *app) emitData(o output, kind, text string) error {
	saved, err := a.save(o, text)
	switch {
	case err != nil:
		return err
	case a.json:
		return writeJSON(a.stdout, emitted(o, saved, kind, text))
	case !saved:
		fmt.Fprintln(a.stdout, text)
	}
	return nil
}

func emitted(o output, saved bool, kind, text string) map[string]any {
	if saved {
		return map[string]any{"v": 1, "file": o.file}
	}
	return map[string]any{"v": 1, kind: text}
}

// warnAboutStdout says where a secret is going when that is a terminal, or a file that others can read.
func (a *app) warnAboutStdout(what string) {
	f, ok := a.stdout.w.(*os.File)
	if !ok {
		return
	}
	if term.IsTerminal(int(f.Fd())) {
		a.note("note: this is a live credential")
		return
	}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o044 != 0 {
		a.note("warning: writing a %s to a file that others can read; -o FILE makes a private one", what)
	}
}

// cause is the system's own sentence, without the path, which is shown as it was given.
func cause(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	if l, ok := errors.AsType[*os.LinkError](err); ok {
		return l.Err
	}
	return err
}
