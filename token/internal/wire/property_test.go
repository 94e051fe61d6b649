package wire_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

var names = rapid.OneOf(rapid.SampledFrom([]string{"read", "query", "user", "a", "b", "zz", "é", ""}), rapid.StringN(0, 6, -1))

func genTerm(depth int, variables bool) *rapid.Generator[datalog.Term] {
	return rapid.Custom(func(t *rapid.T) datalog.Term {
		kinds := []string{"int", "string", "date", "bytes", "bool", "null"}
		if depth > 0 {
			kinds = append(kinds, "set", "array", "map")
		}
		if variables {
			kinds = append(kinds, "var")
		}
		switch rapid.SampledFrom(kinds).Draw(t, "kind") {
		case "int":
			return datalog.Int(rapid.Int64().Draw(t, "int"))
		case "string":
			return datalog.String(names.Draw(t, "string"))
		case "date":
			return datalog.Date(rapid.Uint64().Draw(t, "date"))
		case "bytes":
			return datalog.Bytes(rapid.SliceOfN(rapid.Byte(), 0, 5).Draw(t, "bytes"))
		case "bool":
			return datalog.Bool(rapid.Bool().Draw(t, "bool"))
		case "var":
			return datalog.Var(names.Draw(t, "var"))
		case "set":
			elements := rapid.SliceOfN(genTerm(depth-1, false), 0, 5).Draw(t, "set")
			same := slices.DeleteFunc(elements, func(e datalog.Term) bool {
				return e.Kind() != elements[0].Kind() || e.Kind() == datalog.KindSet
			})
			return must(datalog.Set(same...))
		case "array":
			return must(datalog.Array(rapid.SliceOfN(genTerm(depth-1, false), 0, 4).Draw(t, "array")...))
		case "map":
			return must(datalog.Map(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) datalog.Entry {
				key := datalog.Int(rapid.Int64().Draw(t, "key"))
				if rapid.Bool().Draw(t, "string key") {
					key = datalog.String(names.Draw(t, "key"))
				}
				return datalog.Entry{Key: key, Value: genTerm(depth-1, false).Draw(t, "value")}
			}), 0, 4).Draw(t, "map")...))
		}
		return datalog.Null()
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func genOp(depth int) *rapid.Generator[datalog.Op] {
	return rapid.Custom(func(t *rapid.T) datalog.Op {
		switch rapid.IntRange(0, 5).Draw(t, "op") {
		case 0:
			return datalog.Op1(datalog.Unary(rapid.IntRange(0, int(datalog.TypeOf)).Draw(t, "unary")))
		case 1:
			code := datalog.Binary(rapid.IntRange(0, int(datalog.TryOr)).Draw(t, "binary"))
			if code == datalog.ExternBinary {
				return datalog.Extern2(names.Draw(t, "extern"))
			}
			return datalog.Op2(code)
		case 2:
			return datalog.Extern1(names.Draw(t, "extern"))
		case 3:
			if depth > 0 {
				params := rapid.SliceOfN(names, 0, 2).Draw(t, "params")
				return must(datalog.Lambda(params, rapid.SliceOfN(genOp(depth-1), 0, 4).Draw(t, "closure")...))
			}
		}
		return datalog.Value(genTerm(2, true).Draw(t, "value"))
	})
}

func genPredicate(variables bool) *rapid.Generator[datalog.Predicate] {
	return rapid.Custom(func(t *rapid.T) datalog.Predicate {
		return datalog.Predicate{Name: names.Draw(t, "name"), Terms: rapid.SliceOfN(genTerm(3, variables), 0, 3).Draw(t, "terms")}
	})
}

var genScopes = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) datalog.Scope {
	s := datalog.Scope{Kind: datalog.ScopeKind(rapid.IntRange(0, 2).Draw(t, "scope"))}
	if s.Kind == datalog.ScopeKey {
		s.Key = datalog.Key{Algorithm: datalog.Ed25519, Bytes: key32(rapid.IntRange(0, 4).Draw(t, "key"))}
		if rapid.Bool().Draw(t, "P-256") {
			s.Key = datalog.Key{Algorithm: datalog.P256, Bytes: "\x02" + s.Key.Bytes}
		}
	}
	return s
}), 0, 3)

