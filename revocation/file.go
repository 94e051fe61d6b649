package revocation

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits of a revocation file.
const (
	MaxFile   = 64 << 20 // bytes
	MaxReason = 200      // bytes of one reason
	maxLine   = 64 + 1 + len("2006-01-02T15:04:05Z") + 1 + MaxReason
)

// A revocation file is text, one line for each entry: HEXKEY EXPIRES REASON..., with RFC 3339 in UTC or "-" for EXPIRES
// (spec/revocation-feed.md). Nothing in it is optional and nothing else may stand in it: a line that cannot be read could
// be the one that matters.

// ErrDamaged is in the error for every file that is not, from its first byte to its last, a revocation file.
var ErrDamaged = errors.New("damaged")

// Read reads a revocation file. A line that is wrong or unfinished makes it fail, with [ErrDamaged]; an error of r is
// returned as it is.
func Read(r io.Reader) (*Set, error) {
	var entries []Entry
	limited := &io.LimitedReader{R: r, N: MaxFile + 1}
	in := bufio.NewReaderSize(limited, maxLine+2)
	for number := 1; ; number++ {
		line, err := in.ReadSlice('\n')
		if limited.N == 0 {
			return nil, fmt.Errorf("revocation: %w: more than %d bytes", ErrDamaged, MaxFile)
		}
		if err == io.EOF && len(line) == 0 {
			return NewSet(entries...), nil
		}
		switch err {
		case nil:
		case io.EOF:
			return nil, fmt.Errorf("revocation: %w: line %d has no end", ErrDamaged, number)
		case bufio.ErrBufferFull:
			return nil, fmt.Errorf("revocation: %w: line %d is longer than %d bytes", ErrDamaged, number, maxLine)
		default:
			return nil, fmt.Errorf("revocation: line %d: %w", number, err)
		}
		e, err := ParseEntry(string(bytes.TrimSuffix(line, []byte("\n"))))
		if err != nil {
			return nil, fmt.Errorf("revocation: %w: line %d: %w", ErrDamaged, number, err)
		}
		entries = append(entries, e)
	}
}

// ParseEntry reads one line of a revocation file, without its end.
func ParseEntry(line string) (Entry, error) {
	if len(line) > maxLine {
		return Entry{}, fmt.Errorf("longer than %d bytes", maxLine)
	}
	key, rest, _ := strings.Cut(line, " ")
	expires, reason, _ := strings.Cut(rest, " ")
	var e Entry
	var err error
	if e.Key, err = ParseKey(key); err != nil {
		return Entry{}, err
	}
	if expires != "-" {
		if e.Expires, err = time.Parse(time.RFC3339, expires); err != nil {
			return Entry{}, fmt.Errorf("%q is neither a time nor -", expires)
		}
	}
	e.Reason = reason
	// One spelling of each entry: anything else is not what we or anyone wrote.
	if text, err := e.Line(); err != nil || text != line {
		return Entry{}, fmt.Errorf("not of the form KEY EXPIRES REASON")
	}
	return e, nil
}

// Line writes the entry as a line of a revocation file, without its end. It refuses a reason that is longer than
// [MaxReason], or not one line of text.
func (e Entry) Line() (string, error) {
	bad := func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }
	if len(e.Reason) > MaxReason || strings.ContainsFunc(e.Reason, bad) || strings.TrimSpace(e.Reason) != e.Reason {
		return "", fmt.Errorf("revocation: a reason is one line of at most %d bytes", MaxReason)
	}
	expires := "-"
	if !e.Expires.IsZero() {
		if year := e.Expires.UTC().Year(); year < 1970 || year > 9999 {
			return "", fmt.Errorf("revocation: an expiry in the year %d", year)
		}
		expires = e.Expires.UTC().Format(time.RFC3339)
	}
	if e.Reason == "" {
		return e.Key.String() + " " + expires, nil
	}
	return e.Key.String() + " " + expires + " " + e.Reason, nil
}
