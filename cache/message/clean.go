package message

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// tabStop is the distance of tabs in mail, in cells.
const tabStop = 8

// Clean makes any string safe to show on one line: valid UTF-8, no controls, no bidi, no invisible tricks, combining
// runs capped, tabs and line breaks as spaces, and a width on which terminal and program agree.
//
// Clean is idempotent, so cleaning twice by mistake does no harm.
func Clean(s string) string {
	if plain(s, false) {
		return s
	}
	var g gate
	g.out.Grow(len(s))
	g.pass(s)
	return g.out.String()
}

// CleanText is Clean that keeps line feeds and expands tabs. CRLF, a lone CR, form feeds and the Unicode line
// separators become line feeds.
func CleanText(s string) string {
	if plain(s, true) {
		return s
	}
	var g gate
	g.text = true
	g.out.Grow(len(s) + len(s)/16)
	g.pass(s)
	return g.out.String()
}

// plain says that a string needs no cleaning: printable ASCII, and line feeds where they are allowed.
func plain(s string, lines bool) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < 0x20 && (c != '\n' || !lines)) || c >= 0x7f {
			return false
		}
	}
	return true
}

// gate is one passage through the sanitiser.
type gate struct {
	out   strings.Builder
	text  bool // keep line feeds
	marks int  // combining marks since the last base character
	base  bool // the line has a base character to carry marks
	line  int  // where in out the width of the current line was last taken
	cells int  // width of the line up to there
}

func (g *gate) pass(s string) {
	for i := 0; i < len(s); {
		if n := printable(s[i:]); n > 0 {
			g.out.WriteString(s[i : i+n])
			g.marks, g.base = 0, true
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if r == '\r' && i < len(s) && s[i] == '\n' {
			continue
		}
		g.admit(r)
	}
}

// printable is how far s goes on in printable ASCII.
func printable(s string) int {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c >= 0x7f {
			return i
		}
	}
	return len(s)
}

func (g *gate) admit(r rune) {
	switch judge(r) {
	case keep:
		g.write(r)
	case dot:
		g.write('·')
	case alien:
		g.write(utf8.RuneError)
	case space:
		g.blank(r)
	case mark:
		// A mark without a base would sit on whatever stands before the string on the screen.
		if g.marks++; g.base && g.marks <= maxMarks {
			g.out.WriteRune(r)
		}
	}
}

func (g *gate) write(r rune) {
	g.out.WriteRune(r)
	g.marks, g.base = 0, true
}

// blank writes what a break or tab becomes.
func (g *gate) blank(r rune) {
	switch {
	case !g.text:
		g.write(' ')
	case r == '\t':
		g.cells += ansi.StringWidth(g.out.String()[g.line:])
		pad := tabStop - g.cells%tabStop
		g.out.WriteString("        "[:pad])
		g.cells += pad
		g.line = g.out.Len()
		g.marks, g.base = 0, true
	default:
		g.out.WriteByte('\n')
		g.line, g.cells, g.marks, g.base = g.out.Len(), 0, 0, false
	}
}
