package token_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hardtack-auth/hardtack/token"
	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

func TestCanonicalResource(t *testing.T) {
	for in, want := range map[string]string{
		"/":              "/",
		"/acme":          "/acme",
		"/acme/":         "/acme/",
		"/acme/a%20b":    "/acme/a b",
		"/acme/%41":      "/acme/A",
		"/acme/%2541":    "/acme/%41", // decoded once, not twice
		"/acme/...":      "/acme/...",
		"/acme/é":        "/acme/é",
		"":               "",
		"acme":           "",
		"//":             "",
		"/acme//x":       "",
		"/acme/./x":      "",
		"/acme/..":       "",
		"/acme/../":      "",
		"/acme/%2e%2E/x": "",
		"/acme/%2f":      "",
		"/acme/%":        "",
		"/acme/%0a":      "",
		"/acme/\x7f":     "",
		"/acme/%ff":      "",
		"/" + strings.Repeat("a", token.MaxResource): "",
	} {
		got, err := token.CanonicalResource(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v, want %q", in, got, err, want)
		}
	}
}

func FuzzCanonicalResource(f *testing.F) {
	for _, s := range []string{"/", "/a/b/", "/a%20b", "/%2e%2e/x", "/%2541"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := token.CanonicalResource(s)
		if err != nil {
			if got != "" {
				t.Fatalf("%q: an error and %q", s, got)
			}
			return
		}
		if !strings.HasPrefix(got, "/") || strings.Contains(got, "//") || strings.Contains(got+"/", "/../") || strings.Contains(got+"/", "/./") {
			t.Fatalf("%q: %q is not canonical", s, got)
		}
		// What was decoded names the same resource again once its escapes are escaped.
		again, err := token.CanonicalResource(strings.ReplaceAll(got, "%", "%25"))
		if err != nil || again != got {
			t.Fatalf("%q: %q, then %q, %v", s, got, again, err)
		}
	})
}

func TestParsePermission(t *testing.T) {
	for in, want := range map[string]string{
		"repos:read@/acme/":     "repos:read@/acme/",
		"read:repos":            "read:repos@/",
		"mail@home@/x":          "",
		"repos:read@acme/site":  "", // it would be an operation of this name, on everything
		"repos:read@/a/%20":     "repos:read@/a/ ",
		"":                      "",
		"@/acme":                "",
		"repos read@/acme":      "",
		"repos:*@/acme":         "",
		"repos:read@/acme/../x": "",
	} {
		p, err := token.ParsePermission(in)
		got := ""
		if err == nil {
			got = p.String()
		}
		if got != want {
			t.Errorf("%q: %q, %v, want %q", in, got, err, want)
		}
	}
}

// Every shape is recognised, and nothing that only looks like one (spec/profile.md, "Shapes").
func TestReadCheck(t *testing.T) {
	at := time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)
	for code, want := range map[string]*token.Limit{
		`check all time($t), $t < 2026-11-23T15:00:00Z`:                                      {Before: at},
		`check if time($t), $t <= 2026-11-23T14:59:59Z`:                                      {Before: at},
		`check all operation($o), {"a", "b"}.contains($o)`:                                   {Operations: []string{"a", "b"}},
		`check if operation($o), $o == "a"`:                                                  {Operations: []string{"a"}},
		`check all audience($a), $a === "https://x.example"`:                                 {Audience: []string{"https://x.example"}},
		`check all tool($t), {"t"}.contains($t)`:                                             {Tools: []string{"t"}},
		`check all hops($n), $n <= 3`:                                                        {MaxHops: 3, IsHops: true},
		`check all hops($n), $n < 3`:                                                         {MaxHops: 2, IsHops: true},
		`check all resource($r), {"/a"}.contains($r) || $r.starts_with("/b/") || $r == "/c"`: {Resources: []string{"/a", "/b/", "/c"}},
		`check if operation("w"), resource($r), $r.starts_with("/b/") or operation($o), $o != "w"`: {
			Guarded: map[string][]string{"w": {"/b/"}},
		},
		`reject if operation($o), {"a"}.contains($o)`:                                   nil,
		`check all time($t), $t > 2026-11-23T15:00:00Z`:                                 nil,
		`check all operation($o), !{"a"}.contains($o)`:                                  nil,
		`check all resource($r), $r.starts_with("/b")`:                                  nil, // matches /b-evil too
		`check all resource($r), {"/b/"}.contains($r)`:                                  nil, // the collection alone
		`check all resource($r), $r.starts_with("/b/") && $r == "/c"`:                   nil,
		`check all operation($o), {"a"}.contains($o) trusting previous`:                 nil,
		`check all operation($o), {"a"}.contains($o), true`:                             nil,
		`check all operation($o, $p), {"a"}.contains($o), $p == 1`:                      nil,
		`check if operation("w"), resource($r), $r == "/b" or operation("x")`:           nil,
		`check if operation("w"), resource($r), $r == "/b" or operation($o), $o != "x"`: nil,
		`check all hops($n), 3 >= $n`:                                                   nil,
		`check all hops($n), $n < -9223372036854775808`:                                 {MaxHops: -2, IsHops: true}, // no wrapping round to a huge number
		`check if true`: nil,
	} {
		c, err := syntax.ParseCheck(code, syntax.Params{})
		if err != nil {
			t.Fatal(err)
		}
		got, ok := token.ReadCheck(c)
		switch {
		case ok != (want != nil):
			t.Errorf("%s: recognised %v, want %v", code, ok, want != nil)
		case ok && !cmp.Equal(got, *want):
			t.Errorf("%s: %s", code, cmp.Diff(*want, got))
		}
	}
}

