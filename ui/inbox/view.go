package inbox

import (
	"strings"

	"poplin/pop3/worker"
	"poplin/ui/screen"
	"poplin/ui/theme"
)

// searchPrompt is the cells before the text in the search line.
const searchPrompt = 3

// listTop is the line of the pane on which the rows begin.
func (m *Model) listTop() int {
	switch {
	case m.search.fault != nil && (m.search.typing || m.search.on):
		return 2
	case m.search.typing || m.search.on:
		return 1
	}
	return 0
}

func (m *Model) listHeight() int { return max(m.size.Y-m.listTop(), 1) }

// View draws the pane, exactly its size.
func (m *Model) View() string {
	if m.size.X <= 0 || m.size.Y <= 0 {
		return ""
	}
	var b strings.Builder
	b.Grow(m.drawn)
	defer func() { m.drawn = b.Len() }()
	used := m.listTop()
	if used > 0 {
		b.WriteString(m.searchLine())
	}
	if used > 1 {
		b.WriteString("\n" + m.faultLine())
	}
	d := drawing{m: m, cols: columnsFor(m.size.X), glyph: m.env.Theme.Glyph, words: m.search.words}
	lines := m.message()
	for y := range m.listHeight() {
		if used+y > 0 {
			b.WriteByte('\n')
		}
		i := m.win.top + y
		switch {
		case lines != nil && y < len(lines) && !m.covered:
			b.WriteString(lines[y])
		case lines == nil && i < len(m.win.lines):
			d.row(&b, i)
		default:
			b.WriteString(screen.Spaces(m.size.X))
		}
	}
	return b.String()
}

// searchLine is the line that is typed into, with the count of what was found.
func (m *Model) searchLine() string {
	t, s := m.env.Theme, &m.search
	found := ""
	if s.on && s.counted && s.fault == nil {
		found = screen.Count(s.counts.Messages) + " found "
	}
	left := t.Key.Render(" /") + " "
	room := max(m.size.X-searchPrompt-screen.Width(found), 0)
	body := s.input.View()
	if !s.typing {
		body = t.Text.Render(s.text)
	}
	return left + screen.Fit(body, room, "") + t.Dim.Render(found)
}

// faultLine says under the line what is wrong with it, pointing at the place.
func (m *Model) faultLine() string {
	t, f := m.env.Theme, m.search.fault
	at := searchPrompt + screen.Width(m.search.text[:min(max(f.Pos, 0), len(m.search.text))])
	text := t.Glyph.Up + " " + f.Reason
	if at+screen.Width(text) > m.size.X {
		at = max(searchPrompt, m.size.X-screen.Width(text))
	}
	return t.Warn.Render(screen.Fit(screen.Spaces(at)+text, m.size.X, t.Glyph.Ellipsis))
}

// Cover says that a dialog stands over the pane: of a message in the middle it would leave the ends.
func (m *Model) Cover(covered bool) { m.covered = covered }

// message is what stands in place of rows; nil when there are rows, or when they are about to come.
func (m *Model) message() []string {
	t := m.env.Theme
	switch {
	case m.fault != "":
		return m.say(t, "the list could not be read", m.fault, "R visits the mailbox and reads again")
	case !m.loaded || len(m.win.lines) > 0:
		return nil
	case m.search.on:
		return m.say(t, "nothing matches", m.wider(), "esc goes back to where you were")
	}
	name := m.places[max(m.place, 0)].empty
	switch step := m.visits.now(); {
	case m.place != inboxPlace && m.place != allPlace:
		return m.say(t, name, "", "1 goes back to the inbox")
	case step != "":
		return m.say(t, coming(step), "", "messages appear here as they come, the newest first")
	case m.visits.problem != nil:
		return m.say(t, "no mail yet", m.visits.problem.What, "R tries again, L shows the last visit")
	case m.visits.done:
		return m.say(t, name, "", "R looks for new mail, 4 shows what is archived, / searches")
	}
	return m.say(t, "no mail yet", "", "R visits the mailbox")
}

// wider is advice for a search that found nothing.
func (m *Model) wider() string {
	if m.place >= 0 && m.place != allPlace {
		return "this searches " + m.places[m.place].name + "; from the inbox it searches everything"
	}
	return "a word matches whole words; invoice* also finds invoices"
}

// coming says what a visit is doing while there is nothing to see of it yet.
func coming(s worker.Step) string {
	switch s {
	case worker.Connecting:
		return "connecting to the mailbox"
	case worker.LoggingIn:
		return "logging in"
	case worker.Listing:
		return "looking what is there"
	}
	return "fetching mail"
}

// say puts a few lines into the middle of the pane.
func (m *Model) say(t *theme.Theme, what, why, next string) []string {
	lines := []string{m.centre(t.Strong.Render, what)}
	if why != "" {
		lines = append(lines, m.centre(t.Text.Render, why))
	}
	lines = append(lines, m.centre(t.Dim.Render, next))
	for range max(0, (m.listHeight()-len(lines))*2/5) {
		lines = append([]string{screen.Spaces(m.size.X)}, lines...)
	}
	return lines
}

func (m *Model) centre(style func(...string) string, s string) string {
	s = screen.Cut(s, m.size.X-2, m.env.Theme.Glyph.Ellipsis)
	left := (m.size.X - screen.Width(s)) / 2
	return screen.Spaces(left) + style(s) + screen.Spaces(m.size.X-left-screen.Width(s))
}
