package interop

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/hardtack-auth/hardtack/token/biscuit"
)

// reference is the Rust reference, run by node.
var reference = &peer{
	name:    "reference",
	timeout: 2 * time.Minute,
	command: func() *exec.Cmd {
		return exec.Command("node", "--no-warnings", "--experimental-wasm-modules", "driver.mjs")
	},
}

// rust asks the reference for one test. Its methods end the test when the reference does not answer as it should.
type rust struct{ testing.TB }

// needReference skips the test unless HARDTACK_INTEROP is set; then node must be there.
func needReference(t testing.TB) rust {
	t.Helper()
	if os.Getenv("HARDTACK_INTEROP") == "" {
		t.Skip("the Rust reference is not asked: run `npm ci` in this folder and set HARDTACK_INTEROP=1")
	}
	return rust{t}
}

// ask calls and demands an answer.
func ask[T any](r rust, op string, request map[string]any) T {
	r.Helper()
	var response T
	if err := reference.call(op, request, &response); err != nil {
		r.Fatalf("%s: %v", op, err)
	}
	return response
}

// refused calls and demands a refusal.
func (r rust) refused(op string, request map[string]any) json.RawMessage {
	r.Helper()
	var response json.RawMessage
	err := reference.call(op, request, &response)
	no, ok := errors.AsType[*refusal](err)
	if !ok {
		r.Fatalf("%s: %s (%v), want a refusal", op, response, err)
	}
	return no.JSON
}

// key makes a key there and reads it here.
func (r rust) key(alg biscuit.Algorithm) biscuit.PrivateKey {
	r.Helper()
	name := map[biscuit.Algorithm]string{biscuit.Ed25519: "Ed25519", biscuit.P256: "Secp256r1"}[alg]
	return r.sameKey(map[string]any{"algorithm": name})
}

// sameKey demands that both sides see the same key in a text.
func (r rust) sameKey(request map[string]any) biscuit.PrivateKey {
	r.Helper()
	pair := ask[struct{ Private, Public string }](r, "keys", request)
	k, err := biscuit.ParsePrivateKey(pair.Private)
	if err != nil {
		r.Fatal(err)
	}
	if got := k.PublicKey().String(); got != pair.Public {
		r.Fatalf("the public key of %s is %s here and %s there", pair.Private, got, pair.Public)
	}
	return k
}

func (r rust) token(op string, request map[string]any) string {
	r.Helper()
	return ask[struct{ Token string }](r, op, request).Token
}

func (r rust) mint(root biscuit.PrivateKey, code string) string {
	r.Helper()
	return r.token("mint", map[string]any{"private": root.SecretText(), "code": code})
}

func (r rust) attenuate(token string, root biscuit.PrivateKey, code string) string {
	r.Helper()
	return r.token("attenuate", map[string]any{"token": token, "root": root.PublicKey().String(), "code": code})
}

func (r rust) seal(token string, root biscuit.PrivateKey) string {
	r.Helper()
	return r.token("seal", map[string]any{"token": token, "root": root.PublicKey().String()})
}

// thirdParty makes a block by signer there and appends it there.
func (r rust) thirdParty(token string, root, signer biscuit.PrivateKey, code string) string {
	r.Helper()
	return r.token("append", map[string]any{
		"token": token, "root": root.PublicKey().String(), "private": signer.SecretText(), "public": signer.PublicKey().String(), "code": code,
	})
}

// printed is how the reference reads a token.
type printed struct {
	Token         string
	Blocks        []string
	RevocationIDs []string
}

func (r rust) print(token string, root biscuit.PrivateKey) printed {
	r.Helper()
	return ask[printed](r, "print", map[string]any{"token": token, "root": root.PublicKey().String()})
}

// decisions are those that the reference came to in several runs, and the world after the first. A nil dump says that there
// was none: the token or the authorizer was refused before.
type decisions struct {
	Results []json.RawMessage
	Dump    *string
}

func (r rust) authorize(token string, root biscuit.PrivateKey, authorizer string, times int) decisions {
	r.Helper()
	return ask[decisions](r, "authorize", map[string]any{
		"token": token, "root": root.PublicKey().String(), "authorizer": authorizer, "times": times,
	})
}
