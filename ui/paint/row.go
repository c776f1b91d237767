package paint

import (
	"strings"
	"unicode"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/mattn/go-runewidth"
)

// cell is one column of a row. A wide character has its columns after the first empty.
type cell struct {
	text string
	look look
}

func (c cell) blank() bool { return c.text == " " }

// row is a line cut into cells. Of a loose one the terminal may think that a character takes another width than we
// think, so it is only ever written whole and from places that are told to the terminal.
type row struct {
	cells []cell
	loose bool
}

// parse cuts a line to exactly width cells. Of what is no text, colours and links are read and all else is dropped.
func (l *looks) parse(line string, width int) row {
	r := row{cells: make([]cell, 0, width)}
	p := ansi.GetParser()
	defer ansi.PutParser(p)
	var (
		a     appearance
		k     look
		state byte
	)
	for len(line) > 0 {
		text, cells, n, next := ansi.DecodeSequence(line, state, p)
		if n == 1 && len(line) > 1 && line[1] >= 0xc0 && line[0] > ' ' && line[0] < 0x7f { // an accent may follow
			text, cells = ansi.FirstGraphemeCluster(line, ansi.GraphemeWidth)
			n = len(text)
		}
		switch {
		case cells > 0:
			if len(r.cells)+cells > width {
				line, n = "", 0
				break
			}
			r.add(text, cells, l.onBlank(text, k))
		case ansi.HasCsiPrefix(text) && p.Command() == 'm':
			uv.ReadStyle(p.Params(), &a.style)
			k = l.of(a)
		case ansi.HasOscPrefix(text) && p.Command() == 8:
			uv.ReadLink(p.Data(), &a.link)
			k = l.of(a)
		}
		state, line = next, line[n:]
	}
	for len(r.cells) < width {
		r.cells = append(r.cells, cell{text: " "})
	}
	return r
}

func (r *row) add(text string, width int, k look) {
	r.cells = append(r.cells, cell{text, k})
	for range width - 1 {
		r.cells = append(r.cells, cell{"", k})
	}
	if width != 1 || len(text) > 1 && !narrow(text) && ansi.StringWidthWc(text) != width {
		r.loose = true
	}
}

// narrow says that text is one sign that every terminal draws in one column, short of those that keep to the widths of
// East Asia. Whoever asks go-runewidth about a sign beyond U+02FF pays with two megabytes for its table.
func narrow(text string) bool {
	sign, n := utf8.DecodeRuneInString(text)
	return n == len(text) && !runewidth.EastAsianWidth && unicode.Is(narrowSigns, sign)
}

var narrowSigns = &unicode.RangeTable{R16: []unicode.Range16{
	{0x00a1, 0x00ac, 1}, {0x00ae, 0x02ff, 1}, // Latin
	{0x0384, 0x038a, 1}, {0x038e, 0x03a1, 1}, {0x03a3, 0x0482, 1}, {0x048a, 0x052f, 1}, // Greek, Cyrillic
	{0x2010, 0x2027, 1}, {0x2030, 0x203b, 1}, {0x203d, 0x2048, 1}, {0x20a0, 0x20c0, 1}, // punctuation, currencies
	{0x2190, 0x2193, 1}, {0x2200, 0x22ff, 1}, {0x2500, 0x25a9, 1}, {0x25ac, 0x25b5, 1}, {0x25b7, 0x25bf, 1}, {0x25c1, 0x25fa, 1}, // arrows, lines, shapes
}}

func oneByte(s string) bool { return len(s) == 1 }

// cut parts a frame's content into exactly height lines.
func cut(content string, height int) []string {
	lines := make([]string, height)
	for i := range lines {
		lines[i], content, _ = strings.Cut(content, "\n")
	}
	return lines
}
