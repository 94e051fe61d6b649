package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/hardtack-auth/hardtack/token/biscuit"
	"github.com/hardtack-auth/hardtack/token/keyfile"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// A revocation list cannot hold a year of five digits. If a token that ends in one got into the list when it is revoked, no
// verifier could read the list any more.
func TestATokenCannotDamageTheListThatItIsRevokedIn(t *testing.T) {
	for name, c := range map[string]struct{ code, want string }{
		"no end":          {`f(1);`, "-"},
		"a plain end":     {`check if time($t), $t < 2030-01-01T00:00:00Z;`, "2030-01-01T00:00:00Z"},
		"the last second": {`check if time($t), $t <= 9999-12-31T23:59:59Z;`, "-"},
		"the earliest":    {`check all time($t), $t < 9000-01-01T00:00:00Z; check all time($t), $t < 2031-01-01T00:00:00Z;`, "2031-01-01T00:00:00Z"},
		"another time":    {`trusting previous; check if time($t), $t < 2030-01-01T00:00:00Z;`, "-"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			key, err := biscuit.GenerateKey(biscuit.Ed25519)
			if err != nil {
				t.Fatal(err)
			}
			block, err := syntax.ParseBlock(c.code, syntax.Params{})
			if err != nil {
				t.Fatal(err)
			}
			v, err := biscuit.Mint(key, block, biscuit.MintOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if err := keyfile.Create(filepath.Join(dir, "tok"), []byte(v.Text()), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, token := range []string{"tok", "tok"} { // the second reads what the first wrote
				_, stderr, status := run(dir, "", "revoke", token, "--root", key.PublicKey().String(), "--revoked", "list")
				if status != 0 {
					t.Fatalf("exit status %d: %s", status, stderr)
				}
			}
			got, err := os.ReadFile(filepath.Join(dir, "list"))
			if err != nil || !regexp.MustCompile(`^[0-9a-f]{64} `+regexp.QuoteMeta(c.want)+"\n$").Match(got) {
				t.Errorf("the list holds %q, %v; want one entry until %s", got, err, c.want)
			}
		})
	}
}
