package rustre

import "unicode/utf8"

// What [Compile] takes, in steps as [Regexp.Cost] counts them.
const (
	compileSteps = 500 // of any pattern
	byteSteps    = 50  // of a byte of it
	rangeSteps   = 15  // of a range of a class
	instSteps    = 40  // of an instruction
	bytesPerStep = 512 // of the estimate for the crate, which grows like the copies of classes in Go's program
)

// CompileCost returns the steps of [Compile], whether or not it will succeed: at least 1, and less than a million. It parses
// the pattern, which takes a small part of them, but leaves the larger part undone, so that it can be charged before.
func CompileCost(pattern string) int {
	if len(pattern) > MaxPattern || !utf8.ValidString(pattern) {
		return 1
	}
	p := &parser{src: pattern}
	cost := compileSteps + byteSteps*len(pattern)
	if n, err := p.parse(); err == nil && n.fits() {
		cost += instSteps*int(n.size.insts) + int(n.size.rust/bytesPerStep)
	}
	return cost + rangeSteps*p.ranges
}
