package cli_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/hardtack-auth/hardtack/cmd/internal/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"hardtack": func() { os.Exit(cli.Run(context.Background(), os.Args[1:], cli.Process())) },
	})
}

// Each file of testdata/script is one story. Golden parts are written anew with UPDATE_SCRIPTS=1, and read in review.
func TestStories(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") == "1",
		Setup:               setup,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits runs a command that must end with a status: exits 1 hardtack verify ...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS COMMAND [ARGUMENTS]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		failed, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = failed.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// setup makes the files that a script cannot hold: a large one, and one that is there and cannot be read.
func setup(e *testscript.Env) error {
	if err := os.WriteFile(filepath.Join(e.WorkDir, "huge"), bytes.Repeat([]byte("A"), 200<<10), 0o600); err != nil {
		return err
	}
	e.Setenv("ESC", "\x1b")
	e.Setenv("NL", "\n")
	// In a folder of its own with a short name: the name of a socket has at most some hundred bytes.
	dir, err := os.MkdirTemp("", "s")
	if err != nil {
		return err
	}
	socket, err := net.Listen("unix", filepath.Join(dir, "s"))
	if err != nil {
		return err
	}
	e.Defer(func() {
		socket.Close()
		os.RemoveAll(dir)
	})
	return os.Symlink(filepath.Join(dir, "s"), filepath.Join(e.WorkDir, "unreadable"))
}
