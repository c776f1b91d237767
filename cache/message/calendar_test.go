package message

import (
	"strings"
	"testing"
	"time"
)

const outlookInvitation = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nPRODID:-//Example//EN\r\nBEGIN:VTIMEZONE\r\nTZID:W. Europe Standard Time\r\n" +
	"BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\n" +
	"BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n" +
	"BEGIN:VEVENT\r\nORGANIZER;CN=\"Hopper, Grace\":mailto:grace@navy.example\r\nATTENDEE;CN=ada@engine.example;RSVP=TRUE:mailto:ada@engine.example\r\n" +
	"DTSTART;TZID=\"W. Europe Standard Time\":20261025T090000\r\nDTEND;TZID=W. Europe Standard Time:20261025T103000\r\n" +
	"SUMMARY:Compilers\\, and why\r\n  they matter\r\nLOCATION:Room 7\\; upstairs\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\n" +
	"BEGIN:VALARM\r\nDESCRIPTION:REMINDER\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func TestParseInvitation(t *testing.T) {
	v, ok := ParseInvitation([]byte(outlookInvitation))
	if !ok {
		t.Fatal("no event found")
	}
	if v.Method != "request" || v.Summary != "Compilers, and why they matter" || v.Location != "Room 7; upstairs" || v.Repeats != "weekly" {
		t.Errorf("got %+v", v)
	}
	if v.Organizer != "Hopper, Grace <grace@navy.example>" || len(v.Attendees) != 1 || v.Attendees[0] != "ada@engine.example" {
		t.Errorf("people: %q %q", v.Organizer, v.Attendees)
	}
	if got := v.Start.UTC().Format(time.RFC3339); got != "2026-10-25T08:00:00Z" {
		t.Errorf("on the day the clocks go back: %s", got)
	}
	if got := v.End.Sub(v.Start); got != 90*time.Minute {
		t.Errorf("lasts %s", got)
	}
}

func TestInvitationTimes(t *testing.T) {
	tests := []struct{ name, lines, utc string }{
		{"summer by the mail's rules", "DTSTART;TZID=X:20260701T120000", "2026-07-01T10:00:00Z"},
		{"winter by the mail's rules", "DTSTART;TZID=X:20260101T120000", "2026-01-01T11:00:00Z"},
		{"UTC", "DTSTART:20260101T120000Z", "2026-01-01T12:00:00Z"},
		{"no zone: as written", "DTSTART:20260101T120000", "2026-01-01T12:00:00Z"},
		{"unknown zone: as written", "DTSTART;TZID=Mars:20260101T120000", "2026-01-01T12:00:00Z"},
		{"a Windows name without rules", "DTSTART;TZID=Tokyo Standard Time:20260101T120000", "2026-01-01T03:00:00Z"},
		{"all day", "DTSTART;VALUE=DATE:20260101", "2026-01-01T00:00:00Z"},
		{"nonsense", "DTSTART:tomorrow", ""},
	}
	rules := strings.ReplaceAll(outlookInvitation[:strings.Index(outlookInvitation, "BEGIN:VEVENT")], "W. Europe Standard Time", "X")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v, ok := ParseInvitation([]byte(rules + "BEGIN:VEVENT\r\n" + test.lines + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"))
			if !ok {
				if test.utc != "" {
					t.Fatal("no start found")
				}
				return
			}
			if got := v.Start.UTC().Format(time.RFC3339); got != test.utc {
				t.Errorf("got %s, want %s", got, test.utc)
			}
		})
	}
}

func TestCalendarDuration(t *testing.T) {
	for s, want := range map[string]time.Duration{"PT1H30M": 90 * time.Minute, "P2D": 48 * time.Hour, "P1W": 168 * time.Hour, "PT0S": 0} {
		if got, ok := calendarDuration(s); !ok || got != want {
			t.Errorf("%s: %v %v", s, got, ok)
		}
	}
	if _, ok := calendarDuration("1H"); ok {
		t.Error("a duration without P was taken")
	}
}

func FuzzParseInvitation(f *testing.F) {
	f.Add([]byte(outlookInvitation))
	f.Add([]byte("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101\nSUMMARY:\x1b]0;x\x07"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		v, _ := ParseInvitation(raw)
		for _, s := range append(v.Attendees, v.Method, v.Summary, v.Location, v.Organizer, v.Repeats) {
			if s != Clean(s) {
				t.Errorf("not clean: %q", s)
			}
		}
	})
}
