package verifier

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hardtack-auth/hardtack/revocation"
	"github.com/hardtack-auth/hardtack/token"
	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
)

// Config says what a [Verifier] trusts. Audience, Keys and Revocations are required.
type Config struct {
	// Audience is the identifier of this server, as tokens name it (RFC 8707).
	Audience string
	// Keys gives the root keys that may have issued a token.
	Keys biscuit.Roots
	// Revocations knows what is revoked; what [NoRevocation] returns switches the protection off.
	Revocations revocation.Source
	// MaxStaleness is the greatest age of the revocation data with which the verifier still says yes. Zero means 300 s.
	MaxStaleness time.Duration
	// Budget bounds the work for one request; zero fields mean the defaults.
	Budget datalog.Budget
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

// DefaultStaleness is the greatest age of revocation data unless a [Config] says otherwise.
const DefaultStaleness = 300 * time.Second

// NoRevocation returns a source in which nothing is ever revoked. With it no token can be stopped before it expires.
func NoRevocation() revocation.Source { return revocation.NewSet() }

// Verifier decides on requests. It is safe for concurrent use.
type Verifier struct {
	config   Config
	policies biscuit.Policies
	regexes  datalog.RegexCache
}

// New returns a verifier, or says what its configuration lacks.
func New(c Config) (*Verifier, error) {
	switch {
	case c.Audience == "":
		return nil, errors.New("verifier: an audience is required: the identifier of this server in tokens")
	case c.Keys == nil:
		return nil, errors.New("verifier: keys are required: the root keys that may issue tokens")
	case c.Revocations == nil:
		return nil, errors.New("verifier: a revocation source is required; NoRevocation switches the protection off")
	case c.MaxStaleness < 0:
		return nil, errors.New("verifier: a negative staleness")
	}
	if c.MaxStaleness == 0 {
		c.MaxStaleness = DefaultStaleness
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	p, err := biscuit.NewPolicies(standardPolicy())
	if err != nil {
		return nil, fmt.Errorf("verifier: %w", err)
	}
	return &Verifier{config: c, policies: p}, nil
}

// Request is what the bearer wants to do. Each field is one value: several operations are several requests, and all must
// be allowed.
type Request struct {
	Operation string // required
	Resource  string // required; a path, see [token.CanonicalResource]
	Tool      string // name of the tool that is called, if one is
}

// Verify decides on one request. It returns a caller and no error, a *[DeniedError], or another error when the verifier
// could not tell; without a caller the answer is no.
func (v *Verifier) Verify(ctx context.Context, encoded string, r Request) (*Caller, error) {
	resource, err := checkRequest(r)
	if err != nil {
		return nil, denied(ReasonRequest, -1, -1, "the request is malformed: %v", err)
	}
	unverified, err := biscuit.ParseText(encoded)
	if err != nil {
		return nil, malformed(err)
	}
	t, err := unverified.Verify(v.config.Keys)
	if err != nil {
		return nil, unauthentic(err)
	}
	blocks := t.Blocks()
	claims, err := token.ReadClaims(blocks)
	if err != nil {
		return nil, denied(ReasonProfile, -1, -1, "%v", err)
	}
	if err := v.revoked(t, claims); err != nil {
		return nil, err
	}
	now := v.config.Now().UTC()
	facts := v.facts(r, resource, now, claims)
	a, err := t.AuthorizerFor(v.policies, facts, biscuit.Options{Budget: v.config.Budget, Regexes: &v.regexes})
	if err != nil {
		return nil, unevaluable(err, claims)
	}
	decision, err := a.Decide(ctx)
	if err != nil {
		return nil, unevaluable(err, claims)
	}
	if !decision.Allowed() {
		return nil, explain(decision, claims, blocks, request{r.Operation, resource, now})
	}
	return newCaller(t, claims, blocks), nil
}

func checkRequest(r Request) (resource string, err error) {
	if resource, err = token.CanonicalResource(r.Resource); err != nil {
		return "", err
	}
	if len(r.Tool) > token.MaxName {
		return "", fmt.Errorf("the name of the tool is longer than %d bytes", token.MaxName)
	}
	return resource, token.Permission{Operation: r.Operation, Resource: resource}.Check()
}

// facts states what the blocks are checked against: exactly one of each, or checks would hold for one and miss another
// (spec/profile.md, "Request facts").
func (v *Verifier) facts(r Request, resource string, now time.Time, c token.Claims) []datalog.Predicate {
	facts := []datalog.Predicate{
		one(token.FactTime, datalog.Time(now)),
		one(token.FactAudience, datalog.String(v.config.Audience)),
		one(token.FactOperation, datalog.String(r.Operation)),
		one(token.FactResource, datalog.String(resource)),
		one(token.FactHops, datalog.Int(int64(c.Hops()))),
	}
	if r.Tool != "" {
		facts = append(facts, one(token.FactTool, datalog.String(r.Tool)))
	}
	return facts
}

func one(name string, t datalog.Term) datalog.Predicate {
	return datalog.Predicate{Name: name, Terms: []datalog.Term{t}}
}

// revoked asks for every key of the token: its blocks, its root key and its handles.
func (v *Verifier) revoked(t *biscuit.Verified, c token.Claims) error {
	keys, err := token.RevocationKeys(t, c)
	if err != nil {
		return denied(ReasonSignature, -1, -1, "a signature has no canonical form")
	}
	question := make([]revocation.Key, len(keys))
	for i, k := range keys {
		question[i] = k
	}
	answer := v.config.Revocations.Ask(question)
	switch answer.Verdict {
	case revocation.Revoked:
		return revokedBy(answer, t, c)
	case revocation.Clear:
		if answer.Age > v.config.MaxStaleness {
			return fmt.Errorf("%w: the revocation data is %v old", ErrUndecided, answer.Age.Round(time.Second))
		}
		return nil
	}
	return fmt.Errorf("%w: the revocation data is %v", ErrUndecided, answer.Verdict)
}
