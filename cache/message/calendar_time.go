package message

import (
	"strconv"
	"strings"
	"time"
)

// zones are the VTIMEZONE blocks of one calendar part, by TZID.
type zones map[string][]observance

// observance is a STANDARD or DAYLIGHT block: from when on which offset holds.
type observance struct {
	start  time.Time // a wall clock, kept in UTC
	offset int       // seconds east of UTC
	month  time.Month
	week   int // 1..5, or -1 for the last; 0: the change happened once, at start
	day    time.Weekday
}

// note keeps the rules of a VTIMEZONE.
func (z zones) note(c *component) {
	id := c.value("TZID")
	for _, sub := range c.inside {
		start, _ := time.Parse("20060102T150405", sub.value("DTSTART"))
		o := observance{start: start, offset: calendarOffset(sub.value("TZOFFSETTO"))}
		o.rule(sub.value("RRULE"))
		z[id] = append(z[id], o)
	}
}

// rule reads FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU, the only kind that zones use.
func (o *observance) rule(s string) {
	for _, part := range strings.Split(strings.ToUpper(s), ";") {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "BYMONTH":
			if m, err := strconv.Atoi(value); err == nil && m >= 1 && m <= 12 {
				o.month = time.Month(m)
			}
		case "BYDAY":
			if len(value) < 3 {
				continue
			}
			day := strings.Index("SUMOTUWETHFRSA", value[len(value)-2:])
			week, err := strconv.Atoi(value[:len(value)-2])
			if err == nil && day >= 0 && day%2 == 0 && week >= -1 && week <= 5 {
				o.week, o.day = week, time.Weekday(day/2)
			}
		}
	}
}

// last is the last wall-clock moment up to t at which this observance began; ok is false when it never had.
func (o observance) last(t time.Time) (at time.Time, ok bool) {
	if o.week == 0 || o.month == 0 {
		return o.start, !o.start.After(t)
	}
	for _, year := range []int{t.Year(), t.Year() - 1} {
		if at = o.in(year); !at.After(t) {
			return at, true
		}
	}
	return at, false
}

// in is the moment of the yearly change in one year.
func (o observance) in(year int) time.Time {
	h, m, s := o.start.Clock()
	if o.week > 0 {
		first := time.Date(year, o.month, 1, h, m, s, 0, time.UTC)
		return first.AddDate(0, 0, (int(o.day-first.Weekday())+7)%7+7*(o.week-1))
	}
	end := time.Date(year, o.month+1, 0, h, m, s, 0, time.UTC)
	return end.AddDate(0, 0, -((int(end.Weekday()-o.day) + 7) % 7))
}

// offset finds the offset that holds at a wall-clock time by the mail's own rules.
func (z zones) offset(id string, wall time.Time) (seconds int, ok bool) {
	var best time.Time
	for _, o := range z[id] {
		if at, began := o.last(wall); began && (!ok || at.After(best)) {
			best, seconds, ok = at, o.offset, true
		}
	}
	return seconds, ok
}

// time reads DTSTART and DTEND. The mail's own zone rules come first, since names such as "W. Europe Standard Time",
// or the sender's private ones, mean nothing elsewhere.
func (z zones) time(l calendarLine) (t time.Time, day, known bool) {
	if t, err := time.Parse("20060102", l.value); err == nil {
		return t, true, true
	}
	if t, err := time.Parse("20060102T150405Z", l.value); err == nil {
		return t, false, true
	}
	wall, err := time.Parse("20060102T150405", l.value)
	if err != nil {
		return time.Time{}, false, false
	}
	id := l.params["TZID"]
	if seconds, ok := z.offset(id, wall); ok {
		return inZone(wall, time.FixedZone(Clean(id), seconds)), false, true
	}
	for _, name := range []string{id, windowsZone(id)} {
		if loc, err := time.LoadLocation(name); name != "" && name != "Local" && err == nil {
			return inZone(wall, loc), false, true
		}
	}
	return wall, false, false
}

// inZone reads a wall clock's figures in a zone.
func inZone(wall time.Time, loc *time.Location) time.Time {
	y, mo, d := wall.Date()
	h, m, s := wall.Clock()
	return time.Date(y, mo, d, h, m, s, 0, loc)
}

// calendarOffset reads "+0100" or "-043000" as seconds; 0 for nonsense.
func calendarOffset(s string) int {
	if len(s) != 5 && len(s) != 7 {
		return 0
	}
	n, err := strconv.Atoi(s[1:])
	if err != nil || n < 0 {
		return 0
	}
	if len(s) == 5 {
		n *= 100
	}
	seconds := n/10000*3600 + n/100%100*60 + n%100
	if s[0] == '-' {
		return -seconds
	}
	return seconds
}

// calendarDuration reads RFC 5545 §3.3.6, such as PT1H30M, P2D or P1W. Signs are for alarms, not for events.
func calendarDuration(s string) (d time.Duration, ok bool) {
	rest, ok := strings.CutPrefix(strings.ToUpper(s), "P")
	if !ok {
		return 0, false
	}
	units := map[byte]time.Duration{'W': 7 * 24 * time.Hour, 'D': 24 * time.Hour, 'H': time.Hour, 'M': time.Minute, 'S': time.Second}
	number := 0
	for i := 0; i < len(rest); i++ {
		c := rest[i]
		switch unit, is := units[c]; {
		case c >= '0' && c <= '9' && number < 1e5:
			number = number*10 + int(c-'0')
		case is:
			d += time.Duration(number) * unit
			number = 0
		case c != 'T':
			return 0, false
		}
	}
	return d, true
}
