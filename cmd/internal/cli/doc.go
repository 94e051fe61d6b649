// Package cli is the command line of hardtack: one file a command, and the few things that all commands share.
//
// [Run] runs a command line in this process, with the streams, the environment and the folder that a [System] names, and
// returns the exit status: 0 yes, 1 no, 2 usage, 3 could not tell. Results go to stdout, everything else to stderr; the
// package never exits, keeps nothing between two runs, and takes no secret from an argument.
package cli
