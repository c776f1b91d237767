package paint

import (
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// TestNarrowSigns holds what is taken for narrow against the tables that are asked about all else.
func TestNarrowSigns(t *testing.T) {
	n := 0
	for sign := range rune(0x10000) {
		if !unicode.Is(narrowSigns, sign) {
			continue
		}
		n++
		if s := string(sign); ansi.StringWidth(s) != 1 || ansi.StringWidthWc(s) != 1 {
			t.Errorf("%U takes %d columns, or %d", sign, ansi.StringWidth(s), ansi.StringWidthWc(s))
		}
	}
	for _, s := range []string{"é", "●", "▸", "│", "…", "–", "“", "€", "Ж", "↑"} {
		if !narrow(s) {
			t.Errorf("%s is not narrow", s)
		}
	}
	for _, s := range []string{"日", "☀", "⌚", "e\u0301", "x\u200d", "\u0301", "👍", ""} {
		if narrow(s) {
			t.Errorf("%q is narrow", s)
		}
	}
	t.Logf("%d signs", n)
}
