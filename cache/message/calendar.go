package message

import (
	"strings"
	"time"
)

// Invitation is what the first event of a text/calendar part says (RFC 5545, RFC 5546). All text is clean.
type Invitation struct {
	Method     string // "request", "cancel", "reply", "publish", …; lower case
	Summary    string
	Location   string
	Organizer  string
	Attendees  []string
	Start, End time.Time // in the event's own zone; End may be zero
	AllDay     bool      // only the dates of Start and End count; End is exclusive
	Guessed    bool      // the zone was unknown: the times are as written, in nobody's zone
	Repeats    string    // "daily", "weekly", "monthly", "yearly" or ""
}

// mostAttendees bounds the list; a bigger one is a mailing, not a meeting.
const mostAttendees = 200

// ParseInvitation reads a calendar part. ok is false when it holds no event with a start.
func ParseInvitation(raw []byte) (v Invitation, ok bool) {
	calendar := parseCalendar(raw)
	zs := zones{}
	var event *component
	for _, c := range calendar.within("VCALENDAR") {
		switch {
		case c.name == "VTIMEZONE":
			zs.note(c)
		case c.name == "VEVENT" && event == nil:
			event = c
		}
	}
	if event == nil {
		return v, false
	}
	for _, line := range event.lines {
		v.take(line, zs)
	}
	for _, c := range calendar.inside {
		v.Method = strings.ToLower(Clean(c.value("METHOD")))
	}
	return v, !v.Start.IsZero()
}

// take reads one property of the event.
func (v *Invitation) take(line calendarLine, zs zones) {
	switch line.name {
	case "SUMMARY":
		v.Summary = calendarText(line.value)
	case "LOCATION":
		v.Location = calendarText(line.value)
	case "ORGANIZER":
		v.Organizer = line.person()
	case "ATTENDEE":
		if len(v.Attendees) < mostAttendees {
			v.Attendees = append(v.Attendees, line.person())
		}
	case "DTSTART":
		var known bool
		v.Start, v.AllDay, known = zs.time(line)
		v.Guessed = !known
	case "DTEND":
		v.End, _, _ = zs.time(line)
	case "DURATION":
		if d, ok := calendarDuration(line.value); ok && v.End.IsZero() {
			v.End = v.Start.Add(d)
		}
	case "RRULE":
		for _, part := range strings.Split(strings.ToLower(line.value), ";") {
			if freq, is := strings.CutPrefix(part, "freq="); is {
				v.Repeats = Clean(freq)
			}
		}
	}
}
