package rustre_test

import (
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
	"testing"
	"unicode"

	"github.com/hardtack-auth/hardtack/token/datalog/internal/rustre"
)

// The digests below are of regex 1.11.1 itself, run on every character. They hold for the characters of Unicode 15.
func TestUnicodeIsTheVersionThatWasCompared(t *testing.T) {
	if unicode.Version != "15.0.0" {
		t.Fatalf("Go has Unicode %s: compare again with the crate's Unicode 16, then correct unsettled and extraFolds", unicode.Version)
	}
}

// settled are the characters on which MatchString answers questions about properties.
func settled() []rune {
	var list []rune
	for c := rune(0); c <= unicode.MaxRune; c++ {
		if !unicode.In(c, unicode.Cn, unicode.Cs) && c != 0x1171E && c != 0x19B && c != 0x264 {
			list = append(list, c)
		}
	}
	return list
}

// digest appends one byte for each character, telling whether it is in the class.
func digest(t *testing.T, sum uint32, class string, chars []rune) uint32 {
	re := compile(t, "^"+class+"$")
	members := make([]byte, len(chars))
	for i, c := range chars {
		got, err := re.MatchString(string(c))
		if err != nil {
			t.Fatalf("%s on %U: %v", class, c, err)
		}
		if got {
			members[i] = 1
		}
	}
	return crc32.Update(sum, crc32.IEEETable, members)
}

func TestClassesHoldTheReferencesCharacters(t *testing.T) {
	chars := settled()
	for _, c := range []struct {
		class string
		want  uint32
	}{
		{`\w`, 0xc61f5073},
		{`\d`, 0xf4120afe},
		{`\s`, 0x4589cc61},
		{`\p{Lowercase}`, 0x55e9f138},
		{`\p{Uppercase}`, 0x66324f34},
		{`\p{Assigned}`, 0x29a87397},
		{`((?i)\p{Lu})`, 0x5b45ea16},
		{`((?i)[^α-ω])`, 0xfbc533dd},
		{`[\w--\pL]`, 0x30be7476},
		{`[\pL~~\p{Latin}]`, 0xc5c79db5},
	} {
		if got := digest(t, 0, c.class, chars); got != c.want {
			t.Errorf("%s: digest %#08x, want %#08x", c.class, got, c.want)
		}
	}
}

func TestCategoriesAndScriptsHoldTheReferencesCharacters(t *testing.T) {
	chars := settled()
	// All characters were compared once, with \P and (?i) too; the test keeps to those where tables change.
	supplement, _ := slices.BinarySearch(chars, 0x20000)
	cjk, _ := slices.BinarySearch(chars, 0x3000)
	sum := uint32(0)
	for _, name := range slices.Sorted(maps.Keys(unicode.Categories)) {
		if name != "Cs" {
			sum = digest(t, sum, `\p{`+name+`}`, chars[:supplement])
		}
	}
	if sum != 0x5f9eb771 {
		t.Errorf("categories: digest %#08x", sum)
	}
	sum = 0
	for _, name := range slices.Sorted(maps.Keys(unicode.Scripts)) {
		sum = digest(t, sum, `\p{`+name+`}`, chars[:cjk])
	}
	if sum != 0x0fc414f3 {
		t.Errorf("scripts: digest %#08x", sum)
	}
}

func TestCaseFoldingJoinsTheReferencesPairs(t *testing.T) {
	var letters []rune
	for _, c := range settled() {
		if math := c >= 0x1D400 && c < 0x1D800; math {
			continue // a thousand letters without case, to save time
		}
		if c == 0x345 || unicode.Is(unicode.Nl, c) || c >= 0x24B6 && c <= 0x24E9 || unicode.In(c, unicode.Lu, unicode.Ll, unicode.Lt) {
			letters = append(letters, c)
		}
	}
	pairs, h := 0, crc32.NewIEEE()
	for i, c := range letters {
		re := compile(t, fmt.Sprintf(`(?i:\x{%x})`, c))
		for chunk := range slices.Chunk(letters[i+1:], 64) { // a chunk is one subject first: nearly all hold no match
			for _, d := range matching(t, re, chunk) {
				fmt.Fprintf(h, "%x %x\n", c, d)
				pairs++
			}
		}
	}
	if pairs != 1490 || h.Sum32() != 0x71369d6b {
		t.Errorf("%d pairs, digest %#08x", pairs, h.Sum32())
	}
}

// matching returns the characters that match, by halving.
func matching(t *testing.T, re *rustre.Regexp, chars []rune) []rune {
	got, err := re.MatchString(string(chars))
	if err != nil {
		t.Fatalf("%q: %v", string(chars), err)
	}
	switch {
	case !got:
		return nil
	case len(chars) == 1:
		return chars
	}
	half := len(chars) / 2
	return slices.Concat(matching(t, re, chars[:half]), matching(t, re, chars[half:]))
}

func TestUnknownCharactersAreRefusedOnlyWithProperties(t *testing.T) {
	for _, pattern := range []string{`\w`, `\W`, `\d`, `\D`, `\pL`, `[^\PN]`, `(?i)é`, `[a\d]`, `\p{Greek}`} {
		if got, err := compile(t, pattern).MatchString("x\U0001FAE9"); got || err == nil { // assigned in Unicode 16
			t.Errorf("%q: %v, %v", pattern, got, err)
		}
	}
	if _, err := rustre.Compile(`[\U0001FAE9]`); err != nil {
		t.Errorf("the character itself: %v", err)
	}
}
