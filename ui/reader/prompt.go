package reader

import (
	"image"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"poplin/ui/screen"
)

// prompt is a line that is typed into: a directory to save in, or a command.
type prompt struct {
	title    string
	field    textinput.Model
	complete bool   // tab completes directories
	offered  string // what stood there to begin with
	choices  []string
	then     func(s *Screen, text string) (screen.Action, tea.Cmd)
}

func newPrompt(s *Screen, title, value string, then func(*Screen, string) (screen.Action, tea.Cmd)) *prompt {
	p := &prompt{title: title, field: screen.NewField(s.env.Theme), offered: value, then: then}
	p.field.SetValue(value)
	p.field.CursorEnd()
	p.field.Focus()
	return p
}

func (p *prompt) capturing() bool        { return true }
func (p *prompt) height(image.Point) int { return 2 }

func (p *prompt) hints() []key.Binding {
	h := []key.Binding{hint("enter", "do it"), hint("esc", "leave it")}
	if p.complete {
		h = append(h, hint("tab", "complete"))
	}
	return h
}

const promptLead = " › "

func (p *prompt) cursor() *tea.Cursor {
	c := p.field.Cursor()
	if c != nil {
		c.X += screen.Width(promptLead)
		c.Y++
	}
	return c
}

func (p *prompt) view(s *Screen, width, _ int) []string {
	th := s.env.Theme
	p.field.SetWidth(max(4, width-screen.Width(promptLead)-2))
	title := p.title
	if len(p.choices) > 1 {
		title = strings.Join(p.choices, "  ")
	}
	lead := promptLead
	if th.Choice.ASCII {
		lead = " > "
	}
	return []string{s.rule(title, width), th.Accent.Render(lead) + p.field.View()}
}

func (p *prompt) press(s *Screen, msg tea.KeyPressMsg) (screen.Action, tea.Cmd) {
	switch msg.String() {
	case "esc", "ctrl+c", "ctrl+g":
		s.panel = nil
		return nil, nil
	case "enter":
		text := strings.TrimSpace(p.field.Value())
		s.panel = nil
		if text == "" {
			return nil, nil
		}
		return p.then(s, text)
	case "tab":
		if p.complete {
			return nil, s.completions(p.field.Value())
		}
		return nil, nil
	}
	p.choices = nil
	return nil, p.take(msg)
}

// take has the line take in what is typed. A whole path behind the directory that was offered is meant in its place.
func (p *prompt) take(msg tea.Msg) (cmd tea.Cmd) {
	p.field, cmd = p.field.Update(msg)
	path, behind := strings.CutPrefix(p.field.Value(), p.offered)
	if p.complete && behind && (strings.HasPrefix(path, "/") || strings.HasPrefix(path, "~")) {
		p.field.SetValue(path)
		p.field.CursorEnd()
	}
	return cmd
}

func (p *prompt) paste(_ *Screen, msg tea.PasteMsg) (screen.Action, tea.Cmd) {
	return nil, p.take(msg)
}
