package reader

import (
	"fmt"
	"strings"
	"time"

	"poplin/cache/message"
	"poplin/ui/screen"
)

// head puts the header block: what it is about, who wrote it and when, who else has it, and what is known about it.
func (o *order) head(p *page) {
	o.subject(p)
	o.sender(p)
	if !o.look.compact {
		o.lower(p)
	}
	o.warnings(p)
	p.put(run{text: strings.Repeat(o.glyph.HLine, o.look.width), ink: lineInk})
	if !o.look.compact {
		p.put()
	}
	p.head = len(p.rows)
}

func (o *order) subject(p *page) {
	most := 3 // rows
	if o.look.compact {
		most = 1
	}
	if o.letter.entry.Subject == "" {
		p.put(run{text: "(no subject)", ink: dimInk})
		return
	}
	lines := wrap(o.letter.entry.Subject, o.look.width, 0)
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] = screen.Cut(lines[most-1], o.look.width-1, "") + o.glyph.Ellipsis
	}
	for _, line := range lines {
		p.put(run{text: line, ink: headingInk})
	}
}

// sender puts the writer, always with the real address, and the date: on one row where both fit.
func (o *order) sender(p *page) {
	e := &o.letter.entry
	from := address(e.From)
	date, ago := o.date(e.Date)
	used := width(from)
	for _, d := range []string{date + ago, date} {
		if room := o.look.width - used - screen.Width(d); room >= 2 {
			p.put(append(from, run{text: screen.Spaces(room)}, run{text: d, ink: dimInk})...)
			return
		}
	}
	if used > o.look.width && len(from) == 2 && !o.look.compact {
		p.put(o.cut(from[:1])...)
		p.put(o.cut([]run{{text: strings.TrimSpace(from[1].text), ink: dimInk}})...)
	} else {
		p.put(o.cut(from)...)
	}
	p.put(run{text: date + ago, ink: dimInk})
}

// width of runs in cells.
func width(runs []run) int {
	n := 0
	for _, r := range runs {
		n += screen.Width(r.text)
	}
	return n
}

// address is a mailbox: the name for the eye, the address for the truth.
func address(a message.Address) []run {
	switch {
	case a.Addr == "" && a.Name == "":
		return []run{{text: "(nobody says who wrote this)", ink: dimInk}}
	case a.Name == "" || a.Name == a.Addr:
		return []run{{text: a.Addr, ink: strongInk}}
	}
	return []run{{text: a.Name, ink: strongInk}, {text: " <" + a.Addr + ">", ink: dimInk}}
}

// cut shortens a name and an address to the measure, or one of them. The address has what room it needs, up to two
// thirds, and loses its beginning before its end, which is its domain.
func (o *order) cut(runs []run) []run {
	room := o.look.width
	last := &runs[len(runs)-1]
	if len(runs) == 2 {
		need := max(room*2/3, room-screen.Width(runs[0].text))
		last.text = " <" + screen.CutLeft(strings.TrimPrefix(last.text, " <"), need-2, o.glyph.Ellipsis)
		room -= screen.Width(last.text)
	} else if last.ink == dimInk {
		last.text = screen.CutLeft(last.text, room, o.glyph.Ellipsis)
		return runs
	}
	runs[0].text = screen.Cut(runs[0].text, max(room, 1), o.glyph.Ellipsis)
	return runs
}

// date is the moment, and apart from it how long ago that is: "Sun 22 Nov 2026 09:20", " · 40 min ago".
func (o *order) date(at time.Time) (date, ago string) {
	if at.IsZero() {
		return "no date", ""
	}
	at = at.In(o.now.Location())
	date, ago = at.Format("Mon 2 Jan 2006 15:04"), screen.Ago(at, o.now)
	if at.After(o.now.Add(time.Minute)) {
		ago = "in the future"
	}
	return date, " " + o.glyph.Sep + " " + ago
}

// lower puts who else has the message and what is known about it: on one row where both fit, or as many facts as make the
// others need a row less.
func (o *order) lower(p *page) {
	who, facts := o.recipients(), o.facts()
	if len(who) == 0 {
		o.badges(p, facts)
		return
	}
	for n := len(facts); n > 0; n-- {
		tail := o.parted(facts[:n])
		room := o.look.width - width(who) - width(tail)
		if room >= 3 && len(o.flow(facts[n:])) < len(o.flow(facts)) {
			who, facts = append(append(who, run{text: screen.Spaces(room)}), tail...), facts[n:]
			break
		}
	}
	p.put(who...)
	o.badges(p, facts)
}

// parted puts the separator between facts.
func (o *order) parted(facts []run) []run {
	var out []run
	for i, r := range facts {
		if i > 0 {
			out = append(out, run{text: " " + o.glyph.Sep + " ", ink: lineInk})
		}
		out = append(out, r)
	}
	return out
}

// recipients are To and Cc on one row, folded: who exactly is in the view of all header fields.
func (o *order) recipients() []run {
	if o.letter.sum == nil {
		return nil
	}
	var runs []run
	room := o.look.width
	for _, field := range []struct {
		label string
		who   []message.Address
	}{{"to ", o.letter.sum.To}, {"cc ", o.letter.sum.Cc}} {
		if len(field.who) == 0 || room < 16 {
			continue
		}
		label := field.label
		if len(runs) > 0 {
			label = "  " + label
		}
		keep := room
		if field.label == "to " && len(o.letter.sum.Cc) > 0 {
			keep = room * 3 / 5
		}
		names := folded(field.who, keep-len(label), o.glyph.Ellipsis)
		runs = append(runs, run{text: label, ink: dimInk}, run{text: names})
		room -= len(label) + screen.Width(names)
	}
	return runs
}

// folded names as many as fit into width cells and counts the rest: "Ada Lovelace, Charles Babbage +3".
func folded(who []message.Address, width int, ellipsis string) string {
	var b strings.Builder
	used := 0
	for i, a := range who {
		name := a.Name
		if name == "" {
			name = a.Addr
		}
		if i > 0 {
			name = ", " + name
		}
		rest := ""
		if i < len(who)-1 {
			rest = fmt.Sprintf(" +%d", len(who)-i-1)
		}
		if used+screen.Width(name)+len(rest) > width {
			if i == 0 {
				return screen.Cut(name, max(width-len(rest), 1), ellipsis) + rest
			}
			fmt.Fprintf(&b, " +%d", len(who)-i)
			return b.String()
		}
		b.WriteString(name)
		used += screen.Width(name)
	}
	return b.String()
}
