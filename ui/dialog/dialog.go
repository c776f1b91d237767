// Package dialog holds the overlays: help, palette, menus, questions, the session log, the ledger. A dialog never acts;
// it answers with what is to be done, and package ui does it.
package dialog

import (
	"image"
	"strings"

	tea "charm.land/bubbletea/v2"

	"poplin/ui/screen"
	"poplin/ui/theme"
)

// Dialog is one overlay. Only input goes to the top one; load results and ticks go to all.
type Dialog interface {
	Init() tea.Cmd
	Update(msg tea.Msg) (Answer, tea.Cmd)
	View(room image.Point) string // a box, at most as big as room
	Cursor() *tea.Cursor          // relative to the box, nil to hide
}

// Answer is what comes of a message.
type Answer struct {
	Close bool
	Do    screen.Action // done after closing
	Press string        // a key to press on the screen below, after closing
	Pass  bool          // the message itself goes on to the screen below, after closing
}

var stay = Answer{}

// frame draws a box around lines that are at most width cells: the title in its upper edge, a word on how to leave it
// in the lower.
func frame(t *theme.Theme, title, foot string, lines []string, width int) string {
	g := t.Glyph
	edge := func(left, text, right string, style func(...string) string) string {
		text = screen.Cut(text, width-2, g.Ellipsis)
		if text != "" {
			text = " " + text + " "
		}
		fill := strings.Repeat(g.HLine, max(width+1-screen.Width(text), 0))
		return t.Line.Render(left+g.HLine) + style(text) + t.Line.Render(fill+right)
	}
	side := t.Line.Render(g.VLine)
	out := make([]string, 0, len(lines)+2)
	out = append(out, edge(g.TopLeft, title, g.TopRight, t.Strong.Render))
	for _, l := range lines {
		out = append(out, side+" "+screen.Fit(l, width, g.Ellipsis)+" "+side)
	}
	out = append(out, edge(g.BottomLeft, foot, g.BottomRight, t.Dim.Render))
	return strings.Join(out, "\n")
}

// Cells that a frame takes beside its lines.
const (
	frameWidth  = 4
	frameHeight = 2
	frameLeft   = 2
	frameTop    = 1
)

// roomIn is the size for lines within a frame that must fit into room.
func roomIn(room image.Point, widest int) image.Point {
	return image.Pt(max(min(room.X-frameWidth, widest), 1), max(room.Y-frameHeight, 1))
}
