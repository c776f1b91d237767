package screen

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Fit cuts clean or styled text to exactly width cells, ending in tail where something was cut, and pads it with
// spaces. A wide character that would stand half outside is left out and its cell is a space.
func Fit(s string, width int, tail string) string {
	if width <= 0 {
		return ""
	}
	s = Cut(s, width, tail)
	return s + spaces(width-Width(s))
}

// FitRight is Fit with the text at the right edge.
func FitRight(s string, width int, tail string) string {
	if width <= 0 {
		return ""
	}
	s = Cut(s, width, tail)
	return spaces(width-Width(s)) + s
}

// Cut shortens text to at most width cells.
func Cut(s string, width int, tail string) string {
	if width <= 0 {
		return ""
	}
	if plain(s) && len(s) <= width {
		return s
	}
	return ansi.Truncate(s, width, tail)
}

// Width counts cells.
func Width(s string) int {
	if plain(s) {
		return len(s)
	}
	return ansi.StringWidth(s)
}

// plain says that every byte is one cell, which is what most of a list is.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

const blank = "                                                                                                    "

func spaces(n int) string {
	switch {
	case n <= 0:
		return ""
	case n <= len(blank):
		return blank[:n]
	}
	return strings.Repeat(" ", n)
}

// Spaces is a run of n spaces; none when n is negative.
func Spaces(n int) string { return spaces(n) }

// CutLeft is the end of a text, at most width cells of it: the part of a host or an address that tells the truth.
func CutLeft(s string, width int, ellipsis string) string {
	r := []rune(s)
	if Width(s) <= width {
		return s
	}
	for len(r) > 0 && Width(string(r)) > width-1 {
		r = r[1:]
	}
	return ellipsis + string(r)
}
