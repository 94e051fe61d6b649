//go:build !unix

package biscuit_test

import (
	"testing"
	"time"
)

var started = time.Now()

// cpuTime is wall time where the system has no other that we know of.
func cpuTime(testing.TB) time.Duration { return time.Since(started) }
