package rustre_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog/internal/rustre"
	"pgregory.net/rapid"
)

// model is a character class beside the function that it should be.
type model struct {
	text string
	has  func(c byte) bool
}

// drawClass makes a bracket class with nested classes and operators; the model evaluates it one character at a time.
func drawClass(t *rapid.T, depth int) model {
	m := drawUnion(t, depth)
	for range rapid.IntRange(0, 2).Draw(t, "operators") {
		left, right := m, drawUnion(t, depth)
		switch op := rapid.SampledFrom([]string{"&&", "--", "~~"}).Draw(t, "operator"); op {
		case "&&":
			m = model{left.text + op + right.text, func(c byte) bool { return left.has(c) && right.has(c) }}
		case "--":
			m = model{left.text + op + right.text, func(c byte) bool { return left.has(c) && !right.has(c) }}
		default:
			m = model{left.text + op + right.text, func(c byte) bool { return left.has(c) != right.has(c) }}
		}
	}
	inner := m
	if rapid.Bool().Draw(t, "negated") {
		return model{"[^" + inner.text + "]", func(c byte) bool { return !inner.has(c) }}
	}
	return model{"[" + inner.text + "]", inner.has}
}

func drawUnion(t *rapid.T, depth int) model {
	var parts []model
	for range rapid.IntRange(1, 3).Draw(t, "items") {
		lo := rapid.ByteRange('a', 'h').Draw(t, "low")
		hi := rapid.ByteRange(lo, 'h').Draw(t, "high")
		switch kind := rapid.IntRange(0, 3).Draw(t, "item"); {
		case kind == 0 && depth > 0:
			parts = append(parts, drawClass(t, depth-1))
		case kind == 1:
			parts = append(parts, model{`\w`, func(byte) bool { return true }})
		case kind == 2:
			parts = append(parts, model{string(lo), func(c byte) bool { return c == lo }})
		default:
			parts = append(parts, model{string(lo) + "-" + string(hi), func(c byte) bool { return lo <= c && c <= hi }})
		}
	}
	var text strings.Builder
	for _, p := range parts {
		text.WriteString(p.text)
	}
	return model{text.String(), func(c byte) bool {
		for _, p := range parts {
			if p.has(c) {
				return true
			}
		}
		return false
	}}
}

func TestClassAlgebraIsSetAlgebra(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawClass(t, 2)
		re, err := rustre.Compile(m.text)
		if len(m.text) > rustre.MaxPattern || strings.Count(m.text, `\w`) > 2 && errors.Is(err, rustre.ErrUnsupported) {
			if re != nil || !errors.Is(err, rustre.ErrUnsupported) {
				t.Fatalf("Compile(%q): %v", m.text, err)
			}
			return
		}
		if err != nil {
			t.Fatalf("Compile(%q): %v", m.text, err)
		}
		for c := byte('a'); c <= 'i'; c++ {
			want := m.has(c)
			if got, err := re.MatchString(string(rune(c))); err != nil || got != want {
				t.Fatalf("%q on %q = %v, %v", m.text, c, got, err)
			}
		}
	})
}
