package dialog

import (
	"image"
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"poplin/ui/screen"
	"poplin/ui/theme"
)

// Confirm asks before what cannot be taken back. Only y does it.
type Confirm struct {
	theme *theme.Theme
	screen.Confirm
}

// NewConfirm asks a question.
func NewConfirm(t *theme.Theme, c screen.Confirm) *Confirm {
	if c.Title == "" {
		c.Title = "This cannot be taken back"
	}
	return &Confirm{t, c}
}

func (c *Confirm) Init() tea.Cmd       { return nil }
func (c *Confirm) Cursor() *tea.Cursor { return nil }

// Update waits for y, or for a word that means no.
func (c *Confirm) Update(msg tea.Msg) (Answer, tea.Cmd) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		switch k.String() {
		case "y", "Y":
			return Answer{Close: true, Do: c.Yes}, nil
		case "n", "N", "esc", "q", "ctrl+c":
			return Answer{Close: true}, nil
		}
	}
	return stay, nil
}

// View draws the question.
func (c *Confirm) View(room image.Point) string {
	inner := roomIn(room, 60)
	lines := wrap(c.Question, inner.X)
	lines = append(lines, "", c.theme.Key.Render("y")+" yes   "+c.theme.Key.Render("n")+" no")
	return frame(c.theme, c.Title, "", lines[:min(len(lines), inner.Y)], inner.X)
}

func wrap(s string, width int) []string {
	return strings.Split(ansi.Wrap(s, max(width, 1), ""), "\n")
}

// Ask lets the person type one line.
type Ask struct {
	theme *theme.Theme
	screen.Ask
	input textinput.Model
}

// NewAsk asks for a line.
func NewAsk(t *theme.Theme, a screen.Ask) *Ask {
	d := &Ask{theme: t, Ask: a, input: screen.NewField(t)}
	d.input.SetValue(a.Value)
	d.input.CursorEnd()
	return d
}

func (a *Ask) Init() tea.Cmd { return a.input.Focus() }

// Update edits the line; enter hands it on.
func (a *Ask) Update(msg tea.Msg) (Answer, tea.Cmd) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		switch k.String() {
		case "esc", "ctrl+c":
			return Answer{Close: true}, nil
		case "enter":
			if text := strings.TrimSpace(a.input.Value()); text != "" {
				return Answer{Close: true, Do: a.Then(text)}, nil
			}
			return Answer{Close: true}, nil
		}
	}
	var cmd tea.Cmd
	a.input, cmd = a.input.Update(msg)
	return stay, cmd
}

// View draws the line.
func (a *Ask) View(room image.Point) string {
	inner := roomIn(room, 60)
	a.input.SetWidth(max(inner.X-1, 4))
	return frame(a.theme, a.Question, "enter takes it · esc closes", []string{a.input.View()}, inner.X)
}

// Cursor stands in the line.
func (a *Ask) Cursor() *tea.Cursor {
	c := a.input.Cursor()
	if c != nil {
		c.X += frameLeft
		c.Y += frameTop
	}
	return c
}
