package house

import (
	"slices"
	"strings"
)

const module = "github.com/hardtack-auth/hardtack"

// room is one row of the table of rooms. A room holds its folder and everything below it that is no room of its own.
type room struct {
	path string   // from the project's root
	uses []string // import paths, or beginnings of them, that only the rooms naming them may use
	pure bool     // mathematics: no clock, no I/O, no goroutine, no crypto
	lean bool     // must stay small in the browser: no net, no net/http
	wasm bool     // must build for js/wasm
}

// rooms is in the order of imports: a room may import only rooms above it.
var rooms = []room{
	{path: "token/datalog", pure: true, lean: true, wasm: true},
	{path: "token/syntax", pure: true, lean: true, wasm: true},
	{path: "token/internal/wire", uses: []string{"google.golang.org/protobuf/encoding/protowire"}, lean: true, wasm: true},
	{path: "token/internal/sign", lean: true, wasm: true},
	{path: "token/biscuit", lean: true, wasm: true},
	{path: "token", lean: true, wasm: true},
	{path: "token/keyfile", uses: []string{"filippo.io/age", "crypto/x509", "encoding/pem"}, lean: true},
	{path: "revocation", lean: true, wasm: true},
	{path: "revocation/log", uses: []string{"golang.org/x/mod/sumdb/note", "golang.org/x/mod/sumdb/tlog"}},
	{path: "revocation/feed"},
	{path: "verifier", lean: true, wasm: true},
	{path: "verifier/webkeys"},
	{path: "verifier/audit"},
	{path: "verifier/httpauth"},
	{path: "verifier/echoauth", uses: []string{"github.com/labstack/echo/v4"}},
	{path: "verifier/mcpauth", uses: []string{"github.com/modelcontextprotocol/go-sdk"}},
	{path: "verifier/gate", uses: []string{"github.com/envoyproxy/go-control-plane", "google.golang.org/grpc"}},
	{path: "authority"},
	{path: "authority/store/storetest"},
	{path: "authority/store/sqlite", uses: []string{"github.com/mattn/go-sqlite3"}},
	{path: "authority/store/postgres", uses: []string{"github.com/jackc/pgx/v5"}},
	{path: "authority/oauth", uses: []string{"github.com/labstack/echo/v4"}},
	{path: "authority/httpapi", uses: []string{"github.com/labstack/echo/v4"}},
	{path: "authority/client"},
	{path: "playground", uses: []string{"syscall/js"}},
	{path: "cmd", uses: []string{"github.com/spf13/cobra", "github.com/spf13/pflag", "golang.org/x/term"}},
}

// spec may be imported by anyone and imports nothing.
const spec = "spec"

// never lists pairs that the order of rooms would allow.
var never = map[string][]string{
	"verifier": {"revocation/log", "revocation/feed"}, // it asks a revocation.Source, whoever follows the feed
}

// testUses are the modules that only test files may import, with the rooms whose tests may; "" is every room.
var testUses = map[string][]string{
	"pgregory.net/rapid":                            {""},
	"github.com/google/go-cmp":                      {""},
	"github.com/rogpeppe/go-internal/testscript":    {"cmd"},
	"github.com/biscuit-auth/biscuit-go/v2":         {"token/biscuit"},
	"google.golang.org/protobuf/encoding/protowire": {"token"},
	"github.com/golang-jwt/jwt/v5":                  {"verifier"}, // peers of benchmarks P4
	"gopkg.in/macaroon.v2":                          {"verifier"},
}

// topLevel is all that may stand at the top of the repository.
var topLevel = strings.Fields(`token authority verifier revocation cmd playground spec go.mod go.sum README.md
	LICENSE Makefile CHANGELOG.md CONTRIBUTING.md SECURITY.md .ci .gitignore`)

// roomOf returns the room that a folder belongs to, and its place in rooms; -1 when it is in none.
func roomOf(folder string) (room, int) {
	best := -1
	for i, r := range rooms {
		if within(folder, r.path) && (best < 0 || len(r.path) > len(rooms[best].path)) {
			best = i
		}
	}
	if best < 0 {
		return room{}, -1
	}
	return rooms[best], best
}

// within tells whether a slash-separated path is parent or below it. Everything is within "".
func within(path, parent string) bool {
	return parent == "" || path == parent || strings.HasPrefix(path, parent+"/")
}

func anyWithin(path string, parents []string) bool {
	return slices.ContainsFunc(parents, func(parent string) bool { return within(path, parent) })
}
