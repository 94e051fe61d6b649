package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hardtack-auth/hardtack/token/biscuit"
)

// failure is an error as it is shown: a sentence, lines below it, and hints that name the likely intent.
type failure struct {
	exit    int
	code    string // stable, for programs
	message string
	detail  []string
	hints   []string
}

// Error gives the sentence.
func (f *failure) Error() string { return f.message }

func usage(format string, args ...any) *failure {
	return &failure{exit: exitUsage, code: "usage", message: fmt.Sprintf(format, args...)}
}

func refused(code, format string, args ...any) *failure {
	return &failure{exit: exitNo, code: code, message: fmt.Sprintf(format, args...)}
}

func unknown(format string, args ...any) *failure {
	return &failure{exit: exitUnknown, code: "undecided", message: fmt.Sprintf(format, args...)}
}

func (f *failure) hint(format string, args ...any) *failure {
	f.hints = append(f.hints, fmt.Sprintf(format, args...))
	return f
}

// sentence is the text of an error without the name of the package that it comes from.
func sentence(err error) string {
	if e, ok := errors.AsType[*biscuit.Error](err); ok {
		if e.Block >= 0 {
			return fmt.Sprintf("block %d: %v", e.Block, e.Err)
		}
		return e.Err.Error()
	}
	text := err.Error()
	for _, name := range []string{"biscuit: ", "token: ", "verifier: ", "revocation: ", "keyfile: "} {
		text = strings.TrimPrefix(text, name)
	}
	return text
}

// fault makes a failure of any error. What nobody has classed could not be told.
func fault(err error) *failure {
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	return unknown("%s", sentence(err))
}

type errorJSON struct {
	Version int       `json:"v"`
	Error   errorBody `json:"error"`
}

type errorBody struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	Exit    int    `json:"exit"`
}

// report shows an error on stderr and returns the exit status.
func (a *app) report(err error) int {
	f := fault(err)
	if a.wantsJSON() {
		body := errorBody{f.code, strings.Join(append([]string{f.message}, f.detail...), "\n"), strings.Join(f.hints, "\n"), f.exit}
		// An error of writing to stderr has nowhere to go; the exit status tells it all the same.
		_ = writeJSON(a.stderr, errorJSON{1, body})
		return f.exit
	}
	var b strings.Builder
	b.WriteString("hardtack: " + oneLine(f.message) + "\n")
	for _, line := range f.detail {
		b.WriteString("  " + oneLine(line) + "\n")
	}
	for _, h := range f.hints {
		b.WriteString("hint: " + oneLine(h) + "\n")
	}
	_, _ = io.WriteString(a.stderr, b.String()) // as above
	return f.exit
}

// wantsJSON also looks at the arguments themselves, for errors from before or while they are parsed.
func (a *app) wantsJSON() bool {
	flags := a.args
	if i := slices.Index(flags, "--"); i >= 0 {
		flags = flags[:i]
	}
	return a.json || slices.Contains(flags, "--json") || a.env["HARDTACK_JSON"] == "true" || a.env["HARDTACK_JSON"] == "1"
}

// writeJSON writes one object and a newline. It leaves <, > and & as they are: nobody embeds this in a page unescaped.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
