package sign

import (
	"crypto/ed25519"
	"crypto/sha256"

	"github.com/hardtack-auth/hardtack/token/datalog"
)

// The domains keep the three kinds of revocable things apart (spec/revocation-feed.md, "Keys").
const (
	domainBlock   = "biscuit-revocation-key/v1\x00"
	domainRootKey = "biscuit-revocation-key/rootkey/v1\x00"
	domainHandle  = "biscuit-revocation-key/handle/v1\x00"
)

// HandleSize is the size in bytes of the handle of an agent, an owner or a tenant.
const HandleSize = 16

// RevocationKey gives the key under which a block is revoked, from its signature and the algorithm of the key that made
// it. The signature must have been verified, or come from someone who may revoke it.
//
// The signature itself is no name: from a P-256 signature anybody computes a second one that verifies too, and with it a
// token that a list of signatures does not know. So the key is the hash of a canonical form: for P-256 r and the lower of
// s and n-s, 32 bytes each; for Ed25519 the signature, which has one form only. The errors are [*SignatureFormatError] and
// [*AlgorithmError].
func RevocationKey(alg datalog.Algorithm, sig []byte) ([32]byte, error) {
	// 26 bytes of domain, one of algorithm, 64 of signature: on the stack, since every request computes some.
	var input [len(domainBlock) + 1 + 64]byte
	n := copy(input[:], domainBlock)
	input[n] = byte(alg)
	canonical := input[n+1:]
	switch alg {
	case datalog.Ed25519:
		if len(sig) != ed25519.SignatureSize {
			return [32]byte{}, newSignatureFormatError(alg, sig)
		}
		copy(canonical, sig)
	case datalog.P256:
		parsed, err := ParseP256Signature(sig)
		if err != nil {
			return [32]byte{}, err
		}
		low := parsed.Low()
		copy(canonical, low.r[:])
		copy(canonical[32:], low.s[:])
	default:
		return [32]byte{}, &AlgorithmError{Algorithm: alg}
	}
	return sha256.Sum256(input[:]), nil
}

// RootKeyRevocation gives the key under which every token below a root key is revoked at once. The error is [ErrNoKey].
func RootKeyRevocation(k PublicKey) ([32]byte, error) {
	if k.IsZero() {
		return [32]byte{}, ErrNoKey
	}
	input := make([]byte, 0, len(domainRootKey)+1+compressedSize)
	input = append(input, domainRootKey...)
	input = append(input, byte(k.alg))
	return sha256.Sum256(k.AppendBytes(input)), nil
}

// HandleRevocation gives the key under which every token of an agent, an owner or a tenant is revoked at once.
func HandleRevocation(handle [HandleSize]byte) [32]byte {
	var input [len(domainHandle) + HandleSize]byte
	copy(input[copy(input[:], domainHandle):], handle[:])
	return sha256.Sum256(input[:])
}
