package dialog

import (
	"image"
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"poplin/ui/screen"
	"poplin/ui/theme"
)

// Palette lists every action by name; typing narrows it down, enter presses the action's key.
type Palette struct {
	theme  *theme.Theme
	input  textinput.Model
	all    []entry
	found  []entry
	at     int
	top    int
	height int
}

type entry struct{ name, group, key, press string }

// NewPalette lists the keys of groups.
func NewPalette(t *theme.Theme, groups []screen.Group) *Palette {
	p := &Palette{theme: t, input: screen.NewField(t)}
	p.input.Placeholder = "type what you want to do"
	for _, g := range groups {
		for _, b := range g.Keys {
			if b.Enabled() && len(b.Keys()) > 0 && b.Help().Key != "1-9" {
				p.all = append(p.all, entry{b.Help().Desc, g.Title, b.Help().Key, b.Keys()[0]})
			}
		}
	}
	p.found = p.all
	return p
}

func (p *Palette) Init() tea.Cmd { return p.input.Focus() }

// Update narrows the list, moves in it, or chooses.
func (p *Palette) Update(msg tea.Msg) (Answer, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch msg.String() {
		case "esc", "ctrl+p", "ctrl+c":
			return Answer{Close: true}, nil
		case "enter":
			if p.at < len(p.found) {
				return Answer{Close: true, Press: p.found[p.at].press}, nil
			}
			return stay, nil
		case "down", "ctrl+n", "tab":
			p.at = min(p.at+1, len(p.found)-1)
			return stay, nil
		case "up", "shift+tab":
			p.at = max(p.at-1, 0)
			return stay, nil
		}
	case tea.MouseClickMsg:
		if i := p.top + msg.Y - frameTop - 2; msg.Y >= frameTop+2 && i < len(p.found) {
			return Answer{Close: true, Press: p.found[i].press}, nil
		}
		return stay, nil
	}
	var cmd tea.Cmd
	before := p.input.Value()
	p.input, cmd = p.input.Update(msg)
	if p.input.Value() != before {
		p.narrow()
	}
	return stay, cmd
}

// narrow keeps what holds every typed word, those that begin with the first word before the others.
func (p *Palette) narrow() {
	words := strings.Fields(strings.ToLower(p.input.Value()))
	var front, back []entry
	for _, e := range p.all {
		text := strings.ToLower(e.name + " " + e.group + " " + e.key)
		ok := true
		for _, w := range words {
			ok = ok && strings.Contains(text, w)
		}
		switch {
		case !ok:
		case len(words) > 0 && strings.HasPrefix(text, words[0]):
			front = append(front, e)
		default:
			back = append(back, e)
		}
	}
	p.found, p.at, p.top = append(front, back...), 0, 0
}

// View draws the line that is typed into and the actions below.
func (p *Palette) View(room image.Point) string {
	t := p.theme
	inner := roomIn(room, 62)
	p.height = max(1, min(inner.Y-2, 16))
	p.input.SetWidth(max(inner.X-3, 4))
	p.top = max(min(p.top, p.at), p.at-p.height+1, 0)
	lines := []string{t.Key.Render("›") + " " + p.input.View(), t.Line.Render(strings.Repeat(t.Glyph.HLine, inner.X))}
	if t.Choice.ASCII {
		lines[0] = t.Key.Render(">") + " " + p.input.View()
	}
	for y := range p.height {
		i := p.top + y
		if i >= len(p.found) {
			if i == 0 {
				lines = append(lines, t.Dim.Render("nothing is called that"))
			} else {
				lines = append(lines, "")
			}
			continue
		}
		lines = append(lines, p.line(p.found[i], i == p.at, inner.X))
	}
	return frame(t, "Everything Poplin can do here", "enter does it · esc closes", lines, inner.X)
}

func (p *Palette) line(e entry, on bool, width int) string {
	t := p.theme
	ink, mark := t.Ink, " "
	if on {
		ink, mark = t.OnCursor, t.Glyph.Cursor
	}
	const group = 8
	name := screen.Fit(e.name, width-1-group-keyWidth, t.Glyph.Ellipsis)
	return ink.Accent.Render(mark) + ink.Text.Render(name) + ink.Dim.Render(screen.Fit(e.group, group, "")) + ink.Strong.Render(screen.FitRight(e.key+" ", keyWidth, ""))
}

// Cursor stands in the typed line.
func (p *Palette) Cursor() *tea.Cursor {
	c := p.input.Cursor()
	if c != nil {
		c.X += frameLeft + 2
		c.Y += frameTop
	}
	return c
}
