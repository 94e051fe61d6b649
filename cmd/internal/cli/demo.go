package cli

import (
	"bytes"
	"context"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

// step is one line of the story: a command, all that it prints, and its exit status.
type step struct {
	args   []string
	prints string
	status int
}

// storyEnv is what the story exports.
var storyEnv = []string{"HARDTACK_ROOT=root.pub", "HARDTACK_AUDIENCE=https://mcp.acme.example", "HARDTACK_REVOKED=revoked"}

// story is the main job, from the first key to a subtree that is stopped (README.md, "The story").
var story = []step{
	{words("keygen -o root.key"), "root.key (0600)  root.pub", exitYes},
	{words("mint --key root.key --user alice@acme.example --agent coder --allow repos:read@/acme/,prs:write@/acme/site --ttl 8h -o coder.tok"),
		"alice@acme.example > coder  8h", exitYes},
	{words("delegate coder.tok --to search --only repos:read@/acme/ --ttl 30m -o search.tok"),
		`coder > "search"  30m  lost prs:write@/acme/site  (offline)`, exitYes},
	{words("delegate search.tok --to fetch --only repos:read@/acme/site --ttl 5m -o fetch.tok"),
		`"search" > "fetch"  5m  lost all but /acme/site  (offline)`, exitYes},
	{words("verify fetch.tok repos:read@/acme/site"),
		`allow  "fetch", child of "search", child of coder, for alice@acme.example`, exitYes},
	{words("verify fetch.tok prs:write@/acme/site"), `deny  block 1 ("search") allows only repos:read`, exitNo},
	{words("delegate fetch.tok --to evil --only prs:write@/acme/site"), "refused  wider than fetch.tok: prs:write@/acme/site", exitNo},
	{words(`attenuate coder.tok --code grant("/",{"repos:delete"}); -o forged.tok`), "", exitYes},
	{words("verify forged.tok repos:delete@/acme/site"), "deny  block 0 does not grant it; block 1 only claims it", exitNo},
	{words("revoke search.tok --reason injection"), "", exitYes},
	{words("verify fetch.tok repos:read@/acme/site"), `deny  block 1 ("search") is revoked`, exitNo},
	{words("verify coder.tok repos:read@/acme/site"), "allow  coder, for alice@acme.example", exitYes},
}

func words(line string) []string { return strings.Fields(line) }

func (a *app) demo() *cobra.Command {
	var keep bool
	c := &cobra.Command{
		Use:   "demo",
		Short: "run the story of the README for real, in a fresh folder; fails if a verdict differs",
		Args:  exactly(),
		RunE:  func(c *cobra.Command, _ []string) error { return a.tell(story, keep) },
	}
	c.Flags().BoolVar(&keep, "keep", false, "leave the folder, and say where it is")
	return c
}

// told is one step as it went.
type told struct {
	Command string `json:"command"`
	Output  string `json:"output"`
	Exit    int    `json:"exit"`
	OK      bool   `json:"ok"`
}

// tell runs a story and stops at the first step that goes otherwise than it should.
func (a *app) tell(story []step, keep bool) (err error) {
	dir, err := os.MkdirTemp("", "hardtack-demo-")
	if err != nil {
		return unknown("cannot make a fresh folder: %v", cause(err))
	}
	if keep {
		a.note("the folder is %s", dir)
	} else {
		defer func() {
			if failed := os.RemoveAll(dir); failed != nil && err == nil {
				err = unknown("cannot remove %s: %v", dir, cause(failed))
			}
		}()
	}
	if !a.json {
		a.print("$ export %s\n", strings.Join(storyEnv, " "))
	}
	var all []told
	for _, s := range story {
		t := s.run(a.ctx, dir)
		all = append(all, t)
		if !a.json {
			a.print("$ %s\n%s", t.Command, text(t.Output))
		}
		if !t.OK {
			if a.json {
				err = writeJSON(a.stdout, map[string]any{"v": 1, "ok": false, "steps": all})
			}
			if err != nil {
				return err
			}
			f := refused("demo", "the story went otherwise: %s", t.Command)
			f.detail = []string{"expected: " + s.prints, "exit status expected " + digit(s.status) + ", was " + digit(t.Exit)}
			return f
		}
	}
	if a.json {
		return writeJSON(a.stdout, map[string]any{"v": 1, "ok": true, "steps": all})
	}
	return nil
}

func digit(status int) string { return string(rune('0' + status)) }

// run runs one step in this process, with nothing of the caller's environment.
func (s step) run(ctx context.Context, dir string) told {
	var out bytes.Buffer
	status := Run(ctx, s.args, System{Stdout: &out, Stderr: &out, Env: storyEnv, Dir: dir})
	return told{
		Command: "hardtack " + quoted(s.args),
		Output:  out.String(),
		Exit:    status,
		OK:      status == s.status && strings.TrimSuffix(out.String(), "\n") == s.prints,
	}
}

// quoted writes arguments as a shell takes them.
func quoted(args []string) string {
	out := make([]string, len(args))
	for i, arg := range args {
		if out[i] = arg; strings.ContainsFunc(arg, special) {
			out[i] = "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
		}
	}
	return strings.Join(out, " ")
}

func special(r rune) bool {
	return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./,:@=+%", r)
}
