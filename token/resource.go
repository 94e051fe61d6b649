package token

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxResource is the length in bytes of the longest resource.
const MaxResource = 1024

// CanonicalResource returns the one spelling of a resource: an absolute path, percent-decoded exactly once, whose segments
// are neither empty nor "." nor "..", and hold no control character and no slash. "/" is the root; a slash at the end stays,
// as it means the collection and everything below it. Anything else is refused and never repaired, since the server behind
// might repair it differently (spec/profile.md, "Resources").
func CanonicalResource(s string) (string, error) {
	if len(s) > MaxResource {
		return "", fmt.Errorf("the resource is longer than %d bytes", MaxResource)
	}
	if !strings.HasPrefix(s, "/") {
		return "", fmt.Errorf("resource %q does not start with a slash", s)
	}
	segments := strings.Split(s[1:], "/")
	for i, raw := range segments {
		if raw == "" && i == len(segments)-1 {
			continue // the slash at the end, or the root
		}
		segment, err := url.PathUnescape(raw)
		if err != nil {
			return "", fmt.Errorf("resource %q has a malformed escape", s)
		}
		if err := checkSegment(segment); err != nil {
			return "", fmt.Errorf("resource %q: %w", s, err)
		}
		segments[i] = segment
	}
	return "/" + strings.Join(segments, "/"), nil
}

func checkSegment(s string) error {
	switch {
	case s == "":
		return errors.New("it has an empty segment")
	case s == "." || s == "..":
		return fmt.Errorf("it has a segment %q", s)
	case strings.Contains(s, "/"):
		return errors.New("a segment hides a slash")
	case !utf8.ValidString(s):
		return errors.New("it is not UTF-8")
	case strings.ContainsFunc(s, unicode.IsControl):
		return errors.New("it has a control character")
	}
	return nil
}

// checkCanonical accepts resources as tokens hold them: decoded already.
func checkCanonical(s string) error {
	if s == "/" {
		return nil
	}
	if len(s) > MaxResource || !strings.HasPrefix(s, "/") {
		return fmt.Errorf("%.64q is no canonical resource", s)
	}
	for _, segment := range strings.Split(strings.TrimSuffix(s[1:], "/"), "/") {
		if err := checkSegment(segment); err != nil {
			return fmt.Errorf("resource %.64q: %w", s, err)
		}
	}
	return nil
}

// covers tells whether every resource that matches child also matches parent. A resource with a slash at the end stands for
// itself and everything below it, any other for itself alone.
func covers(parent, child string) bool {
	return parent == child || strings.HasSuffix(parent, "/") && strings.HasPrefix(child, parent)
}

// meet returns what two resource patterns have in common: the narrower one, or nothing.
func meet(a, b string) (string, bool) {
	switch {
	case covers(a, b):
		return b, true
	case covers(b, a):
		return a, true
	}
	return "", false
}
