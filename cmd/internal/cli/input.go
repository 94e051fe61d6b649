package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/hardtack-auth/hardtack/token/biscuit"
)

// Sizes in bytes of what is read from files, each tested before anything is parsed.
const (
	maxTokenFile = 96 << 10 // the text of the largest token, its prefixes and white space
	maxSource    = 1 << 20  // Datalog; the parser has its own, lower limits
)

// readFile reads a file of the command line, or stdin for "-", of at most limit bytes.
func (a *app) readFile(name, what string, limit int64) ([]byte, error) {
	if name == "-" {
		return a.readStdin(what, limit)
	}
	f, err := os.Open(a.path(name))
	if err != nil {
		return nil, unreadable(name, err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, usage("%s is a folder, not a file", name)
	}
	return limited(f, name, limit)
}

func unreadable(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return usage("there is no file %s", shown(name))
	}
	return usage("cannot read %s: %v", shown(name), cause(err))
}

func (a *app) readStdin(what string, limit int64) ([]byte, error) {
	if a.read {
		return nil, usage("only one of the arguments can be - for stdin")
	}
	a.read = true
	if f, ok := a.stdin.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		a.note("reading %s from the terminal; end with Ctrl-D", what)
	}
	return limited(a.stdin, "stdin", limit)
}

func limited(r io.Reader, name string, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, unknown("cannot read %s: %v", name, cause(err))
	}
	if int64(len(data)) > limit {
		return nil, usage("%s is larger than %d kB, which nothing here is", name, limit>>10)
	}
	return data, nil
}

// tokenFile is the flag by which a token can be named instead of by an argument.
type tokenFile struct{ name string }

func (t *tokenFile) flags(c *cobra.Command) {
	c.Flags().StringVar(&t.name, "token-file", "", "read the token from `FILE` [$HARDTACK_TOKEN_FILE; the token itself: $HARDTACK_TOKEN]")
}

// credential is a token as it was given, with a name to speak of it.
type credential struct {
	name  string
	token *biscuit.Unverified
}

// tokenBytes finds the token: in the flag or the argument, of which only one may be given, else in the environment.
func (a *app) tokenBytes(c *cobra.Command, args []string, t tokenFile) (name string, data []byte, err error) {
	switch {
	case len(args) > 0 && t.name != "":
		return "", nil, usage("two tokens: --token-file and %s", shown(args[0]))
	case t.name != "":
		name = t.name
	case len(args) > 0:
		if name = args[0]; looksLikeToken(name) && name != "-" {
			if _, err := os.Stat(a.path(name)); err != nil {
				return "", nil, onTheCommandLine(c)
			}
		}
	default:
		file, text := a.env["HARDTACK_TOKEN_FILE"], a.env["HARDTACK_TOKEN"]
		switch {
		case file != "" && text != "":
			return "", nil, usage("two tokens: HARDTACK_TOKEN_FILE and HARDTACK_TOKEN")
		case text != "":
			return "HARDTACK_TOKEN", []byte(text), nil
		case file == "":
			return "", nil, usage("TOKEN is missing").hint("%s: a file, or - for stdin", c.UseLine())
		}
		name = file
	}
	data, err = a.readFile(name, "a token", maxTokenFile)
	if name == "-" {
		name = "stdin"
	}
	return name, data, err
}

// looksLikeToken tells a token from the name of a file: long, and of nothing but base64.
func looksLikeToken(arg string) bool {
	text, prefixed := bare(arg)
	text = strings.TrimRight(text, "=")
	return len(text) >= 64 && (prefixed || strings.Trim(text, base64url) == "")
}

const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// bare takes away white space and the words that stand before a token in a header or a link.
func bare(text string) (token string, prefixed bool) {
	text = strings.TrimSpace(text)
	const bearer = "bearer "
	if len(text) > len(bearer) && strings.EqualFold(text[:len(bearer)], bearer) {
		text, prefixed = strings.TrimSpace(text[len(bearer):]), true
	}
	return text, prefixed || strings.HasPrefix(text, "biscuit:")
}

func onTheCommandLine(c *cobra.Command) error {
	path := c.CommandPath()
	return usage("refusing a token on the command line (other users can read it with ps, and your shell keeps it)").
		hint("%s - < FILE    or    pbpaste | %s -    or    HARDTACK_TOKEN_FILE=FILE %s", path, path, path)
}

// token reads the token that a command is about.
func (a *app) token(c *cobra.Command, args []string, t tokenFile) (credential, error) {
	name, data, err := a.tokenBytes(c, args, t)
	if err != nil {
		return credential{}, err
	}
	u, err := parseToken(data)
	if err != nil {
		return credential{}, noToken(name, data, err)
	}
	a.warnAboutMode(name, u)
	return credential{name, u}, nil
}

// parseToken reads a token as bytes or as text.
func parseToken(data []byte) (*biscuit.Unverified, error) {
	if text, _ := bare(string(data)); strings.HasPrefix(strings.ToLower(strings.TrimSpace(string(data))), "bearer ") {
		return biscuit.ParseText(text)
	}
	return biscuit.ParseAny(data)
}

func noToken(name string, data []byte, err error) error {
	if len(strings.TrimSpace(string(data))) == 0 {
		return refused("malformed", "%s is empty", name)
	}
	f := refused("malformed", "%s is no token: %s", name, sentence(err))
	if strings.Contains(string(data), "-----BEGIN ") {
		f.hint("this looks like a key; tokens are made by `hardtack mint`")
	}
	return f
}

// warnAboutMode says that others can take a token from its file. A sealed token may be meant for them.
func (a *app) warnAboutMode(name string, u *biscuit.Unverified) {
	if u.Sealed() {
		return
	}
	info, err := os.Stat(a.path(name))
	if err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o044 != 0 {
		a.note("warning: others can read %s, and whoever reads it can use it; chmod 600 %s", name, name)
	}
}
