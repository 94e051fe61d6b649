// Package biscuit is Biscuit v3.3: tokens as a chain of signed blocks of Datalog, which a holder can narrow without asking
// anyone and a verifier can check without calling anyone.
//
// [Parse] gives an [Unverified] token, which can be looked at, narrowed, sealed and passed on. Only
// [Unverified.Verify] makes a [Verified] one, and only that reaches an [Authorizer], which says yes or no. The package
// knows no clock, no network and no vocabulary: what a fact means is for the layers above it.
//
// # Differences from the reference
//
// Where the reference implementation and the specification differ, the safe reading wins. spec/biscuit.md lists every case.
package biscuit
