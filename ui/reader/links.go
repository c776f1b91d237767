package reader

import (
	"fmt"
	"image"
	"net/url"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"poplin/cache/message"
	"poplin/ui/screen"
)

// linkPanel lists the links with their true targets; a number or enter follows one.
type linkPanel struct {
	links []message.Link
	at    int    // under the cursor
	typed string // the number so far
}

// newLinkPanel starts at the first link on the screen.
func newLinkPanel(s *Screen) *linkPanel {
	p := &linkPanel{links: s.page.links}
	for i := s.top; i < min(len(s.page.rows), s.top+s.textHeight()); i++ {
		for _, r := range s.page.rows[i].runs {
			if r.link > 0 {
				p.at = r.link - 1
				return p
			}
		}
	}
	return p
}

func (p *linkPanel) capturing() bool                                      { return true }
func (p *linkPanel) cursor() *tea.Cursor                                  { return nil }
func (p *linkPanel) paste(*Screen, tea.PasteMsg) (screen.Action, tea.Cmd) { return nil, nil }
func (p *linkPanel) hints() []key.Binding {
	return []key.Binding{hint("1-9", "number"), hint("enter", "open"), hint("y", "copy"), hint("esc", "close")}
}

func (p *linkPanel) height(size image.Point) int {
	return 1 + max(1, min(len(p.links), size.Y*2/5-1))
}

func (p *linkPanel) view(s *Screen, width, height int) []string {
	title := "Follow which link?"
	if p.typed != "" {
		title += " " + p.typed
	}
	lines := []string{s.rule(title, width)}
	rows := height - 1
	from := max(0, min(p.at-rows/2, len(p.links)-rows))
	for i := from; i < min(len(p.links), from+rows); i++ {
		lines = append(lines, p.line(s, i, width))
	}
	return lines
}

// line is one link: its number, its true host and address, and what the text calls it.
func (p *linkPanel) line(s *Screen, i, width int) string {
	th, l := s.env.Theme, &p.links[i]
	inks := th.Ink
	if i == p.at {
		inks = th.OnCursor
	}
	number := fmt.Sprintf(" %*d ", len(strconv.Itoa(len(p.links))), i+1)
	text, target := strings.TrimSpace(l.Text), l.URL
	room := width - len(number) - 2
	nameRoom := min(screen.Width(text), room*2/5)
	name := screen.Fit(text, nameRoom, th.Glyph.Ellipsis)
	sep := "  "
	if nameRoom == 0 {
		sep = ""
	}
	look := inks.Accent
	switch {
	case l.Lies:
		look, target = inks.Danger, th.Glyph.Bad+" "+target
	case !l.Safe:
		look, target = inks.Dim, target+" (not opened)"
	}
	rest := width - len(number) - nameRoom - len(sep)
	return inks.Strong.Render(number) + inks.Text.Render(name+sep) + look.Render(screen.Fit(target, rest, th.Glyph.Ellipsis))
}

func (p *linkPanel) press(s *Screen, msg tea.KeyPressMsg) (screen.Action, tea.Cmd) {
	k := msg.String()
	switch k {
	case "esc", "q", "f":
		s.panel = nil
	case "j", "down", "tab":
		p.move(p.at + 1)
	case "k", "up", "shift+tab":
		p.move(p.at - 1)
	case "pgdown", "space", "ctrl+d":
		p.move(p.at + 5)
	case "pgup", "b", "ctrl+u":
		p.move(p.at - 5)
	case "g", "home":
		p.move(0)
	case "G", "end":
		p.move(len(p.links) - 1)
	case "backspace":
		p.typed = p.typed[:max(0, len(p.typed)-1)]
	case "y":
		return nil, clip(p.links[p.at].URL, "address copied")
	case "enter":
		return p.choose(s, p.at)
	default:
		if len(k) == 1 && k[0] >= '0' && k[0] <= '9' {
			return p.digit(s, k)
		}
	}
	return nil, nil
}

func (p *linkPanel) move(to int) {
	p.at, p.typed = max(0, min(to, len(p.links)-1)), ""
}

// digit goes to the link of the number typed so far; a digit that leads nowhere starts a new number.
func (p *linkPanel) digit(s *Screen, d string) (screen.Action, tea.Cmd) {
	typed := p.typed + d
	n, err := strconv.Atoi(typed)
	if err != nil || n > len(p.links) {
		typed = d
		n, _ = strconv.Atoi(d)
	}
	if n < 1 || n > len(p.links) {
		return screen.Notice{Text: fmt.Sprintf("there is no link %s", typed)}, nil
	}
	p.at, p.typed = n-1, typed
	return nil, nil
}

// choose follows a link, asking first when it does not lead where it says.
func (p *linkPanel) choose(s *Screen, i int) (screen.Action, tea.Cmd) {
	l := &p.links[i]
	s.panel = nil
	switch {
	case !reachable(l):
		return screen.Notice{Text: "only web addresses and mail addresses are opened; y copies this one", Bad: true}, nil
	case l.Lies:
		return screen.Confirm{
			Question: fmt.Sprintf("It says %s but leads to %s. Open it all the same?", screen.Cut(l.Text, 40, "…"), l.Host),
			Yes:      screen.Tell{Msg: followMsg(i)},
		}, nil
	}
	return nil, s.follow(i)
}

// follow opens link i of the page in the person's browser.
func (s *Screen) follow(i int) tea.Cmd {
	if s.page == nil || i < 0 || i >= len(s.page.links) {
		return nil
	}
	return s.browse(s.page.links[i], nil)
}

// browse opens a link in the person's own program for it, and does then when that went well.
func (s *Screen) browse(l message.Link, then screen.Action) tea.Cmd {
	target, ok := target(&l)
	if !ok {
		return nil
	}
	ctx, open := s.env.Ctx, s.reach.open
	return func() tea.Msg {
		if err := open(ctx, target); err != nil {
			return doneMsg{text: "the browser could not be started: " + message.Clean(err.Error()), bad: true}
		}
		return doneMsg{text: "opened " + l.Host, then: then}
	}
}

// reachable says that a link may be opened and made clickable.
func reachable(l *message.Link) bool {
	_, ok := target(l)
	return ok
}

// mostTarget is the longest address handed on.
const mostTarget = 8000

// target is the address as it is handed to the browser: http, https or mailto, every byte a printable ASCII character.
// Of a mailto: only the recipient, subject and text are kept: some mail programs take others as an order to attach files.
func target(l *message.Link) (string, bool) {
	u, err := url.Parse(l.URL)
	if err != nil || !l.Safe || len(l.URL) > mostTarget {
		return "", false
	}
	switch u.Scheme {
	case "http", "https":
		if u.Host == "" {
			return "", false
		}
	case "mailto":
		asked, kept := u.Query(), url.Values{}
		for _, field := range []string{"subject", "body"} {
			if v := asked.Get(field); v != "" {
				kept.Set(field, v)
			}
		}
		u = &url.URL{Scheme: "mailto", Opaque: u.Opaque, RawQuery: strings.ReplaceAll(kept.Encode(), "+", "%20")}
	default:
		return "", false
	}
	out := u.String()
	for i := range len(out) {
		if out[i] <= ' ' || out[i] > '~' {
			return "", false
		}
	}
	return out, true
}
