package wire

import (
	"errors"
	"unicode/utf8"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// The Datalog versions of blocks that are read and written: v3.0 to v3.3.
const (
	MinVersion uint32 = 3
	MaxVersion uint32 = 6
)

// Block is a decoded block.
type Block struct {
	Version    uint32 // 0 when the block states none
	HasContext bool
	Symbols    []string      // the block's own, as listed
	PublicKeys []datalog.Key // the block's own, normalised
	Datalog    datalog.Block

	// Invalid tells why the block must not be evaluated, or is nil. The reference, too, takes a token with such a block and
	// fails only when it is about to evaluate it. What could be read is in Datalog for people to look at; an unknown symbol
	// shows as its number, <1030?>, and what has no meaning as zero values.
	Invalid error
}

// DecodeBlock reads one block and, unless it is a third party's, adds its symbols and keys to table, which is that of the token
// with all earlier blocks; nil means there are none. A third party's block has tables of its own; table is then not used. After
// an error the token is lost: table may have grown.
//
// It is stricter than the reference, which no token that an implementation writes will notice: required fields must be there,
// groups and repeated messages are refused, arrays and maps hold no variables, and arrays nest 48 deep even when the last is empty.
// Symbols of later blocks are not visible, although the reference looks them up: whoever appends a block must not be able to
// give a meaning to the words of an earlier one.
//
// Errors are a *MalformedError, a *LimitError, and from the two tables of other than third parties' blocks a
// *SymbolOverlapError, a *KeyOverlapError, a *DeserializationError or what normalise returns. All other reasons against the
// block are in [Block.Invalid]: a *VersionError before a *DeserializationError before an *UnknownSymbolError or
// [ErrUnknownExternalKey]. The result shares no memory with data.
func (d *Decoder) DecodeBlock(data []byte, table *Symbols, thirdParty bool) (Block, error) {
	if len(data) > d.limits.BlockSize {
		return Block{}, &LimitError{"bytes in a block", d.limits.BlockSize}
	}
	d.text, d.table, d.explicitKind, d.refused, d.unknown = string(data), table, false, nil, nil
	if thirdParty || table == nil {
		d.table = new(Symbols)
	}
	d.r = newReader(data, "Block")
	d.r.limit = d.limits.Depth
	var b Block
	if err := d.header(&b, thirdParty); err != nil {
		return Block{}, err
	}
	if d.statements(&b.Datalog); d.r.err != nil {
		return Block{}, d.r.err
	}
	b.Invalid = d.judge(&b, thirdParty)
	return b, nil
}

// header makes room for the statements, and reads everything but them: they need the symbols, wherever these stand.
func (d *Decoder) header(b *Block, thirdParty bool) error {
	r := &d.r
	var n [9]int
	r.tally(&n)
	if n[5]+n[6] > d.limits.Statements {
		return &LimitError{"rules and checks in a block", d.limits.Statements}
	}
	if d.symbols += n[1]; d.symbols > d.limits.Symbols {
		return &LimitError{"symbols in a token", d.limits.Symbols}
	}
	if d.keys += n[8]; d.keys > d.limits.Keys {
		return &LimitError{"public keys in a token", d.limits.Keys}
	}
	b.Symbols = d.names.take(n[1])[:0]
	if n[8] > 0 {
		b.PublicKeys = make([]datalog.Key, 0, n[8])
	}
	b.Datalog.Facts = take(d, &d.predicates, n[4])
	b.Datalog.Rules = take(d, &d.rules, n[5])
	b.Datalog.Checks = take(d, &d.checks, n[6])
	b.Datalog.Scopes = take(d, &d.scopes, n[7])
	for r.next() {
		switch r.tag {
		case 1<<3 | length:
			if d.symbolBytes += r.hi - r.lo; d.symbolBytes > d.limits.SymbolBytes {
				return &LimitError{"bytes of symbols in a token", d.limits.SymbolBytes}
			}
			b.Symbols = append(b.Symbols, d.utf8())
		case 2<<3 | length:
			b.Datalog.Context, b.HasContext = d.utf8(), true
		case 3<<3 | varint:
			b.Version = uint32(r.val)
		case 8<<3 | length:
			key, err := d.publicKey()
			switch {
			case r.err != nil:
			case err != nil && thirdParty:
				d.refuse("public key %d: %v", len(b.PublicKeys), err)
			case err != nil:
				return err
			}
			b.PublicKeys = append(b.PublicKeys, key) // a bad one, too, so that later keys keep their index
		case 4<<3 | length, 5<<3 | length, 6<<3 | length, 7<<3 | length:
		default:
			r.other(8)
		}
	}
	if r.err != nil {
		return r.err
	}
	r.pos = 0
	return d.define(b, thirdParty)
}

// define adds the block's symbols and keys to the table. The reference compares a third party's only when it evaluates them.
func (d *Decoder) define(b *Block, thirdParty bool) error {
	err := d.table.Add(b.Symbols, b.PublicKeys)
	if err != nil && thirdParty {
		d.table.list, d.table.keys = b.Symbols, b.PublicKeys
		if d.refused == nil {
			d.refused = err
		}
		return nil
	}
	return err
}

func (d *Decoder) publicKey() (datalog.Key, error) {
	var k PublicKeyBytes
	var have uint16
	k.merge(&d.r, &have, 1, 2)
	d.r.require(have, 1|2)
	switch {
	case d.r.err != nil:
		return datalog.Key{}, d.r.err
	case k.Algorithm == unknownAlgorithm:
		return datalog.Key{}, errAlgorithm
	case d.normalise == nil:
		return datalog.Key{}, errors.New("no public keys are accepted here")
	}
	return d.normalise(k.Algorithm, k.Bytes)
}

// utf8 returns the current field as a string.
func (d *Decoder) utf8() string {
	s := d.text[d.r.lo:d.r.hi]
	if !utf8.ValidString(s) {
		d.r.fail("string is not UTF-8")
		return ""
	}
	return s
}

func (d *Decoder) statements(b *datalog.Block) {
	r := &d.r
	var facts, rules, checks, scopes int
	for r.next() {
		switch r.tag {
		case 4<<3 | length:
			d.fact(&b.Facts[facts])
			facts++
		case 5<<3 | length:
			d.rule(&b.Rules[rules])
			rules++
		case 6<<3 | length:
			d.check(&b.Checks[checks])
			checks++
		case 7<<3 | length:
			b.Scopes[scopes] = d.scope()
			scopes++
		}
	}
}

// judge finds the reason why the block must not be evaluated, if there is one.
func (d *Decoder) judge(b *Block, thirdParty bool) error {
	if b.Version < MinVersion || b.Version > MaxVersion {
		return &VersionError{MaxVersion, MinVersion, b.Version}
	}
	if d.refused != nil {
		return d.refused
	}
	if b.Version == MaxVersion {
		return d.unknown
	}
	// The versions of the features of v3.1, v3.2 and v3.3 as the reference enforces them; more in Strict.
	used := featuresOf(&b.Datalog)
	reason := ""
	switch {
	case b.Version < 4 && d.explicitKind:
		reason = "check kinds need block version 4"
	case used.reject:
		reason = "reject if needs block version 6"
	case b.Version < 5 && thirdParty:
		reason = "third-party blocks need block version 5"
	case b.Version < 4 && used.scopes:
		reason = "scopes need block version 4"
	case b.Version < 4 && used.v31:
		reason = "bitwise operators and !== need block version 4"
	case b.Version >= 4 && used.v33:
		reason = "null, closures and the operators of v3.3 need block version 6"
	case d.Strict && b.Version < used.version():
		reason = "the block uses more than its version has"
	default:
		return d.unknown
	}
	return &DeserializationError{reason}
}
