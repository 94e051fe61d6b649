// Package spec holds the documents that another implementation of Hardtack would need, and the decisions behind them.
//
// Anyone may import it; it imports nothing outside the standard library. It never holds code that a decision depends on:
// the documents come first, then the vectors, then the code.
package spec
