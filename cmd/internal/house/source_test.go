package house

import (
	"fmt"
	"go/ast"
	"strings"
	"testing"
)

const maxLines = 500

func TestNoFileGrowsOverFiveHundredLines(t *testing.T) {
	for _, f := range goFiles(t) {
		if !f.test && f.lines > maxLines {
			t.Errorf("%s has %d lines: one idea a file, at most %d lines", f.name, f.lines, maxLines)
		}
	}
}

func TestEachPackageHasOnePackageComment(t *testing.T) {
	for _, problem := range judgeComments(goFiles(t)) {
		t.Error(problem)
	}
}

// judgeComments wants one package comment in each folder of Go files, in the form that go doc shows.
func judgeComments(all []goFile) []string {
	seen := map[string]int{}
	var problems, folders []string
	for _, f := range all {
		if f.test {
			continue
		}
		if _, known := seen[f.folder]; !known {
			folders = append(folders, f.folder)
			seen[f.folder] = 0
		}
		if f.tree.Doc == nil {
			continue
		}
		seen[f.folder]++
		if name := f.tree.Name.Name; name != "main" && !strings.HasPrefix(f.tree.Doc.Text(), "Package "+name+" ") {
			problems = append(problems, fmt.Sprintf("%s: the package comment does not begin with %q", f.name, "Package "+name))
		}
	}
	for _, folder := range folders {
		if seen[folder] != 1 {
			problems = append(problems, fmt.Sprintf("%s has %d package comments, want 1", folder, seen[folder]))
		}
	}
	return problems
}

func TestPureRoomsReadNoClockAndStartNoGoroutine(t *testing.T) {
	for _, f := range goFiles(t) {
		if r, _ := roomOf(f.folder); !r.pure || f.test {
			continue
		}
		for _, problem := range judgePurity(f) {
			t.Error(problem)
		}
	}
}

// judgePurity finds go statements and the functions of package time that depend on when they are called: the same token
// and request must give the same answer on a busy machine.
func judgePurity(f goFile) []string {
	clock := map[string]bool{
		"Now": true, "Since": true, "Until": true, "Sleep": true, "After": true, "AfterFunc": true, "Tick": true,
		"NewTicker": true, "NewTimer": true, "Local": true, "LoadLocation": true,
	}
	var problems []string
	ast.Inspect(f.tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			problems = append(problems, fmt.Sprintf("%s: a goroutine in a pure room", f.set.Position(n.Pos())))
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && clock[n.Sel.Name] {
				problems = append(problems, fmt.Sprintf("%s: time.%s in a pure room", f.set.Position(n.Pos()), n.Sel.Name))
			}
		}
		return true
	})
	return problems
}

func TestTheSourceRulesRefuse(t *testing.T) {
	must := func(name, src string) goFile {
		f, err := parse(name, []byte(src))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for name, c := range map[string]struct {
		got  []string
		want int
	}{
		"a goroutine": {judgePurity(must("a.go", "package a\nfunc f() { go f() }")), 1},
		"the clock":   {judgePurity(must("a.go", "package a\nimport \"time\"\nvar x = time.Now().Sub(time.Unix(0, 0))")), 1},
		"a date":      {judgePurity(must("a.go", "package a\nimport \"time\"\nvar x = time.Unix(0, 0)")), 0},
		"no comment":  {judgeComments([]goFile{must("a/a.go", "package a")}), 1},
		"bad comment": {judgeComments([]goFile{must("a/a.go", "// a is\npackage a")}), 1},
		"two comments": {judgeComments([]goFile{
			must("a/a.go", "// Package a is\npackage a"), must("a/b.go", "// Package a is\npackage a"),
		}), 1},
		"one comment": {judgeComments([]goFile{must("a/a.go", "// Package a is\npackage a"), must("a/b.go", "package a")}), 0},
		"a command":   {judgeComments([]goFile{must("a/a.go", "// Command a does\npackage main")}), 0},
	} {
		if len(c.got) != c.want {
			t.Errorf("%s: got %q, want %d problems", name, c.got, c.want)
		}
	}
}
