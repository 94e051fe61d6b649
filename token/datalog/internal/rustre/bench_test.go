package rustre_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hardtack-auth/hardtack/token/datalog/internal/rustre"
)

const everyday = `^/tenants/[a-z0-9-]{1,32}/docs/\d+\.(pdf|txt)$`

func BenchmarkCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := rustre.Compile(everyday); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rustre.CompileCost(everyday)), "steps/op")
}

func BenchmarkMatch(b *testing.B) {
	re, subject := compile(b, everyday), "/tenants/acme-example/docs/2026.pdf"
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := re.MatchString(subject); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
	b.ReportMetric(float64(re.Cost(len(subject))), "steps/op")
}

// BenchmarkHostileCompile shows what a step of CompileCost is worth, on the patterns that cost most.
func BenchmarkHostileCompile(b *testing.B) {
	for _, pattern := range []string{
		strings.Repeat(`\w`, 25),
		strings.Repeat(`(?:\w|\d)`, 22),
		`^(?:` + strings.Repeat(`\w|`, 24) + `\w)$`,
		`(?i)` + strings.Repeat(`\pL`, 4),
		strings.Repeat(`[^\w]`, 12),
		`^\w{90}$`,
		`.{0,990}b`,
		`^[ab]{0,900}$`,
		strings.Repeat("[", 99) + "a" + strings.Repeat("]", 99),
	} {
		b.Run(fmt.Sprintf("%.12s", pattern), func(b *testing.B) {
			for b.Loop() {
				if _, err := rustre.Compile(pattern); err != nil {
					b.Fatal(err)
				}
			}
			perStep(b, rustre.CompileCost(pattern))
		})
	}
}

// BenchmarkHostileMatch fills MaxSteps with the slowest pairs known of pattern and subject.
func BenchmarkHostileMatch(b *testing.B) {
	for _, c := range []struct{ pattern, unit string }{
		{`(.*){330}b`, "a"},
		{`(?:.*.*.*.*.*.*.*.*.*.*){30}b`, "a"},
		{`\w{70}b`, "a"},
		{`\pL{60}é`, "aé"},
		{`(?:a*){600}b`, "a"},
		{`(?:[ab]*[bc]*[cd]*){200}x`, "ab cd"},
		{`(?:\b|a){400}z`, "ab cd"},
		{`(?:(?:a+)+)+b`, "a"},
		{`.{0,15}b`, "a"},
		{`(?:[^\pN]*){60}b`, "é"},
		{`[^\pL]*z`, "1"},
		{`^(?:a|b)*c`, "ab"},
	} {
		b.Run(c.pattern, func(b *testing.B) {
			re := compile(b, c.pattern)
			n := rustre.MaxSteps/(re.Cost(1)-re.Cost(0)) - 16
			subject := strings.Repeat(c.unit, n/len(c.unit))
			for b.Loop() {
				if _, err := re.MatchString(subject); err != nil {
					b.Fatal(err)
				}
			}
			perStep(b, re.Cost(len(subject)))
		})
	}
}

func perStep(b *testing.B, steps int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(steps), "ns/step")
}
