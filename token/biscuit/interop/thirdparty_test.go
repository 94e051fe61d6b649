package interop

import (
	"fmt"
	"testing"

	"github.com/hardtack-auth/hardtack/token/biscuit"
)

// The holder asks for a group, the third party states it, the token trusts the third party's key.
const (
	statesGroup  = `group("acme", "admin"); check if operation($o), $o.type() == "string";`
	trustsSigner = `operation("read"); allow if group("acme", "admin") trusting %s; deny if true;`
	trustsNobody = `operation("read"); allow if group("acme", "admin"); deny if true;`
)

// thirdParties runs f for every algorithm of the root key, of the next key and of the third party's key.
func thirdParties(t *testing.T, f func(t *testing.T, r rust, root, signer biscuit.PrivateKey, s sample)) {
	needReference(t)
	for _, rootAlg := range algorithms {
		for _, next := range algorithms {
			for _, signerAlg := range algorithms {
				t.Run(fmt.Sprintf("%v/%v/%v", rootAlg, next, signerAlg), func(t *testing.T) {
					signer := newKey(t, signerAlg)
					code := `user("alice@acme.example"); check if group("acme", $g) trusting ` + signer.PublicKey().String() + `;`
					s := sample{root: rootAlg, next: next, blocks: []sampleBlock{{code: code}, {code: versions[0].code}}}
					f(t, rust{t}, newKey(t, rootAlg), signer, s)
				})
			}
		}
	}
}

// trusted checks that both sides see the third party's facts where its key is trusted, and nowhere else.
func trusted(t *testing.T, r rust, v *biscuit.Verified, root, signer biscuit.PrivateKey) {
	t.Helper()
	last := v.Blocks()[v.Len()-1]
	if last.ExternalKey != signer.PublicKey() || last.Version < 5 {
		t.Errorf("block by %v, version %d", last.ExternalKey, last.Version)
	}
	decidedAlike(t, r, v, root, fmt.Sprintf(trustsSigner, signer.PublicKey()), "Ok")
	decidedAlike(t, r, v, root, trustsNobody, "Unauthorized")
}

// We hold the token; the reference answers our request, and reads what we make of its answer.
func TestAThirdPartyBlockOfTheReferenceInOurToken(t *testing.T) {
	thirdParties(t, func(t *testing.T, r rust, root, signer biscuit.PrivateKey, s sample) {
		v := s.buildHere(t, root)
		request, err := v.ThirdPartyRequest()
		if err != nil {
			t.Fatal(err)
		}
		text := ask[struct{ Contents string }](r, "create", map[string]any{
			"request": biscuit.EncodeText(request), "private": signer.SecretText(), "code": statesGroup,
		}).Contents
		contents, err := biscuit.DecodeText(text)
		if err != nil {
			t.Fatal(err)
		}
		with, err := v.AppendThirdParty(contents, signer.PublicKey())
		if err != nil {
			t.Fatal(err)
		}
		trusted(t, r, read(r, with.Text(), root), root, signer)
		without, err := v.Unverified().AppendThirdParty(contents, signer.PublicKey())
		if err != nil {
			t.Fatal(err)
		}
		trusted(t, r, read(r, without.Text(), root), root, signer)
		if got, err := v.AppendThirdParty(contents, root.PublicKey()); err == nil || got != nil {
			t.Error("a block by another than the expected key was appended")
		}
		if got, err := s.buildHere(t, root).AppendThirdParty(contents, signer.PublicKey()); err == nil || got != nil {
			t.Error("a block made for another token was appended")
		}
	})
}

// We are the third party: the request comes from the reference, for a token of the reference. The npm package cannot read
// the contents that a third party sends (its ThirdPartyBlock.fromBytes gives a request), so we append them too; the reference
// verifies our signature when it reads the token.
func TestOurThirdPartyBlockInATokenOfTheReference(t *testing.T) {
	thirdParties(t, func(t *testing.T, r rust, root, signer biscuit.PrivateKey, s sample) {
		text := s.buildThere(r, root)
		there := ask[struct{ Request string }](r, "request", map[string]any{"token": text, "root": root.PublicKey().String()}).Request
		v := read(r, text, root)
		here, err := v.ThirdPartyRequest()
		if err != nil {
			t.Fatal(err)
		}
		if there != biscuit.EncodeText(here) {
			t.Errorf("the request is\n%s there and\n%s here", there, biscuit.EncodeText(here))
		}
		request, err := biscuit.DecodeText(there)
		if err != nil {
			t.Fatal(err)
		}
		contents, err := biscuit.SignThirdParty(request, signer, parseBlock(t, statesGroup))
		if err != nil {
			t.Fatal(err)
		}
		if v, err = v.AppendThirdParty(contents, signer.PublicKey()); err != nil {
			t.Fatal(err)
		}
		trusted(t, r, read(r, v.Text(), root), root, signer)
		// Both sides go on from there.
		v = read(r, r.attenuate(v.Text(), root, versions[2].code), root)
		if v, err = v.Seal(); err != nil {
			t.Fatal(err)
		}
		decidedAlike(t, r, read(r, v.Text(), root), root, fmt.Sprintf(trustsSigner, signer.PublicKey()), "Ok")
	})
}

// The reference is holder and third party.
func TestAThirdPartyBlockInATokenOfTheReference(t *testing.T) {
	thirdParties(t, func(t *testing.T, r rust, root, signer biscuit.PrivateKey, s sample) {
		text := r.thirdParty(s.buildThere(r, root), root, signer, statesGroup)
		trusted(t, r, read(r, text, root), root, signer)
	})
}
