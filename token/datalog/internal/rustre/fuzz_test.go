package rustre_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog/internal/rustre"
)

func FuzzCompile(f *testing.F) {
	for _, o := range observed {
		f.Add(o.pattern, o.subject)
	}
	for _, o := range refusedHere {
		f.Add(o.pattern, o.subject)
	}
	f.Fuzz(func(t *testing.T, pattern, subject string) {
		re, err := rustre.Compile(pattern)
		if (re == nil) == (err == nil) {
			t.Fatalf("Compile(%q) = %v, %v", pattern, re, err)
		}
		if err != nil && errors.Is(err, rustre.ErrInvalid) == errors.Is(err, rustre.ErrUnsupported) {
			t.Fatalf("Compile(%q): %v is not one of the two errors", pattern, err)
		}
		checkEstimate(t, pattern, re)
		checkAlternative(t, pattern, err)
		if re == nil {
			return
		}
		got, err := re.MatchString(subject)
		if err != nil && (got || !errors.Is(err, rustre.ErrSubject) && !errors.Is(err, rustre.ErrTooCostly)) {
			t.Fatalf("%q on %q = %v, %v", pattern, subject, got, err)
		}
		if again, err2 := re.MatchString(subject); again != got || (err2 == nil) != (err == nil) {
			t.Fatalf("%q on %q answers twice differently", pattern, subject)
		}
	})
}

// checkEstimate holds the bounds that were computed without compiling against what was compiled.
func checkEstimate(t *testing.T, pattern string, re *rustre.Regexp) {
	if cost := rustre.CompileCost(pattern); cost < 1 || cost >= 1_000_000 {
		t.Errorf("compiling %q costs %d", pattern, cost)
	}
	if re == nil {
		return
	}
	insts := rustre.Estimate(pattern)
	if n := rustre.Program(re); n < 1 || n > insts || insts > rustre.MaxInsts {
		t.Errorf("%q: a program of %d instructions, estimated %d", pattern, n, insts)
	}
}

// checkAlternative uses a law of both dialects: a pattern behind `(?:)|` is as valid as alone, and then matches everything.
func checkAlternative(t *testing.T, pattern string, err error) {
	re, altErr := rustre.Compile("(?:)|" + pattern)
	if errors.Is(err, rustre.ErrUnsupported) || errors.Is(altErr, rustre.ErrUnsupported) {
		return // it may be too large by the five bytes
	}
	if (err == nil) != (altErr == nil) {
		t.Fatalf("%q: %v, as an alternative: %v", pattern, err, altErr)
	}
	if altErr == nil {
		if got, err := re.MatchString(""); !got || err != nil {
			t.Errorf("%q as an alternative to nothing = %v, %v", pattern, got, err)
		}
	}
}

// FuzzCommonSyntax spells both strings with letters that mean the same in both dialects, and asks Go itself.
func FuzzCommonSyntax(f *testing.F) {
	f.Add([]byte("a(b|c)*d?"), []byte("abcbd"))
	f.Add([]byte("^ab+?$|c.d"), []byte("abbb"))
	f.Add([]byte("((a*)+b|)c"), []byte("aabc"))
	f.Fuzz(func(t *testing.T, p, s []byte) {
		pattern, subject := spell(p, "abc.*+?|()^$"), spell(s, "abcd \n")
		if len(pattern) > rustre.MaxPattern || strings.Contains(pattern, "(?") {
			return
		}
		direct, goErr := regexp.Compile(pattern)
		if goErr != nil {
			return // such as a**, which only the crate accepts
		}
		re, err := rustre.Compile(pattern)
		if errors.Is(err, rustre.ErrUnsupported) && strings.Count(pattern, "(") > 50 {
			return
		}
		if err != nil {
			t.Fatalf("Compile(%q) = %v", pattern, err)
		}
		got, err := re.MatchString(subject)
		if errors.Is(err, rustre.ErrTooCostly) {
			return
		}
		if want := direct.MatchString(subject); err != nil || got != want {
			t.Errorf("%q on %q = %v, %v; Go says %v", pattern, subject, got, err, want)
		}
	})
}

func spell(b []byte, alphabet string) string {
	var out strings.Builder
	for _, c := range b {
		if strings.IndexByte(alphabet, c) < 0 {
			c = alphabet[int(c)%len(alphabet)]
		}
		out.WriteByte(c)
	}
	return out.String()
}
