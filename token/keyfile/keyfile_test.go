package keyfile_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/keyfile"
)

var algorithms = []biscuit.Algorithm{biscuit.Ed25519, biscuit.P256}

func newKey(t testing.TB, alg biscuit.Algorithm) biscuit.PrivateKey {
	t.Helper()
	k, err := biscuit.GenerateKey(alg)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func secret(passphrase string) keyfile.Passphrase {
	return func() (string, error) { return passphrase, nil }
}

func TestWhatIsWrittenLoads(t *testing.T) {
	for _, alg := range algorithms {
		for _, format := range []keyfile.Format{keyfile.PEM, keyfile.Hex} {
			for _, passphrase := range []string{"", "correct horse"} {
				t.Run(fmt.Sprintf("%v/%d/%q", alg, format, passphrase), func(t *testing.T) {
					k, dir := newKey(t, alg), t.TempDir()
					private, public := filepath.Join(dir, "root.key"), filepath.Join(dir, "root.pub")
					if err := keyfile.Write(private, k, keyfile.Options{Format: format, Passphrase: passphrase}); err != nil {
						t.Fatal(err)
					}
					if err := keyfile.WritePublic(public, k.PublicKey(), format); err != nil {
						t.Fatal(err)
					}
					got, err := keyfile.Load(private, secret(passphrase))
					if err != nil || !got.Equal(k) {
						t.Errorf("loaded %v, %v; want %v", got, err, k)
					}
					if got, err := keyfile.LoadPublic(public); err != nil || got != k.PublicKey() {
						t.Errorf("loaded %v, %v; want %v", got, err, k.PublicKey())
					}
					onlyOwner(t, private)
					if left, err := os.ReadDir(dir); err != nil || len(left) != 2 {
						t.Errorf("%d files left, %v; want the two keys", len(left), err)
					}
				})
			}
		}
	}
}

func onlyOwner(t *testing.T, path string) {
	t.Helper()
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
}

// A passphrase is worth nothing if a key, or its seed, can be found in the file.
func TestAnEncryptedKeyShowsNothing(t *testing.T) {
	k := newKey(t, biscuit.Ed25519)
	data, err := keyfile.Marshal(k, keyfile.Options{Format: keyfile.Hex, Passphrase: "x"})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(data), "-----BEGIN AGE ENCRYPTED FILE-----\n") {
		t.Errorf("not an age file: %.40q", data)
	}
	if strings.Contains(string(data), fmt.Sprintf("%x", k.SecretBytes())) {
		t.Error("the secret is in the file")
	}
	for name, c := range map[string]struct {
		ask  keyfile.Passphrase
		want error
	}{
		"no way to ask":    {nil, keyfile.ErrNeedPassphrase},
		"wrong passphrase": {secret("y"), keyfile.ErrPassphrase},
		"no passphrase":    {secret(""), keyfile.ErrPassphrase},
		"asking fails":     {func() (string, error) { return "", fs.ErrClosed }, fs.ErrClosed},
	} {
		if got, err := keyfile.Parse(data, c.ask); !errors.Is(err, c.want) || !got.IsZero() {
			t.Errorf("%s: got %v, %v; want %v", name, got, err, c.want)
		}
	}
	if _, err := keyfile.ParsePublic(data); !errors.Is(err, keyfile.ErrPrivate) {
		t.Errorf("as a public key: %v, want ErrPrivate", err)
	}
}

func TestThePassphraseOfAClearKeyIsNotAskedFor(t *testing.T) {
	data, err := keyfile.Marshal(newKey(t, biscuit.P256), keyfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	asked := false
	_, err = keyfile.Parse(data, func() (string, error) { asked = true; return "", nil })
	if err != nil || asked {
		t.Errorf("asked %v, %v", asked, err)
	}
}

func TestNothingIsOverwritten(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
	if err := os.WriteFile(file, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	// A dangling link: the name is free for those who follow it.
	if err := os.Symlink(filepath.Join(dir, "nothing"), link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, link, dir} {
		if err := keyfile.Write(path, newKey(t, biscuit.Ed25519), keyfile.Options{}); !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s: %v, want fs.ErrExist", path, err)
		}
	}
	if got, _ := os.ReadFile(file); string(got) != "precious" {
		t.Errorf("the file now holds %q", got)
	}
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("%d files, want 2: something was left behind", len(left))
	}
}

func TestReplacePutsAFileInTheOthersPlace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "token")
	for _, data := range []string{"one", "two"} {
		if err := keyfile.Replace(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != data {
			t.Errorf("%q, %v; want %q", got, err, data)
		}
	}
	onlyOwner(t, path)
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("%d files, want 1", len(left))
	}
}

func TestAFolderThatIsNotThereLeavesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "missing", "root.key")
	for _, write := range []func(string, []byte, fs.FileMode) error{keyfile.Create, keyfile.Replace} {
		if err := write(path, []byte("x"), 0o600); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%v, want fs.ErrNotExist", err)
		}
	}
}
