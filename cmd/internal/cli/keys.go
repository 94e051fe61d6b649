package cli

import (
	"errors"
	"io/fs"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/keyfile"
)

// roots is the flag of the trusted root keys.
type roots struct{ given []string }

func (r *roots) flags(c *cobra.Command) {
	c.Flags().StringArrayVar(&r.given, "root", nil,
		"trusted root `KEY`: ed25519/HEX, secp256r1/HEX or a file; ID=KEY for tokens with that root key id; may be repeated")
	fromEnvironment(c.Flags(), "root")
}

// load reads the root keys. At least one must be given.
func (a *app) load(r roots) (biscuit.RootSet, error) {
	if len(r.given) == 0 {
		return biscuit.RootSet{}, usage("which root key is trusted? --root is missing").
			hint("--root root.pub, or HARDTACK_ROOT=root.pub")
	}
	t := biscuit.RootSet{ByID: map[uint32]biscuit.PublicKey{}}
	for _, given := range r.given {
		id, name, hasID := cutID(given)
		key, err := a.publicKey(name)
		if err != nil {
			return biscuit.RootSet{}, err
		}
		switch _, taken := t.ByID[id]; {
		case !hasID:
			t.Any = append(t.Any, key)
		case taken:
			return biscuit.RootSet{}, usage("two root keys for id %d", id)
		default:
			t.ByID[id] = key
		}
	}
	return t, nil
}

// cutID reads ID=KEY.
func cutID(given string) (id uint32, key string, ok bool) {
	digits, rest, found := strings.Cut(given, "=")
	n, err := strconv.ParseUint(digits, 10, 32)
	if !found || err != nil {
		return 0, given, false
	}
	return uint32(n), rest, true
}

// publicKey reads a KEY of the command line.
func (a *app) publicKey(arg string) (biscuit.PublicKey, error) {
	algorithm, _, _ := strings.Cut(arg, "/")
	switch algorithm {
	case "ed25519-private", "secp256r1-private":
		return biscuit.PublicKey{}, usage("refusing a private key on the command line (other users can read it with ps)").
			hint("treat it as leaked; only the public key belongs here")
	case "ed25519", "secp256r1":
		key, err := biscuit.ParsePublicKey(arg)
		if err != nil {
			return biscuit.PublicKey{}, usage("%s is no public key: %s", shown(arg), sentence(err))
		}
		return key, nil
	}
	key, err := keyfile.LoadPublic(a.path(arg))
	switch {
	case err == nil:
		return key, nil
	case errors.Is(err, keyfile.ErrPrivate):
		return biscuit.PublicKey{}, usage("%s holds a private key, and a public one belongs here", arg).
			hint("%s", strings.TrimSuffix(arg, ".key")+".pub")
	}
	return biscuit.PublicKey{}, keyFault(arg, err)
}

// privateKey reads a private key's file.
func (a *app) privateKey(name string) (biscuit.PrivateKey, error) {
	if algorithm, _, _ := strings.Cut(name, "/"); algorithm == "ed25519-private" || algorithm == "secp256r1-private" {
		return biscuit.PrivateKey{}, usage("refusing a private key on the command line (other users can read it with ps)").
			hint("treat it as leaked; keys are read from files only")
	}
	key, err := keyfile.Load(a.path(name), func() (string, error) { return a.passphrase(name) })
	switch {
	case err == nil:
		return key, nil
	case errors.Is(err, keyfile.ErrInsecure):
		return biscuit.PrivateKey{}, refused("permissions", "refusing %s: others than its owner have access to it", name).
			hint("chmod 600 %s", name)
	case errors.Is(err, keyfile.ErrNotFile):
		return biscuit.PrivateKey{}, refused("permissions", "refusing %s: it is a link or a folder, and a private key must be a file itself", name).
			hint("name the file that it points to")
	case errors.Is(err, keyfile.ErrPassphrase):
		return biscuit.PrivateKey{}, refused("passphrase", "the passphrase does not open %s", name)
	case errors.Is(err, keyfile.ErrPublic):
		return biscuit.PrivateKey{}, usage("%s holds a public key, and a private one belongs here", name).
			hint("%s", strings.TrimSuffix(name, ".pub")+".key")
	}
	return biscuit.PrivateKey{}, keyFault(name, err)
}

// keyFault says in a sentence why a file gave no key.
func keyFault(name string, err error) error {
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	if errors.Is(err, fs.ErrNotExist) {
		return usage("there is no key file %s", shown(name)).hint("hardtack keygen -o root.key makes root.key and root.pub")
	}
	if _, ok := errors.AsType[*fs.PathError](err); ok {
		return usage("cannot read %s: %v", shown(name), cause(err))
	}
	return usage("%s is no key: %s", shown(name), sentence(err)).
		hint("keys are PEM (PKCS#8, SPKI), or ed25519-private/HEX and ed25519/HEX")
}
