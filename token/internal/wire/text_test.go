package wire_test

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

func TestTextForms(t *testing.T) {
	for _, c := range []struct {
		text string
		want string // data, or "!" and the offset of the error
	}{
		{"", ""},
		{"biscuit:", ""},
		{"-_-_", "\xfb\xff\xbf"},
		{"YQ==", "a"},
		{"YQ", "a"},
		{"YWI=", "ab"},
		{"YWI", "ab"},
		{"YWJj", "abc"},
		{"biscuit:YWI=", "ab"},
		{"biscuit:YWI", "ab"},
		{"YQ=", "!"},
		{"YWJj=", "!"},
		{"YWI==", "!"},
		{"YQ===", "!"},
		{"=", "!"},
		{"====", "!"},
		{"Y", "!"},
		{"YWJjY", "!"},
		{"YR==", "!"}, // stray bits: a second spelling of "a"
		{"YR", "!"},
		{"YWJ=", "!"},
		{"YWJ", "!"},
		{"+/+/", "!0"},
		{"YW+j", "!2"},
		{" YWJj", "!0"},
		{"YWJj ", "!"},
		{"YW Jj", "!2"},
		{"YW\nJj", "!2"},
		{"YWJj\r\n", "!4"},
		{"YWJj\n", "!4"},
		{"YQ==YQ==", "!"},
		{"Biscuit:YWI", "!"},
		{"biscuit:biscuit:YWI", "!7"},
		{"YW\x00j", "!2"},
		{"é", "!0"},
	} {
		data, err := wire.DecodeText(c.text, 100)
		if !strings.HasPrefix(c.want, "!") {
			if err != nil || string(data) != c.want {
				t.Errorf("%q: %q, %v, want %q", c.text, data, err, c.want)
			}
			continue
		}
		at, ok := errors.AsType[*wire.TextError](err)
		if !ok || data != nil {
			t.Errorf("%q: %q, %v, want a TextError", c.text, data, err)
		} else if c.want != "!" && c.want[1:] != strconv.Itoa(at.Offset) {
			t.Errorf("%q: error at %d, want %s", c.text, at.Offset, c.want[1:])
		}
	}
}

func TestTextLimitHoldsForTheBytesAndBeforeDecoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "data")
		limit := rapid.IntRange(-1, 40).Draw(t, "limit")
		text := wire.EncodeText(data)
		switch rapid.IntRange(0, 2).Draw(t, "spelling") {
		case 1:
			text = strings.TrimRight(text, "=")
		case 2:
			text = "biscuit:" + text
		}
		got, err := wire.DecodeText(text, limit)
		if len(data) <= limit {
			if err != nil || !bytes.Equal(got, data) {
				t.Fatalf("%q: %x, %v", text, got, err)
			}
		} else if _, ok := errors.AsType[*wire.LimitError](err); !ok || got != nil {
			t.Fatalf("%q beyond %d: %x, %v", text, limit, got, err)
		}
	})
	// Nonsense beyond the limit is too long, not nonsense: nobody looked.
	_, err := wire.DecodeText(strings.Repeat("!", 1000), 100)
	if _, ok := errors.AsType[*wire.LimitError](err); !ok {
		t.Errorf("%v, want a LimitError", err)
	}
}
