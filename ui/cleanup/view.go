package cleanup

import (
	"strings"

	"poplin/cache"
	"poplin/ui/screen"
	"poplin/ui/theme"
)

// pens are the styles of rows, boiled down once per theme.
type pens struct{ page, cursor, idle inks }

type inks struct{ text, dim, strong, marked, bar theme.Pen }

func newPens(t *theme.Theme) pens {
	of := func(k theme.Ink, bar theme.Pen) inks {
		return inks{theme.PenOf(k.Text), theme.PenOf(k.Dim), theme.PenOf(k.Strong), theme.PenOf(k.Marked), bar}
	}
	return pens{of(t.Ink, theme.PenOf(t.Bar)), of(t.OnCursor, theme.PenOf(t.OnCursor.Text)), of(t.OnIdle, theme.PenOf(t.OnIdle.Text))}
}

// Sizes that the screen turns on, in cells.
const (
	sideFrom = 116 // the messages of a group beside the groups
	airyFrom = 12  // height from which there are blank lines
)

// sideWidth is the width of the messages beside the groups, 0 when there is no room.
func (s *Screen) sideWidth() int {
	if s.size.X < sideFrom {
		return 0
	}
	return s.size.X * 42 / 100
}

func (s *Screen) listTop() int {
	if s.size.Y >= airyFrom {
		return 2
	}
	return 1
}

// rows is how many lines groups and messages have.
func (s *Screen) rows() int {
	foot := 1
	if s.size.Y >= airyFrom {
		foot = 2
	}
	return max(s.size.Y-s.listTop()-foot, 1)
}

// View draws the pane, exactly its size.
func (s *Screen) View() string {
	w := s.size.X
	if w <= 0 || s.size.Y <= 0 {
		return ""
	}
	lines := []string{s.headLine()}
	if s.listTop() > 1 {
		lines = append(lines, screen.Spaces(w))
	}
	body := s.body()
	for y := range s.rows() {
		if y < len(body) {
			lines = append(lines, body[y])
		} else {
			lines = append(lines, screen.Spaces(w))
		}
	}
	if s.size.Y >= airyFrom {
		lines = append(lines, screen.Spaces(w))
	}
	lines = append(lines, s.footLine())
	return strings.Join(lines[:min(len(lines), s.size.Y)], "\n")
}

func (s *Screen) body() []string {
	switch {
	case s.fault != "":
		return s.say("the mailbox could not be weighed", s.fault)
	case s.plan != nil:
		return s.planLines()
	case s.inside != nil:
		return s.insideLines()
	case !s.loaded:
		return nil
	case len(s.groups) == 0 && cache.Dimensions[s.by] == cache.ByCopies:
		return s.say("nothing is here more than once", "left and right group by another thing, q goes back")
	case len(s.groups) == 0:
		return s.say("there is nothing to clean up", "q goes back")
	}
	return s.groupLines()
}

func (s *Screen) say(what, next string) []string {
	t := s.env.Theme
	centre := func(text string, style func(...string) string) string {
		text = screen.Cut(text, s.size.X-2, t.Glyph.Ellipsis)
		left := (s.size.X - screen.Width(text)) / 2
		return screen.Spaces(left) + style(text) + screen.Spaces(s.size.X-left-screen.Width(text))
	}
	lines := make([]string, (s.rows()-2)*2/5)
	for i := range lines {
		lines[i] = screen.Spaces(s.size.X)
	}
	return append(lines, centre(what, t.Strong.Render), centre(next, t.Dim.Render))
}