var genRule = rapid.Custom(func(t *rapid.T) datalog.Rule {
	return datalog.Rule{
		Head: genPredicate(true).Draw(t, "head"),
		Body: rapid.SliceOfN(genPredicate(true), 0, 3).Draw(t, "body"),
		Expressions: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) datalog.Expression {
			return rapid.SliceOfN(genOp(2), 0, 5).Draw(t, "ops")
		}), 0, 2).Draw(t, "expressions"),
		Scopes: genScopes.Draw(t, "scopes"),
	}
})

var genBlock = rapid.Custom(func(t *rapid.T) datalog.Block {
	return datalog.Block{
		Context: names.Draw(t, "context"),
		Facts:   rapid.SliceOfN(genPredicate(false), 0, 4).Draw(t, "facts"),
		Rules:   rapid.SliceOfN(genRule, 0, 2).Draw(t, "rules"),
		Checks: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) datalog.Check {
			return datalog.Check{
				Kind:    datalog.CheckKind(rapid.IntRange(0, 2).Draw(t, "kind")),
				Queries: rapid.SliceOfN(genRule, 0, 2).Draw(t, "queries"),
			}
		}), 0, 3).Draw(t, "checks"),
		Scopes: genScopes.Draw(t, "scopes"),
	}
})

// A chain of blocks, some of them third parties', is read back as it was written, by a strict reader as well: every block has
// a version that covers it.
func TestWhatIsEncodedDecodesToTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		writer := new(wire.Symbols)
		reader, decoder := new(wire.Symbols), wire.NewDecoder(wire.Limits{}, normalise)
		decoder.Strict = true
		for range rapid.IntRange(1, 4).Draw(t, "blocks") {
			block, thirdParty := genBlock.Draw(t, "block"), rapid.Bool().Draw(t, "third party")
			encoded, err := wire.EncodeBlock(block, writer, wire.EncodeOptions{ThirdParty: thirdParty})
			if err != nil {
				t.Fatal(err)
			}
			if !thirdParty {
				if err := writer.Add(encoded.Symbols, encoded.Keys); err != nil {
					t.Fatal(err)
				}
			}
			got, err := decoder.DecodeBlock(encoded.Data, reader, thirdParty)
			if err != nil || got.Invalid != nil {
				t.Fatalf("error %v, invalid %v", err, got.Invalid)
			}
			if !sameBlock(got.Datalog, block) {
				t.Fatalf("read %v,\nwritten %v", got.Datalog, block)
			}
			if got.Version != encoded.Version || !slices.Equal(got.Symbols, encoded.Symbols) || !slices.Equal(got.PublicKeys, encoded.Keys) {
				t.Fatalf("read version %d, %q, %v, written %v", got.Version, got.Symbols, got.PublicKeys, encoded)
			}
		}
	})
}

// A node that the encoder counted and the decoder not, or the other way round, would let a token be signed that nobody reads.
func TestEncoderAndDecoderCountNodesAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		block := genBlock.Draw(t, "block")
		limits := wire.Limits{Nodes: rapid.IntRange(1, 80).Draw(t, "nodes"), Depth: rapid.IntRange(1, 12).Draw(t, "depth")}
		encoded, err := wire.EncodeBlock(block, nil, wire.EncodeOptions{})
		if err != nil {
			t.Fatal(err)
		}
		_, encodeErr := wire.EncodeBlock(block, nil, wire.EncodeOptions{Limits: limits})
		_, decodeErr := wire.NewDecoder(limits, normalise).DecodeBlock(encoded.Data, new(wire.Symbols), false)
		if (encodeErr == nil) != (decodeErr == nil) {
			t.Fatalf("encoder says %v, decoder %v", encodeErr, decodeErr)
		}
	})
}
