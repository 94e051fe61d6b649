package datalog

import (
	"errors"
	"fmt"
	"strings"
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
	re   *rustre.Regexp
	err  error
	cost int // steps of compiling it, the same whether or not a cache has it
}

// Bounds of a RegexCache, some 20 MB in all: most patterns keep 16 kB, and one that cost more than maxCachedCost to compile
// may keep 2 MB. What is not cached is compiled again each time; it is paid for in steps either way.
const (
	maxCached     = 512
	maxCachedCost = 20_000
)

func (c *RegexCache) get(pattern string) (regex, bool) {
	if c == nil {
		return regex{}, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.m[pattern]
	return r, ok
}

func (c *RegexCache) keep(pattern string, r regex) {
	if c == nil || r.cost > maxCachedCost {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil {
		c.m = make(map[string]regex)
	}
	if len(c.m) >= maxCached {
		clear(c.m) // so that patterns of hostile tokens do not keep those of all others out
	}
	c.m[strings.Clone(pattern)] = r // a clone, as the pattern is a piece of its token, which would stay with it
}

// regexes are the patterns that one world has used and paid for.
type regexes struct {
	shared *RegexCache
	seen   map[string]regex
}

// errLongPattern keeps texts of any length out of the caches.
var errLongPattern = fmt.Errorf("%w: longer than %d bytes", ErrRegex, rustre.MaxPattern)

// regex returns a compiled pattern. The error is that of the budget.
func (w *World) regex(pattern string) (regex, error) {
	if r, ok := w.regexes.seen[pattern]; ok {
		return r, nil
	}
	r, cached := w.regexes.shared.get(pattern)
	if !cached {
		r.cost = rustre.CompileCost(pattern)
	}
	if err := w.spend(r.cost); err != nil {
		return regex{}, err
	}
	if !cached {
		r.re, r.err = rustre.Compile(pattern)
		w.regexes.shared.keep(pattern, r)
	}
	if w.regexes.seen == nil {
		w.regexes.seen = make(map[string]regex)
	}
	w.regexes.seen[pattern] = r
	return r, nil
}

// matches searches s for the pattern, anywhere in it. A pattern that is none is false, as in the reference; one that the
// reference may understand and we cannot is an error, because false would let a `reject if` pass.
func (w *World) matches(s, pattern string) (bool, error) {
	if len(pattern) > rustre.MaxPattern {
		return false, errLongPattern
	}
	r, err := w.regex(pattern)
	if err != nil {
		return false, err
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
