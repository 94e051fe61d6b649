package token

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxName is the length in bytes of the longest name of a user, agent or audience.
const MaxName = 256

// CheckName returns nil for what can be shown on one line without being mistaken for something else: names of users, agents
// and audiences.
func CheckName(s string) error { return checkName("it", s) }

func checkName(what, s string) error {
	switch {
	case s == "":
		return fmt.Errorf("%s has no name", what)
	case len(s) > MaxName:
		return fmt.Errorf("the name of %s is longer than %d bytes", what, MaxName)
	case !utf8.ValidString(s):
		return fmt.Errorf("the name of %s is not UTF-8", what)
	case strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) || unicode.IsSpace(r) || r == '"' || r == ',' }):
		return fmt.Errorf("the name of %s, %q, has white space, quotes, commas or characters that do not show", what, s)
	}
	return nil
}

// Standing is what a name in a chain is worth.
type Standing uint8

// The standings. The zero one is the least.
const (
	Claimed Standing = iota // by whoever held the token before; printed in quotes
	Issued                  // by the root key
)

// String gives the word.
func (s Standing) String() string {
	if s == Issued {
		return "issued"
	}
	return "claimed"
}

// Hop is one holder in a chain: the root agent, and then whoever each delegation block names.
type Hop struct {
	Name     string
	Standing Standing
	Block    int // that names it
}

// String prints a name, in quotes when it is only claimed.
func (h Hop) String() string {
	if h.Standing == Issued {
		return h.Name
	}
	return fmt.Sprintf("%q", h.Name)
}

// Agent is who gets a token.
type Agent struct{ Name string }

// ErrProfile is in the error for every token that is not of the agent profile, or of a part of it that this version does not
// know.
var ErrProfile = errors.New("not a token of the agent profile")
