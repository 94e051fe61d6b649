package house

import (
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// buildable returns the folders of rooms with the wanted property that hold Go files which are not tests.
func buildable(t *testing.T, wanted func(room) bool) []string {
	t.Helper()
	folders := map[string]bool{}
	for _, f := range goFiles(t) {
		if r, _ := roomOf(f.folder); !f.test && wanted(r) {
			folders["./"+f.folder] = true
		}
	}
	return slices.Sorted(maps.Keys(folders))
}

func TestTokenRevocationAndVerifierBuildForTheBrowser(t *testing.T) {
	folders := buildable(t, func(r room) bool { return r.wasm })
	if len(folders) == 0 {
		t.Fatal("no room to build for js/wasm")
	}
	build := exec.Command("go", append([]string{"build"}, folders...)...)
	build.Dir = root
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Errorf("%v: %v\n%s", build.Args, err, out)
	}
}

// What a program links that imports only token and verifier (decision 5): the engine, and protowire.
func TestTokenAndVerifierLinkProtowireOnly(t *testing.T) {
	folders := buildable(t, func(r room) bool { return r.wasm })
	list := exec.Command("go", append([]string{"list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}"}, folders...)...)
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	dependencies := strings.Fields(string(out))
	if len(dependencies) == 0 {
		t.Fatal("go list names no package")
	}
	for _, path := range dependencies {
		if !within(path, module) && !within(path, "google.golang.org/protobuf") {
			t.Errorf("token and verifier link %s", path)
		}
	}
}
