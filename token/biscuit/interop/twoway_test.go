package interop

import (
	"fmt"
	"testing"

	"github.com/hardtack-auth/hardtack/token/biscuit"
)

// One source for each version of blocks, and an authorizer that each allows and one that each refuses.
var versions = []struct {
	name, code string
	version    uint32
}{
	{"v3.0", `user("alice@acme.example"); right("/docs/", "read") <- user($u); check if operation("read"), {"b", "a"}.contains("a");`, 3},
	{"v3.1", `user("alice@acme.example"); right("/docs/", "read"); check all operation($o), $o !== "write", 5 & 4 | 1 ^ 2 > 0 trusting authority;`, 4},
	{"v3.3", `user("alice@acme.example"); right("/docs/", "read"); config({"k": [1, null, {2, 3}]}); reject if operation($o), $o != "read" || $o.type() == "null";`, 6},
}

const (
	readDocs  = `operation("read"); check if user($u); allow if right($p, "read"), $p.starts_with("/do"); deny if true;`
	writeDocs = `operation("write"); allow if right($p, "read");`
)

var algorithms = []biscuit.Algorithm{biscuit.Ed25519, biscuit.P256}

// chains runs f for every version of block, algorithm of the root key, and algorithm of the next key out of nexts.
func chains(t *testing.T, nexts []biscuit.Algorithm, f func(t *testing.T, r rust, root biscuit.PrivateKey, s sample, version uint32)) {
	needReference(t)
	for _, v := range versions {
		for _, rootAlg := range algorithms {
			for _, next := range nexts {
				t.Run(fmt.Sprintf("%s/%v/%v", v.name, rootAlg, next), func(t *testing.T) {
					s := sample{root: rootAlg, next: next, blocks: []sampleBlock{{code: v.code}}}
					f(t, rust{t}, newKey(t, rootAlg), s, v.version)
				})
			}
		}
	}
}

// longer calls f with the sample as it is, then with more and more blocks of all versions behind it, open and sealed.
func (s sample) longer(f func(s sample)) {
	for _, later := range versions {
		for _, s.sealed = range []bool{false, true} {
			f(s)
		}
		s.blocks = append(s.blocks, sampleBlock{code: later.code})
	}
}

func TestOurTokensAreReadAndDecidedAlikeByTheReference(t *testing.T) {
	chains(t, algorithms, func(t *testing.T, r rust, root biscuit.PrivateKey, s sample, version uint32) {
		s.longer(func(s sample) {
			v := read(r, s.buildHere(t, root).Text(), root)
			if got := v.Blocks()[0].Version; got != version {
				t.Errorf("version %d, want %d", got, version)
			}
			decidedAlike(t, r, v, root, readDocs, "Ok")
			decidedAlike(t, r, v, root, writeDocs, "Unauthorized")
			decidedAlike(t, r, v, root, "", "NoMatchingPolicy")
		})
	})
}

// The reference chooses Ed25519 for all next keys.
func TestTokensOfTheReferenceAreReadAndDecidedAlikeHere(t *testing.T) {
	chains(t, algorithms[:1], func(t *testing.T, r rust, root biscuit.PrivateKey, s sample, _ uint32) {
		s.longer(func(s sample) {
			v := read(r, s.buildThere(r, root), root)
			decidedAlike(t, r, v, root, readDocs, "Ok")
			decidedAlike(t, r, v, root, writeDocs, "Unauthorized")
		})
	})
}

// A token goes to and fro: each side narrows what the other made, and the last seals.
func TestATokenNarrowedByBothSidesInTurn(t *testing.T) {
	chains(t, algorithms, func(t *testing.T, r rust, root biscuit.PrivateKey, s sample, _ uint32) {
		v := s.buildHere(t, root)
		for i := range 4 {
			code := versions[i%len(versions)].code
			var err error
			if v, err = read(r, r.attenuate(v.Text(), root, code), root).Append(parseBlock(t, code)); err != nil {
				t.Fatal(err)
			}
			v = read(r, v.Text(), root)
			decidedAlike(t, r, v, root, readDocs, "Ok")
			decidedAlike(t, r, v, root, writeDocs, "Unauthorized")
		}
		read(r, r.seal(v.Text(), root), root)
		sealed, err := v.Seal()
		if err != nil {
			t.Fatal(err)
		}
		read(r, sealed.Text(), root)
	})
}

func TestKeysHaveOneText(t *testing.T) {
	r := needReference(t)
	for _, alg := range algorithms {
		r.key(alg)
		for range 8 { // also keys with leading zeros, in the long run
			k := newKey(t, alg)
			if got := r.sameKey(map[string]any{"private": k.SecretText()}); !got.Equal(k) {
				t.Errorf("%v comes back as %v", k, got)
			}
		}
	}
}

