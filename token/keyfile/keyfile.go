package keyfile

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/hardtack-auth/hardtack/token/biscuit"
)

// MaxSize is the size in bytes of the largest key file that is read. The largest that [Write] makes has less than 1 kB.
const MaxSize = 8 << 10

// Format is how a key is written down.
type Format uint8

// The formats. The zero one is what other tools read.
const (
	PEM Format = iota // PKCS#8 for private keys, SPKI for public ones
	Hex               // ed25519-private/HEX and ed25519/HEX, or the same with secp256r1
)

// ParseFormat reads the name of a format, pem or hex.
func ParseFormat(name string) (Format, error) {
	switch name {
	case "pem":
		return PEM, nil
	case "hex":
		return Hex, nil
	}
	return 0, fmt.Errorf("unknown key format %q, want pem or hex", name)
}

// Passphrase gives the passphrase of an encrypted key. It is called only when there is need of one, at most once.
type Passphrase func() (string, error)

// Errors that callers may look for with errors.Is. A file that is not there is [fs.ErrNotExist], one that is there already
// [fs.ErrExist].
var (
	// ErrInsecure: others than the owner may read or write the private key.
	ErrInsecure = errors.New("others than its owner have access to it")
	// ErrNotFile: a private key must be a file itself, not a link to one, nor a folder or a device.
	ErrNotFile = errors.New("not a regular file")
	// ErrTooLarge: the file has more than [MaxSize] bytes, so it is no key.
	ErrTooLarge = fmt.Errorf("more than %d bytes, too large for a key", MaxSize)
	// ErrPrivate: a private key where a public one belongs.
	ErrPrivate = errors.New("it holds a private key, where a public one belongs")
	// ErrPublic: a public key where a private one belongs.
	ErrPublic = errors.New("it holds a public key, where a private one belongs")
	// ErrNoKey: neither of the formats.
	ErrNoKey = errors.New("it holds no key in a form that is known")
	// ErrNeedPassphrase: the key is encrypted, and there is no way to ask for the passphrase.
	ErrNeedPassphrase = errors.New("the key is encrypted and needs a passphrase")
	// ErrPassphrase: the passphrase does not open the key.
	ErrPassphrase = errors.New("the passphrase is wrong")
)

// Load reads a private key from a file that only its owner has access to; ask may be nil. The file must not be a symbolic
// link: who may change a link chooses the key.
func Load(path string, ask Passphrase) (biscuit.PrivateKey, error) {
	data, err := readSecret(path)
	if err != nil {
		return biscuit.PrivateKey{}, err
	}
	return Parse(data, ask)
}

// LoadPublic reads a public key from a file. It refuses a private key, so that no habit grows of spreading those.
func LoadPublic(path string) (biscuit.PublicKey, error) {
	data, err := readPublic(path)
	if err != nil {
		return biscuit.PublicKey{}, err
	}
	return ParsePublic(data)
}

// Options are the choices of [Write] and [Marshal].
type Options struct {
	Format     Format // zero is PEM
	Passphrase string // empty leaves the key in clear
}

// Write makes a file with mode 0600 that holds a private key. When anything of that name is there already the error is
// [fs.ErrExist].
func Write(path string, k biscuit.PrivateKey, o Options) error {
	data, err := Marshal(k, o)
	if err != nil {
		return err
	}
	return Create(path, data, 0o600)
}

// WritePublic makes a file that holds a public key, readable to all that the umask allows. When anything of that name is
// there already the error is [fs.ErrExist].
func WritePublic(path string, k biscuit.PublicKey, f Format) error {
	data, err := MarshalPublic(k, f)
	if err != nil {
		return err
	}
	return Create(path, data, fs.FileMode(0o644))
}
