// Package datalog is the language of Biscuit v3.3 without its text and its bytes: values, facts, rules, checks, policies,
// scopes, and the engine that evaluates them.
//
// [Compile] prepares a block once; a [World] holds the facts of one request and answers checks, policies and queries within
// a [Budget] of steps. The package is mathematics: it has no clock, reads and writes nothing, starts no goroutine and knows
// no cryptography. The same input gives the same answer on every machine, and an error never turns into a yes.
package datalog
