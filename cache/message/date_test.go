package message

import "testing"

func TestParseDate(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"RFC 5322", "Tue, 3 Nov 2026 08:00:12 +0100", "2026-11-03T08:00:12+01:00"},
		{"no weekday", "3 Nov 2026 08:00:12 +0100", "2026-11-03T08:00:12+01:00"},
		{"comment behind", "Tue, 3 Nov 2026 08:00:12 -0800 (PST)", "2026-11-03T08:00:12-08:00"},
		{"comments everywhere", "Tue (x), 3 (y (z)) Nov 2026 08:00 GMT", "2026-11-03T08:00:00Z"},
		{"no seconds", "3 Nov 2026 08:00 GMT", "2026-11-03T08:00:00Z"},
		{"named zone", "Fri, 21 Nov 1997 09:55:06 EST", "1997-11-21T09:55:06-05:00"},
		{"two-digit year", "Fri, 21 Nov 97 09:55:06 -0600", "1997-11-21T09:55:06-06:00"},
		{"two-digit year of this century", "21 Nov 05 09:55:06 -0600", "2005-11-21T09:55:06-06:00"},
		{"asctime", "Fri Nov 21 09:55:06 1997", "1997-11-21T09:55:06Z"},
		{"asctime with zone", "Fri Nov 21 09:55:06 PST 1997", "1997-11-21T09:55:06-08:00"},
		{"hyphens", "21-Nov-1997 09:55:06", "1997-11-21T09:55:06Z"},
		{"ISO", "2026-11-03T08:00:12Z", "2026-11-03T08:00:12Z"},
		{"ISO with blank and zone", "2026-11-03 08:00:12 +02:00", "2026-11-03T08:00:12+02:00"},
		{"slashes", "11/03/2026 8:00:12 PM", "2026-11-03T20:00:12Z"},
		{"midnight pm", "11/03/2026 12:05 AM", "2026-11-03T00:05:00Z"},
		{"german month", "Di, 3 Okt 2026 08:00:12 +0200", "2026-10-03T08:00:12+02:00"},
		{"zone that is none", "3 Nov 2026 08:00:12 -2400", "2026-11-03T08:00:12Z"},
		{"zone glued to GMT", "3 Nov 2026 08:00:12 GMT+0200", "2026-11-03T08:00:12+02:00"},
		{"dashes for commas", "Tue,3 Nov 2026 08:00:12 +0000", "2026-11-03T08:00:12Z"},
		{"year 99999", "3 Nov 99999 08:00:12 +0000", ""},
		{"1969", "Thu, 13 Feb 1969 23:32:54 -0330", ""},
		{"the epoch", "Thu, 1 Jan 1970 00:00:00 +0000", ""},
		{"words", "Whenever", ""},
		{"empty", "", ""},
		{"day 45", "45 Nov 2026 08:00", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			if d, ok := parseDate(c.in); ok {
				got = d.Format("2006-01-02T15:04:05Z07:00")
			}
			if got != c.want {
				t.Errorf("parseDate(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestDateFallsBack(t *testing.T) {
	raw := "Received: from a by b; Wed, 4 Nov 2026 10:00:00 +0000\nReceived: from c by a; Tue, 3 Nov 2026 10:00:00 +0000\nDate: Thu, 1 Jan 1970 00:00:00 +0000\n\nx"
	if got := Summarise([]byte(raw), nil).Date.Format("2006-01-02"); got != "2026-11-04" {
		t.Errorf("date %s, want that of the topmost Received", got)
	}
}
