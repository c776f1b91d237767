package cleanup

import (
	"strconv"
	"strings"

	"poplin/cache"
	"poplin/ui/screen"
)

// label is a group's name for people: a sender's own, unless two go by the same.
func (s *Screen) label(g *cache.Group) string {
	by := cache.Dimensions[s.by]
	switch {
	case g.Unknown():
		return "not known yet"
	case by == cache.ByCopies:
		return g.Subject
	case by == cache.ByAddress && g.Name != "" && s.names[g.Name] < 2:
		return g.Name
	case by == cache.ByAttachment && (g.Key == "" || g.Key == "none"):
		return "no attachment"
	case g.Key != "":
		return g.Key
	}
	switch by {
	case cache.ByList:
		return "from no list"
	case cache.ByYear:
		return "no date"
	}
	return "no sender"
}

// widths of a group's line, in cells; 0 leaves a part out.
type widths struct{ name, bar, bytes, count, read, kind, subject int }

// widthsFor shares a line out; a pure function of its width.
func widthsFor(w int) widths {
	c := widths{bytes: 7, count: 6}
	switch {
	case w >= 96:
		c.name, c.bar, c.read, c.kind = 24, 16, 9, 11
	case w >= 72:
		c.name, c.bar, c.read = 22, 14, 9
	case w >= 54:
		c.name, c.bar, c.read = 20, 8, 0
	}
	used := 3 + c.bytes + 1 + c.count + 1
	if c.bar > 0 {
		used += c.name + 1 + c.bar + 1
	}
	if c.read > 0 {
		used += c.read + 1
	}
	if c.kind > 0 {
		used += c.kind + 1
	}
	switch rest := w - used; {
	case c.name == 0:
		c.name = rest
	case rest >= 22:
		c.subject = rest - 2
	default:
		c.name += rest
	}
	return c
}

func (s *Screen) groupLines() []string {
	side := s.sideWidth()
	left := s.size.X
	if side > 0 {
		left -= side + 1
	}
	c := widthsFor(left)
	most := int64(1)
	for _, g := range s.groups {
		if !g.Unknown() || len(s.groups) == 1 {
			most = max(most, g.Bytes)
		}
	}
	var right []string
	if side > 0 {
		right = s.messageLines(&s.peek, side, -1)
	}
	line := s.env.Theme.Line.Render(s.env.Theme.Glyph.VLine)
	var out []string
	for y := range s.rows() {
		var b strings.Builder
		if i := s.top + y; i < len(s.groups) {
			s.groupLine(&b, i, c, most)
		} else if side == 0 {
			break
		} else {
			b.WriteString(screen.Spaces(left))
		}
		if side > 0 {
			b.WriteString(line)
			if y < len(right) {
				b.WriteString(right[y])
			} else {
				b.WriteString(screen.Spaces(side))
			}
		}
		out = append(out, b.String())
	}
	return out
}

func (s *Screen) groupLine(b *strings.Builder, i int, c widths, most int64) {
	g, t := &s.groups[i], s.env.Theme
	k, mark, cursor := &s.pens.page, " ", " "
	if i == s.cur {
		k, cursor = &s.pens.cursor, t.Glyph.Cursor
		if !s.focus {
			k = &s.pens.idle
		}
	}
	name := k.text
	if s.marked[g.Key] {
		name, mark = k.marked, t.Glyph.Mark
	}
	if u, ok := s.asked[g.Key]; ok && u.Late > 0 && !s.marked[g.Key] {
		mark = t.Glyph.Bad
	}
	k.text.Write(b, cursor)
	name.Write(b, mark+" "+screen.Fit(s.label(g), c.name, t.Glyph.Ellipsis))
	if c.bar > 0 {
		k.text.Write(b, " ")
		k.bar.Write(b, screen.Fit(s.bar(g.Bytes, most, c.bar), c.bar, ""))
		k.text.Write(b, " ")
	}
	k.strong.Write(b, screen.FitRight(screen.Bytes(g.Bytes), c.bytes, ""))
	k.dim.Write(b, " "+screen.FitRight(screen.Count(g.Messages), c.count, "")+" ")
	if c.read > 0 {
		percent := strconv.Itoa(100*(g.Messages-g.Unread)/max(g.Messages, 1)) + "%"
		k.dim.Write(b, screen.FitRight("read "+screen.FitRight(percent, 4, ""), c.read, "")+" ")
	}
	if c.kind > 0 {
		k.dim.Write(b, screen.Fit(s.kind(g), c.kind, "")+" ")
	}
	if c.subject > 0 {
		subject := g.Subject
		if s.keptOf(g) != 0 {
			subject = g.Name
		}
		k.dim.Write(b, "  "+screen.Fit(subject, c.subject, t.Glyph.Ellipsis))
	}
}

// kind says what a group's mail is: from a list, with attachments.
func (s *Screen) kind(g *cache.Group) string {
	var words []string
	if 2*g.Bulk > g.Messages {
		words = append(words, "list")
	} else {
		words = append(words, "    ")
	}
	if g.Attachments > 0 {
		words = append(words, s.env.Theme.Glyph.Attachment+" "+screen.Count(g.Attachments))
	}
	return " " + strings.Join(words, " ")
}

// bar is a bar of at most width cells, at least half a cell for what is not nothing.
func (s *Screen) bar(n, most int64, width int) string {
	halves := int(2 * int64(width) * min(n, most) / most)
	if halves == 0 && n > 0 {
		halves = 1
	}
	out := strings.Repeat(s.env.Theme.Glyph.BlockFull, halves/2)
	if halves%2 == 1 {
		out += s.env.Theme.Glyph.BlockHalf
	}
	return out
}

// insideLines are the messages of the group one is in.
func (s *Screen) insideLines() []string {
	return s.messageLines(s.inside, s.size.X, s.inside.cur)
}

// messageLines are messages of a group, biggest first; cur is the line of the cursor in all of them, -1 for none.
func (s *Screen) messageLines(m *messages, width, cur int) []string {
	t, now := s.env.Theme, s.env.Now()
	from := 0
	if cur >= 0 && width >= 72 && m.kept == 0 {
		from = 22
	}
	subject := max(width-3-from-1-7-1-6-1, 4)
	var out []string
	for i := m.top; i < len(m.rows) && len(out) < s.rows(); i++ {
		r := &m.rows[i]
		k, mark, cursor := &s.pens.page, " ", " "
		if i == cur {
			k, cursor = &s.pens.cursor, t.Glyph.Cursor
		}
		pen := k.text
		if r.Flags&cache.Read == 0 {
			pen = k.strong
		}
		if _, on := m.marked[r.ID]; on {
			pen, mark = k.marked, t.Glyph.Mark
		}
		var b strings.Builder
		k.text.Write(&b, cursor)
		pen.Write(&b, mark+" ")
		if from > 0 {
			pen.Write(&b, screen.Fit(sender(r), from-2, t.Glyph.Ellipsis)+"  ")
		}
		if m.kept != 0 {
			pen.Write(&b, s.copyLine(m, r, subject))
		} else {
			pen.Write(&b, screen.Fit(r.Subject, subject, t.Glyph.Ellipsis))
		}
		k.dim.Write(&b, " "+screen.FitRight(screen.Bytes(r.Size), 7, "")+" "+screen.FitRight(screen.When(r.Date, now), 6, "")+" ")
		out = append(out, b.String())
	}
	return out
}

func sender(r *cache.Row) string {
	if r.From.Name != "" {
		return r.From.Name
	}
	return r.From.Addr
}
