package wire_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

// seeds are tokens and blocks to start from: our own, and the official samples where they are at hand.
func seeds(f *testing.F) (tokens, blocks [][]byte) {
	blocks = [][]byte{
		msg(text(1, "a"), text(1, "p"), text(2, "context"), ver(6), fact(term(num(3, 1024)), term(nested(3, num(2, 1)))), sub(7, num(2, 0)), pkey(8, 0, key32(1))),
		check(query(1, closures(3)), num(2, 1)),
		params(3),
		fact(term(sub(10, sub(1, sub(1, num(2, 0)), sub(2, sub(7, sub(1, num(6, 1)), sub(1, num(6, 0)))))))),
		msg(field200, group),
	}
	for _, b := range blocks {
		tokens = append(tokens, msg(num(1, 3), signed(2, b), signed(3, b, sub(4, text(1, "x"), pkey(2, 1, "k")), num(5, 1)), seal))
	}
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "..", "shared", "vectors", "biscuit-samples", "*.bc"))
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		tokens = append(tokens, data)
		if token, err := wire.DecodeToken(data, wire.Limits{}); err == nil {
			for _, b := range token.Blocks {
				blocks = append(blocks, b.Data)
			}
		}
	}
	return tokens, blocks
}

func FuzzDecodeToken(f *testing.F) {
	tokens, _ := seeds(f)
	for _, t := range tokens {
		f.Add(t)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var token wire.Token
		var err error
		boundMemory(t, len(data), func() { token, err = wire.DecodeToken(data, wire.Limits{}) })
		if err != nil {
			if !reflect.DeepEqual(token, wire.Token{}) {
				t.Fatalf("token %+v beside the error %v", token, err)
			}
			return
		}
		if len(token.Blocks) == 0 || (token.NextSecret == nil) == (token.FinalSignature == nil) {
			t.Fatalf("incomplete token %+v", token)
		}
		encoded := token.Encode()
		again, err := wire.DecodeToken(bytes.Clone(encoded), wire.Limits{Size: len(encoded)})
		if err != nil || !reflect.DeepEqual(again, token) {
			t.Fatalf("encoded as %x, read as %+v, %v, want %+v", encoded, again, err, token)
		}
		if twice := again.Encode(); !bytes.Equal(twice, encoded) {
			t.Fatalf("encoded as %x, then as %x", encoded, twice)
		}
	})
}

func FuzzDecodeBlock(f *testing.F) {
	_, blocks := seeds(f)
	for i, b := range blocks {
		f.Add(b, i%3 == 0)
	}
	f.Fuzz(func(t *testing.T, data []byte, thirdParty bool) {
		var b wire.Block
		var err error
		boundMemory(t, len(data), func() { b, err = decode(data, thirdParty) })
		if err != nil {
			if !emptyBlock(b) {
				t.Fatalf("block %+v beside the error %v", b, err)
			}
			return
		}
		if b.Invalid != nil {
			return
		}
		encoded, err := wire.EncodeBlock(b.Datalog, nil, wire.EncodeOptions{ThirdParty: thirdParty, MinVersion: b.Version, EmptyContext: b.HasContext,
			Limits: wire.Limits{BlockSize: 16 * len(data)}}) // one odd spelling is shorter: packed parameters
		if err != nil {
			t.Fatalf("%v has no encoding: %v", b.Datalog, err)
		}
		again, err := wire.NewDecoder(wire.Limits{BlockSize: 16 * len(data)}, normalise).DecodeBlock(encoded.Data, new(wire.Symbols), thirdParty)
		if err != nil || again.Invalid != nil || !sameBlock(again.Datalog, b.Datalog) || again.HasContext != b.HasContext {
			t.Fatalf("read %v,\nwritten %x,\nread %v, %v, %v", b, encoded.Data, again, err, again.Invalid)
		}
	})
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "YQ", "YQ==", "YWJj", "biscuit:YWI=", "YR==", "Y W", "-_-_", "+/+/", "YW\nJj"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		const limit = 1000
		var data []byte
		var err error
		boundMemory(t, len(text), func() { data, err = wire.DecodeText(text, limit) })
		if err != nil {
			if data != nil {
				t.Fatalf("%x beside the error %v", data, err)
			}
			return
		}
		if len(data) > limit {
			t.Fatalf("%d bytes, limit %d", len(data), limit)
		}
		// One spelling of the bytes, give or take the prefix and the padding.
		encoded := wire.EncodeText(data)
		bare := bytes.TrimRight(bytes.TrimPrefix([]byte(text), []byte("biscuit:")), "=")
		if string(bare) != string(bytes.TrimRight([]byte(encoded), "=")) {
			t.Fatalf("%q decodes to what is written %q", text, encoded)
		}
		if again, err := wire.DecodeText(encoded, limit); err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%q: %x, %v, want %x", encoded, again, err, data)
		}
	})
}
