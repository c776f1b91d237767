package ui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/unicode/norm"
)

// toASCII makes a drawn screen fit for a terminal that shows nothing but ASCII: letters lose their accents, signs are
// replaced by their likes, and what has none becomes a question mark for each of its cells. Escape sequences and widths
// stay as they are.
func toASCII(s string) string {
	if ascii(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for len(s) > 0 {
		i := 0
		for i < len(s) && s[i] < 0x80 {
			i++
		}
		b.WriteString(s[:i])
		s = s[i:]
		if s == "" {
			break
		}
		cluster, width := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		if cluster == "" {
			cluster, width = s[:1], 1
		}
		b.WriteString(likeness(cluster, width))
		s = s[len(cluster):]
	}
	return b.String()
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// likeness is an ASCII text of exactly width cells that looks like a character.
func likeness(cluster string, width int) string {
	first, _ := utf8.DecodeRuneInString(cluster)
	if c := strings.IndexRune(signs, first); c >= 0 {
		return padTo(string(signsASCII[utf8.RuneCountInString(signs[:c])]), width)
	}
	if base, _ := utf8.DecodeRuneInString(norm.NFD.String(cluster)); base < 0x80 && unicode.IsPrint(base) {
		return padTo(string(base), width)
	}
	return strings.Repeat("?", width)
}

// Signs of the screens themselves and of ordinary writing, and what stands for each.
const (
	signs      = "·•…–—‘’“”„«»‹›→←↑↓×✓ßæøœłđıÆØŒŁ│─"
	signsASCII = "-*~--''\"\"\"<><>><^vx+saooldiAOOL|-"
)

func padTo(s string, width int) string {
	if width <= 1 {
		return s[:min(width, len(s))]
	}
	return s + strings.Repeat(" ", width-1)
}
