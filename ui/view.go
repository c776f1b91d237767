package ui

import (
	"image"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"poplin/ui/screen"
	"poplin/ui/status"
	"poplin/ui/theme"
)

// View draws the whole terminal. What has not changed is drawn the same, to the byte.
func (m *model) View() (v tea.View) {
	defer func() {
		if r := recover(); r != nil {
			m.broke = broken(r)
			go m.quit()
		}
	}()
	defer m.frames.wake()
	v.AltScreen = true
	v.ReportFocus = false
	v.MouseMode = tea.MouseModeCellMotion
	v.WindowTitle = "Poplin"
	if m.size == (image.Point{}) || m.start.holds {
		return v
	}
	if m.rects.small {
		v.Content = m.tooSmall()
		return v
	}
	v.WindowTitle = windowTitle(m.top().Title())
	v.Content, v.Cursor = m.page()
	if len(m.overlays) > 0 {
		v.Content, v.Cursor = m.compose(v.Content)
	}
	if m.look.ASCII {
		v.Content, v.WindowTitle = toASCII(v.Content), toASCII(v.WindowTitle)
	}
	if n, ok := m.status.Portion(); ok && m.bar {
		v.ProgressBar = tea.NewProgressBar(tea.ProgressBarDefault, n)
	}
	return v
}

// windowTitle names the window after what is shown. A byte 0x9c ends the name for terminals that look for the controls of
// eight bits before they decode UTF-8, and the rest of it would stand on the screen; "ל" and many others hold one.
func windowTitle(of string) string {
	if strings.IndexByte(of, 0x9c) >= 0 {
		return "Poplin"
	}
	return "Poplin: " + of
}

// page draws everything but the overlays.
func (m *model) page() (string, *tea.Cursor) {
	t, w, now := m.env.Theme, m.size.X, m.env.Now()
	var b strings.Builder
	b.Grow(m.drawn)
	defer func() { m.drawn = b.Len() }()
	tabs, active := m.inbox.Tabs()
	if m.cleanup != nil {
		active = -1
	}
	var header string
	brand := "Poplin"
	if name := m.inbox.Account(); name != "" {
		brand = screen.Cut(name, 20, t.Glyph.Ellipsis)
	}
	header, m.tabs = m.status.Header(t, w, brand, tabs, active)
	b.WriteString(header)
	b.WriteByte('\n')
	if !m.rects.above.Empty() {
		b.WriteString(m.rule(true))
		b.WriteByte('\n')
	}
	cursor := m.panes(&b)
	if !m.rects.below.Empty() {
		line := m.status.Trouble(t, w, now)
		if line == "" {
			line = m.rule(false)
		}
		b.WriteByte('\n')
		b.WriteString(line)
	}
	b.WriteByte('\n')
	footer := status.Footer{Left: m.top().Status(), Toast: m.toast.now, Hints: m.footHints()}
	if !m.top().Capturing() {
		footer.Help = m.keys.Help
	}
	if m.rects.below.Empty() && m.toast.now == nil {
		if trouble := m.status.Trouble(t, w, now); trouble != "" {
			b.WriteString(trouble)
			return b.String(), cursor
		}
	}
	line, hints := m.status.Footer(t, w, footer, now)
	m.hints = hints
	b.WriteString(line)
	return b.String(), cursor
}

// panes draws the page between the lines.
func (m *model) panes(b *strings.Builder) *tea.Cursor {
	top := m.top()
	origin := m.rects.full().Min
	if !m.wide() {
		b.WriteString(top.View())
	} else {
		left := strings.Split(m.inbox.View(), "\n")
		right := strings.Split(m.reader.View(), "\n")
		line := m.env.Theme.Line.Render(m.env.Theme.Glyph.VLine)
		for i := range left {
			if i > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(left[i])
			b.WriteString(line)
			if i < len(right) {
				b.WriteString(right[i])
			}
		}
		if m.reading {
			origin = m.rects.side.Min
		}
	}
	c := top.Cursor()
	if c != nil {
		c.X += origin.X
		c.Y += origin.Y
	}
	return c
}

// rule is a thin line across, with the divider's end in it.
func (m *model) rule(top bool) string {
	t := m.env.Theme
	g, line := t.Glyph, theme.PenOf(t.Line)
	if !m.wide() {
		return line.Render(strings.Repeat(g.HLine, m.size.X))
	}
	tee := g.TeeUp
	if top {
		tee = g.TeeDown
	}
	at := m.rects.divider.Min.X
	return line.Render(strings.Repeat(g.HLine, at) + tee + strings.Repeat(g.HLine, m.size.X-at-1))
}

// tooSmall says so kindly.
func (m *model) tooSmall() string {
	words := []string{"Poplin needs a little", "more room than this:", "30 by 8. q quits."}
	var b strings.Builder
	for y := range m.size.Y {
		if y > 0 {
			b.WriteByte('\n')
		}
		if y < len(words) {
			b.WriteString(screen.Cut(words[y], m.size.X, ""))
		}
	}
	return b.String()
}

// footHints are the screen's hints, and the most useful of the keys that work everywhere.
func (m *model) footHints() []key.Binding {
	hints := m.top().Hints()
	if m.top().Capturing() {
		return hints
	}
	k := m.keys.Cleanup
	k.SetHelp(k.Help().Key, "clean up")
	k.SetEnabled(m.cleanup == nil)
	v := m.keys.Visit
	v.SetHelp(v.Help().Key, "visit")
	return append(slices.Clone(hints), k, v)
}
