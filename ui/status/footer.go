package status

import (
	"strings"
	"time"

	"charm.land/bubbles/v2/key"

	"poplin/ui/screen"
	"poplin/ui/theme"
)

// Toast is what is said for a while: the result of what was just done, with the key that takes it back.
type Toast struct {
	Text  string
	Short string // said instead where there is not the room for Text; "" for as much of it as fits
	Bad   bool
	Undo  bool
}

// Footer is what the last line is made of.
type Footer struct {
	Left  string // what the screen says
	Toast *Toast
	Hints []key.Binding // the most useful first
	Help  key.Binding   // always shown where it fits
}

// Hint is where a key's hint stands in the footer, for the mouse.
type Hint struct {
	From, To int
	Key      string
}

// Footer draws the last line, exactly width cells, and says where each hint stands.
func (m *Model) Footer(t *theme.Theme, width int, f Footer, now time.Time) (string, []Hint) {
	m.use(t)
	left, right := " ", ""
	switch {
	case f.Toast != nil:
		left = toast(t, *f.Toast, width)
	case f.Left != "":
		left = " " + m.pens.text.Render(screen.Cut(f.Left, width/2, t.Glyph.Ellipsis)) + "   "
	}
	if s := m.synced(now); s != "" && width >= 72 && (f.Toast == nil || width >= 100) {
		right = m.pens.dim.Render("  "+s) + " "
	}
	room := width - screen.Width(left) - screen.Width(right)
	middle, spans := "", []Hint(nil)
	if f.Toast == nil || width >= 72 {
		middle, spans = m.hints(screen.Width(left), room, f)
	}
	return screen.Fit(left+middle, width-screen.Width(right), "") + right, spans
}

func toast(t *theme.Theme, x Toast, width int) string {
	style, sign := t.Good, t.Glyph.Good
	if x.Bad {
		style, sign = t.Danger, t.Glyph.Bad
	}
	undo := ""
	if x.Undo {
		undo = t.Dim.Render(" "+t.Glyph.Sep+" ") + t.Key.Render("u") + t.Dim.Render(" undo")
	}
	room := width - screen.Width(undo) - 4
	text := screen.Cut(x.Text, room, t.Glyph.Ellipsis)
	if x.Short != "" && screen.Width(x.Text) > room {
		text = screen.Cut(x.Short, room, t.Glyph.Ellipsis)
	}
	return " " + style.Render(sign) + " " + t.Text.Render(text) + undo + "   "
}

// hints are as many keys as fit into room, from column at on; help has its place first.
func (m *Model) hints(at, room int, f Footer) (string, []Hint) {
	const gap = 2
	size := func(b key.Binding) int { return screen.Width(b.Help().Key) + 1 + screen.Width(b.Help().Desc) }
	var fit []key.Binding
	used := 0
	if f.Help.Enabled() {
		used = size(f.Help)
	}
	if used > room {
		return "", nil
	}
	for _, h := range f.Hints {
		if n := size(h) + gap; h.Enabled() && used+n <= room {
			fit = append(fit, h)
			used += n
		}
	}
	var b strings.Builder
	var spans []Hint
	if f.Help.Enabled() {
		fit = append(fit, f.Help)
	}
	for _, h := range fit {
		m.pens.key.Write(&b, h.Help().Key)
		b.WriteByte(' ')
		m.pens.dim.Write(&b, h.Help().Desc)
		b.WriteString(screen.Spaces(gap))
		spans = append(spans, Hint{at, at + size(h), h.Keys()[0]})
		at += size(h) + gap
	}
	return strings.TrimSuffix(b.String(), screen.Spaces(gap)), spans
}

// synced says when the mailbox was last looked at, by the clock: it stays true without being drawn again.
func (m *Model) synced(now time.Time) string {
	at, ok := m.last()
	switch {
	case !ok || m.Visiting():
		return ""
	case at.IsZero():
		return "not visited yet"
	}
	return "synced " + screen.Clock(at, now)
}

// Trouble is the line above the footer while an account has a problem: what, and when it is tried again. Empty when
// all is well.
func (m *Model) Trouble(t *theme.Theme, width int, now time.Time) string {
	name, p, next := m.Problem()
	if p == nil {
		return ""
	}
	then := "R tries again"
	if !next.IsZero() && next.After(now) {
		then = "trying again at " + screen.Clock(next, now)
	}
	tail := " " + t.Glyph.Sep + " " + then + " " + t.Glyph.Sep + " L tells more "
	if width < 72 {
		tail = " " + t.Glyph.Sep + " L tells more "
	}
	what := p.What
	if len(m.order) > 1 {
		what = name + ": " + what
	}
	head := " " + t.Glyph.Bad + " " + screen.Cut(what, max(width-3-screen.Width(tail), 10), t.Glyph.Ellipsis)
	return t.Warn.Render(head) + t.Dim.Render(screen.Fit(tail, width-screen.Width(head), ""))
}