// headLine names the dimensions, or the group one is in, and the sum of it all.
func (s *Screen) headLine() string {
	t := s.env.Theme
	right := screen.Plural(s.total.Messages, "message") + " · " + screen.Bytes(s.total.Bytes) + " "
	if s.size.X < 60 {
		right = screen.Bytes(s.total.Bytes) + " "
	}
	left := ""
	if s.size.X >= 72 {
		left = t.Strong.Render(" Clean up") + "  "
	}
	if s.plan != nil {
		left += t.Accent.Render(" The plan")
		if s.size.X >= 72 {
			left += t.Dim.Render("  what would go, what deserves a second look first")
		}
	} else if s.inside != nil {
		left += t.Accent.Render(" "+s.label(&s.inside.group)) + t.Dim.Render("  "+screen.Plural(s.inside.group.Messages, "message")+", "+screen.Bytes(s.inside.group.Bytes))
	} else {
		room, words := s.size.X-screen.Width(left), s.narrow.words()
		if words != "" { // what is left out matters more than what else there is
			words = "   " + words
			room -= screen.Width(words)
			if s.size.X >= 60 {
				room -= len("999 MB ")
			}
		}
		left += s.dimensions(room) + t.Warn.Render(words)
	}
	room := s.size.X - screen.Width(right)
	if screen.Width(left) > room-3 {
		right = screen.Bytes(s.total.Bytes) + " "
		room = s.size.X - screen.Width(right)
	}
	if screen.Width(left) > room-1 {
		right, room = "", s.size.X
	}
	return screen.Fit(left, room, t.Glyph.Ellipsis) + t.Dim.Render(right)
}

// dimensions names what may be grouped by. Where there is no room for all, those at the ends are left out, but never the
// present one.
func (s *Screen) dimensions(room int) string {
	t, all := s.env.Theme, cache.Dimensions
	from, to := 0, len(all)
	size := func() int {
		n := 2*min(from, 1) + 2*min(len(all)-to, 1)
		for _, d := range all[from:to] {
			n += 1 + len(d)
		}
		return n
	}
	for size() > room && to-from > 1 {
		if to-1 > s.by {
			to--
		} else {
			from++
		}
	}
	var out strings.Builder
	if from > 0 && to-from > 1 {
		out.WriteString(" " + t.Dim.Render(t.Glyph.Ellipsis))
	}
	for i := from; i < to; i++ {
		style := t.Dim
		if i == s.by {
			style = t.Accent.Underline(true)
		}
		out.WriteString(" " + style.Render(string(all[i])))
	}
	if to < len(all) && to-from > 1 {
		out.WriteString(" " + t.Dim.Render(t.Glyph.Ellipsis))
	}
	return out.String()
}

// footLine says what the marked groups come to and what would be left.
func (s *Screen) footLine() string {
	t, w := s.env.Theme, s.size.X
	gs := s.chosen()
	if s.plan == nil && s.inside == nil && w < 60 && len(gs) > 0 {
		_, _, bytes := sum(gs)
		return screen.Fit(t.Text.Render(" "+screen.Plural(len(gs), "group")+", "+screen.Bytes(bytes))+t.Strong.Render(" · leaves "+screen.Bytes(s.total.Bytes-bytes)), w, t.Glyph.Ellipsis)
	}
	if len(gs) == 0 || s.plan != nil || s.inside != nil {
		return screen.Spaces(w)
	}
	n, unread, bytes := sum(gs)
	what := screen.Plural(len(s.marked), "group") + " marked: "
	if len(s.marked) == 0 {
		what = "this group: "
		if u, ok := s.asked[gs[0].Key]; ok {
			return screen.Fit(s.wish(&u), w, t.Glyph.Ellipsis)
		}
	}
	text := " " + what + screen.Plural(n, "message") + ", " + screen.Bytes(bytes)
	if unread > 0 {
		text += ", " + screen.Count(unread) + " never read"
	}
	rest := " · you would be left with " + screen.Bytes(s.total.Bytes-bytes)
	if screen.Width(text)+screen.Width(rest) > w {
		rest = " · leaves " + screen.Bytes(s.total.Bytes-bytes)
	}
	style := t.Text
	if len(s.marked) == 0 {
		style = t.Dim
	}
	return screen.Fit(style.Render(text)+t.Strong.Render(rest), w, t.Glyph.Ellipsis)
}

// wish is the foot of a group that was asked to leave the person alone.
func (s *Screen) wish(u *cache.Unsubscribed) string {
	t := s.env.Theme
	text := " " + screen.LeftAlone(u, s.env.Now())
	if u.Late == 0 {
		return t.Dim.Render(text)
	}
	return t.Warn.Render(" "+t.Glyph.Bad+text) + t.Dim.Render("; U offers a rule")
}
