package cli

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/keyfile"
)

func (a *app) keygen() *cobra.Command {
	var file, algorithm, format string
	var encrypt bool
	c := &cobra.Command{
		Use:        "keygen -o FILE",
		SuggestFor: []string{"keypair", "key"},
		Short:      "make a key pair: FILE, readable by its owner only, and its public half FILE.pub",
		Example: `  hardtack keygen -o root.key                 root.key and root.pub
  hardtack keygen -o root.key --passphrase    the private key encrypted at rest`,
		Args: exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			if file == "" || file == "-" {
				return usage("-o FILE is missing; a private key is never printed").hint("hardtack keygen -o root.key")
			}
			alg, err := parseAlgorithm(algorithm)
			if err != nil {
				return err
			}
			f, err := keyfile.ParseFormat(format)
			if err != nil {
				return usage("%v", err)
			}
			return a.makeKey(file, alg, keyfile.Options{Format: f}, encrypt)
		},
	}
	c.Flags().StringVarP(&file, "output", "o", "", "private key `FILE`, which must not be there yet")
	c.Flags().StringVar(&algorithm, "algorithm", "ed25519", "`NAME` of the algorithm: ed25519 or secp256r1 (P-256)")
	c.Flags().StringVar(&format, "format", "pem", "`NAME` of the format: pem or hex")
	c.Flags().BoolVar(&encrypt, "passphrase", false, "encrypt the private key under a passphrase, asked for or in $HARDTACK_PASSPHRASE_FILE")
	fromEnvironment(c.Flags(), "algorithm")
	return c
}

func parseAlgorithm(name string) (biscuit.Algorithm, error) {
	switch strings.ToLower(name) {
	case "ed25519":
		return biscuit.Ed25519, nil
	case "secp256r1", "p256", "p-256":
		return biscuit.P256, nil
	}
	return 0, usage("unknown algorithm %s, want ed25519 or secp256r1", shown(name))
}

// publicName is the name of a private key's other half: root.key has root.pub.
func publicName(private string) string { return strings.TrimSuffix(private, ".key") + ".pub" }

func (a *app) makeKey(file string, alg biscuit.Algorithm, o keyfile.Options, encrypt bool) error {
	public := publicName(file)
	// Before a passphrase is asked for; that nothing is overwritten is the work of keyfile.Create.
	for _, name := range []string{file, public} {
		if _, err := os.Lstat(a.path(name)); err == nil {
			return keyInTheWay(name)
		}
	}
	if encrypt {
		passphrase, err := a.newPassphrase()
		if err != nil {
			return err
		}
		o.Passphrase = passphrase
	}
	key, err := biscuit.GenerateKey(alg)
	if err != nil {
		return err
	}
	// The public half first: should the second write fail, what is left behind is no secret, and goes away again.
	if err := keyfile.WritePublic(a.path(public), key.PublicKey(), o.Format); err != nil {
		return unwrittenKey(public, err)
	}
	if err := keyfile.Write(a.path(file), key, o); err != nil {
		return errors.Join(unwrittenKey(file, err), os.Remove(a.path(public)))
	}
	if a.json {
		return writeJSON(a.stdout, map[string]any{
			"v": 1, "private_key_file": file, "public_key_file": public, "public_key": key.PublicKey().String(), "encrypted": encrypt,
		})
	}
	kept := "0600"
	if encrypt {
		kept = "0600, encrypted"
	}
	a.print("%s (%s)  %s\n", file, kept, public)
	return nil
}

func keyInTheWay(name string) error {
	return refused("exists", "%s is there already, and a key is never overwritten", name).hint("choose another name with -o")
}

func unwrittenKey(name string, err error) error {
	if errors.Is(err, fs.ErrExist) {
		return keyInTheWay(name)
	}
	return unwritable(name, err)
}
