package sign

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// ErrNoKey is returned when a zero [PublicKey], [PrivateKey] or [Signer] is asked to work.
var ErrNoKey = errors.New("no key")

// ErrBadSigner is returned when a signer gave back something that is no signature by its public key. The signature is lost.
var ErrBadSigner = errors.New("signer returned a signature that its public key does not verify")

// SignatureError says that a signature is well formed and wrong.
type SignatureError struct {
	Algorithm datalog.Algorithm

	scalarRange bool // Ed25519: S is not below the order of the group
}

// Error names the algorithm.
func (e *SignatureError) Error() string {
	return fmt.Sprintf("%v signature does not verify", e.Algorithm)
}

// Reference gives the text that the reference implementation puts into Format.Signature.InvalidSignature.
func (e *SignatureError) Reference() string {
	switch {
	case e.Algorithm != datalog.Ed25519:
		return "signature error"
	case e.scalarRange:
		return "signature error: Cannot use scalar with high-bit set"
	}
	return "signature error: Verification equation was not satisfied"
}

// SignatureFormatError says that bytes are no signature of the algorithm at all: a wrong length for Ed25519, anything but
// strict DER with both numbers in range for P-256.
type SignatureFormatError struct {
	Algorithm datalog.Algorithm
	Size      int // of the refused bytes

	head []byte // the first keptBytes of them
}

// keptBytes bounds what a hostile signature can make an error remember and print.
const keptBytes = 256

func newSignatureFormatError(alg datalog.Algorithm, sig []byte) *SignatureFormatError {
	head := append([]byte(nil), sig[:min(len(sig), keptBytes)]...)
	return &SignatureFormatError{Algorithm: alg, Size: len(sig), head: head}
}

// Error gives the size, not the bytes.
func (e *SignatureFormatError) Error() string {
	return fmt.Sprintf("%d bytes are no %v signature", e.Size, e.Algorithm)
}

// Reference gives the text that the reference implementation puts into Format.BlockSignatureDeserializationError. For
// Ed25519 it lists the bytes (sample 003 expects it), here the first 256.
func (e *SignatureFormatError) Reference() string {
	const prefix = "block signature deserialization error: "
	if e.Algorithm != datalog.Ed25519 {
		return prefix + "signature::Error { source: None }"
	}
	text := []byte(prefix + "[")
	for i, b := range e.head {
		if i > 0 {
			text = append(text, ", "...)
		}
		text = strconv.AppendUint(text, uint64(b), 10)
	}
	if e.Size > len(e.head) {
		text = append(text, ", ..."...)
	}
	return string(append(text, ']'))
}

// KeySizeError says that a key has the wrong number of bytes; the reference calls it InvalidKeySize.
type KeySizeError struct {
	Size int // in bytes
}

// Error gives the size.
func (e *KeySizeError) Error() string { return fmt.Sprintf("a key cannot be %d bytes long", e.Size) }

// KeyError says why bytes or text are no key; the reference calls it InvalidKey. It never holds any part of a private key.
type KeyError struct {
	Reason string

	reference string
}

// Error gives the reason.
func (e *KeyError) Error() string { return "invalid key: " + e.Reason }

// Reference gives the text that the reference implementation puts into InvalidKey.
func (e *KeyError) Reference() string {
	if e.reference == "" {
		return "signature error"
	}
	return e.reference
}

// AlgorithmError names an algorithm that Biscuit v3.3 does not have.
type AlgorithmError struct {
	Algorithm datalog.Algorithm
}

// Error gives the algorithm's number.
func (e *AlgorithmError) Error() string {
	return fmt.Sprintf("unknown key algorithm %d", uint8(e.Algorithm))
}
