package biscuit_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/biscuit"
)

// A token is a credential: no way of printing it may show the secret in it.
func TestTokensPrintWithoutTheirSecret(t *testing.T) {
	root, err := biscuit.GenerateKey(biscuit.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	v, err := biscuit.Mint(root, parseBlock(t, `user("alice@acme.example");`), biscuit.MintOptions{})
	if err != nil {
		t.Fatal(err)
	}
	u := v.Unverified()
	raw := v.Encode()
	secret := raw[len(raw)-32:]
	spellings := []string{
		fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret), strings.Trim(fmt.Sprintf("%v", secret), "[]"),
		strings.Trim(fmt.Sprintf("%#v", secret), "[]byte{}"), v.Text()[len(v.Text())-40:],
	}
	for _, value := range []any{u, *u, v, *v} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			out := fmt.Sprintf(verb, value)
			for _, s := range spellings {
				if strings.Contains(out, s) {
					t.Errorf("%s of a %T shows the secret", verb, value)
				}
			}
		}
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("seen", "token", v, "same", u)
	if strings.Contains(log.String(), spellings[4]) || !strings.Contains(log.String(), "biscuit ") {
		t.Errorf("the log says %s", log.String())
	}
}
