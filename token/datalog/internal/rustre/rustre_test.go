package rustre_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog/internal/rustre"
)

func TestAnswersAsTheReference(t *testing.T) {
	for _, o := range observed {
		re, err := rustre.Compile(o.pattern)
		if o.want == refused {
			if !errors.Is(err, rustre.ErrInvalid) {
				t.Errorf("Compile(%q) = %v, want an invalid pattern", o.pattern, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("Compile(%q) = %v", o.pattern, err)
			continue
		}
		got, err := re.MatchString(o.subject)
		if err != nil || got != (o.want == matches) {
			t.Errorf("%q on %q = %v, %v; Go has %q", o.pattern, o.subject, got, err, rustre.GoSyntax(re))
		}
	}
}

func TestRefusesWhatItCannotAnswerExactly(t *testing.T) {
	for _, o := range refusedHere {
		re, err := rustre.Compile(o.pattern)
		got := false
		if err == nil {
			got, err = re.MatchString(o.subject)
		}
		if got || !errors.Is(err, o.err) {
			t.Errorf("%q on %q = %v, %v; want %v", o.pattern, o.subject, got, err, o.err)
		}
	}
}

func TestErrorsReturnNoRegexp(t *testing.T) {
	for _, pattern := range []string{"(", "(?R)", strings.Repeat("a", rustre.MaxPattern+1), "a\xff"} {
		if re, err := rustre.Compile(pattern); re != nil || err == nil {
			t.Errorf("Compile(%q) = %v, %v", pattern, re, err)
		}
	}
}

func TestZeroRegexpRefuses(t *testing.T) {
	for _, re := range []*rustre.Regexp{nil, {}} {
		if got, err := re.MatchString("a"); got || !errors.Is(err, rustre.ErrUnsupported) {
			t.Errorf("zero Regexp: %v, %v", got, err)
		}
		if re.Cost(10) < 1 {
			t.Error("zero Regexp costs nothing")
		}
	}
}

func TestSubjectMustBeUTF8(t *testing.T) {
	if got, err := compile(t, "a").MatchString("a\xff"); got || !errors.Is(err, rustre.ErrSubject) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestPatternWithoutPropertiesTakesAnySubject(t *testing.T) {
	// U+10D40 is a digit since Unicode 16: only a pattern that asks for properties may stumble over it.
	for _, pattern := range []string{`a.b`, `a[^x]b`, `a\Sb`, `(?i)A.B`, `a[[:^alpha:]]b`} {
		if got, err := compile(t, pattern).MatchString("a\U00010D40b"); !got || err != nil {
			t.Errorf("%q = %v, %v", pattern, got, err)
		}
	}
}

func compile(t testing.TB, pattern string) *rustre.Regexp {
	t.Helper()
	re, err := rustre.Compile(pattern)
	if err != nil {
		t.Fatalf("Compile(%q): %v", pattern, err)
	}
	return re
}
