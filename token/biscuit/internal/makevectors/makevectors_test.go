package main

import (
	"bytes"
	"crypto/ed25519"
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/spec"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
)

func TestFilesAreWhatThisProgramMakes(t *testing.T) {
	made := files()
	if len(made) < 200 {
		t.Errorf("only %d vectors", len(made))
	}
	for name, want := range made {
		have, err := fs.ReadFile(spec.Vectors, "vectors/"+name)
		if err != nil || !bytes.Equal(have, want) {
			t.Errorf("%s is missing or differs: go run ./token/biscuit/internal/makevectors -update", name)
		}
	}
	for _, folder := range folders {
		names, err := fs.Glob(spec.Vectors, path.Join("vectors", folder, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if made[strings.TrimPrefix(name, "vectors/")] == nil {
				t.Errorf("no case makes %s", name)
			}
		}
	}
}

func TestSecondRunMakesTheSame(t *testing.T) {
	first, second := files(), files()
	for name := range first {
		if !bytes.Equal(first[name], second[name]) {
			t.Errorf("%s depends on more than its case", name)
		}
	}
}

// A forgery that crypto/ed25519 refuses would not show that we look at small orders ourselves.
func TestForgeriesPassTheStandardLibrary(t *testing.T) {
	seen := 0
	for _, v := range ed25519Cases() {
		blocks := v.token.token.Blocks
		public, last := rootKey.PublicKey().Bytes(), len(blocks)-1
		if last > 0 {
			public = blocks[last-1].NextKey.Bytes
		}
		next, err := sign.NewPublicKey(blocks[last].NextKey.Algorithm, blocks[last].NextKey.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		passes := ed25519.Verify(public, payload(sign.V0, blocks[last].Data, next, nil, nil), blocks[last].Signature)
		if wants := v.name != "ed25519-s-plus-order"; passes != wants {
			t.Errorf("%s: crypto/ed25519 says %v", v.name, passes)
		}
		seen++
	}
	if seen != 5 {
		t.Errorf("%d forgeries", seen)
	}
}
