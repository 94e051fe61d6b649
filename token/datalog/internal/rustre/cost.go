package rustre

import (
	"strings"
	"unicode/utf8"
)

// What [Compile] takes, in steps as [Regexp.Cost] counts them.
const (
	compileSteps = 500 // of any pattern
	byteSteps    = 50  // of a byte of it
	rangeSteps   = 15  // of a range of a class
	instSteps    = 40  // of an instruction
	tableRanges  = 800 // of the largest class with a name, \w
)

// CompileCost returns the steps of [Compile], whether or not it succeeds. It looks only at the letters of the pattern, and so
// can be charged before; a bound on the worst case, it is exceeded by no pattern and reached by few.
func CompileCost(pattern string) int {
	if len(pattern) > MaxPattern {
		return 1
	}
	return compileSteps + byteSteps*len(pattern) + rangeSteps*rangesOf(pattern) + instSteps*instsOf(pattern)
}

// instsOf bounds the instructions by the product of all counts, as if each repetition stood in the next.
func instsOf(pattern string) int {
	insts := 4 * (len(pattern) + 1)
	if strings.Contains(pattern, "#") {
		insts = MaxInsts // a comment may stand between the digits of a count
	}
	for _, rest := range strings.Split(pattern, "{")[1:] {
		count, _, _ := strings.Cut(rest, "}")
		largest := 1
		for part := range strings.SplitSeq(count, ",") {
			n := 0
			for _, c := range part {
				if c >= '0' && c <= '9' {
					n = min(n*10+int(c-'0'), MaxInsts)
				}
			}
			largest = max(largest, n)
		}
		insts = min(insts*largest, MaxInsts)
	}
	return min(insts, MaxInsts)
}

// rangesOf bounds what parser.spend will count: every class once where it stands and twice for each bracket or operator that
// may hold it. Case folding beyond ASCII goes through all letters and counts as the maximum.
func rangesOf(pattern string) int {
	named, wide := 0, false
	for i := 0; i < len(pattern); i++ {
		if c := pattern[i]; c >= utf8.RuneSelf {
			wide = true
		} else if c == '\\' && i+1 < len(pattern) {
			i++
			switch {
			case strings.IndexByte("wWpPdD", pattern[i]) >= 0:
				named++
			case strings.IndexByte("xuU", pattern[i]) >= 0:
				wide = true
			}
		}
	}
	if (wide || named > 0) && strings.Contains(pattern, "?") && strings.Contains(pattern, "i") {
		return maxRanges
	}
	operators := strings.Count(pattern, "[")
	for _, op := range []string{"&&", "--", "~~"} {
		operators += strings.Count(pattern, op)
	}
	return min((tableRanges*named+6*len(pattern))*(1+2*operators), maxRanges)
}
