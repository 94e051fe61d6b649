// Command benchtable runs the benchmarks and prints one table: each row of the performance targets with our figure, the
// peer's beside it, their ratio, the target, and whether it is met.
//
// Benchmarks are named BenchmarkP<row>/<case>/<who>; who is "ours" or a peer of the targets in targets.go. The whole suite
// runs several rounds, and a ratio is the median of the ratios within each round, since machines are noisy. A missed target
// never fails the program: only a benchmark that fails does.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "benchtable: error:", err)
		stop()
		os.Exit(1)
	}
}

// run is main with its surroundings as arguments.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("benchtable", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: benchtable [flags] [packages]   (without packages: ./...; with -in: none)")
		flags.PrintDefaults()
	}
	out := flags.String("o", "", "also write the table into this file")
	in := flags.String("in", "", "read the output of go test -bench from this file, - for stdin, instead of running it")
	bench := flags.String("bench", "^BenchmarkP[0-9]", "benchmarks to run, as for go test")
	benchtime := flags.String("benchtime", "500ms", "time of each benchmark in each round, as for go test")
	rounds := flags.Int("rounds", 3, "how often the whole suite runs")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *rounds < 1 {
		return fmt.Errorf("-rounds is %d, want at least 1", *rounds)
	}

	var text io.Reader
	switch *in {
	case "":
		packages := flags.Args()
		if len(packages) == 0 {
			packages = []string{"./..."}
		}
		measured, err := measure(ctx, *rounds, append([]string{"-bench", *bench, "-benchtime", *benchtime}, packages...), stderr)
		if err != nil {
			return err
		}
		text = measured
	case "-":
		text = stdin
	default:
		file, err := os.Open(*in)
		if err != nil {
			return err
		}
		defer file.Close()
		text = file
	}

	suite, err := parse(text)
	if err != nil {
		return err
	}
	table := render(where(ctx, time.Now()), judge(suite, targets))
	if _, err := io.WriteString(stdout, table); err != nil {
		return err
	}
	if *out == "" {
		return nil
	}
	return os.WriteFile(*out, []byte(table), 0o644)
}

// measure runs the suite rounds times and returns all output. go test runs the benchmarks of several packages one after
// the other, so nothing of ours competes with what is measured.
func measure(ctx context.Context, rounds int, args []string, stderr io.Writer) (io.Reader, error) {
	args = append([]string{"test", "-run", "^$", "-benchmem", "-timeout", "60m"}, args...)
	var all bytes.Buffer
	for round := range rounds {
		fmt.Fprintf(stderr, "benchtable: round %d of %d\n", round+1, rounds)
		from := all.Len()
		cmd := exec.CommandContext(ctx, "go", args...)
		cmd.Stdout, cmd.Stderr = &all, stderr
		if err := cmd.Run(); err != nil {
			return nil, fmt.Errorf("%v: %w\n%s", cmd.Args, err, all.Bytes()[from:])
		}
	}
	return &all, nil
}
