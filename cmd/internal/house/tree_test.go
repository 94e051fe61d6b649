package house

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestNothingElseStandsAtTheTop(t *testing.T) {
	for _, name := range files(t) {
		if top, _, _ := strings.Cut(name, "/"); !slices.Contains(topLevel, top) {
			t.Errorf("%s: a helper lives under the room it serves, not at the top", name)
		}
	}
}

// machinePath matches absolute paths of the machines that the project is made on. It is put together from pieces, so that
// this file does not match itself.
var machinePath = regexp.MustCompile(`(^|[^a-zA-Z0-9_.])/(` + "ro" + "ot|wo" + "rk" + `)/`)

func TestNoFileNamesAPathOfOneMachine(t *testing.T) {
	for _, name := range files(t) {
		content, err := os.ReadFile(filepath.Join(root, name))
		if err != nil || bytes.IndexByte(content, 0) >= 0 {
			continue // a link to a folder, or binary
		}
		for i, line := range bytes.Split(content, []byte("\n")) {
			if machinePath.Match(line) {
				t.Errorf("%s:%d names a path of one machine: %s", name, i+1, line)
			}
		}
	}
}

func TestMachinePathsAreRecognised(t *testing.T) {
	for text, want := range map[string]bool{
		"cd /ro" + "ot/x": true, `"/wo` + `rk/main"`: true, "/wo" + "rk/": true,
		"net/wo" + "rk/x": false, "/wo" + "rkers/x": false, "grant(\"/\")": false,
	} {
		if machinePath.MatchString(text) != want {
			t.Errorf("%q: want %v", text, want)
		}
	}
}

// An embedded file that git ignores is there for its author and missing in every clone.
func TestEmbeddedFilesAreInTheRepository(t *testing.T) {
	names := files(t)
	for _, f := range goFiles(t) {
		for _, group := range f.tree.Comments {
			for _, c := range group.List {
				patterns, is := strings.CutPrefix(c.Text, "//go:embed ")
				if !is {
					continue
				}
				for pattern := range strings.FieldsSeq(patterns) {
					if !matchesAny(path.Join(f.folder, strings.TrimPrefix(pattern, "all:")), names) {
						t.Errorf("%s embeds %q, which no file of the repository matches", f.name, pattern)
					}
				}
			}
		}
	}
}

// matchesAny tells whether pattern matches one of the files, or a folder above one.
func matchesAny(pattern string, names []string) bool {
	for _, name := range names {
		for ; name != "."; name = path.Dir(name) {
			if ok, err := path.Match(pattern, name); err == nil && ok {
				return true
			}
		}
	}
	return false
}

func TestEmbedPatternsMatchFilesAndFolders(t *testing.T) {
	names := []string{"spec/vectors/a/1.txt", "playground/web/index.html"}
	for pattern, want := range map[string]bool{
		"spec/vectors": true, "spec/vectors/*/*.txt": true, "playground/web/*.html": true,
		"spec/vector": false, "spec/*.txt": false, "playground/web/*.wasm": false,
	} {
		if matchesAny(pattern, names) != want {
			t.Errorf("%q: want %v", pattern, want)
		}
	}
}

func TestEachDependencyHasItsReason(t *testing.T) {
	reasons, err := os.ReadFile(filepath.Join(root, "spec", "decisions", "0005-dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	edit := exec.Command("go", "mod", "edit", "-json")
	edit.Dir = root
	out, err := edit.Output()
	if err != nil {
		t.Fatal(err)
	}
	var mod struct {
		Require []struct {
			Path     string
			Indirect bool
		}
		Replace []struct{ Old struct{ Path string } }
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatal(err)
	}
	for _, r := range mod.Require {
		if !r.Indirect && !bytes.Contains(reasons, []byte("`"+r.Path+"`")) {
			t.Errorf("go.mod requires %s, and spec/decisions/0005-dependencies.md does not say why", r.Path)
		}
	}
	for _, r := range mod.Replace { // a replace directive does not reach those who import us
		t.Errorf("go.mod replaces %s", r.Old.Path)
	}
}
