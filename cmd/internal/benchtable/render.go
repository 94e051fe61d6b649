package main

import (
	"bufio"
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// place is what a table must say of itself to be read later.
type place struct{ commit, date, processor, golang string }

func where(ctx context.Context, now time.Time) place {
	return place{
		commit:    commit(ctx),
		date:      now.UTC().Format(time.DateOnly),
		processor: fmt.Sprintf("%s, %d cores", processor(), runtime.GOMAXPROCS(0)),
		golang:    fmt.Sprintf("%s %s/%s", runtime.Version(), runtime.GOOS, runtime.GOARCH),
	}
}

// commit returns the checked out commit, and says when the tree differs from it.
func commit(ctx context.Context) string {
	id, err := exec.CommandContext(ctx, "git", "rev-parse", "--short=12", "HEAD").Output()
	if err != nil {
		return "unknown"
	}
	text := strings.TrimSpace(string(id))
	// The table itself is the one file that make bench changes.
	changed, err := exec.CommandContext(ctx, "git", "status", "--porcelain", "--", ".", ":!spec/benchmarks.md").Output()
	if err != nil || len(changed) != 0 {
		text += " with local changes"
	}
	return text
}

func processor() string {
	file, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if key, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}

// render writes the table as Markdown.
func render(p place, rows []row) string {
	var b strings.Builder
	b.WriteString("# Benchmarks\n\nMade by `make bench`. Ratios are taken side by side in one run; absolute times belong to this machine alone.\n\n")
	fmt.Fprintf(&b, "Commit %s, %s, %s, %s.\n\n", p.commit, p.date, p.processor, p.golang)
	b.WriteString("| # | what | case | ours | beside | ratio | target | met? | allocs, ours / beside |\n")
	b.WriteString("|---|---|---|---|---|---|---|---|---|\n")
	for _, r := range rows {
		cells := []string{r.row, r.what, r.measured, r.oursText(), r.besideText(), r.ratioText(), r.targetText(), r.verdict(), r.allocText()}
		for i, cell := range cells {
			if cell == "" {
				cells[i] = "–"
			}
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | "))
	}
	return b.String()
}

func (r row) oursText() string {
	if !r.found {
		return ""
	}
	return quantity(r.ours, r.metric)
}

func (r row) besideText() string {
	if r.peer == "" || !r.found {
		return r.peer
	}
	return r.peer + " " + quantity(r.beside, r.metric)
}

func (r row) ratioText() string {
	if !r.found || math.IsNaN(r.ratio) {
		return ""
	}
	return short(r.ratio) + " ×"
}

func (r row) targetText() string {
	kase := ""
	if !r.found && r.kase != "" {
		kase = r.kase + ": "
	}
	switch {
	case r.limit == 0:
		return ""
	case r.bound == oursAtMost:
		return kase + "at most " + short(r.limit) + " ×"
	case r.bound == peerAtLeast:
		return kase + "at least " + short(r.limit) + " ×"
	case r.bound == atLeast:
		return kase + "at least " + quantity(r.limit, r.metric)
	}
	return kase + "at most " + quantity(r.limit, r.metric)
}

func (r row) verdict() string {
	switch {
	case !r.found:
		return "not measured"
	case r.limit == 0:
		return ""
	case r.met:
		return "yes"
	}
	return "**no**"
}

func (r row) allocText() string {
	if !r.found || r.metric != ns || math.IsNaN(r.oursAlloc) {
		return ""
	}
	if r.peer == "" || math.IsNaN(r.besides) {
		return short(r.oursAlloc)
	}
	return short(r.oursAlloc) + " / " + short(r.besides)
}

// quantity writes a value with a unit that people read.
func quantity(v float64, unit string) string {
	if unit != ns {
		return short(v) + " " + unit
	}
	for _, step := range []struct {
		size float64
		unit string
	}{{1e9, "s"}, {1e6, "ms"}, {1e3, "µs"}} {
		if v >= step.size {
			return short(v/step.size) + " " + step.unit
		}
	}
	return short(v) + " ns"
}

// short writes three significant digits, and whole numbers whole.
func short(v float64) string {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "–"
	case v >= 100 || v == math.Trunc(v):
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	case v >= 1:
		return fmt.Sprintf("%.2f", v)
	}
	return fmt.Sprintf("%.3g", v)
}
