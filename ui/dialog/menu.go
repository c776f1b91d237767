package dialog

import (
	"image"
	"slices"

	tea "charm.land/bubbletea/v2"

	"poplin/ui/screen"
	"poplin/ui/theme"
)

// Menu offers a few choices, each on a key of its own.
type Menu struct {
	theme *theme.Theme
	screen.Choose
	at int
}

// NewMenu shows what a screen wants chosen; the present setting is under the cursor.
func NewMenu(t *theme.Theme, c screen.Choose) *Menu {
	at := slices.IndexFunc(c.Choices, func(x screen.Choice) bool { return x.On })
	return &Menu{t, c, max(at, 0)}
}

func (m *Menu) Init() tea.Cmd       { return nil }
func (m *Menu) Cursor() *tea.Cursor { return nil }

// Update chooses by key, cursor or click. A loose menu lets every other key through.
func (m *Menu) Update(msg tea.Msg) (Answer, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return m.press(msg), nil
	case tea.MouseClickMsg:
		i := msg.Y - frameTop
		if i >= 0 && i < len(m.Choices) {
			return m.choose(i), nil
		}
		return Answer{Close: true}, nil
	}
	return stay, nil
}

func (m *Menu) press(msg tea.KeyPressMsg) Answer {
	name := msg.String()
	if i := slices.IndexFunc(m.Choices, func(c screen.Choice) bool { return c.Key == name }); i >= 0 {
		return m.choose(i)
	}
	switch {
	case name == "esc" || name == "ctrl+c":
		return Answer{Close: true}
	case m.Loose:
		return Answer{Close: true, Pass: true}
	case name == "down" || name == "tab" || name == "j":
		m.at = min(m.at+1, len(m.Choices)-1)
	case name == "up" || name == "shift+tab" || name == "k":
		m.at = max(m.at-1, 0)
	case name == "enter" || name == "space":
		return m.choose(m.at)
	case name == "q":
		return Answer{Close: true}
	}
	return stay
}

func (m *Menu) choose(i int) Answer { return Answer{Close: true, Do: m.Choices[i].Do} }

// besideLabel is the width of a choice's mark and key.
const besideLabel = 4

// LabelRoom is how many cells of a label a menu shows in room.
func LabelRoom(room image.Point) int { return max(room.X-frameWidth-besideLabel, 1) }

// View draws a line a choice.
func (m *Menu) View(room image.Point) string {
	t := m.theme
	width := screen.Width(m.Title) + 2
	for _, c := range m.Choices {
		width = max(width, screen.Width(c.Label)+6)
	}
	inner := roomIn(room, max(width, 24))
	var lines []string
	for i, c := range m.Choices[:min(len(m.Choices), inner.Y)] {
		ink, mark := t.Ink, " "
		if i == m.at && !m.Loose {
			ink, mark = t.OnCursor, t.Glyph.Cursor
		}
		label := ink.Text
		if c.On {
			label = ink.Strong
		}
		key := t.Key
		if i == m.at && !m.Loose {
			key = ink.Strong
		}
		lines = append(lines, ink.Accent.Render(mark)+key.Render(screen.Fit(c.Key, 3, ""))+label.Render(screen.Fit(c.Label, inner.X-besideLabel, t.Glyph.Ellipsis)))
	}
	foot := "esc closes"
	if m.Loose {
		foot = "or go on"
	}
	return frame(t, m.Title, foot, lines, inner.X)
}
