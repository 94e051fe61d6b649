package main

import (
	"bytes"
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const sample = `goos: linux
goarch: amd64
pkg: github.com/hardtack-auth/hardtack/token/biscuit
BenchmarkP1/1/ours-2         	   10000	     80000 ns/op	    1200 B/op	      12 allocs/op
BenchmarkP1/1/floor-2        	   10000	     73000 ns/op	       0 B/op	       0 allocs/op
BenchmarkP1/10/ours-2        	    1000	    630000 ns/op	    9000 B/op	      60 allocs/op
BenchmarkP1/10/floor-2       	    1000	    568000 ns/op	       0 B/op	       0 allocs/op
BenchmarkP2/3/ours-2         	    1000	    200000 ns/op	    9000 B/op	      60 allocs/op
BenchmarkP2/3/biscuit-go-2   	    1000	    245000 ns/op	   90000 B/op	     704 allocs/op
BenchmarkP3/cold/1/ours
    interop_bench_test.go:12: a line that a benchmark logged
BenchmarkP3/cold/1/ours          1000   100000 ns/op
BenchmarkP3/cold/1/biscuit-wasm  1000   506000 ns/op
BenchmarkP8/regex/ours-2     	     100	  30000000 ns/op
BenchmarkP10/1M/miss/ours-2  	 1000000	        45.5 ns/op
BenchmarkP10/1M/miss/map-2   	 1000000	        90 ns/op
BenchmarkP10/1M/size/ours-2  	       1	  1000 ns/op	 16.5 B/entry
PASS
ok  	github.com/hardtack-auth/hardtack/token/biscuit	9.1s
`

func TestNamesAndValuesAreTakenApart(t *testing.T) {
	s, err := parse(strings.NewReader(sample))
	if err != nil {
		t.Fatal(err)
	}
	if len(s) != 12 {
		t.Errorf("got %d benchmarks, want 12", len(s))
	}
	for _, c := range []struct {
		n    name
		unit string
		want float64
	}{
		{name{"P1", "1", "ours"}, "allocs/op", 12},
		{name{"P2", "3", "biscuit-go"}, "ns/op", 245000},
		{name{"P3", "cold/1", "biscuit-wasm"}, "ns/op", 506000},
		{name{"P10", "1M/miss", "ours"}, "ns/op", 45.5},
		{name{"P10", "1M/size", "ours"}, "B/entry", 16.5},
	} {
		if got := median(s[c.n][c.unit]); got != c.want {
			t.Errorf("%v %s: got %v, want %v", c.n, c.unit, got, c.want)
		}
	}
}

func TestALineThatCannotBeReadIsAnError(t *testing.T) {
	for _, line := range []string{
		"BenchmarkVerify-2 100 5 ns/op",
		"BenchmarkP1/1/ours-2 many 5 ns/op",
		"BenchmarkP1/1/ours-2 100",
		"BenchmarkP1/1/ours-2 100 5",
		"BenchmarkP1/1/ours-2 100 five ns/op",
	} {
		if s, err := parse(strings.NewReader(line)); err == nil || s != nil {
			t.Errorf("%q: got %v, %v", line, s, err)
		}
	}
}

func TestRatiosAreJudgedAgainstTheTargets(t *testing.T) {
	s, err := parse(strings.NewReader(sample))
	if err != nil {
		t.Fatal(err)
	}
	rows := judge(s, targets)
	find := func(number, kase, metric, peer string) row {
		for _, r := range rows {
			if r.row == number && r.measured == kase && r.metric == metric && r.peer == peer {
				return r
			}
		}
		t.Fatalf("no row %s %s %s %s", number, kase, metric, peer)
		return row{}
	}
	for _, c := range []struct {
		row, kase, metric, peer string
		ratio                   float64
		limit                   float64
		met                     bool
	}{
		{"P1", "1", ns, "floor", 80. / 73, 1.15, true},
		{"P1", "10", ns, "floor", 630. / 568, 1.08, false}, // 1.109: good enough for one block, not for ten
		{"P2", "3", ns, "biscuit-go", 245. / 200, 1, true},
		{"P2", "3", allocs, "biscuit-go", 60. / 704, 0.1, true},
		{"P3", "cold/1", ns, "biscuit-wasm", 5.06, 2.5, true},
		{"P8", "regex", ns, "", math.NaN(), 20e6, false},
		{"P10", "1M/miss", ns, "", math.NaN(), 60, true},
		{"P10", "1M/size", "B/entry", "", math.NaN(), 18, true},
	} {
		r := find(c.row, c.kase, c.metric, c.peer)
		same := math.Abs(r.ratio-c.ratio) < 1e-9 || math.IsNaN(r.ratio) && math.IsNaN(c.ratio)
		if !same || r.limit != c.limit || r.met != c.met {
			t.Errorf("%s %s: ratio %v limit %v met %v, want %v %v %v", c.row, c.kase, r.ratio, r.limit, r.met, c.ratio, c.limit, c.met)
		}
	}
	if r := find("P10", "1M/miss", ns, ""); r.what == "" {
		t.Error("the lookup has no description")
	}
}

func TestARatioIsTheMedianOfTheRounds(t *testing.T) {
	// A slow second round makes both slow: the ratio of each round stays 2.
	if got := medianRatio([]float64{10, 90, 12}, []float64{5, 45, 6}); got != 2 {
		t.Errorf("got %v, want 2", got)
	}
	if got := medianRatio([]float64{10, 20}, []float64{5}); got != 3 {
		t.Errorf("rounds that do not match: got %v, want 3", got)
	}
}

func TestARatioToNothingMeetsNoTarget(t *testing.T) {
	target := target{row: "P2", peer: "biscuit-go", metric: allocs, bound: oursAtMost, limit: 0.1}
	s := suite{{"P2", "1", "ours"}: {allocs: {0}}, {"P2", "1", "biscuit-go"}: {allocs: {0}}}
	if r := compare(s, target, "1", 2); r.met {
		t.Errorf("0/0 met the target: %+v", r)
	}
}

func TestALimitForEachProcessorGrowsWithThem(t *testing.T) {
	target := target{row: "P14", peer: "one-core", metric: ns, bound: peerAtLeast, limit: 0.85, cores: true}
	s := suite{{"P14", "", "ours"}: {ns: {10}}, {"P14", "", "one-core"}: {ns: {30}}}
	if r := compare(s, target, "", 2); !r.met || r.limit != 1.7 {
		t.Errorf("3 times on 2 cores: %+v", r)
	}
	if r := compare(s, target, "", 8); r.met {
		t.Errorf("3 times on 8 cores met the target: %+v", r)
	}
}

func TestTheTableShowsWhatWasNotMeasured(t *testing.T) {
	file := filepath.Join(t.TempDir(), "benchmarks.md")
	var out, talk bytes.Buffer
	if err := run(context.Background(), []string{"-in", "-", "-o", file}, strings.NewReader(sample), &out, &talk); err != nil {
		t.Fatal(err)
	}
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(written, out.Bytes()) {
		t.Error("the file and stdout differ")
	}
	for _, want := range []string{
		"| P1 | cold verify | 1 | 80 µs | floor 73 µs | 1.10 × | at most 1.15 × | yes | 12 / 0 |",
		"| P1 | cold verify | 10 | 630 µs | floor 568 µs | 1.11 × | at most 1.08 × | **no** | 60 / 0 |",
		"| P2 | cold verify | 3 | 60 allocs/op | biscuit-go 704 allocs/op | 0.0852 × | at most 0.1 × | yes | – |",
		"| P8 | hostile input refused | regex | 30 ms | – | – | at most 20 ms | **no** | – |",
		"| P3 | warm verify | – | – | biscuit-wasm | – | warm: at least 200 × | not measured | – |",
		"| P10 | (map, no target) | 1M/miss | 90 ns | – | – | – | – | – |",
	} {
		if !strings.Contains(out.String(), want+"\n") {
			t.Errorf("the table lacks\n%s", want)
		}
	}
	if t.Failed() {
		t.Log("\n" + out.String())
	}
}

func TestAFailingBenchmarkFailsTheProgram(t *testing.T) {
	var out, talk bytes.Buffer
	err := run(context.Background(), []string{"-rounds", "1", "./no/such/package"}, strings.NewReader(""), &out, &talk)
	if err == nil || out.Len() != 0 {
		t.Errorf("got %v and %q", err, out.String())
	}
}
