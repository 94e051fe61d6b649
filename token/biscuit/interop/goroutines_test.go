package interop

import (
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/hardtack-auth/hardtack/token/biscuit"
)

// biscuit-go starts goroutines for a run, and leaves some behind when one ends early. We start none: not for a yes or a no,
// not when an expression fails or the budget is spent.
func TestEvaluationLeavesNoGoroutine(t *testing.T) {
	const evaluations = 200
	signers := []biscuit.PrivateKey{newKey(t, biscuit.Ed25519)}
	root := newKey(t, biscuit.Ed25519)
	ends := map[string]int{}
	before := runtime.NumGoroutine()
	for i := range uint64(evaluations) {
		g := generator{Rand: rand.New(rand.NewPCG(i, 0)), signers: signers}
		s := g.sample()
		options := biscuit.Options{}
		if i%5 == 0 {
			options.Budget.Steps = 10
		}
		a, err := s.buildHere(t, root).AuthorizerText(s.authorizer, noParams, options)
		if err != nil {
			t.Fatal(err)
		}
		_, err = a.Authorize(t.Context())
		ends[string(biscuit.ReasonOf(err))]++
	}
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("%d goroutines, %d before", after, before)
	}
	for _, end := range []biscuit.Reason{"", biscuit.ReasonDenied, biscuit.ReasonExecution, biscuit.ReasonLimit} {
		if ends[string(end)] < 5 {
			t.Errorf("%d evaluations end with %q: %v", ends[string(end)], end, ends)
		}
	}
}
