// Package spec holds the documents that another implementation of Hardtack would need, and the decisions behind them.
//
// Anyone may import it; it imports nothing but embed. It never holds code that a decision depends on:
// the documents come first, then the vectors, then the code.
package spec

import "embed"

// Vectors are the test vectors, one case a text file: vectors/biscuit/*.txt and vectors/dos/*.txt. Their form is described
// in biscuit.md, "Vectors".
//
//go:embed vectors
var Vectors embed.FS
