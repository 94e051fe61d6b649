package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

// The exit statuses. Nothing but a yes is 0: a script that asks `if hardtack verify ...` is right in every other case.
const (
	exitYes     = 0
	exitNo      = 1 // denied or refused
	exitUsage   = 2 // the command line, or a file that it names, is not right
	exitUnknown = 3 // could not tell
)

// System is the world that a command sees. The zero System has no input, no environment, and drops what is written.
type System struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Env            []string // KEY=VALUE; of two values of one key the last one counts
	Dir            string   // folder that relative file names start from, "" for that of the process
}

// Process is the System of this process.
func Process() System {
	return System{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Env: os.Environ()}
}

// app is one run of one command.
type app struct {
	ctx    context.Context
	stdin  io.Reader
	stdout *checkedWriter
	stderr io.Writer
	env    map[string]string
	dir    string
	args   []string
	json   bool
	read   bool // stdin was read, which works once
	ready  bool // the command line is understood: errors from now on are not of usage unless they say so

	fromEnv map[string]bool // flags that were given in the environment only
	exit    int             // of a command that failed without an error to report, such as a denial
}

// Run runs hardtack with args, which do not include the name of the program, and returns the exit status.
func Run(ctx context.Context, args []string, s System) (status int) {
	a := &app{ctx: ctx, stdin: s.Stdin, stdout: &checkedWriter{w: s.Stdout}, stderr: s.Stderr, dir: s.Dir, args: args}
	if a.stdin == nil {
		a.stdin = strings.NewReader("")
	}
	if a.stdout.w == nil {
		a.stdout.w = io.Discard
	}
	if a.stderr == nil {
		a.stderr = io.Discard
	}
	a.env, a.fromEnv = environment(s.Env), map[string]bool{}
	// The last fence: what nobody foresaw is no yes, and a stack trace helps nobody who is not mending this program.
	defer func() {
		if r := recover(); r != nil {
			status = a.report(unknown("internal error: %v", r).hint("please report it, with the command line but without keys and tokens"))
		}
	}()
	root := a.root()
	root.SetArgs(append([]string{}, args...)) // never nil, which would mean the arguments of the process
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	if err := root.ExecuteContext(ctx); err != nil {
		if _, ok := errors.AsType[*failure](err); !ok && !a.ready {
			err = usage("%v", err).hint("hardtack --help")
		}
		return a.report(err)
	}
	if a.stdout.err != nil {
		return a.report(unknown("cannot write the output: %v", cause(a.stdout.err)))
	}
	return a.exit
}

func environment(list []string) map[string]string {
	env := map[string]string{}
	for _, one := range list {
		if name, value, ok := strings.Cut(one, "="); ok {
			env[name] = value
		}
	}
	return env
}

// path resolves a file name of the command line.
func (a *app) path(name string) string {
	if a.dir == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(a.dir, name)
}

// root builds the tree of commands.
func (a *app) root() *cobra.Command {
	root := a.group(&cobra.Command{
		Use:   "hardtack",
		Short: "Capability tokens for AI agents: issue, narrow offline, verify, revoke",
		Long: `Capability tokens for AI agents. Whoever holds one can narrow it offline and hand it on; whoever verifies
it needs no server; revoking a parent stops all of its children.

Exit status: 0 yes, 1 no, 2 usage, 3 could not tell.`,
	})
	root.SilenceErrors, root.SilenceUsage = true, true
	root.PersistentFlags().BoolVar(&a.json, "json", false, "results and errors as JSON")
	fromEnvironment(root.PersistentFlags(), "json")
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usage("%v", err).hint("%s --help", c.CommandPath())
	})
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		a.ready = true
		return a.readEnvironment(c.Flags())
	}
	root.SetHelpCommand(a.help())
	root.AddCommand(
		a.demo(), a.keygen(), a.mint(), a.delegate(), a.verify(), a.revoke(), a.inspect(),
		a.attenuate(), a.seal(), a.thirdParty(), a.authorize(), a.version(),
	)
	return root
}

// group makes a command that only holds others. Called by itself it shows its help and is no yes.
func (a *app) group(c *cobra.Command) *cobra.Command {
	c.Args = cobra.ArbitraryArgs
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			a.exit = exitUsage
			return c.Help()
		}
		return unknownCommand(c, args[0])
	}
	return c
}

func unknownCommand(c *cobra.Command, name string) error {
	c.SuggestionsMinimumDistance = 2 // letters
	f := usage("unknown command %s", shown(name))
	for _, known := range c.SuggestionsFor(name) {
		f.hint("%s %s", c.CommandPath(), known)
	}
	if len(f.hints) == 0 {
		f.hint("%s --help", c.CommandPath())
	}
	return f
}

// help shows the help of a command; an unknown one is an error.
func (a *app) help() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "show the help of a command",
		RunE: func(c *cobra.Command, args []string) error {
			found, rest, err := c.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(found, rest[0])
			}
			return found.Help()
		},
	}
}

// judges marks a command whose 0 means yes. Its --help is 2: in `hardtack verify "$token" "$request"` the request may come
// from an attacker, and "--help" must not read as a yes. `hardtack help verify` is 0.
func (a *app) judges(c *cobra.Command) *cobra.Command {
	c.SetHelpFunc(func(c *cobra.Command, args []string) {
		if f := c.Flags().Lookup("help"); f != nil && f.Changed {
			a.exit = exitUsage
		}
		c.Parent().HelpFunc()(c, args)
	})
	return c
}

// exactly wants so many arguments, named in a usage error.
func exactly(names ...string) cobra.PositionalArgs { return between(len(names), names...) }

// between wants the last arguments of names, at least so many.
func between(least int, names ...string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return usage("%s is missing", names[len(names)-least+len(args)]).hint("%s", c.UseLine())
		case len(args) > len(names):
			return usage("too many arguments: %s", shown(args[len(names)])).hint("%s", c.UseLine())
		}
		return nil
	}
}

// print writes text that people read to stdout. A value can only add lines to it as a [text].
func (a *app) print(format string, args ...any) {
	fmt.Fprint(a.stdout, line(format, args))
}

// line formats values that each have one line.
func line(format string, args []any) string {
	values := make([]any, len(args))
	for i, v := range args {
		switch v := v.(type) {
		case text:
			values[i] = printable(string(v))
		case string:
			values[i] = oneLine(v)
		case error:
			values[i] = oneLine(v.Error())
		case fmt.Stringer:
			values[i] = oneLine(v.String())
		default:
			values[i] = v
		}
	}
	return fmt.Sprintf(format, values...)
}

// note writes what is no result to stderr.
func (a *app) note(format string, args ...any) {
	if !a.json {
		fmt.Fprint(a.stderr, "hardtack: "+line(format, args)+"\n")
	}
}
