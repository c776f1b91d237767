package reader

import (
	"strings"
	"time"

	"poplin/cache/message"
	"poplin/ui/screen"
)

// card puts an invitation: what, when, where and who, before the text that came with it.
func (o *order) card(p *page) {
	v := o.letter.doc.Invitation
	if v == nil {
		return
	}
	title := map[string]string{"request": "Invitation", "cancel": "Called off", "reply": "Answer to an invitation", "counter": "Another time is proposed"}[v.Method]
	if title == "" {
		title = "Calendar"
	}
	o.cardRow(p, "", title, accentInk)
	o.cardRow(p, "what", v.Summary, strongInk)
	o.cardRow(p, "when", o.when(v), plainInk)
	o.cardRow(p, "where", v.Location, plainInk)
	o.cardRow(p, "from", v.Organizer, plainInk)
	if len(v.Attendees) > 0 {
		who := make([]message.Address, len(v.Attendees))
		for i, a := range v.Attendees {
			who[i].Name, _, _ = strings.Cut(a, " <")
		}
		o.cardRow(p, "with", folded(who, 3*(o.look.width-cardLead), o.glyph.Ellipsis), plainInk)
	}
	p.rows = append(p.rows, row{})
}

// cardLead is the width of a card's labels with its bar.
const cardLead = 8

// cardRow puts a labelled value, wrapped; nothing when there is none.
func (o *order) cardRow(p *page, label, value string, k ink) {
	if value == "" {
		return
	}
	for i, line := range wrap(value, max(8, o.look.width-cardLead), 0) {
		if i > 0 {
			label = ""
		}
		lead := screen.Fit(label, cardLead-2, "")
		if label == "" && k == accentInk {
			lead = ""
		}
		p.rows = append(p.rows, row{runs: []run{{text: o.glyph.VLine + " ", ink: accentInk}, {text: lead, ink: dimInk}, {text: line, ink: k}}})
	}
}

// when is the time of an event in the person's zone: "Sat 28 Nov 2026, 16:00 to 17:30".
func (o *order) when(v *message.Invitation) string {
	const day, clock = "Mon 2 Jan 2006", "15:04"
	start, end := v.Start, v.End
	if !v.AllDay && !v.Guessed {
		start, end = start.In(o.now.Location()), end.In(o.now.Location())
	}
	var s string
	switch {
	case v.AllDay:
		s = start.Format(day) + ", all day"
		if last := end.AddDate(0, 0, -1); !v.End.IsZero() && last.After(start) {
			s = start.Format(day) + " to " + last.Format(day)
		}
	case v.End.IsZero():
		s = start.Format(day + ", " + clock)
	case end.YearDay() == start.YearDay() && end.Year() == start.Year():
		s = start.Format(day+", "+clock) + " to " + end.Format(clock)
	default:
		s = start.Format(day+", "+clock) + " to " + end.Format(day+", "+clock)
	}
	if v.Repeats != "" {
		s += ", " + v.Repeats
	}
	if v.Guessed {
		s += " (in a time zone that is not known)"
	}
	return s + o.away(start)
}

// away says how far off an event is, in days of the calendar.
func (o *order) away(at time.Time) string {
	y, m, d := o.now.Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	y, m, d = at.Date()
	switch days := int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Sub(today).Hours() / 24); {
	case days == 0:
		return " " + o.glyph.Sep + " today"
	case days == 1:
		return " " + o.glyph.Sep + " tomorrow"
	case days > 1:
		return " " + o.glyph.Sep + " in " + screen.Plural(days, "day")
	}
	return " " + o.glyph.Sep + " over"
}

// reports puts what became of messages that were sent, a sentence a recipient.
func (o *order) reports(p *page) {
	const most = 10
	rs := o.letter.doc.Reports
	for i, r := range rs {
		if i == most {
			o.say(p, "and "+screen.Plural(len(rs)-most, "more recipient"))
			break
		}
		sign, k := o.glyph.Good+" ", goodInk
		switch r.Action {
		case "failed":
			sign, k = o.glyph.Bad+" ", dangerInk
		case "delayed":
			sign, k = o.glyph.Bad+" ", warnInk
		}
		for j, line := range wrap("Your message "+r.Sentence()+".", max(8, o.look.width-2), 0) {
			if j > 0 {
				sign = "  "
			}
			p.rows = append(p.rows, row{runs: []run{{text: sign + line, ink: k}}})
		}
	}
	if len(rs) > 0 {
		p.rows = append(p.rows, row{})
	}
}

// verdict is the badge of what the receiving server says of the sender.
func (o *order) verdict() (run, bool) {
	a := o.letter.found.Auth
	if a == nil {
		return run{}, false
	}
	switch {
	case a.DMARC == "pass":
		who := a.Domain
		if who == "" {
			who = "sender"
		}
		return run{text: o.glyph.Good + " " + who + " verified", ink: goodInk}, true
	case a.DMARC == "fail":
		return run{}, false // a warning says so
	}
	return run{text: a.Verdicts(), ink: dimInk}, true
}
