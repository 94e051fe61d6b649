// Package house holds the tests that keep the house rules: which room may import what, what must build for the browser,
// what may stand at the top level, how long a file may grow.
//
// The rules are Go data in rooms_test.go, and change together with the design. A room that does not exist yet breaks no
// rule. The package exports nothing and is linked into nothing.
package house
