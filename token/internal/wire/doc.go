// Package wire turns the bytes of Biscuit tokens into values and back; it is the only code that reads token bytes from outside.
//
// [DecodeText] undoes base64, [DecodeToken] opens the container, and a [Decoder], one for each token, reads its blocks into
// package datalog once their signatures are known to be good; [EncodeBlock] and [Token.Encode] go the other way and write
// what the Rust reference writes, byte for byte.
//
// It never checks a signature, never evaluates anything, and holds no state between tokens. All that it allocates is bounded
// by [Limits] before it is allocated.
package wire
