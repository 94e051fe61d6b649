package keyfile_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/keyfile"
)

func TestAPrivateKeyThatOthersCanReachIsRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no such modes here")
	}
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o660, 0o602, 0o610, 0o601} {
		path := filepath.Join(t.TempDir(), "root.key")
		if err := keyfile.Write(path, newKey(t, biscuit.Ed25519), keyfile.Options{}); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if k, err := keyfile.Load(path, nil); !errors.Is(err, keyfile.ErrInsecure) || !k.IsZero() {
			t.Errorf("mode %v: %v, %v; want ErrInsecure", mode, k, err)
		}
	}
}

func TestAPrivateKeyIsAFileItself(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "root.key"), filepath.Join(dir, "link.key")
	if err := keyfile.Write(path, newKey(t, biscuit.Ed25519), keyfile.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{link, dir, os.DevNull} {
		if k, err := keyfile.Load(bad, nil); !errors.Is(err, keyfile.ErrNotFile) || !k.IsZero() {
			t.Errorf("%s: %v, %v; want ErrNotFile", bad, k, err)
		}
	}
	if _, err := keyfile.Load(filepath.Join(dir, "none"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}

func TestHugeFilesAreNotRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "huge")
	if err := os.WriteFile(path, bytes.Repeat([]byte{'a'}, keyfile.MaxSize+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := keyfile.Load(path, nil); !errors.Is(err, keyfile.ErrTooLarge) {
		t.Errorf("private: %v", err)
	}
	if _, err := keyfile.LoadPublic(path); !errors.Is(err, keyfile.ErrTooLarge) {
		t.Errorf("public: %v", err)
	}
}

func TestPrivateAndPublicAreNotMistaken(t *testing.T) {
	for _, alg := range algorithms {
		k := newKey(t, alg)
		for _, format := range []keyfile.Format{keyfile.PEM, keyfile.Hex} {
			private, _ := keyfile.Marshal(k, keyfile.Options{Format: format})
			public, _ := keyfile.MarshalPublic(k.PublicKey(), format)
			if got, err := keyfile.ParsePublic(private); !errors.Is(err, keyfile.ErrPrivate) || !got.IsZero() {
				t.Errorf("%v: a private key as a public one: %v, %v", alg, got, err)
			}
			if got, err := keyfile.Parse(public, nil); !errors.Is(err, keyfile.ErrPublic) || !got.IsZero() {
				t.Errorf("%v: a public key as a private one: %v, %v", alg, got, err)
			}
		}
	}
}

// der puts a key of another kind into PEM.
func der(t *testing.T, kind string, marshal func(any) ([]byte, error), k any) []byte {
	t.Helper()
	b, err := marshal(k)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: b})
}

func TestWhatIsNoKeyIsRefused(t *testing.T) {
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	good, _ := keyfile.Marshal(newKey(t, biscuit.Ed25519), keyfile.Options{})
	block, _ := pem.Decode(good)
	for name, data := range map[string][]byte{
		"nothing":         nil,
		"garbage":         []byte("\x00\x01\x02"),
		"words":           []byte("not a key"),
		"bad hexadecimal": []byte("ed25519-private/zz"),
		"half a key":      []byte("ed25519-private/00ff"),
		"no algorithm":    []byte("/" + strings.Repeat("ab", 32)),
		"half a PEM":      good[:len(good)/2],
		"two keys":        append(bytes.Clone(good), good...),
		"words before":    append([]byte("my key:\n"), good...),
		"words behind":    append(bytes.Clone(good), "mine"...),
		"PEM headers":     pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Headers: map[string]string{"a": "b"}, Bytes: block.Bytes}),
		"trailing DER":    pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: append(block.Bytes, 0)}),
		"another curve":   der(t, "PRIVATE KEY", x509.MarshalPKCS8PrivateKey, p384),
		"RSA":             der(t, "PRIVATE KEY", x509.MarshalPKCS8PrivateKey, rsaKey),
		"a certificate":   pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte{0x30, 0}}),
		"public P-384":    der(t, "PUBLIC KEY", x509.MarshalPKIXPublicKey, &p384.PublicKey),
		"public RSA":      der(t, "PUBLIC KEY", x509.MarshalPKIXPublicKey, &rsaKey.PublicKey),
		"half an age":     []byte("-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n"),
	} {
		if k, err := keyfile.Parse(data, secret("x")); err == nil || !k.IsZero() {
			t.Errorf("%s: accepted as private key %v", name, k)
		}
		if k, err := keyfile.ParsePublic(data); err == nil || !k.IsZero() {
			t.Errorf("%s: accepted as public key %v", name, k)
		}
	}
	if _, err := keyfile.Marshal(biscuit.PrivateKey{}, keyfile.Options{}); err == nil {
		t.Error("the zero key is written")
	}
	if _, err := keyfile.MarshalPublic(biscuit.PublicKey{}, keyfile.PEM); err == nil {
		t.Error("the zero public key is written")
	}
}

// What tools other than ours wrote: openssl genpkey, version 3.0.19.
func TestKeysOfOpenSSLLoad(t *testing.T) {
	for text, alg := range map[string]biscuit.Algorithm{opensslEd25519: biscuit.Ed25519, opensslP256: biscuit.P256} {
		k, err := keyfile.Parse([]byte(text), nil)
		if err != nil || k.PublicKey().Algorithm() != alg {
			t.Errorf("%v: %v", alg, err)
		}
	}
}

// FuzzParse: nothing panics, and what is read as a key is written so that it reads as the same key.
func FuzzParse(f *testing.F) {
	for _, alg := range algorithms {
		k := newKey(f, alg)
		for _, format := range []keyfile.Format{keyfile.PEM, keyfile.Hex} {
			private, _ := keyfile.Marshal(k, keyfile.Options{Format: format})
			public, _ := keyfile.MarshalPublic(k.PublicKey(), format)
			f.Add(private)
			f.Add(public)
		}
	}
	f.Add([]byte(opensslP256))
	f.Fuzz(func(t *testing.T, data []byte) {
		k, err := keyfile.Parse(data, nil)
		public, publicErr := keyfile.ParsePublic(data)
		if err == nil && publicErr == nil {
			t.Fatal("both a private and a public key")
		}
		if (err != nil) != k.IsZero() || (publicErr != nil) != public.IsZero() {
			t.Fatalf("a key beside an error: %v, %v", err, publicErr)
		}
		for _, format := range []keyfile.Format{keyfile.PEM, keyfile.Hex} {
			if err == nil {
				again, failed := keyfile.Marshal(k, keyfile.Options{Format: format})
				if got, err := keyfile.Parse(again, nil); failed != nil || err != nil || !got.Equal(k) {
					t.Fatalf("written and read again: %v, %v", failed, err)
				}
			}
			if publicErr == nil {
				again, failed := keyfile.MarshalPublic(public, format)
				if got, err := keyfile.ParsePublic(again); failed != nil || err != nil || got != public {
					t.Fatalf("written and read again: %v, %v", failed, err)
				}
			}
		}
	})
}
