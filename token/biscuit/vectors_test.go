package biscuit_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/spec"
	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// vector is a file of spec/vectors/biscuit or spec/vectors/dos.
type vector struct {
	name, expect, err, failed, root, authorizer, what, text string

	revocation, keys []string
	steps            int
}

// readVectors reads all files of a folder. A line that it does not understand fails the test, never goes unnoticed.
func readVectors(t testing.TB, folder string) []vector {
	t.Helper()
	names, err := fs.Glob(spec.Vectors, path.Join("vectors", folder, "*.txt"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no vectors in %s: %v", folder, err)
	}
	all := make([]vector, len(names))
	for i, name := range names {
		content, err := fs.ReadFile(spec.Vectors, name)
		if err == nil {
			all[i], err = parseVector(strings.TrimSuffix(path.Base(name), ".txt"), string(content))
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return all
}

func parseVector(name, content string) (vector, error) {
	v := vector{name: name}
	header, body, found := strings.Cut(content, "\n\n")
	if !found {
		return vector{}, errors.New("no empty line behind the header")
	}
	single := map[string]*string{"expect": &v.expect, "error": &v.err, "failed": &v.failed, "root": &v.root, "what": &v.what, "comment": new(string)}
	for line := range strings.SplitSeq(header, "\n") {
		key, value, _ := strings.Cut(line, ": ")
		switch {
		case single[key] != nil && *single[key] == "":
			*single[key] = value
		case key == "authorizer":
			v.authorizer += value + "\n"
		case key == "revocation":
			v.revocation = append(v.revocation, value)
		case key == "key":
			v.keys = append(v.keys, value)
		case key == "steps":
			n, err := strconv.Atoi(value)
			if err != nil {
				return vector{}, err
			}
			v.steps = n
		default:
			return vector{}, fmt.Errorf("header line %q", line)
		}
	}
	if v.expect == "" || *single["comment"] == "" {
		return vector{}, errors.New("expect and comment are required")
	}
	v.text = strings.ReplaceAll(strings.TrimSuffix(body, "\n"), "\n", "")
	return v, nil
}

// outcome is what became of a vector.
type outcome struct {
	stage string
	err   error
	token *biscuit.Verified
	steps int
}

// run judges a vector by the public API alone.
func (v vector) run() outcome {
	if v.what == "third-party request" {
		return v.answer()
	}
	u, err := biscuit.ParseAny([]byte(v.text))
	if err != nil {
		return outcome{stage: "container", err: err}
	}
	root, err := biscuit.ParsePublicKey(v.root)
	if err != nil {
		return outcome{stage: "root", err: err}
	}
	token, err := u.Verify(biscuit.Root(root))
	if err != nil {
		return outcome{stage: verifyStage(err), err: err}
	}
	out := outcome{token: token}
	a, err := token.AuthorizerText(v.authorizer, syntax.Params{}, biscuit.Options{})
	if err != nil {
		out.stage, out.err = "build", err
		return out
	}
	_, err = a.Authorize(context.Background())
	out.err, out.steps = err, a.StepsUsed()
	out.stage = map[biscuit.Reason]string{
		"":                      "success",
		biscuit.ReasonExecution: "execution", biscuit.ReasonLimit: "limit", biscuit.ReasonDenied: "denied",
	}[biscuit.ReasonOf(err)]
	if (err == nil) != (out.stage == "success") {
		out.stage = "unclassed"
	}
	return out
}

// answer lets a third party answer a request.
func (v vector) answer() outcome {
	request, err := biscuit.DecodeText(v.text)
	if err != nil {
		return outcome{stage: "text", err: err}
	}
	key, err := biscuit.GenerateKey(biscuit.Ed25519)
	if err != nil {
		return outcome{stage: "key", err: err}
	}
	if _, err = biscuit.SignThirdParty(request, key, datalog.Block{}); err != nil {
		return outcome{stage: "container", err: err}
	}
	return outcome{stage: "success"}
}

// verifyStage tells what stopped Verify: a block's signature or key, the proof, or what a block holds.
func verifyStage(err error) string {
	e, ok := errors.AsType[*biscuit.Error](err)
	switch {
	case !ok:
		return "unclassed"
	case e.Reason == biscuit.ReasonBlock:
		return "block"
	case e.Reason == biscuit.ReasonRoot:
		return "root"
	case e.Block < 0:
		return "proof"
	}
	return "signature"
}

var variantName = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`)

// errorPath gives the names in the JSON form of an error: Format.Signature.InvalidSignature.
func errorPath(err error) string {
	if err == nil {
		return ""
	}
	var names []string
	for raw := biscuit.ErrorJSON(err); ; {
		var name string
		if json.Unmarshal(raw, &name) == nil {
			if variantName.MatchString(name) {
				names = append(names, name)
			}
			break
		}
		var fields map[string]json.RawMessage
		if json.Unmarshal(raw, &fields) != nil || len(fields) != 1 {
			break
		}
		for name, raw = range fields {
		}
		if !variantName.MatchString(name) {
			break
		}
		names = append(names, name)
	}
	return strings.Join(names, ".")
}

// failedChecks lists the checks that a refusal names: "authorizer/0 0/1".
func failedChecks(err error) string {
	d, ok := errors.AsType[*biscuit.DeniedError](err)
	if !ok {
		return ""
	}
	var all []string
	for _, f := range d.Decision.Failed {
		block := strconv.Itoa(f.Block)
		if f.Block == datalog.AuthorizerID {
			block = "authorizer"
		}
		all = append(all, fmt.Sprintf("%s/%d", block, f.Index))
	}
	return strings.Join(all, " ")
}

// check compares an outcome with what the file says.
func (v vector) check(t *testing.T, got outcome) {
	t.Helper()
	if got.stage != v.expect {
		t.Fatalf("%s (%v), want %s", got.stage, got.err, v.expect)
	}
	if e := errorPath(got.err); e != v.err {
		t.Errorf("error %s (%v), want %s", e, got.err, v.err)
	}
	if f := failedChecks(got.err); f != v.failed {
		t.Errorf("failed checks %q, want %q", f, v.failed)
	}
	if v.steps > 0 && got.steps > v.steps {
		t.Errorf("%d steps, want at most %d", got.steps, v.steps)
	}
	if got.token == nil {
		return
	}
	var ids, keys []string
	for _, id := range got.token.RevocationIDs() {
		ids = append(ids, hex.EncodeToString(id))
	}
	if !slices.Equal(ids, v.revocation) {
		t.Errorf("revocation ids %v, want %v", ids, v.revocation)
	}
	derived, err := got.token.RevocationKeys()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range derived {
		keys = append(keys, hex.EncodeToString(key[:]))
	}
	if v.keys != nil && !slices.Equal(keys, v.keys) {
		t.Errorf("revocation keys %v, want %v", keys, v.keys)
	}
}

// Each file has one reason, and says at which stage it must count: what fails earlier, or elsewhere, hides it.
func TestEachVectorEndsAtItsStage(t *testing.T) {
	for _, v := range readVectors(t, "biscuit") {
		t.Run(v.name, func(t *testing.T) { v.check(t, v.run()) })
	}
}

func TestMauledP256TokenKeepsItsRevocationKey(t *testing.T) {
	by := map[string]vector{}
	for _, v := range readVectors(t, "biscuit") {
		by[v.name] = v
	}
	low, high := by["p256-low-s"], by["p256-high-s"]
	if len(low.keys) == 0 || !slices.Equal(low.keys, high.keys) || slices.Equal(low.revocation, high.revocation) {
		t.Errorf("keys %v and %v, revocation ids %v and %v", low.keys, high.keys, low.revocation, high.revocation)
	}
}

func TestVectorParserRefusesWhatItDoesNotUnderstand(t *testing.T) {
	for name, content := range map[string]string{
		"no body":         "expect: success\ncomment: c\n",
		"unknown key":     "expect: success\ncomment: c\nexcept: denied\n\nAA\n",
		"repeated expect": "expect: success\nexpect: denied\ncomment: c\n\nAA\n",
		"no expect":       "comment: c\n\nAA\n",
		"no comment":      "expect: success\n\nAA\n",
		"bad steps":       "expect: success\ncomment: c\nsteps: many\n\nAA\n",
	} {
		if v, err := parseVector("x", content); err == nil {
			t.Errorf("%s: read as %+v", name, v)
		}
	}
}
