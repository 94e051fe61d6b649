package syntax

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxSource is the longest text that is parsed, in bytes.
const MaxSource = 64 << 10

// lexer cuts the text where the parser asks: `-` starts a number or is an operator, and `:` is part of a name or ends the key
// of a map, depending on what may come.
type lexer struct {
	src      string
	pos      int
	unclosed int // 1 + the offset of a comment that is never closed; 0 without
}

// newLexer refuses what is too long before it looks at it, and then what is not UTF-8.
func newLexer(src string) (lexer, *Error) {
	if len(src) > MaxSource {
		return lexer{}, &Error{Line: 1, Column: 1, Reason: fmt.Sprintf("the text has %d bytes, at most %d are read", len(src), MaxSource)}
	}
	if !utf8.ValidString(src) {
		i := 0
		for {
			r, size := utf8.DecodeRuneInString(src[i:])
			if r == utf8.RuneError && size == 1 {
				return lexer{}, place(src[:i], i, Error{Reason: "the text is not UTF-8"})
			}
			i += size
		}
	}
	return lexer{src: src}, nil
}

// skip goes past white space and comments. The specification has comments between statements only; here they may stand
// between any two tokens.
func (l *lexer) skip() {
	for l.pos < len(l.src) {
		rest := l.src[l.pos:]
		switch {
		case rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\n' || rest[0] == '\r':
			l.pos++
		case strings.HasPrefix(rest, "//"):
			// A lone carriage return ends the comment too: text that an editor shows on its own line is not hidden.
			if end := strings.IndexAny(rest, "\r\n"); end >= 0 {
				l.pos += end
			} else {
				l.pos = len(l.src)
			}
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest[2:], "*/")
			if end < 0 {
				l.unclosed, l.pos = l.pos+1, len(l.src)
				return
			}
			l.pos += 2 + end + 2
		default:
			return
		}
	}
}

// eof tells whether nothing is left after white space and comments.
func (l *lexer) eof() bool {
	l.skip()
	return l.pos == len(l.src)
}

// at tells whether token comes next, after white space and comments.
func (l *lexer) at(token string) bool {
	l.skip()
	return strings.HasPrefix(l.src[l.pos:], token)
}

// accept goes past token if it comes next.
func (l *lexer) accept(token string) bool {
	if !l.at(token) {
		return false
	}
	l.pos += len(token)
	return true
}

// word returns the longest run of name characters at the position, which may be empty, and does not move. Names are ASCII:
// the reference tests characters cut to eight bits, and so accepts some letters beyond it and not others.
func (l *lexer) word() string {
	end := l.pos
	for end < len(l.src) && isNameByte(l.src[end]) {
		end++
	}
	return l.src[l.pos:end]
}

// keyword goes past the word if it comes next, in capitals or not.
func (l *lexer) keyword(word string) bool {
	l.skip()
	if !strings.EqualFold(l.word(), word) {
		return false
	}
	l.pos += len(word)
	return true
}

func isNameByte(c byte) bool {
	return isDigit(c) || isLetter(c) || c == '_' || c == ':'
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// isName tells whether a text can stand as the name of a predicate, variable or external function.
func isName(s string) bool {
	for i := range len(s) {
		if !isNameByte(s[i]) {
			return false
		}
	}
	return s != ""
}

// resync goes past the next `;` that is not part of a string or comment, from the start of a statement that failed.
func (l *lexer) resync(start int) {
	for l.pos = start; !l.eof(); {
		switch l.src[l.pos] {
		case ';':
			l.pos++
			return
		case '"':
			l.pos++
			for l.pos < len(l.src) && l.src[l.pos] != '"' {
				if l.src[l.pos] == '\\' {
					l.pos++
				}
				l.pos++
			}
			l.pos = min(l.pos+1, len(l.src))
		default:
			l.pos++
		}
	}
}

// longTokens are those that an error shows whole, though one character would tell what was unexpected.
var longTokens = []string{"===", "!==", "<-", "->", "==", "!=", "<=", ">=", "&&", "||"}

// found describes what stands at an offset.
func (l *lexer) found(offset int) string {
	const shown = 24
	at := lexer{src: l.src, pos: offset}
	if at.eof() {
		return "end of input"
	}
	rest := at.src[at.pos:]
	if rest[0] == '"' {
		return "a string"
	}
	token := at.word()
	if rest[0] == '$' {
		at.pos++
		token = "$" + at.word()
	}
	if token == "" {
		for _, t := range longTokens {
			if strings.HasPrefix(rest, t) {
				return fmt.Sprintf("%q", t)
			}
		}
		_, size := utf8.DecodeRuneInString(rest)
		token = rest[:size]
	}
	if len(token) > shown {
		token = token[:shown] + "..."
	}
	return fmt.Sprintf("%q", token)
}
