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

// Estimate returns the instructions that the tree of a pattern announces, or 0 when it is refused.
func Estimate(pattern string) int {
	p := &parser{src: pattern}
	n, err := p.parse()
	if err != nil {
		return 0
	}
	return int(n.size.insts) + programExtra
}
