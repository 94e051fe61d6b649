package sign

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// privateSuffix tells the text of a private key, ed25519-private/..., from that of a public one.
const privateSuffix = "-private"

// MaxKeyText is the size in bytes of the longest text that is a key: secp256r1/ and an uncompressed point.
const MaxKeyText = len("secp256r1/") + 2*uncompressedSize

// ParsePublicKey reads ed25519/HEX or secp256r1/HEX, hexadecimal of either case, with the errors of [NewPublicKey]. The
// errors quote no more than the algorithm, since what is given by mistake is often a private key.
func ParsePublicKey(text string) (PublicKey, error) {
	alg, private, b, err := parseKeyText(text)
	if err != nil {
		return PublicKey{}, err
	}
	if private {
		return PublicKey{}, &KeyError{Reason: "a private key where a public one belongs"}
	}
	return NewPublicKey(alg, b)
}

// ParsePrivateKey reads ed25519-private/HEX or secp256r1-private/HEX, hexadecimal of either case, with the errors of
// [NewPrivateKey].
func ParsePrivateKey(text string) (PrivateKey, error) {
	alg, private, b, err := parseKeyText(text)
	if err != nil {
		return PrivateKey{}, err
	}
	if !private {
		return PrivateKey{}, &KeyError{Reason: "a public key where a private one belongs"}
	}
	return NewPrivateKey(alg, b)
}

// String gives the text form, in lower case; "no key" for the zero key.
func (k PublicKey) String() string {
	if !k.set {
		return ErrNoKey.Error()
	}
	return k.Key().String()
}

// SecretText gives the text form, in lower case; nothing for the zero key.
func (k PrivateKey) SecretText() string {
	if k.open == nil {
		return ""
	}
	return fmt.Sprintf("%v%s/%x", k.public.alg, privateSuffix, k.SecretBytes())
}

func parseKeyText(text string) (alg datalog.Algorithm, private bool, b []byte, err error) {
	if len(text) > MaxKeyText {
		return 0, false, nil, &KeyError{Reason: fmt.Sprintf("%d characters, at most %d", len(text), MaxKeyText)}
	}
	name, digits, found := strings.Cut(text, "/")
	if !found {
		return 0, false, nil, &KeyError{
			Reason:    "no algorithm, as in ed25519/HEX",
			reference: "Missing key algorithm",
		}
	}
	name, private = strings.CutSuffix(name, privateSuffix)
	switch name {
	case datalog.Ed25519.String():
		alg = datalog.Ed25519
	case datalog.P256.String():
		alg = datalog.P256
	default:
		return 0, false, nil, unknownName(name)
	}
	if b, err = hex.DecodeString(digits); err != nil {
		// The error of hex quotes a character, here perhaps one of a secret.
		return 0, false, nil, &KeyError{Reason: "not hexadecimal"}
	}
	return alg, private, b, nil
}

// unknownName quotes a name only if it cannot be a secret with its parts in the wrong order.
func unknownName(name string) error {
	const longest = 16
	if len(name) > longest {
		return &KeyError{Reason: "unknown algorithm"}
	}
	return &KeyError{
		Reason:    fmt.Sprintf("unknown algorithm %q", name),
		reference: "Unsupported key algorithm " + name,
	}
}
