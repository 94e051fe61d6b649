package main

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// name is what a benchmark is called: BenchmarkP<row>/<kase>/<who>. kase may hold slashes, and may be empty.
type name struct{ row, kase, who string }

// suite holds the measured values: of each benchmark, of each metric ("ns/op", "allocs/op", ...), one value a round.
type suite map[name]map[string][]float64

// parse reads the output of go test -bench, or lines of the same form that another program printed. Lines that do not
// begin with "Benchmark" are passed over; one that does and cannot be understood is an error, never a missing row.
func parse(r io.Reader) (suite, error) {
	all := suite{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		// A benchmark that logs prints its bare name first.
		if len(fields) < 2 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		n, err := parseName(fields[0])
		if err != nil {
			return nil, err
		}
		values, err := parseValues(fields[1:])
		if err != nil {
			return nil, fmt.Errorf("%q: %v", lines.Text(), err)
		}
		if all[n] == nil {
			all[n] = map[string][]float64{}
		}
		for unit, value := range values {
			all[n][unit] = append(all[n][unit], value)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	return all, nil
}

// parseName takes "BenchmarkP1/10/ours-2" apart. The -2 is GOMAXPROCS, which go test adds but for 1.
func parseName(s string) (name, error) {
	parts := strings.Split(strings.TrimPrefix(s, "Benchmark"), "/")
	last := len(parts) - 1
	if last < 1 {
		return name{}, fmt.Errorf("benchmark %q is not named Benchmark<row>/<case>/<who>", s)
	}
	who := parts[last]
	if i := strings.LastIndexByte(who, '-'); i > 0 {
		if _, err := strconv.ParseUint(who[i+1:], 10, 16); err == nil {
			who = who[:i]
		}
	}
	return name{row: parts[0], kase: strings.Join(parts[1:last], "/"), who: who}, nil
}

// parseValues reads "1000 55123 ns/op 0 B/op 0 allocs/op": the number of iterations, then pairs.
func parseValues(fields []string) (map[string]float64, error) {
	if _, err := strconv.ParseUint(fields[0], 10, 64); err != nil {
		return nil, fmt.Errorf("number of iterations %q", fields[0])
	}
	pairs := fields[1:]
	if len(pairs) == 0 || len(pairs)%2 != 0 {
		return nil, fmt.Errorf("want pairs of value and unit")
	}
	values := map[string]float64{}
	for pair := range slices.Chunk(pairs, 2) {
		value, err := strconv.ParseFloat(pair[0], 64)
		if err != nil {
			return nil, fmt.Errorf("value %q", pair[0])
		}
		values[pair[1]] = value
	}
	return values, nil
}

// median returns the middle of values, or the mean of the middle two. It is 0 for none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// medianRatio returns the median of a[i]/b[i], each pair from one round. Where the rounds do not match it is the ratio of
// the medians.
func medianRatio(a, b []float64) float64 {
	if len(a) != len(b) {
		return median(a) / median(b)
	}
	ratios := make([]float64, len(a))
	for i := range a {
		ratios[i] = a[i] / b[i]
	}
	return median(ratios)
}
