package message

import (
	"strings"
	"time"
)

// monthNamed knows months in English and, by their first letters, in the languages whose mail programs have written
// dates in their own tongue.
func monthNamed(s string) time.Month {
	s = strings.ToLower(strings.TrimRight(s, ".,"))
	if len(s) < 3 {
		return 0
	}
	if s[0] < 'a' || s[0] > 'z' {
		return 0
	}
	switch {
	case strings.HasPrefix(s, "mär"), strings.HasPrefix(s, "mrz"), strings.HasPrefix(s, "maa"):
		return time.March
	case strings.HasPrefix(s, "mai"), strings.HasPrefix(s, "mei"), strings.HasPrefix(s, "mag"):
		return time.May
	case strings.HasPrefix(s, "okt"), strings.HasPrefix(s, "ott"), strings.HasPrefix(s, "out"):
		return time.October
	case strings.HasPrefix(s, "dez"), strings.HasPrefix(s, "dic"), strings.HasPrefix(s, "déc"):
		return time.December
	case strings.HasPrefix(s, "fév"), strings.HasPrefix(s, "fev"):
		return time.February
	case strings.HasPrefix(s, "avr"), strings.HasPrefix(s, "abr"):
		return time.April
	}
	const names = "janfebmaraprmayjunjulaugsepoctnovdec"
	if i := strings.Index(names, s[:3]); i >= 0 && i%3 == 0 {
		return time.Month(i/3 + 1)
	}
	return 0
}

// zoneHours knows the zones of RFC 5322 section 4.3 and the few others that still occur in mail.
func zoneHours(s string) (float64, bool) {
	switch s {
	case "Z", "UT", "UTC", "GMT", "WET":
		return 0, true
	case "EST":
		return -5, true
	case "EDT":
		return -4, true
	case "CST":
		return -6, true
	case "CDT":
		return -5, true
	case "MST":
		return -7, true
	case "MDT", "PDT":
		if s == "PDT" {
			return -7, true
		}
		return -6, true
	case "PST":
		return -8, true
	case "CET", "MET", "MEZ", "BST", "WEST":
		return 1, true
	case "CEST", "MEST", "MESZ", "EET":
		return 2, true
	case "EEST", "MSK":
		return 3, true
	case "IST":
		return 5.5, true
	case "HKT", "SGT", "AWST":
		return 8, true
	case "JST", "KST":
		return 9, true
	case "AEST":
		return 10, true
	case "AEDT":
		return 11, true
	case "NZST":
		return 12, true
	}
	return 0, false
}

// stripComments drops what stands in parentheses.
func stripComments(s string) string {
	var out strings.Builder
	for s != "" {
		i := strings.IndexByte(s, '(')
		if i < 0 {
			break
		}
		out.WriteString(s[:i])
		_, end := cutComment(s, i)
		s = s[end:]
	}
	out.WriteString(s)
	return out.String()
}

// received is the time at which the last server says it took the message: the topmost Received field.
func received(h header) (time.Time, bool) {
	for _, f := range h {
		if f.name != "received" {
			continue
		}
		s := f.text()
		if i := strings.LastIndexByte(s, ';'); i >= 0 {
			if t, ok := parseDate(s[i+1:]); ok {
				return t, true
			}
		}
	}
	return time.Time{}, false
}
