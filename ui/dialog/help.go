package dialog

import (
	"image"

	tea "charm.land/bubbletea/v2"

	"poplin/ui/screen"
	"poplin/ui/theme"
)

// Help shows every key of a screen, grouped.
type Help struct {
	theme  *theme.Theme
	title  string
	groups []screen.Group
	pager  pager
}

// NewHelp shows groups under a title.
func NewHelp(t *theme.Theme, title string, groups []screen.Group) *Help {
	return &Help{theme: t, title: title, groups: groups}
}

func (h *Help) Init() tea.Cmd       { return nil }
func (h *Help) Cursor() *tea.Cursor { return nil }

// Update scrolls; any other key closes.
func (h *Help) Update(msg tea.Msg) (Answer, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return Answer{Close: !h.pager.press(msg)}, nil
	case tea.MouseWheelMsg:
		h.pager.wheel(msg)
	case tea.MouseClickMsg:
		return Answer{Close: true}, nil
	}
	return stay, nil
}

const keyWidth = 9

// View lays the groups out in as many columns as fit.
func (h *Help) View(room image.Point) string {
	inner := roomIn(room, 132)
	const least = 34
	n := max(1, min(inner.X/least, len(h.groups), 4))
	width := inner.X / n
	columns := h.columns(n, width-2)
	var lines []string
	for y := 0; ; y++ {
		line, some := "", false
		for _, c := range columns {
			cell := ""
			if y < len(c) {
				cell, some = c[y], true
			}
			line += screen.Fit(cell, width, h.theme.Glyph.Ellipsis)
		}
		if !some {
			break
		}
		lines = append(lines, line)
	}
	lines = h.pager.cut(lines, min(inner.Y, len(lines)))
	return frame(h.theme, h.title, h.pager.more("any other key closes"), lines, width*n)
}

// columns shares the groups out so that the columns are about as long, in order.
func (h *Help) columns(n, width int) [][]string {
	var blocks [][]string
	total := 0
	for _, g := range h.groups {
		b := h.block(g, width)
		blocks = append(blocks, b)
		total += len(b)
	}
	out := make([][]string, 1, n)
	for i, b := range blocks {
		last := &out[len(out)-1]
		if len(*last) > 0 && len(out) < n && len(*last)+len(b)/2 > (total+n-1)/n {
			out = append(out, nil)
			last = &out[len(out)-1]
		}
		*last = append(*last, b...)
		if i < len(blocks)-1 {
			*last = append(*last, "")
		}
	}
	return out
}

func (h *Help) block(g screen.Group, width int) []string {
	out := []string{h.theme.Heading.Render(g.Title)}
	for _, b := range g.Keys {
		if b.Enabled() {
			out = append(out, h.theme.Key.Render(screen.Fit(b.Help().Key, keyWidth, ""))+" "+screen.Cut(b.Help().Desc, width-keyWidth-1, h.theme.Glyph.Ellipsis))
		}
	}
	return out
}
