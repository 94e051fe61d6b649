package cli

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"
)

// maxPassphrase is the size in bytes of the largest passphrase file.
const maxPassphrase = 4 << 10

// passphrase gets the passphrase of an encrypted key: from the file that HARDTACK_PASSPHRASE_FILE names, else from the
// terminal.
func (a *app) passphrase(name string) (string, error) {
	if given, ok, err := a.passphraseFile(); ok || err != nil {
		return given, err
	}
	return a.ask("passphrase of " + name)
}

// newPassphrase gets one for a key that is about to be made. At a terminal it is typed twice: nothing can mend a slip.
func (a *app) newPassphrase() (string, error) {
	first, ok, err := a.passphraseFile()
	if err != nil {
		return "", err
	}
	if !ok {
		if first, err = a.ask("new passphrase"); err != nil {
			return "", err
		}
		second, err := a.ask("the same again")
		if err != nil {
			return "", err
		}
		if first != second {
			return "", usage("the two passphrases differ")
		}
	}
	if first == "" {
		return "", usage("an empty passphrase protects nothing")
	}
	return first, nil
}

func (a *app) passphraseFile() (passphrase string, ok bool, err error) {
	name := a.env["HARDTACK_PASSPHRASE_FILE"]
	if name == "" {
		return "", false, nil
	}
	data, err := a.readFile(name, "a passphrase", maxPassphrase)
	if err != nil {
		return "", false, err
	}
	// One line end belongs to the editor; everything else may be meant.
	text := strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")
	return text, true, nil
}

// ask reads a secret without showing it. Somebody is there to answer only when stdin or stderr is a terminal; it is the
// terminal itself that is written to and read from, since stdin may hold a token.
func (a *app) ask(prompt string) (string, error) {
	nobody := usage("a passphrase is needed, and there is no terminal to ask for it").
		hint("HARDTACK_PASSPHRASE_FILE=FILE")
	if !terminal(a.stdin) && !terminal(a.stderr) {
		return "", nobody
	}
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return "", nobody
	}
	defer func() { _ = tty.Close() }() // nothing to lose
	if _, err := fmt.Fprint(tty, printable(prompt+": ")); err != nil {
		return "", nobody
	}
	secret, err := term.ReadPassword(int(tty.Fd()))
	_, _ = fmt.Fprintln(tty) // the line end that was not echoed
	if err != nil {
		return "", unknown("cannot read the passphrase: %v", err)
	}
	return string(secret), nil
}

func terminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