func coder(t testing.TB) *token.Token {
	t.Helper()
	root, err := biscuit.GenerateKey(biscuit.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	allow, err := token.ParsePermissions("repos:read@/acme/,prs:write@/acme/site")
	if err != nil {
		t.Fatal(err)
	}
	tok, err := token.Mint(root, token.Grant{
		User: "alice@acme.example", Agent: token.Agent{Name: "coder"}, Audience: []string{"https://mcp.acme.example"},
		Allow: allow, TTL: 8 * time.Hour, MaxDepth: 3,
	})
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

func only(t testing.TB, s string) token.Restriction {
	t.Helper()
	p, err := token.ParsePermissions(s)
	if err != nil {
		t.Fatal(err)
	}
	return token.Only(p...)
}

func TestLost(t *testing.T) {
	parent := coder(t)
	for asked, want := range map[string]string{
		"repos:read@/acme/":                                           "lost prs:write@/acme/site",
		"repos:read@/acme/site":                                       "lost prs:write@/acme/site, all but /acme/site",
		"repos:read@/acme/,prs:write@/acme/site":                      "",
		"repos:read@/acme/a/,repos:read@/acme/b,prs:write@/acme/site": "lost all but /acme/a/ and /acme/b",
	} {
		child, err := parent.Delegate(token.Agent{Name: "search"}, only(t, asked))
		if err != nil {
			t.Fatal(err)
		}
		if got := token.Lost(parent.Rights(), child.Rights()).String(); got != want {
			t.Errorf("%s: %q, want %q", asked, got, want)
		}
	}
}

// Each of these asks for something that the parent does not have, and none makes a token.
func TestWideningIsRefused(t *testing.T) {
	parent := coder(t)
	for name, r := range map[string]token.Restriction{
		"another operation":   only(t, "repos:delete@/acme/"),
		"a wider resource":    only(t, "repos:read@/"),
		"a sibling":           only(t, "prs:write@/acme/site2"),
		"a subtree of a leaf": only(t, "prs:write@/acme/site/"),
		"everything":          only(t, "repos:read"),
		"another server":      token.At("https://other.acme.example"),
		"more depth":          token.Depth(3),
	} {
		child, err := parent.Delegate(token.Agent{Name: "evil"}, r)
		if _, ok := errors.AsType[*token.WidenError](err); !ok || child != nil {
			t.Errorf("%s: %v, %v, want it refused as wider", name, child, err)
		}
	}
}

func TestBadRestrictionsAreRefused(t *testing.T) {
	parent := coder(t)
	for name, r := range map[string][]token.Restriction{
		"nil":               {nil},
		"none":              {token.Only()},
		"twice":             {token.For(time.Hour), token.For(time.Minute)},
		"no time":           {token.For(0)},
		"a past time":       {token.Until(time.Now().Add(-time.Hour))},
		"a negative depth":  {token.Depth(-1)},
		"not a check":       {token.When("allow if true", syntax.Params{})},
		"a zero permission": {token.Only(token.Permission{})},
	} {
		if child, err := parent.Delegate(token.Agent{Name: "a"}, r...); err == nil || child != nil {
			t.Errorf("%s: %v, %v, want an error", name, child, err)
		}
	}
	for _, name := range []string{"", "a b", `a"b`, "a\nb", "a\u202eb", strings.Repeat("x", 300), "a,b"} {
		if child, err := parent.Delegate(token.Agent{Name: name}); err == nil || child != nil {
			t.Errorf("the name %q was accepted", name)
		}
	}
}

func TestFreeChecksMakeRightsInexact(t *testing.T) {
	child, err := coder(t).Delegate(token.Agent{Name: "search"}, token.When("reject if tool({t})", syntax.Params{Terms: termT}))
	if err != nil {
		t.Fatal(err)
	}
	if r := child.Rights(); r.Exact || r.Opaque[1] != 1 {
		t.Errorf("exact %v, opaque %v, want one opaque check in block 1", r.Exact, r.Opaque)
	}
}

func TestTheZeroTokenGivesNothing(t *testing.T) {
	tok := new(token.Token)
	if tok.Encode() != "" || tok.String() != "no biscuit" || tok.Claims().Holder() != (token.Hop{}) || len(tok.Rights().Permissions) != 0 {
		t.Errorf("the zero token is %v", tok)
	}
	if child, err := tok.Delegate(token.Agent{Name: "a"}); err == nil || child != nil {
		t.Error("the zero token was delegated")
	}
}

// A token must not show in a log, whichever way it is printed.
func TestTokensPrintWithoutTheirSecret(t *testing.T) {
	tok := coder(t)
	text := tok.Encode()
	for _, verb := range []string{"%v", "%s", "%+v", "%#v", "%q"} {
		if out := fmt.Sprintf(verb, tok); strings.Contains(out, text) || strings.Contains(out, text[len(text)-40:]) {
			t.Errorf("%s prints the token", verb)
		}
	}
}

var termT = map[string]datalog.Term{"t": datalog.String("rm")}
