package cli_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/cmd/internal/cli"
)

const (
	samplesFolder   = "../../../../shared/vectors/biscuit-samples"
	wantSamples     = 38
	wantValidations = 50
)

type samples struct {
	RootPublicKey string `json:"root_public_key"`
	Testcases     []struct {
		Filename    string
		Token       []json.RawMessage
		Validations map[string]struct {
			World          json.RawMessage
			Result         json.RawMessage
			AuthorizerCode string          `json:"authorizer_code"`
			RevocationIDs  json.RawMessage `json:"revocation_ids"`
		}
	}
}

// run runs a command line in this process.
func run(dir, stdin string, args ...string) (stdout, stderr string, status int) {
	var out, errs bytes.Buffer
	s := cli.System{Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &errs, Dir: dir}
	status = cli.Run(context.Background(), args, s)
	return out.String(), errs.String(), status
}

// The two commands that other tools rely on answer the official samples as the reference does, to the field.
func TestOfficialSamplesOnTheCommandLine(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(samplesFolder, "samples.json"))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("the official samples are not at ../shared/vectors")
		}
		t.Skip("cannot check the command line against the official samples: they are not at ../shared/vectors")
	}
	var s samples
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	key := "ed25519/" + s.RootPublicKey
	validations := 0
	for _, c := range s.Testcases {
		t.Run(strings.TrimSuffix(c.Filename, ".bc"), func(t *testing.T) {
			raw, err := os.ReadFile(filepath.Join(samplesFolder, c.Filename))
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			text := base64.URLEncoding.EncodeToString(raw)
			for name, content := range map[string]string{
				"raw": string(raw), "text": text + "\n", "unpadded": "biscuit:" + strings.TrimRight(text, "="), "header": "Bearer " + text,
			} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for _, want := range c.Validations {
				validations++
				if err := os.WriteFile(filepath.Join(dir, "policy"), []byte(want.AuthorizerCode), 0o600); err != nil {
					t.Fatal(err)
				}
				for _, form := range []string{"raw", "text", "unpadded", "header"} {
					out, stderr, status := run(dir, "", "authorize", form, "--root", key, "--authorizer", "policy", "--test-externs", "--json")
					compare(t, out, map[string]json.RawMessage{
						"result": want.Result, "revocation_ids": want.RevocationIDs, "world": want.World,
					})
					ok := strings.Contains(string(want.Result), `"Ok"`)
					if (status == 0) != ok || !ok && status != 1 {
						t.Errorf("%s: exit status %d with %s", form, status, want.Result)
					}
					if stderr != "" {
						t.Errorf("%s: stderr %q", form, stderr)
					}
				}
				inspectSample(t, dir, string(raw), key, c.Token, want.RevocationIDs, want.Result)
			}
		})
	}
	if len(s.Testcases) != wantSamples || validations != wantValidations {
		t.Errorf("%d samples with %d validations ran, want %d with %d", len(s.Testcases), validations, wantSamples, wantValidations)
	}
}

// inspectSample compares inspect with the blocks of a sample. A token without revocation ids is one that is not verified.
func inspectSample(t *testing.T, dir, raw, key string, blocks []json.RawMessage, ids, result json.RawMessage) {
	t.Helper()
	out, _, status := run(dir, raw, "inspect", "-", "--root", key, "--json")
	var got struct {
		Verified bool
		Sealed   *bool
		Blocks   []map[string]any
		Result   json.RawMessage
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("inspect: %v in %q", err, out)
	}
	var wantIDs []string
	if err := json.Unmarshal(ids, &wantIDs); err != nil {
		t.Fatal(err)
	}
	if len(wantIDs) == 0 {
		if got.Verified || status != 1 || normal(t, got.Result) != normal(t, result) {
			t.Errorf("inspect: verified %v, status %d, result %s; want %s", got.Verified, status, got.Result, result)
		}
		return
	}
	if !got.Verified || status != 0 || got.Result != nil || got.Sealed == nil || len(got.Blocks) != len(blocks) {
		t.Fatalf("inspect: status %d, %s", status, out)
	}
	for i, b := range got.Blocks {
		var want map[string]any
		if err := json.Unmarshal(blocks[i], &want); err != nil {
			t.Fatal(err)
		}
		if b["revocation_id"] != wantIDs[i] || b["index"] != float64(i) {
			t.Errorf("block %d: index %v, revocation id %v", i, b["index"], b["revocation_id"])
		}
		if _, ok := b["context"]; !ok || len(b) != 8 {
			t.Errorf("block %d has other fields than the contract: %v", i, b)
		}
		for field, value := range want {
			if !reflect.DeepEqual(b[field], value) {
				t.Errorf("block %d: %s is %v, want %v", i, field, b[field], value)
			}
		}
	}
}

// compare wants exactly these fields.
func compare(t *testing.T, got string, want map[string]json.RawMessage) {
	t.Helper()
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(got), &fields); err != nil {
		t.Fatalf("%v in %q", err, got)
	}
	if len(fields) != len(want) {
		t.Errorf("fields of %s, want %d", got, len(want))
	}
	for name, value := range want {
		if g, w := normal(t, fields[name]), normal(t, value); g != w {
			t.Errorf("%s is\n%s\nwant\n%s", name, g, w)
		}
	}
}

// normal gives JSON in one spelling.
func normal(t *testing.T, data json.RawMessage) string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber() // the origin of the authorizer is the greatest 64-bit number
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %q", err, data)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
