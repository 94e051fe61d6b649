package wire_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

// vectors returns the path of a shared test vector. Without the vectors the test says what it cannot check; in CI it fails.
func vectors(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "..", "shared", "vectors", name)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("test vectors are missing: %v", err)
		}
		t.Skipf("not compared with the reference's %s: %v", name, err)
	}
	return path
}

func readJSON(t testing.TB, path string, v any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatal(err)
	}
}

// normalise accepts keys by their length, which is as much as this package's tests need of cryptography.
func normalise(a datalog.Algorithm, raw []byte) (datalog.Key, error) {
	if a == datalog.Ed25519 && len(raw) == 32 || a == datalog.P256 && len(raw) == 33 {
		return datalog.Key{Algorithm: a, Bytes: string(raw)}, nil
	}
	return datalog.Key{}, errors.New("wrong length of a public key")
}

// The rest writes messages field by field, also such that no encoder of ours would write.

func msg(fields ...[]byte) []byte {
	var out []byte
	for _, f := range fields {
		out = append(out, f...)
	}
	return out
}

func num(number protowire.Number, v uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(nil, number, protowire.VarintType), v)
}

func sub(number protowire.Number, fields ...[]byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(nil, number, protowire.BytesType), msg(fields...))
}

func text(number protowire.Number, s string) []byte { return sub(number, []byte(s)) }

func pkey(number protowire.Number, algorithm uint64, raw string) []byte {
	return sub(number, num(1, algorithm), text(2, raw))
}

func ver(v uint64) []byte { return num(3, v) }

// fact is a fact read(terms...).
func fact(terms ...[]byte) []byte { return sub(4, sub(1, num(1, 0), msg(terms...))) }

func term(content ...[]byte) []byte { return sub(2, content...) }

// query is a rule with the head query() and the expression of ops.
func query(number protowire.Number, ops ...[]byte) []byte {
	return sub(number, sub(1, num(1, 27)), sub(3, ops...))
}

func check(fields ...[]byte) []byte { return sub(6, fields...) }

// nested returns a term, without its tag, of n arrays around inner.
func nested(n int, inner []byte) []byte {
	for range n {
		inner = sub(9, sub(1, inner))
	}
	return inner
}

func signed(number protowire.Number, data []byte, more ...[]byte) []byte {
	return sub(number, sub(1, data), pkey(2, 0, key32(1)), text(3, "signature"), msg(more...))
}

func key32(i int) string { return fmt.Sprintf("%032d", i) }

func decode(data []byte, thirdParty bool) (wire.Block, error) {
	return wire.NewDecoder(wire.Limits{}, normalise).DecodeBlock(data, new(wire.Symbols), thirdParty)
}

func sameBlock(a, b datalog.Block) bool {
	return a.Context == b.Context && slices.Equal(a.Scopes, b.Scopes) &&
		slices.EqualFunc(a.Facts, b.Facts, samePredicate) &&
		slices.EqualFunc(a.Rules, b.Rules, sameRule) &&
		slices.EqualFunc(a.Checks, b.Checks, func(a, b datalog.Check) bool {
			return a.Kind == b.Kind && slices.EqualFunc(a.Queries, b.Queries, sameRule)
		})
}

func samePredicate(a, b datalog.Predicate) bool {
	return a.Name == b.Name && slices.EqualFunc(a.Terms, b.Terms, datalog.Term.Equal)
}

func sameRule(a, b datalog.Rule) bool {
	return samePredicate(a.Head, b.Head) && slices.EqualFunc(a.Body, b.Body, samePredicate) &&
		slices.EqualFunc(a.Expressions, b.Expressions, func(a, b datalog.Expression) bool {
			return slices.EqualFunc(a, b, datalog.Op.Equal)
		}) && slices.Equal(a.Scopes, b.Scopes)
}
