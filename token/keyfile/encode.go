package keyfile

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"strings"

	"github.com/hardtack-auth/hardtack/token/biscuit"
)

const (
	pemPrivate = "PRIVATE KEY"
	pemPublic  = "PUBLIC KEY"
)

// Marshal returns what [Write] puts into the file. It is a secret, even under a passphrase.
func Marshal(k biscuit.PrivateKey, o Options) ([]byte, error) {
	if k.IsZero() {
		return nil, ErrNoKey
	}
	data := []byte(k.SecretText() + "\n")
	if o.Format == PEM {
		secret, err := standard(k)
		if err != nil {
			return nil, err
		}
		der, err := x509.MarshalPKCS8PrivateKey(secret)
		if err != nil {
			return nil, err
		}
		data = pem.EncodeToMemory(&pem.Block{Type: pemPrivate, Bytes: der})
	}
	if o.Passphrase == "" {
		return data, nil
	}
	return encrypt(data, o.Passphrase)
}

// standard gives a private key as the standard library knows it.
func standard(k biscuit.PrivateKey) (any, error) {
	if k.PublicKey().Algorithm() == biscuit.Ed25519 {
		return ed25519.NewKeyFromSeed(k.SecretBytes()), nil
	}
	return ecdsa.ParseRawPrivateKey(elliptic.P256(), k.SecretBytes())
}

// MarshalPublic returns what [WritePublic] puts into the file.
func MarshalPublic(k biscuit.PublicKey, f Format) ([]byte, error) {
	if k.IsZero() {
		return nil, ErrNoKey
	}
	if f == Hex {
		return []byte(k.String() + "\n"), nil
	}
	der, err := x509.MarshalPKIXPublicKey(k.Crypto())
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: pemPublic, Bytes: der}), nil
}

// Parse reads a private key from what a file holds; ask may be nil. White space around it is ignored.
func Parse(data []byte, ask Passphrase) (biscuit.PrivateKey, error) {
	if len(data) > MaxSize {
		return biscuit.PrivateKey{}, ErrTooLarge
	}
	if encrypted(data) {
		if ask == nil {
			return biscuit.PrivateKey{}, ErrNeedPassphrase
		}
		passphrase, err := ask()
		if err != nil {
			return biscuit.PrivateKey{}, err
		}
		if data, err = decrypt(data, passphrase); err != nil {
			return biscuit.PrivateKey{}, err
		}
	}
	switch kind, der, err := read(data); {
	case err != nil:
		return biscuit.PrivateKey{}, err
	case kind == pemPublic:
		return biscuit.PrivateKey{}, ErrPublic
	case der != nil:
		return parsePKCS8(der)
	}
	return biscuit.ParsePrivateKey(strings.TrimSpace(string(data)))
}

// ParsePublic reads a public key from what a file holds. White space around it is ignored.
func ParsePublic(data []byte) (biscuit.PublicKey, error) {
	if len(data) > MaxSize {
		return biscuit.PublicKey{}, ErrTooLarge
	}
	if encrypted(data) {
		return biscuit.PublicKey{}, ErrPrivate
	}
	switch kind, der, err := read(data); {
	case err != nil:
		return biscuit.PublicKey{}, err
	case kind == pemPrivate:
		return biscuit.PublicKey{}, ErrPrivate
	case der != nil:
		return parseSPKI(der)
	}
	return biscuit.ParsePublicKey(strings.TrimSpace(string(data)))
}

// read tells which kind of key data holds, and its DER when it is in PEM.
func read(data []byte) (kind string, der []byte, err error) {
	text := strings.TrimSpace(string(data))
	if !strings.HasPrefix(text, "-----BEGIN ") {
		name, _, found := strings.Cut(text, "/")
		switch {
		case !found:
			return "", nil, ErrNoKey
		case strings.HasSuffix(name, "-private"):
			return pemPrivate, nil, nil
		}
		return pemPublic, nil, nil
	}
	block, rest := pem.Decode([]byte(text))
	// Nothing beside the one block: of two keys in a file nobody knows which one was meant.
	if block == nil || len(rest) > 0 || len(block.Headers) > 0 || block.Type != pemPrivate && block.Type != pemPublic {
		return "", nil, ErrNoKey
	}
	return block.Type, block.Bytes, nil
}

func parsePKCS8(der []byte) (biscuit.PrivateKey, error) {
	var all asn1.RawValue
	// x509 ignores what stands behind the key.
	if rest, err := asn1.Unmarshal(der, &all); err != nil || len(rest) > 0 {
		return biscuit.PrivateKey{}, ErrNoKey
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return biscuit.PrivateKey{}, ErrNoKey
	}
	switch k := parsed.(type) {
	case ed25519.PrivateKey:
		return biscuit.NewPrivateKey(biscuit.Ed25519, k.Seed())
	case *ecdsa.PrivateKey:
		if k.Curve != elliptic.P256() {
			return biscuit.PrivateKey{}, ErrNoKey
		}
		secret, err := k.Bytes()
		if err != nil {
			return biscuit.PrivateKey{}, ErrNoKey
		}
		return biscuit.NewPrivateKey(biscuit.P256, secret)
	}
	return biscuit.PrivateKey{}, ErrNoKey
}

func parseSPKI(der []byte) (biscuit.PublicKey, error) {
	parsed, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return biscuit.PublicKey{}, ErrNoKey
	}
	switch k := parsed.(type) {
	case ed25519.PublicKey:
		return biscuit.NewPublicKey(biscuit.Ed25519, k)
	case *ecdsa.PublicKey:
		if k.Curve != elliptic.P256() {
			return biscuit.PublicKey{}, ErrNoKey
		}
		point, err := k.Bytes()
		if err != nil {
			return biscuit.PublicKey{}, ErrNoKey
		}
		return biscuit.NewPublicKey(biscuit.P256, point)
	}
	return biscuit.PublicKey{}, ErrNoKey
}
