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

// parse cuts a line to exactly width cells.
func (l *looks) parse(line string, width int) row {
	r := row{cells: make([]cell, 0, width)}
	lines := uv.NewStyledString(line).Lines(ansi.GraphemeWidth)
	if len(lines) > 0 {
		for i := range lines[0] {
			c := &lines[0][i]
			if len(r.cells)+c.Width > width {
				break
			}
			r.add(c, l.of(c))
		}
	}
	for len(r.cells) < width {
		r.cells = append(r.cells, cell{text: " "})
	}
	return r
}

func (r *row) add(c *uv.Cell, k look) {
	r.cells = append(r.cells, cell{c.Content, k})
	for range c.Width - 1 {
		r.cells = append(r.cells, cell{"", k})
	}
	if c.Width != 1 || !oneByte(c.Content) && ansi.StringWidthWc(c.Content) != c.Width {
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
