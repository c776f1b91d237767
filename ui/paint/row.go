package paint

import (
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
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
	if width != 1 || len(text) > 1 && ansi.StringWidthWc(text) != width {
		r.loose = true
	}
}

func oneByte(s string) bool { return len(s) == 1 }

// cut parts a frame's content into exactly height lines.
func cut(content string, height int) []string {
	lines := make([]string, height)
	for i := range lines {
		lines[i], content, _ = strings.Cut(content, "\n")
	}
	return lines
}
