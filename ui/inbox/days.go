package inbox

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"poplin/cache"
	"poplin/ui/screen"
)

// A list by date may be grouped by day: each day's mail then stands below a line that names the day. Such a line is no
// row. Among the lines of a window it is the complement of the row it stands above, and the cursor passes over it.

func isHeading(line int) bool { return line < 0 }

// rowOf is the row that a line shows, or that it stands above.
func rowOf(line int) int {
	if isHeading(line) {
		return ^line
	}
	return line
}

// heads says that row i is the first of its day. Of the first row in memory that is only known at the top of the view.
func (w *window) heads(i int) bool {
	if w.day == nil {
		return false
	}
	if i == 0 {
		return w.first
	}
	return w.day(&w.rows[i]) != w.day(&w.rows[i-1])
}

// pass moves the cursor from a heading on to the next row the way it was going.
func (w *window) pass(way int) {
	if w.cur < 0 || w.cur >= len(w.lines) || !isHeading(w.lines[w.cur]) {
		return
	}
	if way < 0 && w.cur > 0 {
		w.cur--
	} else {
		w.cur++
	}
}

// lineOf is the line of a row, or where it would be.
func (w *window) lineOf(row int) int {
	at, _ := slices.BinarySearchFunc(w.lines, row, func(line, row int) int { return cmp.Compare(rowOf(line), row) })
	return at
}

// toggleDays groups the list by day, or stops doing so; the cursor stays on its message.
func (m *Model) toggleDays() effect {
	m.days = !m.days
	said := "grouped by day"
	switch {
	case !m.days:
		said = "not grouped any more"
	case m.sort != cache.ByDate:
		said = "grouped by day, once the list is sorted by date"
	case m.threads:
		said = "grouped by day, once conversations are apart (T)"
	}
	id, line := m.win.anchor()
	m.group()
	m.win.relay()
	m.win.hold(id, line)
	return effect{act: screen.Notice{Text: said}}.and(m.fill())
}

// group tells the window how to group the view as it stands.
func (m *Model) group() {
	m.win.day = nil
	if m.days && m.view.Sort == cache.ByDate && !m.view.Threads {
		zone := m.now().Location()
		m.win.day = func(r *cache.Row) int {
			y, mon, d := r.Date.In(zone).Date()
			return (y*12+int(mon))*31 + d
		}
	}
}

// heading draws the line that names a day.
func (d *drawing) heading(b *strings.Builder, r *cache.Row) {
	m, t := d.m, d.m.env.Theme
	name := dayName(r.Date, m.now())
	width := m.size.X - gutter
	if width < screen.Width(name)+2 {
		b.WriteString(t.Dim.Render(screen.Fit(screen.Spaces(gutter)+name, m.size.X, "")))
		return
	}
	rest := width - screen.Width(name) - 2
	b.WriteString(screen.Spaces(gutter) + t.Dim.Render(name) + " " + t.Line.Render(strings.Repeat(t.Glyph.HLine, rest)) + " ")
}

// dayName is "Today", "Yesterday", "Tuesday 17 November", or with the year when it is another.
func dayName(at, now time.Time) string {
	at = at.In(now.Location())
	y, mon, d := now.Date()
	today := time.Date(y, mon, d, 0, 0, 0, 0, now.Location())
	switch {
	case !at.Before(today) && at.Before(today.AddDate(0, 0, 1)):
		return "Today"
	case !at.Before(today.AddDate(0, 0, -1)) && at.Before(today):
		return "Yesterday"
	case at.Year() == now.Year():
		return at.Format("Monday 2 January")
	}
	return at.Format("Monday 2 January 2006")
}
