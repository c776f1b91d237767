package message

import (
	"strconv"
	"strings"
	"time"
)

// parseDate reads the date of a header field however it is written: RFC 5322 with or without its weekday, two-digit
// years, missing seconds, names of zones, asctime, ISO 8601. It reports false for what is no date or no year in
// which mail can have been sent.
func parseDate(s string) (time.Time, bool) {
	var d dateParts
	d.year, d.month, d.day = -1, 0, -1
	if len(s) > 256 {
		s = s[:256]
	}
	s = stripComments(s)
	for _, tok := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == ';' || r < 0x20 }) {
		d.take(tok)
	}
	return d.time()
}

// dateParts collects what the tokens of a date say.
type dateParts struct {
	year, day   int
	month       time.Month
	h, m, s     int
	clock       bool
	zone        int // seconds east of UTC
	hasZone, pm bool
	amPM        bool
}

func (d *dateParts) take(tok string) {
	if d.clock && !d.hasZone && d.takeZone(tok) {
		return
	}
	switch {
	case len(tok) > 11 && (tok[10] == 'T' || tok[10] == 't') && d.takeTogether(tok): // ISO 8601
	case strings.Contains(tok, ":"):
		d.takeClock(tok)
	case strings.EqualFold(tok, "am") || strings.EqualFold(tok, "pm"):
		d.amPM, d.pm = true, strings.EqualFold(tok, "pm")
	case strings.ContainsAny(tok, "-/.") && d.takeTogether(tok):
	default:
		d.takeWord(tok)
	}
}

// takeWord reads a month's name or a number.
func (d *dateParts) takeWord(tok string) {
	if m := monthNamed(tok); m != 0 && d.month == 0 {
		d.month = m
		return
	}
	n, err := strconv.Atoi(strings.TrimRight(tok, "thsrdn."))
	switch {
	case err != nil || n < 0:
	case d.day < 0 && n >= 1 && n <= 31 && len(tok) <= 4:
		d.day = n
	case d.year < 0 && (len(tok) == 4 || len(tok) <= 3 && d.day >= 0):
		d.year = fullYear(n, len(tok))
	}
}

// takeTogether reads 2024-05-01, 01-May-2024 and 05/01/2024 (the order that most software means by slashes).
func (d *dateParts) takeTogether(tok string) bool {
	if i := strings.IndexAny(tok, "Tt"); i == 10 && len(tok) > 11 {
		d.takeClock(tok[11:])
		tok = tok[:10]
	}
	f := strings.FieldsFunc(tok, func(r rune) bool { return r == '-' || r == '/' || r == '.' })
	if len(f) != 3 || d.day >= 0 {
		return false
	}
	if m := monthNamed(f[1]); m != 0 {
		day, e1 := strconv.Atoi(f[0])
		year, e2 := strconv.Atoi(f[2])
		d.day, d.month, d.year = day, m, fullYear(year, len(f[2]))
		return e1 == nil && e2 == nil
	}
	n := [3]int{}
	for i := range f {
		v, err := strconv.Atoi(f[i])
		if err != nil {
			return false
		}
		n[i] = v
	}
	switch {
	case len(f[0]) == 4:
		d.year, d.month, d.day = n[0], time.Month(n[1]), n[2]
	case strings.Contains(tok, "/") && n[0] <= 12:
		d.year, d.month, d.day = fullYear(n[2], len(f[2])), time.Month(n[0]), n[1]
	default:
		d.year, d.month, d.day = fullYear(n[2], len(f[2])), time.Month(n[1]), n[0]
	}
	return true
}

func (d *dateParts) takeClock(tok string) {
	if d.clock {
		return
	}
	if i := strings.IndexAny(tok, "+-Zz"); i > 0 {
		d.clock = true
		d.takeZone(tok[i:])
		d.clock = false
		tok = tok[:i]
	}
	if low := strings.ToLower(tok); strings.HasSuffix(low, "am") || strings.HasSuffix(low, "pm") {
		d.amPM, d.pm = true, strings.HasSuffix(low, "pm")
		tok = tok[:len(tok)-2]
	}
	f := strings.Split(tok, ":")
	n := [3]int{}
	for i := 0; i < len(f) && i < 3; i++ {
		sec, _, _ := strings.Cut(f[i], ".")
		v, err := strconv.Atoi(sec)
		if err != nil || v < 0 {
			return
		}
		n[i] = v
	}
	d.h, d.m, d.s, d.clock = n[0], n[1], min(n[2], 59), true
}

// takeZone reads +0200, +02:00, GMT+2, Z and the names of RFC 5322 section 4.3. A number that is no zone counts as
// UTC, as that section says.
func (d *dateParts) takeZone(tok string) bool {
	up := strings.ToUpper(tok)
	up = strings.TrimPrefix(strings.TrimPrefix(up, "GMT"), "UTC")
	if up == "" {
		d.hasZone = true
		return true
	}
	if up[0] == '+' || up[0] == '-' {
		digits := strings.ReplaceAll(up[1:], ":", "")
		n, err := strconv.Atoi(digits)
		if err != nil {
			return false
		}
		if len(digits) <= 2 {
			n *= 100
		}
		d.hasZone = true
		if n/100 <= 14 && n%100 < 60 {
			d.zone = (n/100*60 + n%100) * 60
			if up[0] == '-' {
				d.zone = -d.zone
			}
		}
		return true
	}
	hours, ok := zoneHours(up)
	if ok {
		d.hasZone, d.zone = true, int(hours*3600)
	}
	return ok
}

func (d *dateParts) time() (time.Time, bool) {
	if d.year < 1980 || d.year > 2100 || d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31 {
		return time.Time{}, false
	}
	if d.amPM && d.h <= 12 {
		d.h %= 12
		if d.pm {
			d.h += 12
		}
	}
	if d.h > 24 || d.m > 59 {
		d.h, d.m, d.s = 0, 0, 0
	}
	loc := time.UTC
	if d.zone != 0 {
		loc = time.FixedZone("", d.zone)
	}
	return time.Date(d.year, d.month, d.day, d.h, d.m, d.s, 0, loc), true
}

// fullYear reads two and three digits as RFC 5322 section 4.3 does.
func fullYear(n, digits int) int {
	switch {
	case digits == 2 && n < 50:
		return 2000 + n
	case digits == 2 || digits == 3:
		return 1900 + n
	}
	return n
}
