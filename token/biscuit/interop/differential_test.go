package interop

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/hardtack-auth/hardtack/token/biscuit"
)

// Random tokens are built by both sides from one source, read by both, and decided by both. HARDTACK_SEED chooses other
// ones, HARDTACK_CASES how many. Case i of seed s is case 0 of seed s+i.
func TestRandomTokensAreBuiltReadAndDecidedAlike(t *testing.T) {
	r := needReference(t)
	seed, cases := number(t, "HARDTACK_SEED", 1), number(t, "HARDTACK_CASES", 150)
	t.Logf("HARDTACK_SEED=%d HARDTACK_CASES=%d", seed, cases)
	signers := []biscuit.PrivateKey{r.key(biscuit.Ed25519), r.key(biscuit.P256), newKey(t, biscuit.Ed25519)}
	roots := map[biscuit.Algorithm]biscuit.PrivateKey{
		biscuit.Ed25519: r.key(biscuit.Ed25519),
		biscuit.P256:    newKey(t, biscuit.P256),
	}
	verdicts, classes, lower := map[verdict]int{}, map[string]int{}, 0
	for i := range cases {
		g := generator{Rand: rand.New(rand.NewPCG(seed+i, 0)), signers: signers}
		s := g.sample()
		how, class, d2 := runSample(t, r, s, roots[s.root], seed+i)
		verdicts[how]++
		classes[class]++
		lower += d2
		if t.Failed() {
			return
		}
	}
	t.Logf("%v; decisions %v; %d blocks with a lower version there (D2)", verdicts, classes, lower)
	if n := verdicts[undecided]; uint64(n)*50 > cases {
		t.Errorf("%d of %d cases are undecided, more than 2%%", n, cases)
	}
	if cases >= 100 {
		for _, class := range []string{"Ok", "Unauthorized", "NoMatchingPolicy", "Execution"} {
			if uint64(classes[class])*25 < cases {
				t.Errorf("%d of %d cases end in %s: the generator draws too little of it", classes[class], cases, class)
			}
		}
	}
}

// runSample compares one case, and returns how many of its blocks differ in their version.
func runSample(t *testing.T, r rust, s sample, root biscuit.PrivateKey, seed uint64) (how verdict, class string, d2 int) {
	t.Helper()
	defer func() {
		if t.Failed() {
			t.Logf("HARDTACK_SEED=%d HARDTACK_CASES=1\n%v", seed, s)
		}
	}()
	v := read(r, s.buildHere(t, root).Text(), root)
	how, class, err := judge(r, v, root, s.authorizer)
	if err != nil {
		t.Errorf("token made here: %v", err)
	}
	if slices.ContainsFunc(s.blocks, func(b sampleBlock) bool { return b.scopes != nil }) {
		return how, class, 0 // no source text makes the reference write such a block
	}
	w := read(r, s.buildThere(r, root), root)
	for i := range s.blocks {
		lower, err := sameBlock(payload(t, v, i), payload(t, w, i), v.Blocks()[i].Datalog)
		if err != nil {
			t.Errorf("block %d: %v", i, err)
		}
		if lower {
			d2++
		}
	}
	if again, _, err := judge(r, w, root, s.authorizer); err != nil {
		t.Errorf("token made by the reference: %v", err)
	} else if again == undecided {
		how = undecided
	}
	return how, class, d2
}
