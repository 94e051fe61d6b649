package biscuit_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// FuzzParse holds for any bytes: what parses is written in one form, verifying and reading never panics, and on error there
// is no result. A token whose blocks can be read prints; one whose blocks are valid prints what parses to the same text.
func FuzzParse(f *testing.F) {
	var root biscuit.PublicKey
	for _, folder := range []string{"biscuit", "dos"} {
		for _, v := range readVectors(f, folder) {
			if v.root == "" {
				continue
			}
			f.Add([]byte(v.text))
			raw, err := biscuit.DecodeText(v.text)
			if err == nil {
				f.Add(raw)
			}
			if v.name == "container-usual" {
				if root, err = biscuit.ParsePublicKey(v.root); err != nil {
					f.Fatal(err)
				}
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		u, err := biscuit.ParseAny(data)
		if err != nil {
			if u != nil || biscuit.ReasonOf(err) == "" {
				t.Fatalf("token %v beside the error %v", u, err)
			}
			return
		}
		encoded := u.Encode()
		again, err := biscuit.Parse(encoded)
		if err != nil || !bytes.Equal(again.Encode(), encoded) {
			t.Fatalf("%x is read as %v, %v", encoded, again, err)
		}
		if text, err := biscuit.ParseText(u.Text()); err != nil || !bytes.Equal(text.Encode(), encoded) {
			t.Fatalf("%q is read as %v, %v", u.Text(), text, err)
		}
		if blocks, err := u.Blocks(); err == nil {
			printsWhatItParses(t, blocks)
		} else if blocks != nil {
			t.Fatalf("blocks beside the error %v", err)
		}
		v, err := u.Verify(biscuit.Root(root))
		if err != nil {
			if v != nil || biscuit.ReasonOf(err) == "" {
				t.Fatalf("token %v beside the error %v", v, err)
			}
			return
		}
		a, err := v.Authorizer(datalog.Authorizer{}, biscuit.Options{Budget: datalog.Budget{Steps: 10_000}})
		if err != nil {
			return
		}
		if _, err := a.Authorize(context.Background()); err == nil {
			t.Fatal("an authorizer without policies has allowed")
		}
	})
}

func printsWhatItParses(t *testing.T, blocks []biscuit.Block) {
	for _, b := range blocks {
		code := b.Code()
		if b.Invalid != nil || len(code) > syntax.MaxSource {
			continue
		}
		parsed, err := syntax.ParseBlock(code, syntax.Params{})
		if err != nil {
			continue // the bytes can say what the text cannot: facts without terms, sets of arrays, ...
		}
		if again := syntax.FormatBlock(parsed); again != syntax.FormatBlock(b.Datalog) {
			t.Fatalf("%q is parsed and printed as %q", code, again)
		}
	}
}
