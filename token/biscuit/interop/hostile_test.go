package interop

import (
	"bytes"
	"crypto/elliptic"
	"encoding/asn1"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
)

func TestASealedTokenIsClosedOnBothSides(t *testing.T) {
	r := needReference(t)
	root := newKey(t, biscuit.P256)
	s := sample{root: biscuit.P256, next: biscuit.P256, sealed: true, blocks: []sampleBlock{{code: versions[0].code}}}
	for _, text := range []string{s.buildHere(t, root).Text(), s.buildThere(r, root)} {
		v := read(r, text, root)
		_, appended := v.Append(parseBlock(t, "a(1);"))
		_, sealed := v.Seal()
		_, requested := v.ThirdPartyRequest()
		request := map[string]any{"token": text, "root": root.PublicKey().String(), "code": "a(1);"}
		for op, err := range map[string]error{"attenuate": appended, "seal": sealed, "request": requested} {
			theirs := string(r.refused(op, request))
			if op == "request" && theirs == `"AppendOnSealed"` {
				theirs = `"AlreadySealed"` // one error here
			}
			if ours := string(biscuit.ErrorJSON(err)); err == nil || ours != theirs {
				t.Errorf("%s: %s here, %s there", op, ours, theirs)
			}
		}
	}
}

// Whoever holds a token signed with P-256 can turn a signature into its twin, s into n-s: another revocation id, as valid as
// the first. Both sides accept it, so revocation must not go by the bytes (decision 2, D4).
func TestTheTwinOfAP256SignatureIsAcceptedAndRevokedAlike(t *testing.T) {
	r := needReference(t)
	root := newKey(t, biscuit.P256)
	s := sample{root: biscuit.P256, next: biscuit.Ed25519, blocks: []sampleBlock{{code: versions[0].code}}}
	for _, text := range []string{s.buildHere(t, root).Text(), s.buildThere(r, root)} {
		v := read(r, text, root)
		token, err := wire.DecodeToken(v.Encode(), wire.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		var pair struct{ R, S *big.Int }
		if _, err := asn1.Unmarshal(token.Blocks[0].Signature, &pair); err != nil {
			t.Fatal(err)
		}
		pair.S.Sub(elliptic.P256().Params().N, pair.S)
		if token.Blocks[0].Signature, err = asn1.Marshal(pair); err != nil {
			t.Fatal(err)
		}
		twin := read(r, wire.EncodeText(token.Encode()), root)
		decidedAlike(t, r, twin, root, readDocs, "Ok")
		a, errA := v.RevocationKeys()
		b, errB := twin.RevocationKeys()
		if errA != nil || errB != nil || !slices.Equal(a, b) {
			t.Errorf("revocation keys differ: %v %v", errA, errB)
		}
		if bytes.Equal(v.RevocationIDs()[0], twin.RevocationIDs()[0]) {
			t.Error("the twin has the same revocation id: nothing was tested")
		}
	}
}

// What is wrong with a token both sides say in the same JSON.
func TestABadTokenIsRefusedWithTheSameError(t *testing.T) {
	needReference(t)
	for _, alg := range algorithms {
		root, other := newKey(t, alg), newKey(t, alg)
		s := sample{root: alg, blocks: []sampleBlock{{code: "a(1);"}, {code: "b(2);"}}}
		good, err := wire.DecodeToken(s.buildHere(t, root).Encode(), wire.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			root  biscuit.PrivateKey
			spoil func(*wire.Token)
		}{
			"another root":      {other, func(*wire.Token) {}},
			"changed block":     {root, func(k *wire.Token) { k.Blocks[1].Data[5] ^= 1 }},
			"blocks swapped":    {root, func(k *wire.Token) { slices.Reverse(k.Blocks) }},
			"block removed":     {root, func(k *wire.Token) { k.Blocks = k.Blocks[:1] }},
			"other proof":       {root, func(k *wire.Token) { k.NextSecret = newKey(t, biscuit.Ed25519).SecretBytes() }},
			"short proof":       {root, func(k *wire.Token) { k.NextSecret = k.NextSecret[:31] }},
			"short signature":   {root, func(k *wire.Token) { k.Blocks[1].Signature = k.Blocks[1].Signature[:16] }},
			"signature version": {root, func(k *wire.Token) { k.Blocks[1].Version = 2 }},
			"sealed by nobody":  {root, func(k *wire.Token) { k.FinalSignature, k.NextSecret = k.Blocks[0].Signature, nil }},
			"other next key":    {root, func(k *wire.Token) { k.Blocks[0].NextKey.Bytes = newKey(t, biscuit.Ed25519).PublicKey().Bytes() }},
			"short next key":    {root, func(k *wire.Token) { k.Blocks[1].NextKey.Bytes = k.Blocks[1].NextKey.Bytes[:31] }},
			"external authority": {root, func(k *wire.Token) {
				k.Blocks[0].External = &wire.ExternalSignature{Signature: k.Blocks[0].Signature, PublicKey: k.Blocks[0].NextKey}
			}},
		} {
			t.Run(fmt.Sprintf("%v/%s", alg, name), func(t *testing.T) {
				token, err := wire.DecodeToken(good.Encode(), wire.Limits{})
				if err != nil {
					t.Fatal(err)
				}
				c.spoil(&token)
				text := wire.EncodeText(token.Encode())
				theirs := rust{t}.refused("print", map[string]any{"token": text, "root": c.root.PublicKey().String()})
				_, err = verify(text, c.root)
				if err == nil {
					t.Fatalf("accepted here, there %s", theirs)
				}
				var ours, want any
				if json.Unmarshal(biscuit.ErrorJSON(err), &ours) != nil || json.Unmarshal(theirs, &want) != nil {
					t.Fatal("no JSON")
				}
				if fmt.Sprint(ours) != fmt.Sprint(want) {
					t.Errorf("%v here, %v there (%v)", ours, want, err)
				}
			})
		}
	}
}
