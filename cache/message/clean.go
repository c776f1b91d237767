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
	for {
		s = s[printable(s):]
		if s == "" || s[0] != '\n' || !lines {
			return s == ""
		}
		s = s[1:]
	}
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
		if n := harmless(s[i:]); n > 0 {
			g.out.WriteString(s[i : i+n])
			g.marks, g.base = 0, true
			i += n
			continue
		}
		if n := g.lineEnd(s[i:]); n > 0 {
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

// lineEnd passes the line feed that s begins with, a carriage return before it or none.
func (g *gate) lineEnd(s string) (read int) {
	n := strings.IndexByte(s[:min(len(s), 2)], '\n') + 1
	if !g.text || n == 0 || n == 2 && s[0] != '\r' {
		return 0
	}
	g.blank('\n')
	return n
}

// harmless is how far s goes on in characters that judge keeps and that bear marks: printable ASCII, and the letters of
// most other mail.
func harmless(s string) int {
	i := printable(s)
	for i < len(s) {
		n := 0
		switch c := s[i]; {
		case 0x20 <= c && c < 0x7f:
			n = 1
		case c < 0xc3, i+1 == len(s), s[i+1]&0xc0 != 0x80:
		case c < 0xcc, 0xce <= c && c < 0xd2: // Latin; Greek and Cyrillic
			n = 2
		case c < 0xe3, i+2 == len(s), s[i+2]&0xc0 != 0x80:
		case 0xe4 <= c && c <= 0xe9: // Han
			n = 3
		case c == 0xe3 || 0xea <= c && c <= 0xed:
			r := rune(c&0xf)<<12 | rune(s[i+1]&0x3f)<<6 | rune(s[i+2]&0x3f)
			if 0x3041 <= r && r <= 0x3096 || 0x30a1 <= r && r <= 0x30fe || 0xac00 <= r && r <= 0xd7a3 {
				n = 3
			}
		}
		if n == 0 {
			break
		}
		i += n
	}
	return i
}

// printable is how far s goes on in printable ASCII. It looks at eight bytes at once, as most of what it reads is that.
func printable(s string) int {
	const ones = 0x0101010101010101
	i := 0
	for ; i+8 <= len(s); i += 8 {
		eight := s[i : i+8]
		x := uint64(eight[0]) | uint64(eight[1])<<8 | uint64(eight[2])<<16 | uint64(eight[3])<<24 |
			uint64(eight[4])<<32 | uint64(eight[5])<<40 | uint64(eight[6])<<48 | uint64(eight[7])<<56
		if (x|(x-0x20*ones)|(x+ones))&(0x80*ones) != 0 {
			break
		}
	}
	for ; i < len(s); i++ {
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
