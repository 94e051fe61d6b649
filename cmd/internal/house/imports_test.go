package house

import (
	"fmt"
	"strings"
	"testing"
)

// judgeImport says what is wrong with one import of a file in folder, or "". It is a function of its arguments and of the
// tables alone, so that TestTheImportTableRefuses can feed it what no file of the project does.
func judgeImport(folder, path string, test bool) string {
	if inside, ours := strings.CutPrefix(path, module+"/"); ours {
		return judgeRoom(folder, inside, test)
	}
	if within(folder, spec) && !test && path != "embed" {
		return "spec imports nothing but embed"
	}
	if problem := judgeNamed(folder, path, test); problem != "" {
		return problem
	}
	if test {
		return ""
	}
	r, _ := roomOf(folder)
	if r.pure && anyWithin(path, []string{"crypto", "os", "io/fs", "net", "log", "math/rand", "syscall", "runtime"}) {
		return r.path + " is mathematics: no I/O, no crypto, no goroutine"
	}
	if r.lean && (path == "net" || within(path, "net/http")) {
		return r.path + " must stay small in the browser: no network"
	}
	return ""
}

// judgeRoom holds the order of rooms. Test files are free: they may use a parser to write rules for the engine below it.
func judgeRoom(folder, target string, test bool) string {
	if test || within(target, spec) {
		return ""
	}
	if within(folder, spec) {
		return "spec imports nothing"
	}
	from, i := roomOf(folder)
	to, j := roomOf(target)
	switch {
	case i < 0:
		return folder + " is in no room"
	case j < 0:
		return target + " is in no room"
	case j > i:
		return fmt.Sprintf("%s may import only rooms above it, and %s is below", from.path, to.path)
	case anyWithin(to.path, never[from.path]):
		return from.path + " must not know " + to.path
	}
	return ""
}

// judgeNamed refuses a module, or a heavy package of the standard library, where no table names it.
func judgeNamed(folder, path string, test bool) string {
	r, _ := roomOf(folder)
	if anyWithin(path, r.uses) {
		return ""
	}
	if test {
		for named, where := range testUses {
			if within(path, named) && anyWithin(folder, where) {
				return ""
			}
		}
	}
	first, _, _ := strings.Cut(path, "/")
	if strings.Contains(first, ".") {
		return path + " is not named for this room in the tables of " + module + "/cmd/internal/house"
	}
	// Named standard packages are kept out of token only: net/http pulls crypto/x509 in anyway elsewhere.
	if within(folder, "token") && !test && (path == "crypto/x509" || path == "encoding/pem" || path == "syscall/js") {
		return path + " belongs in token/keyfile, so that token stays small in the browser"
	}
	return ""
}

func TestEachFileImportsOnlyWhatItsRoomMay(t *testing.T) {
	for _, f := range goFiles(t) {
		for _, path := range f.imports() {
			if problem := judgeImport(f.folder, path, f.test); problem != "" {
				t.Errorf("%s imports %q: %s", f.name, path, problem)
			}
		}
	}
}

func TestTheImportTableRefuses(t *testing.T) {
	ours := func(path string) string { return module + "/" + path }
	for _, c := range []struct {
		folder, path string
		test, ok     bool
	}{
		{"token/biscuit", ours("token/datalog"), false, true},
		{"token/datalog", ours("token/syntax"), false, false},
		{"token/datalog", ours("token/syntax"), true, true},
		{"token/biscuit/internal/x", ours("token/internal/wire"), false, true},
		{"token/internal/sign", ours("token/biscuit"), false, false},
		{"verifier", ours("token"), false, true},
		{"verifier", ours("revocation"), false, true},
		{"verifier/internal/chain", ours("revocation/feed"), false, false},
		{"verifier", ours("revocation/log"), false, false},
		{"revocation", ours("verifier"), false, false},
		{"authority", ours("authority/oauth"), false, false},
		{"cmd/hardtack", ours("verifier/gate"), false, true},
		{"tools", ours("token"), false, false},
		{"token", ours("spec"), false, true},
		{"spec", ours("token"), false, false},
		{"spec", "google.golang.org/protobuf/proto", false, false},

		{"token/internal/wire", "google.golang.org/protobuf/encoding/protowire", false, true},
		{"token/internal/wire", "google.golang.org/protobuf/proto", false, false},
		{"token/biscuit", "google.golang.org/protobuf/encoding/protowire", false, false},
		{"cmd/hardtack", "github.com/spf13/cobra", false, true},
		{"verifier", "github.com/spf13/cobra", false, false},
		{"token/biscuit/interop", "github.com/biscuit-auth/biscuit-go/v2", true, true},
		{"token/biscuit/interop", "github.com/biscuit-auth/biscuit-go/v2", false, false},
		{"verifier", "github.com/biscuit-auth/biscuit-go/v2", true, false},
		{"token/syntax", "pgregory.net/rapid", true, true},
		{"token/syntax", "pgregory.net/rapid", false, false},
		{"token/syntax", "pgregory.net/rapidly", true, false},
		{"token/syntax", "example.com/anything", true, false},

		{"token/datalog", "crypto/sha256", false, false},
		{"token/datalog", "os", false, false},
		{"token/datalog", "net/netip", false, false},
		{"token/datalog", "time", false, true},
		{"token/syntax", "crypto", false, false},
		{"token/syntax", "os", true, true},
		{"token/internal/sign", "crypto/ed25519", false, true},
		{"token/internal/sign", "crypto/x509", false, false},
		{"token/keyfile", "crypto/x509", false, true},
		{"verifier", "net/http", false, false},
		{"verifier", "net/netip", false, true},
		{"verifier/httpauth", "net/http", false, true},
	} {
		if problem := judgeImport(c.folder, c.path, c.test); (problem == "") != c.ok {
			t.Errorf("%s importing %q (test %v): got %q, want ok %v", c.folder, c.path, c.test, problem, c.ok)
		}
	}
}
