package biscuit_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
)

// A hostile token may take 20 ms of CPU time (spec/biscuit.md, "Budget"; BenchmarkP8). The test allows far more, so
// that it fails for an engine that does not bound its work and never for a slow machine.
const cpuAllowed = 250 * time.Millisecond

func TestHostileTokensStayWithinTheirBudget(t *testing.T) {
	for _, v := range readVectors(t, "dos") {
		t.Run(v.name, func(t *testing.T) {
			goroutines := runtime.NumGoroutine()
			before := cpuTime(t)
			got := v.run()
			spent := cpuTime(t) - before
			v.check(t, got)
			if spent > cpuAllowed && !raceEnabled {
				t.Errorf("%v of CPU time", spent)
			}
			if n := runtime.NumGoroutine(); n > goroutines {
				t.Errorf("%d goroutines before, %d after", goroutines, n)
			}
			if got.stage == "limit" && datalog.IsLimit(got.err) != (biscuit.ReasonOf(got.err) == biscuit.ReasonLimit) {
				t.Errorf("reason %q of %v", biscuit.ReasonOf(got.err), got.err)
			}
			t.Logf("%-28s %-9s %6d steps, %8.3f ms of CPU time", v.name, got.stage, got.steps, spent.Seconds()*1000)
		})
	}
}

// The steps of one token and one request are one number on every machine: whoever audits a decision can repeat it.
func TestHostileTokensTakeTheSameStepsAgain(t *testing.T) {
	for _, v := range readVectors(t, "dos") {
		if a, b := v.run(), v.run(); a.steps != b.steps || a.stage != b.stage {
			t.Errorf("%s: %s after %d steps, then %s after %d", v.name, a.stage, a.steps, b.stage, b.steps)
		}
	}
}

// BenchmarkP8 gives the CPU time of one hostile token, from its text to the refusal, in place of the elapsed time.
func BenchmarkP8(b *testing.B) {
	for _, v := range readVectors(b, "dos") {
		b.Run(v.name+"/ours", func(b *testing.B) {
			b.ReportAllocs()
			before := cpuTime(b)
			for b.Loop() {
				if got := v.run(); got.stage != v.expect {
					b.Fatalf("%s: %v", got.stage, got.err)
				}
			}
			b.ReportMetric(float64(cpuTime(b)-before)/float64(b.N), "ns/op")
		})
	}
}
