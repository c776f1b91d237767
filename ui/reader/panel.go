package reader

import (
	"image"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"poplin/ui/screen"
)

// panel is what stands between the text and the foot while something is chosen or typed.
type panel interface {
	height(size image.Point) int
	view(s *Screen, width, height int) []string
	press(s *Screen, msg tea.KeyPressMsg) (screen.Action, tea.Cmd)
	paste(s *Screen, msg tea.PasteMsg) (screen.Action, tea.Cmd)
	capturing() bool
	cursor() *tea.Cursor // relative to the panel
	hints() []key.Binding
}

// rule is the line at the top of a panel, with a title in it.
func (s *Screen) rule(title string, width int) string {
	th := s.env.Theme
	line := func(n int) string {
		var b []byte
		for range max(n, 0) {
			b = append(b, th.Glyph.HLine...)
		}
		return th.Line.Render(string(b))
	}
	title = screen.Cut(title, max(width-6, 1), th.Glyph.Ellipsis)
	return line(2) + " " + th.Strong.Render(title) + " " + line(width-4-screen.Width(title))
}

type (
	// doneMsg ends something that was done outside: saved, opened, piped.
	doneMsg struct {
		text string
		bad  bool
		then screen.Action // in place of saying so
	}
	// followMsg opens a link after the person was told that it lies.
	followMsg int
)
