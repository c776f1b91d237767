package dialog

import (
	"image"
	"strings"
	"unicode"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"poplin/cache/message"
	"poplin/pop3/worker"
	"poplin/ui/screen"
)

// Secret says whose password is wanted.
type Secret struct {
	Account, User, Server string
	Refused               string // why the last one was no good; empty the first time
}

// secret lets the person type a password, of which nothing is ever shown but how long it is. It stays until it is known
// what the server says to it: meanwhile no key goes to what lies below.
type secret struct {
	env *screen.Env // it may be there before the terminal has told its colours
	Secret
	input  textinput.Model
	row    int // of the input, as last drawn
	trying bool
}

// NewSecret asks for a password. Its answer is a screen.Password.
func NewSecret(env *screen.Env, s Secret) Dialog {
	d := &secret{env: env, Secret: s, input: screen.NewField(env.Theme)}
	d.input.EchoMode = textinput.EchoPassword
	d.input.EchoCharacter = []rune(env.Theme.Glyph.Bullet)[0]
	d.input.KeyMap.Paste = key.Binding{} // it would run a program; what the terminal pastes comes as text
	return d
}

func (s *secret) Init() tea.Cmd { return s.input.Focus() }

// Update edits the line; enter hands it on.
func (s *secret) Update(msg tea.Msg) (Answer, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg:
		if s.trying {
			return stay, nil
		}
		return stay, s.edit(tea.PasteMsg{Content: pasted(msg.Content)})
	case worker.Phase:
		return Answer{Close: s.trying && msg.Account == s.Account && msg.Step != worker.Connecting && msg.Step != worker.LoggingIn}, nil
	case worker.Failed:
		return Answer{Close: s.trying && msg.Account == s.Account}, nil
	case screen.Restyled:
		screen.StyleField(&s.input, s.env.Theme)
		return stay, nil
	}
	return stay, s.edit(msg)
}

func (s *secret) press(k tea.KeyPressMsg) (Answer, tea.Cmd) {
	switch {
	case s.trying:
		return Answer{Close: k.String() == "esc"}, nil
	case k.String() == "esc":
		return Answer{Close: true, Do: screen.Password{}}, nil
	case k.String() != "enter":
		return stay, s.edit(k)
	case s.input.Value() == "":
		return stay, nil
	}
	s.trying = true
	text := s.input.Value()
	s.input.Reset()
	return Answer{Do: screen.Password{Text: text}}, nil
}

func (s *secret) edit(msg tea.Msg) (cmd tea.Cmd) {
	s.input, cmd = s.input.Update(msg)
	return cmd
}

// pasted is the first line of what is pasted: a password that was copied mostly brings the end of its line along.
func pasted(text string) string {
	line := strings.TrimLeft(text, "\r\n")
	if end := strings.IndexAny(line, "\r\n"); end >= 0 {
		line = line[:end]
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, line)
}

// View draws the line under whose password it is.
func (s *secret) View(room image.Point) string {
	t := s.env.Theme
	inner := roomIn(room, 60)
	s.input.SetWidth(max(inner.X-1, 4))
	last, foot := s.input.View(), "enter logs in · esc stays offline"
	if s.trying {
		last, foot = t.Dim.Render("logging in"+t.Glyph.Ellipsis), "esc closes"
	}
	var lines []string
	if s.Refused != "" && !s.trying {
		for _, l := range wrap(s.Refused, inner.X) {
			lines = append(lines, t.Danger.Render(l))
		}
	}
	lines = append(lines, wrap(message.Clean(s.User+" on "+s.Server), inner.X)...)
	lines = append(lines[:min(len(lines), max(inner.Y-2, 0))], "", last)
	lines = lines[max(len(lines)-inner.Y, 0):]
	s.row = len(lines) - 1
	return frame(t, "Password for "+message.Clean(s.Account), foot, lines, inner.X)
}

// Cursor stands in the last line.
func (s *secret) Cursor() *tea.Cursor {
	c := s.input.Cursor()
	if c == nil || s.trying {
		return nil
	}
	c.X += frameLeft
	c.Y += frameTop + s.row
	return c
}
