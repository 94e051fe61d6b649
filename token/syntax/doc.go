// Package syntax reads and writes the Datalog text of Biscuit v3.3: blocks, authorizers, and their parts.
//
// [ParseBlock] and [ParseAuthorizer] turn source into the values of package datalog, [FormatBlock] and [FormatAuthorizer]
// turn them back, and what was parsed prints as text that parses to the same. Values known only at run time enter as
// [Params], never by pasting strings together. The package evaluates nothing and knows no cryptography: of a public key it
// checks the name of the algorithm and the length.
package syntax
