package rustre

import (
	"fmt"
	"regexp"
	"unicode"
	"unicode/utf8"
)

// Regexp is a compiled pattern, immutable and safe for concurrent use. The zero Regexp matches nothing: it returns an error.
type Regexp struct {
	re    *regexp.Regexp
	steps int  // a byte of the subject
	words bool // has \b or \B: Unicode in the crate, ASCII in Go
	named bool // depends on properties of characters, and so on the version of Unicode
}

// Compile translates and compiles a pattern. The error wraps [ErrInvalid] or [ErrUnsupported]; everything else is a bug.
func Compile(pattern string) (*Regexp, error) {
	if len(pattern) > MaxPattern {
		return nil, unsupported("longer than 256 bytes")
	}
	if !utf8.ValidString(pattern) {
		return nil, unsupported("not UTF-8")
	}
	p := &parser{src: pattern}
	n, err := p.parse()
	if err != nil {
		return nil, err
	}
	// Asked of the tree: Go's compiler would first build what we want to refuse.
	if !n.fits() {
		return nil, unsupported("program too large")
	}
	re, err := regexp.Compile(string(n.write(nil)))
	if err != nil {
		// Only Go's own limits are left here, such as the product of nested repetitions.
		return nil, unsupported("refused by Go")
	}
	return &Regexp{re: re, steps: int(n.size.steps) + programExtra, words: p.words, named: p.named}, nil
}

// Cost returns the steps of a search in a subject of n bytes, at least 1. It bounds the worst case, at 10 to 20 ns a step;
// common patterns take a tenth of it. The result is above [MaxSteps] when MatchString will return [ErrTooCostly].
func (r *Regexp) Cost(n int) int {
	if r == nil {
		return 1
	}
	n = min(max(n, 0), MaxSteps) // a longer subject is refused anyway, and the product must not overflow
	return matchSteps + r.steps*n
}

// matchSteps is what a search takes before the first byte.
const matchSteps = 10

// MatchString reports whether s contains a match. It returns [ErrTooCostly] when its [Regexp.Cost] exceeds [MaxSteps], and
// [ErrSubject] when the crate could answer differently: s is not UTF-8, or it has a non-ASCII character and the pattern a
// word boundary, or the pattern asks for properties of characters (\w, \d, \p, case folding beyond ASCII) and s has one
// that Go's tables do not know, or know differently.
func (r *Regexp) MatchString(s string) (bool, error) {
	if r == nil || r.re == nil {
		return false, ErrUnsupported
	}
	if r.Cost(len(s)) > MaxSteps {
		return false, ErrTooCostly
	}
	if err := r.check(s); err != nil {
		return false, err
	}
	return r.re.MatchString(s), nil
}

func (r *Regexp) check(s string) error {
	if !utf8.ValidString(s) {
		return fmt.Errorf("%w: not UTF-8", ErrSubject)
	}
	if !r.words && !r.named {
		return nil
	}
	for _, c := range s {
		switch {
		case c < utf8.RuneSelf:
		case r.words:
			return fmt.Errorf("%w: word boundary and %q", ErrSubject, c)
		case unsettled(c):
			return fmt.Errorf("%w: unknown properties of %q", ErrSubject, c)
		}
	}
	return nil
}

// unsettled says whether Go and the crate may have different tables for c. The crate 1.11 has Unicode 16, Go 1.26 has 15:
// all properties offered here agree on every character that Go's tables assign, but for a mark that moved from Mn to Mc, and
// two small letters that got a capital.
func unsettled(c rune) bool {
	return c == 0x1171E || c == 0x19B || c == 0x264 || unicode.Is(unicode.Cn, c)
}

func invalid(reason string) error     { return fmt.Errorf("%w: %s", ErrInvalid, reason) }
func unsupported(reason string) error { return fmt.Errorf("%w: %s", ErrUnsupported, reason) }
