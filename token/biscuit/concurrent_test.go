package biscuit_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

func mustBlock(t testing.TB, src string) datalog.Block {
	t.Helper()
	b, err := syntax.ParseBlock(src, syntax.Params{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustMint(t testing.TB, src string) (*biscuit.Verified, biscuit.PublicKey) {
	t.Helper()
	root, err := biscuit.GenerateKey(biscuit.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	v, err := biscuit.Mint(root, mustBlock(t, src), biscuit.MintOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return v, root.PublicKey()
}

// A token is immutable: any number of requests may do anything with it at once. Run with -race.
func TestOneTokenServesManyGoroutines(t *testing.T) {
	v, root := mustMint(t, `right("file1", "read"); check if operation("read");`)
	v, err := v.Append(mustBlock(t, `check if resource("file1"), ["a"].all($p -> $p.matches("^a"));`))
	if err != nil {
		t.Fatal(err)
	}
	u := v.Unverified()
	var cache datalog.RegexCache
	const allow = `operation("read"); resource("file1"); allow if right("file1", "read");`
	authorize := func(v *biscuit.Verified) error {
		a, err := v.AuthorizerText(allow, syntax.Params{}, biscuit.Options{Regexes: &cache})
		if err == nil {
			_, err = a.Authorize(context.Background())
		}
		return err
	}
	var wg sync.WaitGroup
	for n := range 16 {
		wg.Go(func() {
			for range 8 {
				var err error
				switch n % 6 {
				case 0:
					err = authorize(v)
				case 1:
					var verified *biscuit.Verified
					if verified, err = u.Verify(biscuit.Root(root)); err == nil {
						err = authorize(verified)
					}
				case 2:
					var child *biscuit.Verified
					if child, err = v.Append(mustBlock(t, fmt.Sprintf(`check if operation("read"); n(%d);`, n))); err == nil {
						err = authorize(child)
					}
				case 3:
					_, err = u.Seal()
				case 4:
					for _, b := range v.Blocks() {
						_ = b.Code()
					}
					_, err = v.RevocationKeys()
				case 5:
					_, err = u.ThirdPartyRequest()
				}
				if err != nil {
					t.Errorf("goroutine %d: %v", n, err)
				}
			}
		})
	}
	wg.Wait()
}

// Two children of one parent share its memory: each must say what was asked of it, and nothing of the other.
func TestSiblingsBuiltTogetherDifferAsWritten(t *testing.T) {
	parent, root := mustMint(t, `right("file1", "read");`)
	const children = 8
	texts := make([]string, children)
	var wg sync.WaitGroup
	for i := range children {
		wg.Go(func() {
			child, err := parent.Append(mustBlock(t, fmt.Sprintf(`own%d("%d"); check if me("%d");`, i, i, i)))
			if err == nil {
				child, err = child.Append(mustBlock(t, fmt.Sprintf(`check if me("%d"), true;`, i)))
			}
			if err != nil {
				t.Errorf("child %d: %v", i, err)
				return
			}
			texts[i] = child.Text()
		})
	}
	wg.Wait()
	for i, text := range texts {
		u, err := biscuit.ParseText(text)
		if err != nil {
			t.Fatal(err)
		}
		v, err := u.Verify(biscuit.Root(root))
		if err != nil {
			t.Fatalf("child %d: %v", i, err)
		}
		blocks := v.Blocks()
		if want := fmt.Sprintf("own%d(\"%d\");\ncheck if me(\"%d\");\n", i, i, i); len(blocks) != 3 || blocks[1].Code() != want {
			t.Errorf("child %d says %q", i, blocks[1].Code())
		}
		for other := range children {
			a, err := v.AuthorizerText(fmt.Sprintf(`me("%d"); allow if right("file1", "read");`, other), syntax.Params{}, biscuit.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := a.Authorize(context.Background()); (err == nil) != (other == i) {
				t.Errorf("child %d for %d: %v", i, other, err)
			}
		}
	}
	if parent.Len() != 1 {
		t.Errorf("the parent has %d blocks", parent.Len())
	}
}
