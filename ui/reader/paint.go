package reader

import (
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"

	"poplin/cache/message"
	"poplin/ui/screen"
)

// View paints the rows on the screen, and nothing else: exactly the size set.
func (s *Screen) View() string {
	if s.size.X <= 0 || s.size.Y <= 0 {
		return ""
	}
	lines := make([]string, 0, s.size.Y)
	for _, line := range s.text() {
		lines = append(lines, screen.Fit(line, s.size.X, ""))
	}
	if s.panel != nil {
		h := s.panel.height(s.size)
		for _, line := range s.panel.view(s, s.size.X, h) {
			lines = append(lines, screen.Fit(line, s.size.X, s.env.Theme.Glyph.Ellipsis))
		}
	}
	for _, line := range s.foot() {
		lines = append(lines, screen.Fit(line, s.size.X, s.env.Theme.Glyph.Ellipsis))
	}
	if len(lines) > s.size.Y {
		lines = lines[:s.size.Y]
	}
	for len(lines) < s.size.Y {
		lines = append(lines, screen.Spaces(s.size.X))
	}
	return strings.Join(lines, "\n")
}

// textHeight is the room between the top and whatever stands at the foot.
func (s *Screen) textHeight() int {
	h := s.size.Y - len(s.foot())
	if s.panel != nil {
		h -= s.panel.height(s.size)
	}
	return max(h, 1)
}

// text is the visible part of the page, as many lines as there is room.
func (s *Screen) text() []string {
	h := s.textHeight()
	lines := make([]string, h)
	if words := s.empty(); words != nil {
		s.middle(lines, words)
		return lines
	}
	if s.look.mode == partsMode {
		return s.parts.view(s, h)
	}
	if s.page == nil {
		return lines
	}
	margin := screen.Spaces(s.margin())
	for i := range lines {
		if n := s.top + i; n < len(s.page.rows) {
			lines[i] = margin + s.paint(&s.page.rows[n])
		}
	}
	if s.sticky() {
		lines[0] = margin + s.crumb()
	}
	return lines
}

// sticky says that the header block has left the screen and the top line says what is being read.
func (s *Screen) sticky() bool {
	return s.page != nil && s.letter != nil && s.page.head > 0 && s.top >= s.page.head && s.textHeight() > 4
}

// crumb is that line: who and what, dim.
func (s *Screen) crumb() string {
	th, e := s.env.Theme, &s.letter.entry
	who := e.From.Name
	if who == "" {
		who = e.From.Addr
	}
	width := s.measure()
	at := s.percent()
	text := screen.Fit(who+" "+th.Glyph.Sep+" "+e.Subject, width-len(at)-2, th.Glyph.Ellipsis)
	return th.Dim.Underline(true).Render(text + "  " + at)
}

// empty is what to say when there is nothing to show, nil when there is.
func (s *Screen) empty() []string {
	switch {
	case s.fault != "":
		return []string{s.env.Theme.Danger.Render("! " + s.fault), s.env.Theme.Dim.Render("q goes back")}
	case s.id == 0:
		return []string{s.env.Theme.Dim.Render("no message chosen")}
	}
	return nil
}

// middle puts words in the middle of the lines.
func (s *Screen) middle(lines, words []string) {
	at := max(0, (len(lines)-len(words))/2)
	for i, w := range words {
		if at+i < len(lines) {
			w = screen.Cut(w, s.size.X, s.env.Theme.Glyph.Ellipsis)
			lines[at+i] = screen.Spaces((s.size.X-screen.Width(w))/2) + w
		}
	}
}

// paint draws one row.
func (s *Screen) paint(r *row) string {
	if r.art != "" {
		return r.art
	}
	var b strings.Builder
	th := s.env.Theme
	for d := range message.QuoteWidth(r.quote, s.page.look.width) / 2 {
		b.WriteString(th.Quote[min(d, len(th.Quote)-1)].Render(th.Glyph.Quote))
		b.WriteByte(' ')
	}
	for i := range r.runs {
		b.WriteString(s.paintRun(&r.runs[i], r.quote))
	}
	return b.String()
}

func (s *Screen) paintRun(r *run, quote int) string {
	th := s.env.Theme
	st := s.ink(r.ink, quote)
	if r.style&message.Bold != 0 {
		st = st.Bold(true)
	}
	if r.style&message.Italic != 0 {
		st = st.Italic(true)
	}
	if r.style&message.Underline != 0 {
		st = st.Underline(true)
	}
	if r.style&message.Strike != 0 {
		st = st.Strikethrough(true)
	}
	if r.hit {
		st = th.Hit
	}
	if r.link > 0 && r.link <= len(s.page.links) {
		if l := &s.page.links[r.link-1]; !l.Lies { // what lies is not made easy to click
			if to, ok := target(l); ok {
				st = st.Hyperlink(to, "id=poplin"+strconv.Itoa(r.link))
			}
		}
	}
	return st.Render(r.text)
}

// ink is the style for a meaning, within quote levels of quotation.
func (s *Screen) ink(k ink, quote int) lipgloss.Style {
	th := s.env.Theme
	switch k {
	case strongInk:
		return th.Strong
	case dimInk:
		return th.Dim
	case accentInk:
		return th.Accent
	case goodInk:
		return th.Good
	case warnInk:
		return th.Warn
	case dangerInk:
		return th.Danger
	case headingInk:
		return th.Heading
	case codeInk:
		return th.Code
	case linkInk:
		return th.Link
	case liarInk:
		return th.Danger.Underline(true)
	case numberInk:
		if _, choosing := s.panel.(*linkPanel); choosing {
			return th.Key
		}
		return th.Dim
	case lineInk:
		return th.Line
	case keyInk:
		return th.Key
	}
	if quote > 0 {
		return th.Quote[min(quote, len(th.Quote))-1]
	}
	return th.Text
}
