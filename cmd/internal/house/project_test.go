package house

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// root is the project's root as seen from this package.
var root = filepath.Join("..", "..", "..")

// projectFiles returns the slash-separated names of all files of the project, from its root: what git tracks or would add.
// Without git (an unpacked archive) it is every file but those that .gitignore names.
var projectFiles = sync.OnceValues(func() ([]string, error) {
	list := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		return walkFiles()
	}
	var names []string
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		if _, err := os.Lstat(filepath.Join(root, name)); err == nil { // a deleted file stays in the index until the commit
			names = append(names, name)
		}
	}
	return names, nil
})

func walkFiles() ([]string, error) {
	var names []string
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		switch d.Name() {
		case ".git", "node_modules":
			return filepath.SkipDir
		}
		if d.IsDir() && (rel == "bin" || rel == "dist") {
			return filepath.SkipDir
		}
		if !d.IsDir() {
			names = append(names, filepath.ToSlash(rel))
		}
		return nil
	})
	return names, err
}

func files(t *testing.T) []string {
	t.Helper()
	names, err := projectFiles()
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Fatal("the project has no files: this test looks in the wrong place")
	}
	return names
}

// goFile is a parsed Go file, of whatever platform: go list would hide the files of others.
type goFile struct {
	name, folder string // from the project's root
	test         bool
	lines        int
	set          *token.FileSet
	tree         *ast.File
}

var parsedFiles = sync.OnceValues(func() ([]goFile, error) {
	names, err := projectFiles()
	if err != nil {
		return nil, err
	}
	var parsed []goFile
	for _, name := range names {
		if path.Ext(name) != ".go" {
			continue
		}
		src, err := os.ReadFile(filepath.Join(root, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		f, err := parse(name, src)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, f)
	}
	return parsed, nil
})

func parse(name string, src []byte) (goFile, error) {
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return goFile{}, err
	}
	return goFile{
		name: name, folder: path.Dir(name), test: strings.HasSuffix(name, "_test.go"),
		lines: strings.Count(string(src), "\n"), set: set, tree: tree,
	}, nil
}

func goFiles(t *testing.T) []goFile {
	t.Helper()
	parsed, err := parsedFiles()
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func (f goFile) imports() []string {
	var paths []string
	for _, spec := range f.tree.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil { // the parser has checked the literal
			paths = append(paths, p)
		}
	}
	return paths
}
