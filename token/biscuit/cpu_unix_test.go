//go:build unix

package biscuit_test

import (
	"syscall"
	"testing"
	"time"
)

// cpuTime is what this process has used of the processor, whatever else the machine does.
func cpuTime(t testing.TB) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
