package wire_test

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

var (
	secret = sub(4, text(1, "secret"))
	seal   = sub(4, text(2, "seal"))
)

func TestContainersOfAttackers(t *testing.T) {
	authority := signed(2, ver(3))
	block := signed(3, ver(3))
	deep := bytes.Repeat([]byte{0x0a, 0x00}, 100)
	const ok, malformed, limit, senseless = "ok", "malformed", "limit", "senseless"
	for name, c := range map[string]struct {
		token []byte
		want  string
	}{
		"one block":                      {msg(authority, secret), ok},
		"sealed":                         {msg(authority, seal), ok},
		"empty":                          {nil, malformed},
		"no authority block":             {msg(block, secret), malformed},
		"no proof":                       {authority, malformed},
		"proof without content":          {msg(authority, sub(4)), senseless},
		"proof with unknown content":     {msg(authority, sub(4, text(3, "x"))), senseless},
		"empty secret, which is one":     {msg(authority, sub(4, text(1, ""))), ok},
		"64 blocks":                      {msg(authority, bytes.Repeat(block, 63), secret), ok},
		"65 blocks":                      {msg(authority, bytes.Repeat(block, 64), secret), limit},
		"10,000 blocks":                  {msg(authority, bytes.Repeat(sub(3), 10_000), secret), limit},
		"64 KiB and one byte":            {append(msg(authority, secret), sub(9, make([]byte, 64<<10))...), limit},
		"block without data":             {msg(sub(2, pkey(2, 0, "k"), text(3, "s")), secret), malformed},
		"block without next key":         {msg(sub(2, text(1, "b"), text(3, "s")), secret), malformed},
		"block without signature":        {msg(sub(2, text(1, "b"), pkey(2, 0, "k")), secret), malformed},
		"next key without algorithm":     {msg(sub(2, text(1, "b"), sub(2, text(2, "k")), text(3, "s")), secret), malformed},
		"next key without bytes":         {msg(sub(2, text(1, "b"), sub(2, num(1, 0)), text(3, "s")), secret), malformed},
		"next key of algorithm 2":        {msg(sub(2, text(1, "b"), pkey(2, 2, "k"), text(3, "s")), secret), senseless},
		"next key of algorithm 256":      {msg(sub(2, text(1, "b"), pkey(2, 256, "k"), text(3, "s")), secret), senseless},
		"next key of algorithm 2^32":     {msg(sub(2, text(1, "b"), pkey(2, 1<<32, "k"), text(3, "s")), secret), ok},
		"external without key":           {msg(authority, signed(3, nil, sub(4, text(1, "x"))), secret), malformed},
		"external without signature":     {msg(authority, signed(3, nil, sub(4, pkey(2, 0, "k"))), secret), malformed},
		"external key of algorithm 9":    {msg(authority, signed(3, nil, sub(4, text(1, "x"), pkey(2, 9, "k"))), secret), senseless},
		"unknown fields":                 {msg(field200, signed(2, nil, field200), sub(4, text(1, "s"), field200)), ok},
		"group":                          {msg(authority, secret, group), malformed},
		"root key id as bytes":           {msg(text(1, "1"), authority, secret), malformed},
		"block as a number":              {msg(authority, num(3, 1), secret), malformed},
		"version of a block as bytes":    {msg(signed(2, nil, text(5, "1")), secret), malformed},
		"cut off":                        {msg(authority, secret)[:20], malformed},
		"bytes after the end":            {append(msg(authority, secret), 0), malformed},
		"nonsense in an unknown field":   {msg(authority, secret, sub(9, deep)), ok},
		"half of the block in each of 2": {msg(sub(2, text(1, "b"), pkey(2, 0, "k")), secret, sub(2, text(3, "s"))), ok},
	} {
		token, err := wire.DecodeToken(c.token, wire.Limits{})
		got := ok
		switch err.(type) {
		case nil:
		case *wire.MalformedError:
			got = malformed
		case *wire.LimitError:
			got = limit
		case *wire.DeserializationError:
			got = senseless
		default:
			got = "another error"
		}
		if got != c.want {
			t.Errorf("%s: %s (%v), want %s", name, got, err, c.want)
		}
		if err != nil && !reflect.DeepEqual(token, wire.Token{}) {
			t.Errorf("%s: a token beside the error: %v", name, token)
		}
	}
}

func TestLimitsOfTokens(t *testing.T) {
	token := msg(signed(2, ver(3)), signed(3, ver(3)), secret)
	for _, c := range []struct {
		limits wire.Limits
		ok     bool
	}{
		{wire.Limits{Size: len(token)}, true},
		{wire.Limits{Size: len(token) - 1}, false},
		{wire.Limits{Blocks: 2}, true},
		{wire.Limits{Blocks: 1}, false},
		{wire.Limits{BlockSize: 2}, true},
		{wire.Limits{BlockSize: 1}, false},
		{wire.Limits{Size: -1}, false},
	} {
		_, err := wire.DecodeToken(token, c.limits)
		if _, limited := errors.AsType[*wire.LimitError](err); (err == nil) != c.ok || limited == c.ok {
			t.Errorf("%+v: %v", c.limits, err)
		}
	}
}

