package house

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// elsewhere are the documents that may be named although they are not in the repository.
var elsewhere = map[string]string{
	"SPECIFICATIONS.md": "of Biscuit",
}

var (
	webAddress = regexp.MustCompile(`https?://\S+`)
	// document matches the name of a document, from its first letter on, with the folders before it.
	document = regexp.MustCompile(`[A-Za-z0-9_./-]*[A-Za-z0-9]\.md\b`)
	// section matches what follows a name when it cites a section.
	section = regexp.MustCompile(`^(?:\]\([^)]*\))?, "([^"]+)"`)
	// record matches the citation of a decision, and of one of its rows.
	record = regexp.MustCompile(`\b[Dd]ecision ([0-9]+)\b(?:, (D[0-9]+)\b)?`)
	number = regexp.MustCompile(`^[0-9]+\. `)
)

// library is the documents of a project by their names from its root.
type library map[string]string

// find resolves a name that stands in a file of folder: from the root, from spec, or from the folder itself.
func (l library) find(folder, name string) (string, bool) {
	for _, candidate := range []string{name, path.Join(spec, name), path.Join(folder, name)} {
		if _, ok := l[path.Clean(candidate)]; ok {
			return path.Clean(candidate), true
		}
	}
	return "", false
}

// headings are the titles in a document, without their numbers and outside of code.
func headings(text string) []string {
	var titles []string
	code := false
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "```") {
			code = !code
		}
		if mark, title, ok := strings.Cut(strings.TrimSpace(line), " "); ok && !code && mark != "" && strings.Trim(mark, "#") == "" {
			titles = append(titles, number.ReplaceAllString(title, ""))
		}
	}
	return titles
}

// judge lists the documents, sections and decisions that text names and nobody can look up. folder is where the text stands.
func (l library) judge(folder, text string) []string {
	text = strings.Join(strings.Fields(webAddress.ReplaceAllString(text, "")), " ")
	var problems []string
	for _, at := range document.FindAllStringIndex(text, -1) {
		name := text[at[0]:at[1]]
		found, ok := l.find(folder, name)
		if !ok {
			_, outside := elsewhere[path.Clean(name)]
			_, fromSpec := elsewhere[path.Join(folder, name)]
			if !outside && !fromSpec {
				problems = append(problems, fmt.Sprintf("there is no document %q", name))
			}
			continue
		}
		if cited := section.FindStringSubmatch(text[at[1]:]); cited != nil && !slices.Contains(headings(l[found]), cited[1]) {
			problems = append(problems, fmt.Sprintf("%s has no section %q", found, cited[1]))
		}
	}
	for _, cited := range record.FindAllStringSubmatch(text, -1) {
		if !l.recorded(cited[1], cited[2]) {
			problems = append(problems, fmt.Sprintf("there is no %q", cited[0]))
		}
	}
	return problems
}

// recorded tells whether there is a decision with this number, and this row if one is named.
func (l library) recorded(number, row string) bool {
	for name, text := range l {
		if strings.HasPrefix(name, spec+"/decisions/") && strings.HasPrefix(text, "# "+number+". ") {
			return row == "" || strings.Contains(text, "\n| "+row+" |")
		}
	}
	return false
}

// documents reads the documents of this project.
func documents(t *testing.T) library {
	t.Helper()
	l := library{}
	for _, name := range files(t) {
		if path.Ext(name) != ".md" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		l[name] = string(text)
	}
	return l
}

// A citation that leads nowhere is worse than none: it says that somebody has checked.
func TestEachCitationCanBeLookedUp(t *testing.T) {
	l := documents(t)
	cited := 0
	for _, f := range goFiles(t) {
		for _, group := range f.tree.Comments {
			cited += len(document.FindAllString(group.Text(), -1))
			for _, problem := range l.judge(f.folder, group.Text()) {
				t.Errorf("%s: %s", f.set.Position(group.Pos()), problem)
			}
		}
	}
	if cited < 20 {
		t.Errorf("only %d citations in all Go files: this test looks for the wrong thing", cited)
	}
	for name, text := range l {
		for _, problem := range l.judge(path.Dir(name), text) {
			t.Errorf("%s: %s", name, problem)
		}
	}
}

func TestTheCitationRulesRefuse(t *testing.T) {
	l := library{
		"README.md":                 "# A\n## The story\n",
		"spec/a.md":                 "# A\n\n## 3. Symbols and keys\n```\n# no title\n```\n### Last\n",
		"spec/decisions/0002-so.md": "# 2. So\n\n| D1 | x |\n",
	}
	for _, c := range []struct {
		folder, text string
		problems     int
	}{
		{"token", `(spec/a.md, "Symbols and keys")`, 0},
		{"token", `(a.md, "Last"; spec/a.md)`, 0},
		{"token", "(spec/a.md,\n\"Last\")", 0},
		{"spec", `[a.md](a.md), "Last", and [2](decisions/0002-so.md)`, 0},
		{"spec/decisions", `[a](../a.md), [so](0002-so.md), [story](../../README.md)`, 0},
		{"token", `SPECIFICATIONS.md, "Scopes", and https://acme.example/b.md`, 0},
		{"token", `decision 2, D1, and decision 2`, 0},

		{"token", `(design.md)`, 1},
		{"token", `(design.md, "Last")`, 1},
		{"token", `(spec/b.md), (spec/a.md)`, 1},
		{"token", `(spec/spec/a.md)`, 1},
		{"token", `(0002-so.md)`, 1},
		{"spec", `[a](../a.md)`, 1},
		{"token", `(spec/a.md, "Symbols")`, 1},
		{"token", `(spec/a.md, "3. Symbols and keys")`, 1},
		{"token", `(spec/a.md, "no title")`, 1},
		{"spec", `[a.md](a.md), "First"`, 1},
		{"token", `decision 3`, 1},
		{"token", `decision 2, D7`, 1},
		{"token", `(b.md), decision 9`, 2},
	} {
		if got := l.judge(c.folder, c.text); len(got) != c.problems {
			t.Errorf("%q in %s: got %q, want %d problems", c.text, c.folder, got, c.problems)
		}
	}
}
