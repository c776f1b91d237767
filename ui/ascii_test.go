package ui

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestASCIIKeepsWidths(t *testing.T) {
	if n, m := len([]rune(signs)), len(signsASCII); n != m {
		t.Fatalf("%d signs, %d stand-ins", n, m)
	}
	for in, want := range map[string]string{
		"plain": "plain", "Straße": "Strase", "Élodie": "Elodie", "来週": "????", "e\u0301": "e", "3 · 4…": "3 - 4~", "\x1b[1m→ x\x1b[m": "\x1b[1m> x\x1b[m", "مرحبا": "?????", "🎉!": "??!",
	} {
		if got := toASCII(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func FuzzASCII(f *testing.F) {
	f.Add("来週 · Straße")
	f.Fuzz(func(t *testing.T, s string) {
		s = ansi.Strip(s)
		got := toASCII(s)
		if !ascii(got) {
			t.Errorf("%q becomes %q", s, got)
		}
	})
}
