package wire

import (
	"slices"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// firstSymbol is the index of the first symbol of a token. Indices from 28 on are reserved (SPECIFICATIONS.md, "Symbol table").
const firstSymbol = 1024

var defaultSymbols = [...]string{
	"read", "write", "resource", "operation", "right", "time", "role", "owner", "tenant", "namespace", "user", "team",
	"service", "admin", "email", "group", "member", "ip_address", "client", "client_ip", "domain", "path", "version",
	"cluster", "node", "hostname", "nonce", "query",
}

// defaultIndex holds the indices of defaultSymbols. It is set once and read only.
var defaultIndex = func() map[string]uint64 {
	m := make(map[string]uint64, len(defaultSymbols))
	for i, s := range defaultSymbols {
		m[s] = uint64(i)
	}
	return m
}()

// Symbols is the symbol table of a token, or of one third-party block, with the table of public keys. The zero Symbols holds
// the default symbols. While blocks are added it belongs to one goroutine; after that it can be shared.
type Symbols struct {
	list  []string
	index map[string]int // first position in list; nil while list is short
	keys  []datalog.Key
}

// indexFrom is the length from which a table has an index. A short one is searched from end to end, which costs less than
// building the index; a long one must not be, lest an attacker's 1,024 symbols cost a million comparisons.
const indexFrom = 48

// Len returns the numbers of symbols, without the default ones, and of public keys.
func (s *Symbols) Len() (symbols, keys int) { return len(s.list), len(s.keys) }

// Clone returns a table that can grow without changing s.
func (s *Symbols) Clone() *Symbols {
	c := &Symbols{list: slices.Clip(s.list), keys: slices.Clip(s.keys)}
	c.reindex()
	return c
}

// Add appends what one block defines: its symbols and its keys. Symbols may be repeated within the block, as later indices
// count them, but not redefine one of before: *SymbolOverlapError. Any key that is there already is a *KeyOverlapError.
// After an error the table is as before.
func (s *Symbols) Add(symbols []string, keys []datalog.Key) error {
	for _, symbol := range symbols {
		if _, defined := s.find(symbol); defined {
			return &SymbolOverlapError{symbol}
		}
	}
	for i, k := range keys {
		if slices.Contains(s.keys, k) || slices.Contains(keys[:i], k) {
			return &KeyOverlapError{k}
		}
	}
	if len(symbols) > 0 && s.list == nil {
		s.list = make([]string, 0, max(32, len(symbols)))
	}
	s.list = append(s.list, symbols...)
	s.keys = append(s.keys, keys...)
	if s.index == nil {
		s.reindex()
		return nil
	}
	for i, symbol := range symbols {
		s.note(symbol, len(s.list)-len(symbols)+i)
	}
	return nil
}

func (s *Symbols) reindex() {
	if len(s.list) < indexFrom {
		return
	}
	s.index = make(map[string]int, 2*len(s.list))
	for i, symbol := range s.list {
		s.note(symbol, i)
	}
}

// note remembers the first place of a symbol: it is the one that an encoder uses.
func (s *Symbols) note(symbol string, at int) {
	if _, known := s.index[symbol]; !known {
		s.index[symbol] = at
	}
}

// find returns the index on the wire of a symbol.
func (s *Symbols) find(symbol string) (uint64, bool) {
	if i, ok := defaultIndex[symbol]; ok {
		return i, true
	}
	at, ok := -1, false
	if s.index != nil {
		at, ok = s.index[symbol]
	} else if at = slices.Index(s.list, symbol); at >= 0 {
		ok = true
	}
	return uint64(firstSymbol + at), ok
}

// text returns the symbol with an index on the wire.
func (s *Symbols) text(index uint64) (string, bool) {
	if index < uint64(len(defaultSymbols)) {
		return defaultSymbols[index], true
	}
	if index < firstSymbol || index-firstSymbol >= uint64(len(s.list)) {
		return "", false
	}
	return s.list[index-firstSymbol], true
}

// Place returns a number that orders symbols as the table does, and whether s is one.
func (s *Symbols) Place(symbol string) (place int, ok bool) {
	i, ok := s.find(symbol)
	return int(i), ok
}
