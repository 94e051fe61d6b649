package rustre_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog/internal/rustre"
)

func TestRepetitionBombIsRefusedBeforeItIsBuilt(t *testing.T) {
	bombs := []string{
		`(.*){1000}b`,
		strings.Repeat(`\pL{1000}`, 14),
		`((((a{1000}){1000}){1000}){1000}){1000}`,
		strings.Repeat("(", 40) + "a" + strings.Repeat("){1000}", 29) + strings.Repeat(")", 11),
		`[` + strings.Repeat(`\w--`, 60) + `a]`,
		strings.Repeat(`\w`, 128),
		`(?i)` + strings.Repeat(`[^\PL]`, 40),
		`\w{255}`, // the crate refuses it for its size, Go does not
	}
	for _, bomb := range bombs {
		if _, err := rustre.Compile(bomb); !errors.Is(err, rustre.ErrUnsupported) {
			t.Errorf("Compile(%.40q) = %v", bomb, err)
		}
		// The largest of Go's programs refused here would take a million allocations.
		if n := testing.AllocsPerRun(1, func() { _, _ = rustre.Compile(bomb) }); n > 3000 { // the error was checked above
			t.Errorf("%.40q: %v allocations", bomb, n)
		}
	}
}

func TestNestingIsBounded(t *testing.T) {
	for _, c := range []struct {
		pattern string
		want    error
	}{
		{strings.Repeat("(", 100) + strings.Repeat(")", 100), nil},
		{strings.Repeat("(", 101) + strings.Repeat(")", 101), rustre.ErrUnsupported},
		{strings.Repeat("[", 100) + "a" + strings.Repeat("]", 100), nil},
		{strings.Repeat("[", 101) + "a" + strings.Repeat("]", 101), rustre.ErrUnsupported},
		{"a" + strings.Repeat("*", 100), nil},
		{"a" + strings.Repeat("*", 101), rustre.ErrUnsupported}, // the crate takes 250
		{strings.Repeat("(", 256), rustre.ErrUnsupported},
		{strings.Repeat("[", 256), rustre.ErrUnsupported},
		{strings.Repeat("(", 1e6), rustre.ErrUnsupported},
		{strings.Repeat("a", rustre.MaxPattern), nil},
		{strings.Repeat("a", rustre.MaxPattern+1), rustre.ErrUnsupported},
	} {
		if _, err := rustre.Compile(c.pattern); !errors.Is(err, c.want) {
			t.Errorf("Compile(%.20q), %d bytes = %v, want %v", c.pattern, len(c.pattern), err, c.want)
		}
	}
}

func TestMatchIsRefusedExactlyAboveMaxSteps(t *testing.T) {
	for _, pattern := range []string{"a", `^\w{1,64}$`, `(?:.*){600}b`, `[a-z]{3}-\d+`} {
		re := compile(t, pattern)
		fits := 0
		for lo, hi := 0, rustre.MaxSteps; lo < hi; {
			mid := (lo + hi + 1) / 2
			if re.Cost(mid) <= rustre.MaxSteps {
				lo, fits = mid, mid
			} else {
				hi = mid - 1
			}
		}
		if _, err := re.MatchString(strings.Repeat("a", fits)); err != nil {
			t.Errorf("%q on %d bytes: %v", pattern, fits, err)
		}
		if got, err := re.MatchString(strings.Repeat("a", fits+1)); got || !errors.Is(err, rustre.ErrTooCostly) {
			t.Errorf("%q on %d bytes: %v, %v", pattern, fits+1, got, err)
		}
	}
}

func TestCostGrowsWithTheSubjectAndNeverOverflows(t *testing.T) {
	re := compile(t, `(?:a*){600}b`)
	last := 0
	for _, n := range []int{-1, 0, 1, 10, 1000, 100_000, 1 << 30, int(^uint(0) >> 1)} {
		c := re.Cost(n)
		if c < 1 || c < last {
			t.Errorf("Cost(%d) = %d after %d", n, c, last)
		}
		last = c
	}
	if last <= rustre.MaxSteps {
		t.Errorf("the longest subject costs only %d", last)
	}
}

func TestEverydayPatternsStayWithinTheLimits(t *testing.T) {
	for _, pattern := range []string{
		`^[\w.+-]+@[\w-]+(\.[\w-]+)+$`,
		`^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$`,
		`^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`,
		`^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$`,
		`^/tenants/[^/]{1,64}/docs/.*$`,
		`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$`,
		`^\w{1,64}$`,
	} {
		re := compile(t, pattern)
		if c := re.Cost(256); c > rustre.MaxSteps {
			t.Errorf("%q on 256 bytes costs %d", pattern, c)
		}
		if c := rustre.CompileCost(pattern); c > 100_000 {
			t.Errorf("compiling %q costs %d", pattern, c)
		}
	}
}
