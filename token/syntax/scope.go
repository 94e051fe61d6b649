package syntax

import (
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

func (p *parser) atScopes() bool {
	start := p.pos
	is := p.keyword("trusting")
	p.pos = start
	return is
}

// scopes parses `trusting` and what follows.
func (p *parser) scopes() ([]datalog.Scope, *Error) {
	p.keyword("trusting")
	var all []datalog.Scope
	for more := true; more; more = p.accept(",") {
		scope, err := p.scope()
		if err != nil {
			return nil, err
		}
		all = append(all, scope)
	}
	p.next = []string{`","`}
	return all, nil
}

func (p *parser) scope() (datalog.Scope, *Error) {
	p.skip()
	start := p.pos
	if p.accept("{") {
		key, err := p.keyParameter(start)
		return datalog.Scope{Kind: datalog.ScopeKey, Key: key}, err
	}
	word := p.word()
	p.pos += len(word)
	switch word {
	case "authority":
		return datalog.Scope{Kind: datalog.ScopeAuthority}, nil
	case "previous":
		return datalog.Scope{Kind: datalog.ScopePrevious}, nil
	case "ed25519":
		key, err := p.key(start, datalog.Ed25519)
		return datalog.Scope{Kind: datalog.ScopeKey, Key: key}, err
	case "secp256r1":
		key, err := p.key(start, datalog.P256)
		return datalog.Scope{Kind: datalog.ScopeKey, Key: key}, err
	}
	p.pos = start
	return datalog.Scope{}, p.unexpected(`"authority"`, `"previous"`, "a public key")
}

// keyParameter parses `name}`. No set can stand here, so every name is a parameter.
func (p *parser) keyParameter(start int) (datalog.Key, *Error) {
	p.skip()
	name := p.word()
	if name == "" {
		return datalog.Key{}, p.unexpected("the name of a parameter")
	}
	p.pos += len(name)
	if err := p.expect("}", `"}"`); err != nil {
		return datalog.Key{}, err
	}
	key, err := p.params.key(name)
	if err != nil {
		return datalog.Key{}, p.refuse(start, "%v", err)
	}
	return key, nil
}

// key parses the slash and the hexadecimal digits of a public key, which are written without space.
func (p *parser) key(start int, algorithm datalog.Algorithm) (datalog.Key, *Error) {
	if p.pos == len(p.src) || p.src[p.pos] != '/' {
		return datalog.Key{}, p.refuse(p.pos, `"/" and the key follow right after the name of the algorithm`)
	}
	p.pos++
	digits := p.word()
	raw, err := hex.DecodeString(digits)
	if err != nil || digits == "" {
		return datalog.Key{}, p.refuse(p.pos, "a public key is written in pairs of hexadecimal digits, not %q", shorten(digits))
	}
	p.pos += len(digits)
	key := datalog.Key{Algorithm: algorithm, Bytes: string(raw)}
	if err := checkKey(key); err != nil {
		return datalog.Key{}, p.refuse(start, "%v", err)
	}
	return key, nil
}

// checkKey refuses what cannot be the one form of a public key. Whether the bytes are a point of the curve is for packages
// that know cryptography; here keys are only compared.
func checkKey(key datalog.Key) error {
	switch key.Algorithm {
	case datalog.Ed25519:
		if len(key.Bytes) != 32 {
			return fmt.Errorf("an ed25519 public key has 32 bytes, not %d", len(key.Bytes))
		}
		return nil
	case datalog.P256:
		switch {
		case len(key.Bytes) == 65:
			return errors.New("an uncompressed secp256r1 public key is not accepted: write its compressed form of 33 bytes")
		case len(key.Bytes) != 33:
			return fmt.Errorf("a secp256r1 public key has 33 bytes, not %d", len(key.Bytes))
		case key.Bytes[0] != 2 && key.Bytes[0] != 3:
			return fmt.Errorf("a compressed secp256r1 public key starts with 02 or 03, not %02x", key.Bytes[0])
		}
		return nil
	}
	return fmt.Errorf("unknown algorithm of a public key: %v", key.Algorithm)
}

// shorten cuts a text for an error message.
func shorten(s string) string {
	const shown = 40
	if len(s) > shown {
		return s[:shown] + "..."
	}
	return s
}
