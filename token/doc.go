// Package token is the agent profile of Biscuit: whom a token is for, what it allows, and who handed it to whom.
//
// [Mint] writes block 0 from a [Grant]; [Token.Delegate] appends a block that can only narrow, offline; [Token.Rights] says
// what is left. The package can narrow and it can show, it never judges: package verifier says yes or no. Nothing read from
// a [Token] is proven.
//
// The vocabulary and the shapes of blocks are those of spec/profile.md. This version speaks bearer tokens; a token whose
// block 0 names a holder's key is refused.
package token
