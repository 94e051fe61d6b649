package syntax

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Error tells where a text is not Datalog, and why: either Reason is set, or Expected and Found are.
type Error struct {
	Line, Column int    // from 1; columns are counted in characters, not bytes
	Offset       int    // bytes before the place
	Expected     string // what could have stood there, such as `"," or ")"`
	Found        string // what stands there, such as `"]"` or `end of input`
	Reason       string // for what is well formed and yet refused
	Excerpt      string // the line of the source, shortened when it is long
}

// Error gives the place and the reason, without the excerpt.
func (e *Error) Error() string {
	what := e.Reason
	if what == "" {
		what = "expected " + e.Expected + ", found " + e.Found
	}
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, what)
}

// maxErrors is how many errors one call reports: a person reads no more, and a text of only `;` has 65536.
const maxErrors = 20

// Errors are the errors of several statements of one text, in the order of the text: two to twenty.
type Errors []*Error

// Error gives one line for each error.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the single errors, for errors.Is and errors.As.
func (e Errors) Unwrap() []error {
	all := make([]error, len(e))
	for i, one := range e {
		all[i] = one
	}
	return all
}

// join makes one error of those that the statements gave, nil when there are none.
func join(errs []*Error) error {
	switch len(errs) {
	case 0:
		return nil
	case 1:
		return errs[0]
	}
	return Errors(errs)
}

// ParameterError reports a text and its [Params] that do not fit. Both lists are sorted.
type ParameterError struct {
	Missing []string // named in the text but not given, or not given as what its place needs, term or key
	Unused  []string // given but not named in the text
}

// Error lists the names.
func (e *ParameterError) Error() string {
	var parts []string
	if len(e.Missing) > 0 {
		parts = append(parts, "missing parameters: "+quoteAll(e.Missing))
	}
	if len(e.Unused) > 0 {
		parts = append(parts, "unused parameters: "+quoteAll(e.Unused))
	}
	return strings.Join(parts, "; ")
}

func quoteAll(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = fmt.Sprintf("%q", n)
	}
	return strings.Join(quoted, ", ")
}

// oneOf joins alternatives: `a`, `a or b`, `a, b or c`.
func oneOf(alternatives ...string) string {
	last := len(alternatives) - 1
	if last < 1 {
		return strings.Join(alternatives, "")
	}
	return strings.Join(alternatives[:last], ", ") + " or " + alternatives[last]
}

// place fills in everything of an Error that follows from its offset.
func place(src string, offset int, e Error) *Error {
	before := src[:offset]
	start := strings.LastIndexByte(before, '\n') + 1
	e.Line = 1 + strings.Count(before, "\n")
	e.Column = 1 + utf8.RuneCountInString(before[start:])
	e.Offset = offset
	e.Excerpt = excerpt(src, start, offset)
	return &e
}

// excerptSide is how many characters of a line are shown on each side of the place.
const excerptSide = 60

func excerpt(src string, start, offset int) string {
	left := []rune(src[max(start, offset-4*excerptSide):offset])
	rest, _, _ := strings.Cut(src[offset:min(len(src), offset+4*excerptSide)], "\n")
	right := []rune(rest)
	line := slices.Concat(left[max(0, len(left)-excerptSide):], right[:min(len(right), excerptSide)])
	return strings.TrimRight(string(line), "\r")
}
