package sign_test

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
)

type field struct {
	number uint64
	bytes  []byte
	value  uint64
}

// fields reads the container of a token, which has bytes and varints only.
func fields(t *testing.T, b []byte) []field {
	t.Helper()
	var all []field
	next := func() uint64 {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			t.Fatalf("no varint in %x", b)
		}
		b = b[n:]
		return v
	}
	for len(b) > 0 {
		tag := next()
		f := field{number: tag >> 3, value: next()}
		switch tag & 7 {
		case 2:
			f.bytes, b = b[:f.value], b[f.value:]
		case 0:
		default:
			t.Fatalf("wire type %d", tag&7)
		}
		all = append(all, f)
	}
	return all
}

type block struct {
	data, signature, external []byte
	version                   uint64
	next, externalKey         sign.PublicKey
}

func readKey(t *testing.T, b []byte) (sign.PublicKey, error) {
	var alg datalog.Algorithm
	var key []byte
	for _, f := range fields(t, b) {
		switch f.number {
		case 1:
			alg = datalog.Algorithm(f.value)
		case 2:
			key = f.bytes
		}
	}
	return sign.NewChainKey(alg, key)
}

func readBlock(t *testing.T, b []byte) (block, error) {
	var r block
	var err error
	for _, f := range fields(t, b) {
		switch f.number {
		case 1:
			r.data = f.bytes
		case 2:
			if r.next, err = readKey(t, f.bytes); err != nil {
				return block{}, err
			}
		case 3:
			r.signature = f.bytes
		case 4:
			for _, e := range fields(t, f.bytes) {
				switch e.number {
				case 1:
					r.external = e.bytes
				case 2:
					if r.externalKey, err = readKey(t, e.bytes); err != nil {
						return block{}, err
					}
				}
			}
		case 5:
			r.version = f.value
		}
	}
	return r, nil
}

// verifyChain checks all signatures of a token with this package alone, and returns the signatures of its blocks.
func verifyChain(t *testing.T, token []byte, root sign.PublicKey) (signatures [][]byte, signers []sign.PublicKey, err error) {
	t.Helper()
	var buffer sign.Buffer
	var last block
	var nextSecret, finalSignature []byte
	key := root
	one := func(raw []byte) error {
		b, err := readBlock(t, raw)
		if err != nil {
			return err
		}
		var payload []byte
		switch {
		case b.version == 0 && b.external == nil:
			payload, err = buffer.BlockV0(b.data, b.next)
		case b.version == 1 && len(signatures) == 0:
			payload, err = buffer.AuthorityV1(b.data, b.next)
		case b.version == 1:
			payload, err = buffer.BlockV1(b.data, b.next, last.signature, b.external)
		default:
			err = fmt.Errorf("version %d", b.version)
		}
		if err != nil {
			return err
		}
		if err := key.Verify(payload, b.signature); err != nil {
			return err
		}
		if b.external != nil {
			if payload, err = buffer.ExternalV1(b.data, last.signature); err != nil {
				return err
			}
			if err := b.externalKey.Verify(payload, b.external); err != nil {
				return err
			}
		}
		signatures, signers = append(signatures, b.signature), append(signers, key)
		last, key = b, b.next
		return nil
	}
	for _, f := range fields(t, token) {
		switch f.number {
		case 2, 3:
			if err := one(f.bytes); err != nil {
				return nil, nil, err
			}
		case 4:
			for _, p := range fields(t, f.bytes) {
				switch p.number {
				case 1:
					nextSecret = p.bytes
				case 2:
					finalSignature = p.bytes
				}
			}
		}
	}
	if finalSignature != nil {
		payload, err := buffer.Seal(last.data, last.next, last.signature)
		if err != nil {
			return nil, nil, err
		}
		return signatures, signers, last.next.Verify(payload, finalSignature)
	}
	secret, err := sign.NewPrivateKey(last.next.Algorithm(), nextSecret)
	if err != nil {
		return nil, nil, err
	}
	if secret.PublicKey() != last.next {
		return nil, nil, errors.New("the secret is not that of the last key")
	}
	return signatures, signers, nil
}

// Every official sample, verified with this package's payloads: V0 and V1, sealed, third-party, P-256; and for those that
// the reference refuses for a signature, its very words.
func TestOfficialSamplesVerifyAsForTheReference(t *testing.T) {
	var file struct {
		RootPublicKey string `json:"root_public_key"`
		Testcases     []struct {
			Filename    string
			Validations map[string]struct {
				Result        json.RawMessage
				RevocationIDs []string `json:"revocation_ids"`
			}
		}
	}
	vectorsJSON(t, "biscuit-samples/samples.json", &file)
	root, err := sign.ParsePublicKey("ed25519/" + file.RootPublicKey)
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for _, c := range file.Testcases {
		var want string
		var ids []string
		for _, v := range c.Validations {
			var result struct {
				Err struct {
					Format struct {
						Signature                          struct{ InvalidSignature string }
						BlockSignatureDeserializationError string
					}
				}
			}
			ids = v.RevocationIDs
			// Other results have other shapes, which are no matter of signatures.
			if err := json.Unmarshal(v.Result, &result); err == nil {
				want = result.Err.Format.Signature.InvalidSignature + result.Err.Format.BlockSignatureDeserializationError
			}
		}
		signatures, _, err := verifyChain(t, vectors(t, "biscuit-samples/"+c.Filename), root)
		if want != "" {
			refused++
			said, ok := err.(interface{ Reference() string })
			if !ok || said.Reference() != want {
				t.Errorf("%s: got %v, want %q", c.Filename, err, want)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.Filename, err)
		}
		if len(signatures) != len(ids) {
			t.Errorf("%s: %d signatures, %d revocation ids", c.Filename, len(signatures), len(ids))
			continue
		}
		for i, sig := range signatures {
			if hex.EncodeToString(sig) != ids[i] {
				t.Errorf("%s: block %d: signature %x, revocation id %s", c.Filename, i, sig, ids[i])
			}
		}
	}
	if len(file.Testcases) != 38 || refused != 5 {
		t.Errorf("%d samples, %d refused", len(file.Testcases), refused)
	}
}

// Tokens that the reference made at random, on either curve, with both forms of S: all verify and have
// revocation keys.
func TestRandomTokensOfTheReferenceVerify(t *testing.T) {
	var cases []struct {
		Token string
		Root  string
	}
	vectorsJSON(t, "biscuit-random/cases.json", &cases)
	var low, high int
	for i, c := range cases {
		token, err := base64.RawURLEncoding.DecodeString(c.Token)
		if err != nil {
			t.Fatal(err)
		}
		root, err := sign.ParsePublicKey(c.Root)
		if err != nil {
			t.Fatal(err)
		}
		signatures, signers, err := verifyChain(t, token, root)
		if err != nil {
			t.Errorf("case %d: %v", i, err)
		}
		for b, sig := range signatures {
			if _, err := sign.RevocationKey(signers[b].Algorithm(), sig); err != nil {
				t.Errorf("case %d, block %d: %v", i, b, err)
			}
			if signers[b].Algorithm() != datalog.P256 {
				continue
			}
			if parsed, err := sign.ParseP256Signature(sig); err == nil && parsed.IsLow() {
				low++
			} else {
				high++
			}
		}
	}
	if len(cases) == 0 || low == 0 || high == 0 {
		t.Errorf("%d tokens with %d low and %d high S", len(cases), low, high)
	}
	t.Logf("%d tokens, %d low and %d high S", len(cases), low, high)
}
