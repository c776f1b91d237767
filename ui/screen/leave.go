package screen

import (
	"time"

	"poplin/cache"
)

// LeftAlone says when the person asked to be left alone, and how that was heeded: "you asked to be left alone on
// 12 Nov; 3 came since".
func LeftAlone(u *cache.Unsubscribed, now time.Time) string {
	s := "you asked to be left alone " + on(u.Asked, now)
	switch {
	case u.Since == 0:
		return s + "; nothing came since"
	case u.Late == 0:
		return s + "; " + Count(u.Since) + " came since"
	}
	return s + "; " + Count(u.Since) + " came since, " + Count(u.Late) + " after ten days"
}

func on(t, now time.Time) string {
	t = t.In(now.Location())
	switch {
	case t.Year() == now.Year() && t.YearDay() == now.YearDay():
		return "today"
	case t.Year() == now.Year():
		return "on " + t.Format("2 Jan")
	}
	return "on " + t.Format("2 Jan 2006")
}
