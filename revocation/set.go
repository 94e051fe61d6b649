package revocation

import "time"

// Entry is one revoked key.
type Entry struct {
	Key     Key
	Expires time.Time // when everything under the key has expired by itself; zero for never
	Reason  string    // one line of text; may be empty
}

// Set is a fixed set of revoked keys that is complete by definition: its answers have no age. It is immutable. The zero Set
// is uninitialised and refuses; [NewSet] with no entries is the set in which nothing is revoked.
type Set struct{ entries map[Key]Entry }

// NewSet returns the set of the given entries. Of two with one key the first stays.
func NewSet(entries ...Entry) *Set {
	s := &Set{entries: make(map[Key]Entry, len(entries))}
	for _, e := range entries {
		if _, ok := s.entries[e.Key]; !ok {
			s.entries[e.Key] = e
		}
	}
	return s
}

// Len returns the number of keys.
func (s *Set) Len() int { return len(s.entries) }

// Ask implements [Source]. An entry counts whether or not it has expired: forgetting one is a matter of whoever keeps the set.
func (s *Set) Ask(keys []Key) Answer {
	if s == nil || s.entries == nil {
		return Answer{}
	}
	for i, k := range keys {
		if e, ok := s.entries[k]; ok {
			return Answer{Verdict: Revoked, Index: i, Reason: e.Reason}
		}
	}
	return Answer{Verdict: Clear}
}
