package maildrop

import (
	"fmt"
	"strconv"
	"strings"
	"text/template"
	"time"
)

// age reads a Sample-Age: "40m" or "3h" before now, or "12d 09:30 +0900", the time of day that many days ago, in a
// zone (now's own when none is given). What would lie in the future lies a day further back.
func age(s string, now time.Time) (time.Time, error) {
	if d, err := time.ParseDuration(s); err == nil {
		return now.Add(-d).Truncate(time.Second), nil
	}
	f := strings.Fields(s)
	if len(f) < 2 || !strings.HasSuffix(f[0], "d") {
		return time.Time{}, fmt.Errorf("age %q", s)
	}
	days, err := strconv.Atoi(strings.TrimSuffix(f[0], "d"))
	if err != nil {
		return time.Time{}, fmt.Errorf("age %q: %w", s, err)
	}
	zone := now.Location()
	if len(f) > 2 {
		z, err := time.Parse("-0700", f[2])
		if err != nil {
			return time.Time{}, fmt.Errorf("age %q: %w", s, err)
		}
		zone = z.Location()
	}
	clock, err := time.Parse("15:04", f[1])
	if err != nil {
		return time.Time{}, fmt.Errorf("age %q: %w", s, err)
	}
	day := now.In(zone).AddDate(0, 0, -days)
	at := time.Date(day.Year(), day.Month(), day.Day(), clock.Hour(), clock.Minute(), 17*days%60, 0, zone)
	if at.After(now) {
		at = at.AddDate(0, 0, -1)
	}
	return at, nil
}

var monate = [...]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
	"Oktober", "November", "Dezember"}

// sampleFuncs are the words a letter may use; days count from now, the past is negative.
func sampleFuncs(now time.Time) template.FuncMap {
	in := func(days int) time.Time { return now.AddDate(0, 0, days) }
	return template.FuncMap{
		"day": func(days int) string { return in(days).Weekday().String() },
		"thursday": func() string {
			return in((int(time.Thursday-now.Weekday())+6)%7 + 1).Format("2 January")
		},
		"date":    func(days int) string { return in(days).Format("2 January") },
		"iso":     func(days int) string { return in(days).Format("2006-01-02") },
		"datum":   func(days int) string { return in(days).Format("02.01.2006") },
		"monat":   func(days int) string { return monate[in(days).Month()-1] },
		"month":   func(days int) string { return in(days).Month().String() },
		"year":    func(days int) int { return in(days).Year() },
		"nihon":   func(days int) string { return in(days).Format("1月2日") },
		"stamp":   func(days int, clock string) string { return in(days).Format("20060102T") + clock },
		"picture": samplePicture,
		"pdf":     samplePDF,
		"zip":     sampleZip,
		"drips":   sampleDrips,
	}
}
