//go:build !race

package biscuit_test

const raceEnabled = false
