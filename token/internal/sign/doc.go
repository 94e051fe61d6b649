// Package sign is the cryptography of Biscuit v3.3 tokens: keys, signatures, the bytes that each signature covers, and the
// keys under which the revocation feed knows a signature.
//
// A [Signer] signs what a [Buffer] lays out and a [PublicKey] verifies it; Ed25519 is verified strictly, as the reference
// does, and P-256 takes both forms of S on reading but writes only the low one. The package reads no token and no key file,
// keeps no key in text by accident, and never accepts the legacy layout of third-party signatures.
package sign
