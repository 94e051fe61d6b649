package main

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// row is one line of the table.
type row struct {
	target
	found              bool   // whether anything was measured; the rest is set only then
	measured           string // the case that was measured; may be empty
	ours, beside       float64
	oursAlloc, besides float64 // allocations; NaN where not reported
	ratio              float64 // as the bound of the target reads it; NaN for absolute targets
	met                bool
}

// judge holds what was measured against the targets. Each target gives a row for each case measured, or one row without a
// case when there is none, so that a promise nobody measures stays in sight. Benchmarks without a target come last.
func judge(s suite, targets []target) []row {
	var rows []row
	used := map[name]bool{}
	for _, t := range targets {
		cases := casesOf(s, t, targets)
		if len(cases) == 0 {
			rows = append(rows, row{target: t})
		}
		for _, kase := range cases {
			used[name{t.row, kase, "ours"}], used[name{t.row, kase, t.peer}] = true, true
			rows = append(rows, compare(s, t, kase, runtime.GOMAXPROCS(0)))
		}
	}
	return append(rows, others(s, used)...)
}

// casesOf returns the cases for which everything that t compares was measured, and which no narrower target takes.
func casesOf(s suite, t target, targets []target) []string {
	var cases []string
	for n, values := range s {
		if n.row != t.row || n.who != "ours" || len(values[t.metric]) == 0 || !t.takes(n.kase) {
			continue
		}
		if t.peer != "" && len(s[name{t.row, n.kase, t.peer}][t.metric]) == 0 {
			continue
		}
		narrower := func(o target) bool {
			return t.kase == "" && o.kase != "" && o.row == t.row && o.peer == t.peer && o.metric == t.metric && o.takes(n.kase)
		}
		if !slices.ContainsFunc(targets, narrower) {
			cases = append(cases, n.kase)
		}
	}
	slices.SortFunc(cases, byNumber)
	return cases
}

func (t target) takes(kase string) bool {
	return t.kase == "" || slices.Contains(strings.Split(kase, "/"), t.kase)
}

// byNumber sorts "3" before "10".
func byNumber(a, b string) int {
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	if errX == nil && errY == nil {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(a, b)
}

// compare makes the row of one case. A ratio that is no number meets no target.
func compare(s suite, t target, kase string, cores int) row {
	ours := s[name{t.row, kase, "ours"}]
	peer := s[name{t.row, kase, t.peer}]
	r := row{
		target: t, found: true, measured: kase, ratio: math.NaN(),
		ours: median(ours[t.metric]), beside: median(peer[t.metric]),
		oursAlloc: allocsOf(ours), besides: allocsOf(peer),
	}
	if t.cores {
		r.limit *= float64(cores)
	}
	switch t.bound {
	case oursAtMost:
		r.ratio = medianRatio(ours[t.metric], peer[t.metric])
		r.met = r.ratio <= r.limit
	case peerAtLeast:
		r.ratio = medianRatio(peer[t.metric], ours[t.metric])
		r.met = r.ratio >= r.limit
	case atMost:
		r.met = r.ours <= r.limit
	case atLeast:
		r.met = r.ours >= r.limit
	}
	return r
}

func allocsOf(values map[string][]float64) float64 {
	if len(values[allocs]) == 0 {
		return math.NaN()
	}
	return median(values[allocs])
}

// others returns a row for each benchmark that no target used; who did it stands in the place of the peer.
func others(s suite, used map[name]bool) []row {
	var rows []row
	for n, values := range s {
		if used[n] || len(values[ns]) == 0 {
			continue
		}
		rows = append(rows, row{
			target:   target{row: n.row, what: "(" + n.who + ", no target)", metric: ns},
			found:    true,
			measured: n.kase, ours: median(values[ns]), oursAlloc: allocsOf(values), besides: math.NaN(), ratio: math.NaN(),
		})
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.row, b.row), byNumber(a.measured, b.measured), cmp.Compare(a.what, b.what))
	})
	return rows
}
