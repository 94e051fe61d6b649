package sign_test

import (
	"crypto"
	"crypto/ed25519"
	"crypto/elliptic"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
)

// payloadSize is about that of a block with three rights.
const payloadSize = 300

func benchmarkKey(b *testing.B, alg datalog.Algorithm) (sign.PrivateKey, []byte) {
	b.Helper()
	key, err := sign.Generate(alg)
	if err != nil {
		b.Fatal(err)
	}
	return key, make([]byte, payloadSize)
}

// The pair to compare: Strict beside Bare.
func BenchmarkVerify(b *testing.B) {
	key, msg := benchmarkKey(b, datalog.Ed25519)
	sig, public := mustSign(b, key, msg), key.PublicKey()
	std := ed25519.PublicKey(public.Bytes())
	b.Run("Bare", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if !ed25519.Verify(std, msg, sig) {
				b.Fatal("refused")
			}
		}
	})
	b.Run("Strict", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := public.Verify(msg, sig); err != nil {
				b.Fatal(err)
			}
		}
	})
	ecKey, _ := benchmarkKey(b, datalog.P256)
	ecSig, ecPublic := mustSign(b, ecKey, msg), ecKey.PublicKey()
	b.Run("P256", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := ecPublic.Verify(msg, ecSig); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// A delegation generates one key and signs once (BenchmarkP6). Bare is the floor; Checked is what the self-check
// of other signers costs.
func BenchmarkGenerateAndSign(b *testing.B) {
	key, msg := benchmarkKey(b, datalog.Ed25519)
	_, std, err := ed25519.GenerateKey(nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("Bare", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, _, err := ed25519.GenerateKey(nil); err != nil {
				b.Fatal(err)
			}
			ed25519.Sign(std, msg)
		}
	})
	run := func(name string, s sign.Signer) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := sign.Generate(datalog.Ed25519); err != nil {
					b.Fatal(err)
				}
				if _, err := s.Sign(msg); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	memory, err := sign.NewSigner(key)
	if err != nil {
		b.Fatal(err)
	}
	run("InMemory", memory)
	checked, err := sign.NewSigner(module{std.Public(), func(msg []byte, opts crypto.SignerOpts) ([]byte, error) {
		return std.Sign(nil, msg, opts)
	}})
	if err != nil {
		b.Fatal(err)
	}
	run("Checked", checked)
}

func BenchmarkSignP256(b *testing.B) {
	key, msg := benchmarkKey(b, datalog.P256)
	s, err := sign.NewSigner(key)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Sign(msg); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadKey(b *testing.B) {
	ed, _ := benchmarkKey(b, datalog.Ed25519)
	ec, _ := benchmarkKey(b, datalog.P256)
	edBytes, ecBytes := ed.PublicKey().Bytes(), ec.PublicKey().Bytes()
	b.Run("Ed25519", func(b *testing.B) {
		for b.Loop() {
			if _, err := sign.NewPublicKey(datalog.Ed25519, edBytes); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Ed25519Chain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := sign.NewChainKey(datalog.Ed25519, edBytes); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("P256", func(b *testing.B) {
		for b.Loop() {
			if _, err := sign.NewPublicKey(datalog.P256, ecBytes); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("P256Bare", func(b *testing.B) {
		for b.Loop() {
			if x, _ := elliptic.UnmarshalCompressed(elliptic.P256(), ecBytes); x == nil {
				b.Fatal("refused")
			}
		}
	})
}

func BenchmarkRevocationKey(b *testing.B) {
	for _, alg := range algorithms {
		key, msg := benchmarkKey(b, alg)
		sig := mustSign(b, key, msg)
		b.Run(alg.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := sign.RevocationKey(alg, sig); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPayload(b *testing.B) {
	key, data := benchmarkKey(b, datalog.Ed25519)
	next := key.PublicKey()
	previous := make([]byte, ed25519.SignatureSize)
	var buffer sign.Buffer
	b.ReportAllocs()
	for b.Loop() {
		if _, err := buffer.BlockV1(data, next, previous, nil); err != nil {
			b.Fatal(err)
		}
	}
}
