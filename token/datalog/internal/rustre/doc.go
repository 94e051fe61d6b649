// Package rustre runs patterns of Rust's regex crate, the dialect of Biscuit's `.matches()`, on Go's regexp.
//
// [Compile] parses the Rust syntax completely and writes the same language in Go's syntax; [Regexp.MatchString] searches a
// text for it. It never guesses: what the crate refuses is [ErrInvalid], what cannot be said exactly or cheaply in Go is
// [ErrUnsupported], and a subject on which the two could differ is [ErrSubject] (spec/biscuit.md, "Regular expressions").
package rustre

import "errors"

// Limits, so that neither compiling nor matching can be made slow by whoever writes a token. The figures in parentheses are
// the worst measured with BenchmarkHostileCompile and BenchmarkHostileMatch on a 2-core machine with Go 1.26.
const (
	// MaxPattern is the length of the longest pattern, in bytes.
	MaxPattern = 256
	// MaxInsts is the size of the largest program, in instructions of Go's regexp. It is computed before Go sees the pattern.
	MaxInsts = 2000
	// MaxSteps is the largest [Regexp.Cost] of one match, at 10 to 20 ns a step (4 ms).
	MaxSteps = 300_000
	// maxDepth bounds the nesting of groups, classes and repetitions. The crate allows 250, but no readable pattern needs it.
	maxDepth = 100
	// maxRanges bounds the character ranges of all classes of a pattern, counted once for each set operation on them.
	maxRanges = 20_000
	// maxRepeat is the largest number of a counted repetition that Go's regexp accepts.
	maxRepeat = 1000
	// maxRustBytes is the limit of 10 MiB on the crate's own program, of which we make an upper estimate: beyond it the crate
	// refuses a pattern (`\w{300}`): there the reference says false and we must not say true.
	maxRustBytes = 10 << 20
)

var (
	// ErrInvalid says that the crate refuses the pattern too. The reference answers false to such a match.
	ErrInvalid = errors.New("invalid pattern")
	// ErrUnsupported says that the crate accepts the pattern, or might, and this package does not. It must refuse.
	ErrUnsupported = errors.New("unsupported pattern")
	// ErrSubject says that the two engines may disagree on this subject: see [Regexp.MatchString]. It must refuse.
	ErrSubject = errors.New("unsupported subject of a pattern")
	// ErrTooCostly says that pattern and subject together exceed [MaxSteps]. It must refuse.
	ErrTooCostly = errors.New("pattern and subject too large together")
)
