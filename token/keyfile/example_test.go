package keyfile_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/keyfile"
)

func ExampleWrite() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	k, err := biscuit.GenerateKey(biscuit.Ed25519)
	if err != nil {
		fmt.Println(err)
		return
	}
	path := filepath.Join(dir, "root.key")
	fmt.Println(keyfile.Write(path, k, keyfile.Options{Passphrase: "correct horse battery staple"}))

	loaded, err := keyfile.Load(path, func() (string, error) { return "correct horse battery staple", nil })
	fmt.Println(loaded.Equal(k), err)
	// Output:
	// <nil>
	// true <nil>
}
