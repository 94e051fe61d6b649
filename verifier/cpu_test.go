//go:build unix

package verifier_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/hardtack-auth/hardtack/verifier"
)

// Explaining a denial must not cost more than deciding it. Pairing up all claimed grants took 700 ms of CPU time; one look
// at each takes a few. The bound is far from both, so that a busy machine does not reach it.
func TestThousandsOfClaimedGrantsAreCheapToExplain(t *testing.T) {
	w := newWorld(t)
	var code strings.Builder
	for i := range 11 {
		fmt.Fprintf(&code, `grant("/r%d", {`, i)
		for j := range 950 {
			fmt.Fprintf(&code, `"%d",`, j)
		}
		code.WriteString("\"z\"});\n")
	}
	encoded := appended(t, w, code.String())
	before := cpuTime(t)
	w.deny(encoded, "repos:delete@/acme/x", verifier.ReasonNotGranted, "block 0 does not grant it")
	if took := cpuTime(t) - before; took > 250*time.Millisecond {
		t.Errorf("%v of CPU time", took)
	}
}

func cpuTime(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
