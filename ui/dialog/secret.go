package dialog

import (
	"image"
	"strings"
	"unicode"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"poplin/ui/screen"
	"poplin/ui/theme"
)

// Secret says whose password is wanted.
type Secret struct {
	Account, User, Server string
	Refused               string // why the last one was no good; empty the first time
}

// secret lets the person type a password, of which nothing is ever shown but how long it is.
type secret struct {
	theme *theme.Theme
	Secret
	input textinput.Model
	row   int // of the input, as last drawn
}

// NewSecret asks for a password. Its answer is a screen.Password.
func NewSecret(t *theme.Theme, s Secret) Dialog {
	d := &secret{theme: t, Secret: s, input: screen.NewField(t)}
	d.input.EchoMode = textinput.EchoPassword
	d.input.EchoCharacter = []rune(t.Glyph.Bullet)[0]
	d.input.KeyMap.Paste = key.Binding{} // it would run a program; what the terminal pastes comes as text
	return d
}

func (s *secret) Init() tea.Cmd { return s.input.Focus() }

// Update edits the line; enter hands it on.
func (s *secret) Update(msg tea.Msg) (Answer, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch msg.String() {
		case "esc":
			return Answer{Close: true, Do: screen.Password{}}, nil
		case "enter":
			if s.input.Value() == "" {
				return stay, nil
			}
			return Answer{Close: true, Do: screen.Password{Text: s.input.Value()}}, nil
		}
	case tea.PasteMsg:
		return stay, s.edit(tea.PasteMsg{Content: pasted(msg.Content)})
	}
	return stay, s.edit(msg)
}

func (s *secret) edit(msg tea.Msg) (cmd tea.Cmd) {
	s.input, cmd = s.input.Update(msg)
	return cmd
}

// pasted is the first line of what is pasted: a password that was copied mostly brings the end of its line along.
func pasted(text string) string {
	line, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, line)
}

// View draws the line under whose password it is.
func (s *secret) View(room image.Point) string {
	inner := roomIn(room, 60)
	s.input.SetWidth(max(inner.X-1, 4))
	var lines []string
	for _, l := range wrap(s.Refused, inner.X) {
		if l != "" {
			lines = append(lines, s.theme.Danger.Render(l))
		}
	}
	lines = append(lines, wrap(s.User+" on "+s.Server, inner.X)...)
	lines = append(lines[:min(len(lines), max(inner.Y-2, 0))], "", s.input.View())
	lines = lines[max(len(lines)-inner.Y, 0):]
	s.row = len(lines) - 1
	return frame(s.theme, "Password for "+s.Account, "enter logs in · esc stays offline", lines, inner.X)
}

// Cursor stands in the last line.
func (s *secret) Cursor() *tea.Cursor {
	c := s.input.Cursor()
	if c != nil {
		c.X += frameLeft
		c.Y += frameTop + s.row
	}
	return c
}
