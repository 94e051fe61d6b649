// Package keyfile keeps keys in files: private ones as PKCS#8 PEM or as ed25519-private/HEX, at rest under a passphrase when
// asked; public ones as SPKI PEM or as ed25519/HEX; each in both algorithms.
//
// [Write] makes a private key file that only its owner can read, and [Load] refuses one that anybody else can. What is
// there is never overwritten, a file is there whole or not at all, and no error quotes what a file holds.
package keyfile
