package sign_test

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// vectors reads a file of test vectors that lies beside the project. Where there are none the test says so and checks
// nothing; where the CI variable is set they must be there.
func vectors(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "shared", "vectors", filepath.FromSlash(name)))
	if os.IsNotExist(err) && os.Getenv("CI") != "true" {
		t.Skipf("not checked: no vectors %s", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func vectorsJSON(t *testing.T, name string, into any) {
	t.Helper()
	if err := json.Unmarshal(vectors(t, name), into); err != nil {
		t.Fatal(err)
	}
}

// hexBytes is a byte string that JSON holds in hexadecimal.
type hexBytes []byte

func (h *hexBytes) UnmarshalText(text []byte) (err error) {
	*h, err = hex.DecodeString(string(text))
	return err
}

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// wycheproof is the part of a Wycheproof file that both algorithms share.
type wycheproof struct {
	NumberOfTests int
	TestGroups    []struct {
		PublicKey struct {
			PK           hexBytes
			Uncompressed hexBytes
		}
		Tests []struct {
			TcID    int
			Comment string
			Flags   []string
			Msg     hexBytes
			Sig     hexBytes
			Result  string
		}
	}
}