// The last value counts, as the reference has it; and what it reads is all that it writes.
func TestRepeatedFieldsOfTheContainer(t *testing.T) {
	token, err := wire.DecodeToken(msg(
		num(1, 7), num(1, 1<<32+8),
		signed(2, []byte("first"), num(5, 9)),
		sub(2, text(1, "second"), sub(2, text(2, "key")), num(5, 0)),
		sub(4, text(1, "secret"), text(2, "seal"), text(1, "other")),
		sub(4, text(2, "last")),
	), wire.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := wire.Token{
		RootKeyID: 8, HasRootKeyID: true, FinalSignature: []byte("last"),
		Blocks: []wire.SignedBlock{{
			Data: []byte("second"), Signature: []byte("signature"),
			NextKey: wire.PublicKeyBytes{Algorithm: datalog.Ed25519, Bytes: []byte("key")},
		}},
	}
	if !reflect.DeepEqual(token, want) {
		t.Errorf("%+v, want %+v", token, want)
	}
	clean := msg(num(1, 8), sub(2, text(1, "second"), pkey(2, 0, "key"), text(3, "signature")), sub(4, text(2, "last")))
	if got := token.Encode(); !bytes.Equal(got, clean) {
		t.Errorf("encoded as %x, want %x", got, clean)
	}
}

func TestVersionZeroIsReadAndLeftOut(t *testing.T) {
	with, without := msg(signed(2, nil, num(5, 0)), secret), msg(signed(2, nil), secret)
	token, err := wire.DecodeToken(with, wire.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if got := token.Encode(); !bytes.Equal(got, without) {
		t.Errorf("%x, want %x", got, without)
	}
}

func TestRootKeyIDZeroIsNotNoID(t *testing.T) {
	data := msg(num(1, 0), signed(2, nil), secret)
	token, err := wire.DecodeToken(bytes.Clone(data), wire.Limits{})
	if err != nil || !token.HasRootKeyID || token.RootKeyID != 0 || !bytes.Equal(token.Encode(), data) {
		t.Errorf("%+v, %v", token, err)
	}
}

func TestThirdPartyMessages(t *testing.T) {
	request := text(3, "previous")
	q, err := wire.DecodeThirdPartyRequest(request, wire.Limits{})
	if err != nil || string(q.PreviousSignature) != "previous" || !bytes.Equal(q.Encode(), request) {
		t.Errorf("request %+v, %v", q, err)
	}
	contents := msg(text(1, "payload"), sub(2, text(1, "signature"), pkey(2, 1, "key")))
	c, err := wire.DecodeThirdPartyContents(contents, wire.Limits{})
	want := wire.ThirdPartyContents{Payload: []byte("payload"), External: wire.ExternalSignature{
		Signature: []byte("signature"), PublicKey: wire.PublicKeyBytes{Algorithm: datalog.P256, Bytes: []byte("key")},
	}}
	if err != nil || !reflect.DeepEqual(c, want) || !bytes.Equal(c.Encode(), contents) {
		t.Errorf("contents %+v, %v", c, err)
	}
}

// A request with the old fields asks for a signature that could be moved (spec/biscuit.md, "Third-party blocks").
func TestThirdPartyRequestWithLegacyFieldsIsRefused(t *testing.T) {
	for _, legacy := range [][]byte{pkey(1, 0, key32(1)), pkey(2, 0, key32(1)), sub(1), sub(2), num(1, 0), num(2, 0)} {
		q, err := wire.DecodeThirdPartyRequest(msg(legacy, text(3, "previous")), wire.Limits{})
		if err == nil || q.PreviousSignature != nil {
			t.Errorf("%x: %v, %v", legacy, q, err)
		}
	}
}

func TestBadThirdPartyMessagesAreRefused(t *testing.T) {
	for _, data := range [][]byte{nil, num(3, 1), text(4, "x"), group, text(3, "x")[:2], msg(text(3, "x"), sub(9, make([]byte, 64<<10)))} {
		if q, err := wire.DecodeThirdPartyRequest(data, wire.Limits{}); err == nil || q.PreviousSignature != nil {
			t.Errorf("request %x: %v, %v", data[:min(len(data), 20)], q, err)
		}
	}
	external := sub(2, text(1, "signature"), pkey(2, 1, "key"))
	for _, data := range [][]byte{
		nil, external, text(1, "payload"), msg(text(1, "payload"), sub(2, text(1, "s"))), msg(text(1, "payload"), sub(2, pkey(2, 1, "key"))),
		msg(text(1, "payload"), sub(2, text(1, "s"), pkey(2, 7, "key"))), msg(num(1, 1), external),
		msg(sub(1, make([]byte, 64<<10)), external),
	} {
		if c, err := wire.DecodeThirdPartyContents(data, wire.Limits{}); err == nil || !reflect.DeepEqual(c, wire.ThirdPartyContents{}) {
			t.Errorf("contents %x: %v, %v", data[:min(len(data), 20)], c, err)
		}
	}
	if _, err := wire.DecodeThirdPartyContents(msg(text(1, "payload"), external), wire.Limits{BlockSize: 6}); err == nil {
		t.Error("payload beyond the size of a block accepted")
	}
}
