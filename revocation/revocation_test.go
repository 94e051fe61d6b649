package revocation_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hardtack-auth/hardtack/revocation"
)

func key(b byte) (k revocation.Key) { k[0] = b; return k }

func TestTheZeroSetRefuses(t *testing.T) {
	var s revocation.Set
	if got := s.Ask([]revocation.Key{key(1)}).Verdict; got != revocation.Uninitialised {
		t.Errorf("verdict %v, want uninitialised", got)
	}
	var none *revocation.Set
	if got := none.Ask(nil).Verdict; got != revocation.Uninitialised {
		t.Errorf("verdict of no set %v, want uninitialised", got)
	}
}

func TestSetFindsAnyKeyOfAToken(t *testing.T) {
	s := revocation.NewSet(revocation.Entry{Key: key(7), Reason: "injection"})
	if got := s.Ask([]revocation.Key{key(1), key(2)}); got.Verdict != revocation.Clear {
		t.Errorf("answer %+v, want clear", got)
	}
	got := s.Ask([]revocation.Key{key(1), key(7)})
	if got.Verdict != revocation.Revoked || got.Index != 1 || got.Reason != "injection" {
		t.Errorf("answer %+v, want key 1 revoked for injection", got)
	}
}

func TestFileRoundTrip(t *testing.T) {
	entries := []revocation.Entry{
		{Key: key(1), Expires: time.Date(2026, 11, 24, 1, 2, 3, 0, time.UTC), Reason: "laptop stolen, by the sea"},
		{Key: key(2)},
	}
	var text strings.Builder
	for _, e := range entries {
		line, err := e.Line()
		if err != nil {
			t.Fatal(err)
		}
		text.WriteString(line + "\n")
	}
	s, err := revocation.Read(strings.NewReader(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	if s.Len() != 2 || s.Ask([]revocation.Key{key(2)}).Verdict != revocation.Revoked {
		t.Errorf("the set has %d keys and does not revoke them", s.Len())
	}
}

// A file that was cut in the middle of a write, or edited by hand, must not pass for a shorter list.
func TestDamagedFilesAreRefused(t *testing.T) {
	good := key(1).String() + " - x"
	for name, text := range map[string]string{
		"truncated line":    good + "\n" + good[:30],
		"no final newline":  good,
		"empty line":        good + "\n\n",
		"comment":           "# nothing\n",
		"upper case":        strings.ToUpper(key(0xab).String()) + " - x\n",
		"two spaces":        key(1).String() + "  - x\n",
		"bad time":          key(1).String() + " tomorrow x\n",
		"offset time":       key(1).String() + " 2026-11-24T01:02:03+01:00 x\n",
		"carriage return":   good + "\r\n",
		"no expiry":         key(1).String() + "\n",
		"very long line":    key(1).String() + " - " + strings.Repeat("x", 100_000) + "\n",
		"control character": key(1).String() + " - a\x1b[31m\n",
		"not UTF-8":         key(1).String() + " - \xff\n",
	} {
		t.Run(name, func(t *testing.T) {
			if s, err := revocation.Read(strings.NewReader(text)); err == nil || s != nil {
				t.Errorf("read a set of %d keys, want an error", s.Len())
			}
		})
	}
}

// A date that RFC 3339 cannot hold would make the whole file unreadable.
func TestImpossibleExpiriesAreRefused(t *testing.T) {
	for _, year := range []int{2, 1969, 10000, 292277026596} {
		if line, err := (revocation.Entry{Key: key(1), Expires: time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)}).Line(); err == nil {
			t.Errorf("year %d gives %q", year, line)
		}
	}
}

func FuzzReadFile(f *testing.F) {
	f.Add(key(1).String() + " - x\n")
	f.Add(key(1).String() + " 2026-11-24T01:02:03Z\n")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := revocation.Read(strings.NewReader(text))
		if err != nil {
			if s != nil {
				t.Fatal("an error came with a set")
			}
			return
		}
		// Every line of a file that is read is exactly what its entry prints as.
		for line := range strings.Lines(text) {
			e, err := revocation.ParseEntry(strings.TrimSuffix(line, "\n"))
			if err != nil {
				t.Fatalf("line %q: %v", line, err)
			}
			if again, err := e.Line(); err != nil || again+"\n" != line {
				t.Fatalf("line %q prints as %q, %v", line, again, err)
			}
			if s.Ask([]revocation.Key{e.Key}).Verdict != revocation.Revoked {
				t.Fatalf("line %q does not revoke", line)
			}
		}
	})
}
