// Package syntax reads and writes the Datalog text of Biscuit v3.3: [ParseBlock] and [ParseAuthorizer] turn source into the
// values of package datalog, and [FormatBlock] and [FormatAuthorizer] turn these into text that parses to the same. Values
// known only at run time enter as [Params], never by pasting strings together. The package evaluates nothing and knows no
// cryptography: of a public key it checks the algorithm's name and the length.
package syntax
