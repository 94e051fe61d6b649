// Package revocation is what a verifier asks about revoked tokens: [Key], [Answer], [Source], and the in-memory [Set].
//
// Everything that can be revoked has a 32-byte key: a block, a root key, a handle (spec/revocation-feed.md). A token has a
// few; [Source.Ask] takes them all at once. The package never calls anyone: a source answers from memory, and says how old
// its knowledge is.
package revocation

import (
	"encoding/hex"
	"fmt"
	"time"
)

// Key names something that can be revoked. It is a hash, and no secret.
type Key [32]byte

// ParseKey reads 64 hexadecimal digits.
func ParseKey(s string) (Key, error) {
	var k Key
	if len(s) != hex.EncodedLen(len(k)) {
		return Key{}, fmt.Errorf("revocation: a key has 64 hexadecimal digits, not %d characters", len(s))
	}
	if _, err := hex.Decode(k[:], []byte(s)); err != nil {
		return Key{}, fmt.Errorf("revocation: a key has hexadecimal digits only")
	}
	return k, nil
}

// String gives 64 hexadecimal digits, in lower case.
func (k Key) String() string { return hex.EncodeToString(k[:]) }

// Verdict is what a source knows about the keys of a token.
type Verdict uint8

// The verdicts. The zero Verdict refuses, and so does every other but Clear.
const (
	Uninitialised Verdict = iota // the source has never heard from its feed
	Stale                        // it has not heard for so long that it must not say Clear
	Clear                        // none of the keys is revoked
	Revoked                      // at least one is
)

// String gives the name.
func (v Verdict) String() string {
	switch v {
	case Uninitialised:
		return "uninitialised"
	case Stale:
		return "stale"
	case Clear:
		return "clear"
	case Revoked:
		return "revoked"
	}
	return fmt.Sprintf("verdict(%d)", uint8(v))
}

// Answer is the reply of a [Source]. The zero Answer refuses.
type Answer struct {
	Verdict Verdict
	// Index is the place of the first revoked key in the question, with Revoked.
	Index int
	// Reason is why it was revoked, as whoever revoked it said; may be empty.
	Reason string
	// Age is the time since the source was last known to be complete.
	Age time.Duration
}

// Source answers from memory and never blocks. It is safe for concurrent use. A key that was revoked stays revoked.
type Source interface {
	Ask(keys []Key) Answer
}
