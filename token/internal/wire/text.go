package wire

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// TextError reports a text that is not base64 as tokens use it.
type TextError struct {
	Offset int // in bytes, after a "biscuit:" prefix; -1 when no one byte is at fault
	Reason string
}

func (e *TextError) Error() string {
	if e.Offset < 0 {
		return "invalid base64: " + e.Reason
	}
	return fmt.Sprintf("invalid base64 at byte %d: %s", e.Offset, e.Reason)
}

// DecodeText reads the text form: URL-safe base64, padded or not, with or without the prefix "biscuit:". A text whose bytes
// would be more than limit is refused before it is decoded, with a *LimitError; all else with a *TextError.
//
// White space, a part of the padding and stray bits at the end are refused, so that bytes have exactly two spellings.
func DecodeText(text string, limit int) ([]byte, error) {
	text = strings.TrimPrefix(text, "biscuit:")
	if len(text) > base64.URLEncoding.EncodedLen(max(limit, 0)) {
		return nil, &LimitError{"bytes in a text", limit}
	}
	// The standard library skips line ends, which would give a token endless spellings.
	for _, end := range [...]byte{'\r', '\n'} {
		if i := strings.IndexByte(text, end); i >= 0 {
			return nil, &TextError{i, "line end"}
		}
	}
	encoding := base64.RawURLEncoding
	if strings.HasSuffix(text, "=") {
		encoding = base64.URLEncoding
	}
	data, err := encoding.Strict().DecodeString(text)
	if corrupt, ok := err.(base64.CorruptInputError); ok {
		if int(corrupt) < len(text) {
			return nil, &TextError{int(corrupt), fmt.Sprintf("unexpected %q", text[corrupt])}
		}
		return nil, &TextError{-1, "it ends early"}
	}
	if err != nil {
		return nil, &TextError{-1, err.Error()}
	}
	if len(data) > limit {
		return nil, &LimitError{"bytes in a text", limit}
	}
	return data, nil
}

// EncodeText writes the text form, padded and without the prefix, as the reference does.
func EncodeText(data []byte) string { return base64.URLEncoding.EncodeToString(data) }
