package biscuit

import (
	"context"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// Options of an [Authorizer]: the budget, external functions, and a cache of regular expressions.
type Options = datalog.Options

// Authorizer evaluates one request: the blocks of a verified token together with the verifier's own facts, rules, checks
// and policies. It is for one goroutine. All that it does counts against one budget.
type Authorizer struct {
	world  *datalog.World
	token  *Verified // nil for [Unauthenticated]
	source *datalog.Compiled
}

// Policies are a verifier's rules of decision, compiled once and used for any number of requests. They are immutable.
type Policies struct{ compiled *datalog.Compiled }

// NewPolicies prepares an authorizer's statements for evaluation.
func NewPolicies(a datalog.Authorizer) (Policies, error) {
	c, err := datalog.CompileAuthorizer(a)
	if err != nil {
		return Policies{}, failBlock(ReasonBlock, -1, err)
	}
	return Policies{c}, nil
}

// Authorizer returns an authorizer for the token and a request. It fails when the token holds a block that must not be
// evaluated.
func (v *Verified) Authorizer(a datalog.Authorizer, o Options) (*Authorizer, error) {
	p, err := NewPolicies(a)
	if err != nil {
		return nil, err
	}
	return v.AuthorizerFor(p, nil, o)
}

// AuthorizerText is Authorizer with the statements as Datalog text. Values from outside belong into params, not into src.
func (v *Verified) AuthorizerText(src string, params syntax.Params, o Options) (*Authorizer, error) {
	a, err := syntax.ParseAuthorizer(src, params)
	if err != nil {
		return nil, fail(ReasonSyntax, err)
	}
	return v.Authorizer(a, o)
}

// AuthorizerFor is Authorizer with statements that are prepared already, and the facts of one request beside them.
func (v *Verified) AuthorizerFor(p Policies, request []datalog.Predicate, o Options) (*Authorizer, error) {
	if err := v.Valid(); err != nil {
		return nil, err
	}
	w := datalog.NewWorld(o)
	w.Expect(len(v.ready))
	for i := range v.ready {
		if err := w.AddBlock(v.ready[i].compiled, v.ready[i].signer); err != nil {
			return nil, failBlock(ReasonBlock, i, err)
		}
	}
	return authorizer(w, v, p, request)
}

// Unauthenticated returns an authorizer without a token, for the facts of one request.
func Unauthenticated(p Policies, request []datalog.Predicate, o Options) (*Authorizer, error) {
	return authorizer(datalog.NewWorld(o), nil, p, request)
}

func authorizer(w *datalog.World, v *Verified, p Policies, request []datalog.Predicate) (*Authorizer, error) {
	if p.compiled == nil { // the zero Policies: no policy, so nothing is allowed
		p.compiled = new(datalog.Compiled)
	}
	if err := w.SetAuthorizer(p.compiled, request...); err != nil {
		return nil, fail(ReasonBlock, err)
	}
	return &Authorizer{world: w, token: v, source: p.compiled}, nil
}

// Run applies the rules of the blocks and of the authorizer. The other methods do it when it has not been done.
func (a *Authorizer) Run(ctx context.Context) error {
	if a.world == nil {
		return fail(ReasonSignature, errNoToken)
	}
	return evaluation(a.world.Run(ctx))
}

// Authorize decides. It returns the index of the allow policy that matched, and a nil error, when the answer is yes. A
// *[DeniedError] is a no; any other error is one too, and says that the evaluation did not come to an end.
func (a *Authorizer) Authorize(ctx context.Context) (policy int, err error) {
	d, err := a.Decide(ctx)
	if err != nil {
		return 0, err
	}
	if !d.Allowed() {
		return 0, &DeniedError{Decision: d}
	}
	return d.Policy, nil
}

// Decide is Authorize with the whole outcome, of a yes and of a no: the policy and the facts that made it match, and every
// check that failed with the block it stands in. After an error the decision is the zero one, which denies.
func (a *Authorizer) Decide(ctx context.Context) (datalog.Decision, error) {
	if err := a.Run(ctx); err != nil {
		return datalog.Decision{}, err
	}
	d, err := a.world.Authorize(ctx)
	return d, evaluation(err)
}

// Query returns what a rule derives from the facts of block 0 and of the authorizer, or of the blocks that its own scopes
// name, each with the blocks it comes from.
func (a *Authorizer) Query(ctx context.Context, r datalog.Rule) ([]datalog.Fact, error) {
	if err := a.Run(ctx); err != nil {
		return nil, err
	}
	facts, err := a.world.Query(ctx, r)
	return facts, evaluation(err)
}

// QueryAll is [Authorizer.Query] over the facts of all blocks. Look at the origin of what it returns: whoever appended a
// block can claim anything in it.
func (a *Authorizer) QueryAll(ctx context.Context, r datalog.Rule) ([]datalog.Fact, error) {
	if err := a.Run(ctx); err != nil {
		return nil, err
	}
	facts, err := a.world.QueryAll(ctx, r)
	return facts, evaluation(err)
}

// QueryOne is [Authorizer.Query] for a rule that must have one result; for none and for several the error is [ErrNotOneResult].
func (a *Authorizer) QueryOne(ctx context.Context, r datalog.Rule) (datalog.Fact, error) {
	facts, err := a.Query(ctx, r)
	if err != nil {
		return datalog.Fact{}, err
	}
	if len(facts) != 1 {
		return datalog.Fact{}, fail(ReasonExecution, ErrNotOneResult)
	}
	return facts[0], nil
}

// Facts lists the facts with their origins, those stated and those derived. There are none before [Authorizer.Run].
func (a *Authorizer) Facts() []datalog.Fact {
	if a.world == nil {
		return nil
	}
	return a.world.Facts()
}

// StepsUsed returns how much of the budget is spent.
func (a *Authorizer) StepsUsed() int {
	if a.world == nil {
		return 0
	}
	return a.world.StepsUsed()
}
