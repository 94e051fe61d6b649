package syntax_test

import (
	"testing"

	"github.com/hardtack-auth/hardtack/token/syntax"
)

const benchSource = `user("alice@acme.example");
agent("agent-89");
issued_at(2026-11-23T14:23:00Z);
grant("/github/acme/", {"repos:read", "issues:read", "issues:write"});
check all time($t), $t < 2026-11-23T22:23:00Z;
check all audience($a), {"https://mcp.acme.example/github"}.contains($a);
check if operation($o), resource($r), grant($p, $ops), $ops.contains($o), $r == $p || ($p.ends_with("/") && $r.starts_with($p));
`

func BenchmarkParseBlock(b *testing.B) {
	b.ReportAllocs()
	b.SetBytes(int64(len(benchSource)))
	for b.Loop() {
		if _, err := syntax.ParseBlock(benchSource, syntax.Params{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFormatBlock(b *testing.B) {
	block := mustParseBlock(b, benchSource)
	if syntax.FormatBlock(block) == "" {
		b.Fatal("nothing printed")
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(benchSource)))
	for b.Loop() {
		syntax.FormatBlock(block)
	}
}
