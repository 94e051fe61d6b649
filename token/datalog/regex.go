package datalog

import (
	"errors"
	"sync"

	"github.com/hardtack-auth/hardtack/token/datalog/internal/rustre"
)

// RegexCache keeps compiled regular expressions, for all worlds of one token or one verifier. It is safe for concurrent
// use. Whether a pattern is in it changes the time of an evaluation, never its steps or its outcome.
type RegexCache struct {
	mu sync.Mutex
	m  map[string]regex // guarded by mu
}

// regex is a compiled pattern, or why there is none.
type regex struct {
	re  *rustre.Regexp
	err error
}

// maxCached bounds a RegexCache. Patterns beyond it are compiled again each time; they are paid for in steps either way.
const maxCached = 1024

func (c *RegexCache) get(pattern string) regex {
	if c == nil {
		return compileRegex(pattern)
	}
	c.mu.Lock()
	r, ok := c.m[pattern]
	c.mu.Unlock()
	if ok {
		return r
	}
	r = compileRegex(pattern)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil {
		c.m = make(map[string]regex)
	}
	if len(c.m) < maxCached {
		c.m[pattern] = r
	}
	return r
}

// compileCost is the price of preparing a pattern, which is the same whether or not a cache has it.
func compileCost(pattern string) int { return 64 + 32*min(len(pattern), rustre.MaxPattern) }

func compileRegex(pattern string) regex {
	re, err := rustre.Compile(pattern)
	return regex{re, err}
}

// regexes are the patterns that one world has used and paid for.
type regexes struct {
	shared *RegexCache
	seen   map[string]regex
}

// matches searches s for the pattern, anywhere in it. A pattern that is none is false, as in the reference; one that the
// reference may understand and we cannot is an error, because false would let a `reject if` pass.
func (w *World) matches(s, pattern string) (bool, error) {
	r, ok := w.regexes.seen[pattern]
	if !ok {
		if err := w.spend(compileCost(pattern)); err != nil {
			return false, err
		}
		r = w.regexes.shared.get(pattern)
		if w.regexes.seen == nil {
			w.regexes.seen = make(map[string]regex)
		}
		w.regexes.seen[pattern] = r
	}
	if errors.Is(r.err, rustre.ErrInvalid) {
		return false, nil
	}
	if r.err != nil {
		return false, errors.Join(ErrRegex, r.err)
	}
	if err := w.spend(r.re.Cost(len(s))); err != nil {
		return false, err
	}
	matched, err := r.re.MatchString(s)
	if err != nil {
		return false, errors.Join(ErrRegex, err)
	}
	return matched, nil
}
