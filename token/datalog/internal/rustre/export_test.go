package rustre

import "regexp/syntax"

// Program returns the instructions of what Go compiled, and GoSyntax its text.
func Program(r *Regexp) int {
	parsed, err := syntax.Parse(GoSyntax(r), syntax.Perl)
	if err != nil {
		return -1
	}
	prog, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return -1
	}
	return len(prog.Inst)
}

func GoSyntax(r *Regexp) string { return r.re.String() }

// Estimates returns what parsing a pattern finds, the ranges spent and the instructions of the tree (0 when it is refused),
// beside what CompileCost assumes from its letters.
func Estimates(pattern string) (ranges, rangesBound, insts, instsBound int) {
	p := &parser{src: pattern}
	if n, err := p.parse(); err == nil {
		insts = int(n.size.insts + programExtra)
	}
	return p.ranges, rangesOf(pattern), insts, instsOf(pattern)
}

const MaxRanges = maxRanges
