package screen

import (
	"fmt"
	"strconv"
	"time"
)

// Bytes is a size in the units people use, at most seven cells: "812 B", "8.1 kB", "24 kB", "3.1 MB".
func Bytes(n int64) string {
	if n < 1000 {
		return strconv.FormatInt(max(n, 0), 10) + " B"
	}
	v := float64(n)
	for _, unit := range []string{" kB", " MB", " GB", " TB", " PB"} {
		v /= 1000
		switch {
		case v < 9.95:
			return fmt.Sprintf("%.1f%s", v, unit)
		case v < 999.5 || unit == " PB":
			return fmt.Sprintf("%.0f%s", v, unit)
		}
	}
	return ""
}

// Count is a number with its thousands apart: "1,204".
func Count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Plural is a count with its noun: "1 message", "1,204 messages".
func Plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + one + "s"
}

// When is a date as the list shows it, at most six cells: "09:12" today, "Tue" within the week, "14 Mar" within the
// year, else "2024". Zero is empty. t is shown in now's zone.
func When(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(now.Location())
	y, m, d := now.Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, now.Location())
	switch {
	case !t.Before(midnight.AddDate(0, 0, 1)): // a clock that runs ahead, here or there
		return t.Format("2 Jan")
	case !t.Before(midnight):
		return t.Format("15:04")
	case !t.Before(midnight.AddDate(0, 0, -6)):
		return t.Format("Mon")
	case !t.Before(midnight.AddDate(0, -11, 0)):
		return t.Format("2 Jan")
	}
	return t.Format("2006")
}

// Ago is a span since t in one coarse unit: "just now", "2 min ago", "3 h ago", "5 days ago".
func Ago(t, now time.Time) string {
	switch d := now.Sub(t); {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return strconv.Itoa(int(d/time.Minute)) + " min ago"
	case d < 24*time.Hour:
		return strconv.Itoa(int(d/time.Hour)) + " h ago"
	case d < 48*time.Hour:
		return "yesterday"
	case d < 60*day:
		return strconv.Itoa(int(d/day)) + " days ago"
	case d < 2*year:
		return strconv.Itoa(int(d/(year/12))) + " months ago"
	default:
		return strconv.Itoa(int(d/year)) + " years ago"
	}
}

const (
	day  = 24 * time.Hour
	year = 365*day + day/4
)

// Clock is a moment to come: "14:32", or "Tue 14:32" when it is not today.
func Clock(t, now time.Time) string {
	t = t.In(now.Location())
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("15:04")
	}
	return t.Format("Mon 15:04")
}
