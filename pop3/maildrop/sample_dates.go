package maildrop

import (
	"fmt"
	"strconv"
	"strings"
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
