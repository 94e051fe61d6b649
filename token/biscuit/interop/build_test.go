package interop

import (
	"fmt"
	"slices"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

var (
	emptyAuthorizer datalog.Authorizer
	noParams        syntax.Params
)

func parseBlock(t testing.TB, code string) datalog.Block {
	t.Helper()
	b, err := syntax.ParseBlock(code, noParams)
	if err != nil {
		t.Fatalf("%v\n%s", err, code)
	}
	return b
}

func newKey(t testing.TB, alg biscuit.Algorithm) biscuit.PrivateKey {
	t.Helper()
	k, err := biscuit.GenerateKey(alg)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// buildHere makes the token of a sample with our code.
func (s sample) buildHere(t testing.TB, root biscuit.PrivateKey) *biscuit.Verified {
	t.Helper()
	var v *biscuit.Verified
	for i, block := range s.blocks {
		b := parseBlock(t, block.code)
		b.Scopes = block.scopes
		var err error
		switch {
		case i == 0:
			v, err = biscuit.Mint(root, b, biscuit.MintOptions{NextKey: s.next})
		case block.signer.IsZero():
			v, err = v.Append(b)
		default:
			v = thirdPartyHere(t, v, block.signer, b)
		}
		if err != nil {
			t.Fatalf("block %d: %v\n%s", i, err, block.code)
		}
	}
	if !s.sealed {
		return v
	}
	v, err := v.Seal()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// thirdPartyHere goes through request, signature and append.
func thirdPartyHere(t testing.TB, v *biscuit.Verified, signer biscuit.PrivateKey, b datalog.Block) *biscuit.Verified {
	t.Helper()
	request, err := v.ThirdPartyRequest()
	if err != nil {
		t.Fatal(err)
	}
	contents, err := biscuit.SignThirdParty(request, signer, b)
	if err != nil {
		t.Fatal(err)
	}
	v, err = v.AppendThirdParty(contents, signer.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// buildThere makes the token of a sample with the reference. Block scopes and the algorithm of the next key are lost.
func (s sample) buildThere(r rust, root biscuit.PrivateKey) string {
	r.Helper()
	token := r.mint(root, s.blocks[0].code)
	for _, block := range s.blocks[1:] {
		if block.signer.IsZero() {
			token = r.attenuate(token, root, block.code)
		} else {
			token = r.thirdParty(token, root, block.signer, block.code)
		}
	}
	if s.sealed {
		token = r.seal(token, root)
	}
	return token
}

// payload returns the bytes of a block, which signatures cover.
func payload(t testing.TB, v *biscuit.Verified, i int) []byte {
	t.Helper()
	token, err := wire.DecodeToken(v.Encode(), wire.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return token.Blocks[i].Data
}

// sameBlock compares the bytes that both sides make of one source. Where they may differ is in the version alone, and only
// in a block that the reference gives too low a version (decision 2, D2).
func sameBlock(ours, theirs []byte, b datalog.Block) (d2 bool, err error) {
	if slices.Equal(ours, theirs) {
		return false, nil
	}
	lowered, version, err := replaceVersion(ours, theirs)
	switch {
	case err != nil:
		return false, err
	case !slices.Equal(lowered, theirs):
		return false, fmt.Errorf("the block is\n%x here and\n%x there", ours, theirs)
	case version != 6 || !unversioned(b):
		return false, fmt.Errorf("version %d here for no reason of D2:\n%s", version, syntax.FormatBlock(b))
	}
	return true, nil
}

// replaceVersion gives the block the version of another, and returns its own. Field 3 of Block is the version.
func replaceVersion(block, other []byte) ([]byte, uint64, error) {
	const versionField = 3
	_, _, version, err := findVarint(other, versionField)
	if err != nil {
		return nil, 0, err
	}
	from, to, own, err := findVarint(block, versionField)
	if err != nil {
		return nil, 0, err
	}
	return slices.Concat(block[:from], protowire.AppendVarint(nil, version), block[to:]), own, nil
}

func findVarint(message []byte, field protowire.Number) (from, to int, value uint64, err error) {
	for at := 0; at < len(message); {
		num, kind, n := protowire.ConsumeTag(message[at:])
		if n < 0 {
			return 0, 0, 0, protowire.ParseError(n)
		}
		m := protowire.ConsumeFieldValue(num, kind, message[at+n:])
		if m < 0 {
			return 0, 0, 0, protowire.ParseError(m)
		}
		if num == field && kind == protowire.VarintType {
			value, _ := protowire.ConsumeVarint(message[at+n:])
			return at + n, at + n + m, value, nil
		}
		at += n + m
	}
	return 0, 0, 0, fmt.Errorf("no field %d", field)
}

// unversioned tells whether a block holds what the reference does not count when it chooses the version.
func unversioned(b datalog.Block) bool {
	rules := slices.Clone(b.Rules)
	for _, c := range b.Checks {
		rules = append(rules, c.Queries...)
	}
	all := slices.Clone(b.Facts)
	found := false
	var ops func([]datalog.Op)
	ops = func(list []datalog.Op) {
		for _, o := range list {
			_, inner := o.Closure()
			ops(inner)
			found = found || composite(o.Term()) || o.Kind() == datalog.OpBinary && o.Binary() == datalog.Get
		}
	}
	for _, r := range rules {
		all = append(append(all, r.Head), r.Body...)
		for _, e := range r.Expressions {
			ops(e)
		}
	}
	for _, p := range all {
		found = found || slices.ContainsFunc(p.Terms, composite)
	}
	return found
}

func composite(t datalog.Term) bool {
	return t.Kind() == datalog.KindArray || t.Kind() == datalog.KindMap
}
