package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode"

	"github.com/hardtack-auth/hardtack/cmd/internal/cli"
)

func TestTheDemoFailsWhenAVerdictDiffers(t *testing.T) {
	for step := range cli.StoryLength() {
		var out, errs bytes.Buffer
		if status := cli.TellOtherwise(step, cli.System{Stdout: &out, Stderr: &errs}); status != 1 {
			t.Errorf("step %d: exit status %d, want 1", step, status)
		}
		if !strings.Contains(errs.String(), "the story went otherwise") {
			t.Errorf("step %d: stderr %q", step, errs.String())
		}
		if got := strings.Count(out.String(), "$ hardtack"); got != step+1 {
			t.Errorf("step %d: %d steps ran: %s", step, got, out.String())
		}
	}
}

func TestTheZeroSystemIsEnough(t *testing.T) {
	if status := cli.Run(context.Background(), []string{"version"}, cli.System{}); status != 0 {
		t.Errorf("version: %d", status)
	}
	if status := cli.Run(context.Background(), []string{"inspect", "-"}, cli.System{}); status != 1 {
		t.Errorf("inspect of nothing: %d, want 1", status)
	}
	if status := cli.Run(context.Background(), nil, cli.System{}); status != 2 {
		t.Errorf("no arguments: %d, want 2", status)
	}
}

type panicking struct{}

func (panicking) Write([]byte) (int, error) { panic("boom") }

// What nobody foresaw is no yes and no stack trace.
func TestAPanicIsASentence(t *testing.T) {
	var errs bytes.Buffer
	status := cli.Run(context.Background(), []string{"version"}, cli.System{Stdout: panicking{}, Stderr: &errs})
	if status != 3 || !strings.HasPrefix(errs.String(), "hardtack: internal error: boom\nhint: ") || strings.Contains(errs.String(), "goroutine") {
		t.Errorf("exit status %d, stderr %q", status, errs.String())
	}
}

func TestBrokenStreamsAreNoAnswer(t *testing.T) {
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		args []string
		s    cli.System
	}{
		"stdin":       {[]string{"inspect", "-"}, cli.System{Stdin: iotest.ErrReader(broken)}},
		"stdout":      {[]string{"version"}, cli.System{Stdout: failing{broken}}},
		"JSON":        {[]string{"version", "--json"}, cli.System{Stdout: failing{broken}}},
		"help":        {[]string{"help"}, cli.System{Stdout: failing{broken}}},
		"stdout last": {[]string{"inspect", "-", "--json"}, cli.System{Stdin: strings.NewReader("AAAA"), Stdout: failing{broken}}},
	} {
		if status := cli.Run(context.Background(), c.args, c.s); status != 3 {
			t.Errorf("%s: exit status %d, want 3", name, status)
		}
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// FuzzInspect: whatever is on stdin, the answer is the JSON of the contract, and 0 only without an error in it.
func FuzzInspect(f *testing.F) {
	f.Add([]byte("AAAA"))
	f.Add([]byte("Bearer biscuit:CgA="))
	f.Add([]byte{0x0a, 0x01, 0x00})
	dir := f.TempDir()
	for _, args := range []string{
		"keygen -o root.key",
		"mint --key root.key --user alice@acme.example --agent coder --audience https://mcp.acme.example --allow repos:read@/ -o a",
	} {
		if _, stderr, status := run(dir, "", strings.Fields(args)...); status != 0 {
			f.Fatal(stderr)
		}
	}
	token, _, _ := run(dir, "", "attenuate", "a", "--code", "check if true;")
	f.Add([]byte(token))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, args := range [][]string{{"inspect", "-", "--json"}, {"inspect", "-", "--json", "--root", "root.pub"}} {
			out, stderr, status := run(dir, string(data), args...)
			if status == 2 && len(data) > 96<<10 {
				continue
			}
			var got map[string]json.RawMessage
			if err := json.Unmarshal([]byte(out), &got); err != nil || stderr != "" {
				t.Fatalf("%v in %q, stderr %q", err, out, stderr)
			}
			for _, field := range []string{"verified", "sealed", "root_key_id", "blocks"} {
				if got[field] == nil {
					t.Fatalf("no %s in %s", field, out)
				}
			}
			_, failed := got["result"]
			verified := string(got["verified"]) == "true"
			if failed != (status == 1) || status > 1 || failed && verified || !failed && verified != (len(args) > 3) {
				t.Fatalf("exit status %d with %s", status, out)
			}
		}
		if out, _, status := run(dir, string(data), "inspect", "-"); status == 0 && hostile(out) {
			t.Fatalf("a terminal obeys %q", out)
		}
	})
}

func hostile(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return r != '\n' && r != '\t' && (unicode.IsControl(r) || slices.Contains([]rune("\u202e\u2066\u2028\ufeff"), r))
	})
}

// FuzzPrintable: nothing that a terminal obeys is left, and what is printable stays as it is.
func FuzzPrintable(f *testing.F) {
	f.Add("plain\ttext\n")
	f.Add("\x1b[2J\u202e\u0085\u2028")
	f.Add(string([]byte{0xff, 'a', 0xc2}))
	f.Fuzz(func(t *testing.T, s string) {
		once := cli.Printable(s)
		if hostile(once) || cli.Printable(once) != once {
			t.Errorf("%q became %q", s, once)
		}
	})
}

func TestRunReadsNoArgumentsOfTheProcess(t *testing.T) {
	var out bytes.Buffer
	// go test has arguments of its own, which cobra would take for a nil slice.
	status := cli.Run(context.Background(), nil, cli.System{Stdout: &out, Stderr: io.Discard})
	if status != 2 || !strings.Contains(out.String(), "Available Commands") {
		t.Errorf("exit status %d, %q", status, out.String())
	}
}
