package syntax_test

import (
	"fmt"
	"runtime/metrics"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/syntax"
)

// perByte is for the densest text, 1+1+1...: a slice of operations that grew, and its print.
const perByte = 1024

// boundMemory fails when f, which handles an input of so many bytes, allocates more than perByte for each of them and half a
// megabyte, which covers what the runtime books late: up to a span of each size class.
func boundMemory(t *testing.T, input int, f func()) {
	t.Helper()
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	var spent uint64
	most := uint64(512<<10 + perByte*input)
	// What the runtime and the fuzzer allocate at the same time counts too, but not every time.
	for range 5 {
		metrics.Read(sample)
		before := sample[0].Value.Uint64()
		f()
		metrics.Read(sample)
		if spent = sample[0].Value.Uint64() - before; spent <= most {
			return
		}
	}
	t.Fatalf("%d bytes of memory for %d bytes of input, at most %d", spent, input, most)
}

// repeated fills the longest text that is parsed.
func repeated(before, unit, after string) string {
	return before + strings.Repeat(unit, (syntax.MaxSource-len(before)-len(after))/len(unit)) + after
}

// numbered is repeated with a different number in each unit.
func numbered(before, unit, after string) string {
	var b strings.Builder
	b.WriteString(before)
	for i := 0; b.Len() < syntax.MaxSource-20; i++ {
		fmt.Fprintf(&b, unit, i)
	}
	return b.String() + after
}

func TestTheLongestTextAsksForBoundedMemory(t *testing.T) {
	for name, text := range map[string]string{
		"facts":            repeated("", "f(1);", ""),
		"rules":            repeated("", "a($x)<-b($x);", ""),
		"checks":           repeated("", "check if true;", ""),
		"alternatives":     repeated("check if true", " or true", ";"),
		"expressions":      repeated("check if true", ",true", ";"),
		"predicates":       repeated("check if f(1)", ",f($x)", ";"),
		"scopes":           repeated("trusting previous", ",previous", ";"),
		"sum":              repeated("check if 1", "+1", "==2;"),
		"negations":        repeated("check if ", "!", "true;"),
		"methods":          repeated("check if 1", ".type()", "==2;"),
		"disjunction":      repeated("check if true", "||true", ";"),
		"open brackets":    repeated("f(", "[", ""),
		"open braces":      repeated("f(", "{", ""),
		"open parentheses": repeated("check if ", "(", ""),
		"nested closures":  repeated("check if [1]", ".any($p->[1]", ""),
		"array":            repeated("f([1", ",1", "]);"),
		"empty arrays":     repeated("f([[]", ",[]", "]);"),
		"set":              numbered("f({-1", ",%d", "});"),
		"set of one":       repeated("f({1", ",1", "});"),
		"map":              numbered("f({-1:1", ",%d:1", "});"),
		"variables":        numbered("a(1)<-b(1", ",$%d", ");"),
		"unbound":          numbered("a(1)<-b(1)", ",$%d", ";"),
		"missing":          numbered("f(1", ",{p%d}", ");"),
		"one missing":      repeated("f({a}", ",{a}", ");"),
		"escapes":          repeated(`f("`, `\n`, `");`),
		"comments":         repeated("", "/**/", ""),
		"not UTF-8":        repeated("", "\xff", ""),
	} {
		t.Run(name, func(t *testing.T) {
			boundMemory(t, len(text), func() {
				if b, err := syntax.ParseBlock(text, syntax.Params{}); err == nil {
					_ = syntax.FormatBlock(b)
				}
			})
		})
	}
}
