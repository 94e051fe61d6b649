package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
)

// The folders of the vectors.
const (
	inBiscuit = "biscuit" // what is a token, and what it says
	inDoS     = "dos"     // what must stay cheap
)

var folders = []string{inBiscuit, inDoS}

// stage is where a reader must stop, or that it must not.
type stage string

// The stages, in their order. Each names the first that fails.
const (
	container stage = "container" // text, limits, outer messages
	signature stage = "signature" // keys and signatures of blocks
	proof     stage = "proof"     // the secret, or the seal
	block     stage = "block"     // the bytes of a block, whose signature is good
	build     stage = "build"     // a block that must not be evaluated
	execution stage = "execution" // an expression fails
	limit     stage = "limit"     // the budget is spent
	denied    stage = "denied"    // policies and checks say no
	success   stage = "success"
)

// vector is one case, and becomes one file.
type vector struct {
	name    string
	comment string
	expect  stage
	err     string // where the stage fails: the names of the error in the JSON form of the reference
	failed  string // checks that fail: "0/1 authorizer/0" are check 1 of block 0 and check 0 of the authorizer
	budget  string // "facts=10": other than the default
	steps   int    // that the evaluation may take at most

	request    []byte // a third-party request, instead of a token
	token      *chain
	text       string // of the token, when it is not the usual one
	authorizer string
	root       sign.PrivateKey // when it is not the usual one
}

// files gives the content of every file by its name below spec/vectors.
func files() map[string][]byte {
	all := map[string][]byte{}
	add := func(folder string, vectors []vector) {
		for _, v := range vectors {
			name := folder + "/" + v.name + ".txt"
			if all[name] != nil {
				panic("two vectors are called " + name)
			}
			all[name] = v.file()
		}
	}
	for _, cases := range [][]vector{
		containerCases(), textCases(), signatureCases(), ed25519Cases(), p256Cases(), chainCases(), proofCases(),
		thirdPartyCases(), thirdPartyTables(), requestCases(), nestingCases(), tableCases(), wireCases(), versionCases(), termCases(),
		operationCases(), scopeCases(), checkCases(), orderCases(), expressionCases(),
	} {
		add(inBiscuit, cases)
	}
	for _, cases := range [][]vector{joinCases(), limitCases(), valueCases(), stringCases(), chargeCases(), tokenCases()} {
		add(inDoS, cases)
	}
	return all
}

// file gives the text: a header, an empty line, and the token.
func (v vector) file() []byte {
	var b bytes.Buffer
	line := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", key, value)
		}
	}
	line("expect", string(v.expect))
	line("error", v.err)
	line("failed", v.failed)
	line("comment", v.comment)
	line("budget", v.budget)
	if v.steps > 0 {
		line("steps", fmt.Sprint(v.steps))
	}
	if v.request != nil {
		line("what", "third-party request")
		fmt.Fprintf(&b, "\n%s\n", wrap(base64.URLEncoding.EncodeToString(v.request)))
		return b.Bytes()
	}
	root := v.root
	if root.IsZero() {
		root = rootKey
	}
	line("root", root.PublicKey().String())
	if v.token != nil && v.expect != container {
		v.revocation(line, root.PublicKey().Algorithm())
	}
	for text := range strings.Lines(v.authorizer) {
		line("authorizer", strings.TrimSuffix(text, "\n"))
	}
	text := v.text
	if text == "" {
		text = base64.URLEncoding.EncodeToString(v.token.encode())
	}
	fmt.Fprintf(&b, "\n%s\n", wrap(text))
	return b.Bytes()
}

// revocation gives the revocation id of each block, and when signatures can have two forms the key that both have.
func (v vector) revocation(line func(key, value string), alg datalog.Algorithm) {
	var keys []string
	p256 := false
	for _, b := range v.token.token.Blocks {
		line("revocation", fmt.Sprintf("%x", b.Signature))
		key, err := sign.RevocationKey(alg, b.Signature)
		if err == nil {
			keys = append(keys, fmt.Sprintf("%x", key))
		}
		p256 = p256 || alg == datalog.P256
		alg = b.NextKey.Algorithm
	}
	if p256 && len(keys) == len(v.token.token.Blocks) {
		for _, key := range keys {
			line("key", key)
		}
	}
}

// wrap cuts a long text into lines, which readers join again.
func wrap(text string) string {
	const width = 120
	var b strings.Builder
	for len(text) > width {
		b.WriteString(text[:width] + "\n")
		text = text[width:]
	}
	return b.String() + text
}
