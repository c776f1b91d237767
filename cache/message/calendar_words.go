package message

import "strings"

// Title says in a word or two what the calendar part is for.
func (v *Invitation) Title() string {
	switch v.Method {
	case "request":
		return "Invitation"
	case "cancel":
		return "Called off"
	case "reply":
		return "Answer to an invitation"
	case "counter":
		return "Another time is proposed"
	}
	return "Calendar"
}

// When is the time of the event as the calendar gives it, in the event's own zone.
func (v *Invitation) When() string {
	const day, clock = "Mon 2 January 2006", "15:04"
	var out strings.Builder
	out.WriteString(v.Start.Format(day))
	end := v.End
	if v.AllDay {
		end = end.AddDate(0, 0, -1) // the end is exclusive
		if v.End.IsZero() || !end.After(v.Start) {
			return out.String() + ", all day"
		}
		return out.String() + " to " + end.Format(day)
	}
	out.WriteString(", " + v.Start.Format(clock))
	switch {
	case end.IsZero() || !end.After(v.Start):
	case end.Format(day) == v.Start.Format(day):
		out.WriteString(" to " + end.Format(clock))
	default:
		out.WriteString(" to " + end.Format(day+", "+clock))
	}
	if zone := v.Start.Location().String(); !v.Guessed && zone != "" {
		out.WriteString(" (" + zone + ")")
	}
	if v.Repeats != "" {
		out.WriteString(", " + v.Repeats)
	}
	return out.String()
}
