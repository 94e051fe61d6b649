// Package interop holds this implementation of Biscuit against two others: the Rust reference, run by node from the npm
// package @biscuit-auth/biscuit-wasm, and biscuit-go on the v3.0 subset that it speaks. Tokens, third-party blocks and
// decisions go both ways, with samples from a generator, and the benchmarks stand side by side. Tests against the reference
// run with HARDTACK_INTEROP=1 after `npm ci` in this folder; the package exports nothing and is linked into nothing.
package interop

import (
	"fmt"
	"os"
	"strconv"
	"testing"
)

// childVariable makes the test binary serve biscuit-go instead of running tests.
const childVariable = "HARDTACK_BISCUITGO_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		if err := serveBiscuitGo(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	code := m.Run()
	for _, p := range []*peer{reference, second} {
		if err := p.close(); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", p.name, err)
			code = 1
		}
	}
	os.Exit(code)
}

// number reads a number from the environment.
func number(t testing.TB, variable string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		t.Fatalf("%s is %q, want a number", variable, text)
	}
	return n
}
