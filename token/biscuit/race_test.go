//go:build race

package biscuit_test

const raceEnabled = true // which costs ten times the CPU time
