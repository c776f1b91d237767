package reader

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"poplin/cache/message"
	"poplin/ui/screen"
)

// partList is the tree of parts with a cursor.
type partList struct {
	items []partItem
	at    int
	keys  partKeys
}

type partItem struct {
	id, depth  int
	kind, name string
	size       int64
	readable   bool
	file       message.Attachment // what saving it would write
	leaf       bool
}

type partKeys struct{ Show, Save, Open, Down, Up, Back key.Binding }

// listParts makes the list from the structure, which is at hand: no reading.
func listParts(l *letter) partList {
	p := partList{keys: partKeys{
		Show: key.NewBinding(key.WithKeys("enter", "l", "right"), key.WithHelp("enter", "show")),
		Save: key.NewBinding(key.WithKeys("s"), key.WithHelp("s", "save")),
		Open: key.NewBinding(key.WithKeys("o"), key.WithHelp("o", "open")),
		Down: key.NewBinding(key.WithKeys("j", "down"), key.WithHelp("j", "down")),
		Up:   key.NewBinding(key.WithKeys("k", "up"), key.WithHelp("k", "up")),
		Back: key.NewBinding(key.WithKeys("v", "q", "esc", "left"), key.WithHelp("q", "back to the text")),
	}}
	if l.msg == nil || !l.whole() {
		return p
	}
	for _, part := range l.msg.Structure().Parts {
		it := partItem{id: part.ID, depth: part.Depth, kind: part.Type, name: part.Name, size: part.End - part.BodyOff,
			readable: slices.Contains(l.read, part.ID), leaf: !strings.HasPrefix(part.Type, "multipart/")}
		it.file = message.Attachment{Part: part.ID, Name: part.Name, Type: part.Type, Size: it.size}
		for _, a := range l.sum.Attachments {
			if a.Part == part.ID {
				it.file, it.name, it.size = a, a.Name, a.Size
			}
		}
		if it.file.Name == "" {
			it.file.Name = message.SafeName(part.Type)
		}
		p.items = append(p.items, it)
	}
	return p
}

func (p *partList) hints(*Screen) []key.Binding {
	return []key.Binding{p.keys.Show, p.keys.Save, p.keys.Open, p.keys.Back}
}

// view draws the tree around the cursor.
func (p *partList) view(s *Screen, height int) []string {
	th := s.env.Theme
	lines := make([]string, height)
	if len(p.items) == 0 {
		s.middle(lines, []string{th.Dim.Render("the parts are known when the body is here")})
		return lines
	}
	lines[0] = screen.Spaces(s.margin()) + th.Heading.Render(screen.Cut(s.Title(), s.measure(), th.Glyph.Ellipsis))
	const head = 2
	room := max(height-head, 1)
	from := max(0, min(p.at-room/2, len(p.items)-room))
	for i := range room {
		if from+i < len(p.items) && head+i < height {
			lines[head+i] = p.line(s, from+i)
		}
	}
	return lines
}

func (p *partList) line(s *Screen, i int) string {
	th, it := s.env.Theme, &p.items[i]
	inks := th.Ink
	if i == p.at {
		inks = th.OnCursor
	}
	mark := "  "
	if s.letter.doc != nil && s.letter.doc.Part == it.id {
		mark = th.Glyph.Bullet + " "
	}
	size := screen.FitRight(screen.Bytes(it.size), 8, "")
	width := s.size.X - 2*s.margin() - len(size) - 1
	kind := screen.Spaces(2*it.depth) + it.kind
	kindWidth := min(max(width/2, 12), 34)
	look := inks.Dim
	if it.leaf {
		look = inks.Text
	}
	return inks.Text.Render(screen.Spaces(s.margin())) + inks.Accent.Render(mark) +
		look.Render(screen.Fit(kind, kindWidth-2, th.Glyph.Ellipsis)) + inks.Text.Render(" ") +
		inks.Strong.Render(screen.Fit(it.name, max(width-kindWidth, 0), th.Glyph.Ellipsis)) +
		inks.Dim.Render(size+screen.Spaces(s.margin()))
}

// press handles the keys that mean something else here than on the page.
func (p *partList) press(s *Screen, msg tea.KeyPressMsg) (screen.Action, tea.Cmd, bool) {
	if len(p.items) == 0 {
		return nil, nil, false
	}
	k, it := &p.keys, &p.items[p.at]
	switch {
	case key.Matches(msg, k.Down):
		p.at = min(p.at+1, len(p.items)-1)
	case key.Matches(msg, k.Up):
		p.at = max(p.at-1, 0)
	case key.Matches(msg, k.Back):
		return nil, s.toggle(partsMode), true
	case key.Matches(msg, k.Show):
		act, cmd := p.show(s, it)
		return act, cmd, true
	case key.Matches(msg, k.Save) && it.leaf:
		s.panel = newSavePrompt(s, []message.Attachment{it.file})
	case key.Matches(msg, k.Open) && it.leaf:
		act, cmd := s.openFile(it.file)
		return act, cmd, true
	default:
		return nil, nil, false
	}
	return nil, nil, true
}

// show shows a part as text or as a picture, when it is one.
func (p *partList) show(s *Screen, it *partItem) (screen.Action, tea.Cmd) {
	switch {
	case it.readable || strings.HasPrefix(it.kind, "text/"):
		s.look.mode, s.look.part, s.look.bare = textMode, it.id, false
	case isPicture(it.kind):
		s.look.mode, s.look.picture = picturesMode, it.id
	case !it.leaf:
		return nil, nil
	default:
		return screen.Notice{Text: "it cannot be shown here: s saves it, o opens it in its own program"}, nil
	}
	return nil, s.lay()
}