// Of two blocks from one source, made here and there, every byte is the same: there is nothing random in a block.
func TestBlocksFromOneSourceAreTheSameBytes(t *testing.T) {
	r := needReference(t)
	root := newKey(t, biscuit.Ed25519)
	signer := newKey(t, biscuit.Ed25519)
	key := newKey(t, biscuit.P256).PublicKey()
	for _, c := range []struct {
		code string
		d2   bool
	}{
		{code: ``},
		{code: `user("alice@acme.example"); right("read", "resource", "new", "a", "new");`},
		{code: `f({"z", "b", "a", "read"}, {3, 1, 2, 1}, {,}); check if g({"b", "c"});`},
		{code: `f(-9223372036854775808, 9223372036854775807, 0, -1, 2026-11-23T14:30:00Z, hex:00ff, true, false);`},
		{code: `h($b, $a) <- g($a), f($b, "s"), $a < 1 && $b > 2 || !($a == $b), $a.any($q -> $q.all($r -> $r == $q));`},
		{code: `check if f($x) trusting authority, previous, ` + key.String() + ` or g($x) trusting ` + key.String() + `; check all f($y); reject if f(3);`},
		{code: `check if 1 + 2 * 3 - 4 / 5 & 6 | 7 ^ 8 === 3, "a".starts_with("b"), "c".extern::fn("d"), (1).extern::one() == null;`},
		{code: `check if f($x), $x === 1, $x !== 2, $x.length() > 0, $x.type() == "x", $x.union({1}).intersection({2}).contains(3), $x.matches("a").try_or(true), $x.ends_with("b");`},
		{code: `f(null);`},
		{code: `f([1, "a", [2]]);`, d2: true},
		{code: `f({"b": 1, 3: "c", "a": {"z", "y"}});`, d2: true},
		{code: `check if f($x), $x.get(0) === 1;`, d2: true},
		{code: `check if f($x), $x.get(0) == 1;`},
	} {
		for _, s := range []sample{
			{blocks: []sampleBlock{{code: c.code}}},
			{blocks: []sampleBlock{{code: `user("a"); x("z");`}, {code: c.code}}},
			{blocks: []sampleBlock{{code: `user("a"); x("z");`}, {code: c.code, signer: signer}, {code: c.code}}},
		} {
			ours := s.buildHere(t, root)
			theirs := read(r, s.buildThere(r, root), root)
			read(r, ours.Text(), root)
			for i, b := range s.blocks {
				d2, err := sameBlock(payload(t, ours, i), payload(t, theirs, i), ours.Blocks()[i].Datalog)
				if err != nil || d2 != (c.d2 && b.code == c.code) {
					t.Errorf("%s: block %d of %d: lower version %v, want %v (%v)", b.code, i, len(s.blocks), d2, c.d2, err)
				}
			}
		}
	}
}

func TestTheRootKeyIDIsKeptByBothSides(t *testing.T) {
	r := needReference(t)
	root := newKey(t, biscuit.Ed25519)
	public := root.PublicKey().String()
	for _, id := range []uint32{0, 7, 1<<32 - 1} {
		v, err := biscuit.Mint(root, parseBlock(t, versions[0].code), biscuit.MintOptions{RootKeyID: &id})
		if err != nil {
			t.Fatal(err)
		}
		theirs := r.token("mint", map[string]any{"private": root.SecretText(), "code": versions[0].code, "rootKeyId": id})
		for _, text := range []string{v.Text(), theirs} {
			text = r.attenuate(text, root, "a(1);")
			v, err := read(r, text, root).Append(parseBlock(t, "b(1);"))
			if err != nil {
				t.Fatal(err)
			}
			if v, err = v.Seal(); err != nil {
				t.Fatal(err)
			}
			for _, text := range []string{text, v.Text(), r.seal(text, root)} {
				got := ask[struct{ RootKeyID *uint32 }](r, "rootKeyId", map[string]any{"token": text, "root": public})
				ours, has := read(r, text, root).RootKeyID()
				if got.RootKeyID == nil || *got.RootKeyID != id || ours != id || !has {
					t.Errorf("root key id %v there, %d (%v) here, want %d", got.RootKeyID, ours, has, id)
				}
			}
		}
	}
	text := r.mint(root, "a(1);")
	got := ask[struct{ RootKeyID *uint32 }](r, "rootKeyId", map[string]any{"token": text, "root": public})
	if _, has := read(r, text, root).RootKeyID(); has || got.RootKeyID != nil {
		t.Errorf("a token without a root key id has one")
	}
}
