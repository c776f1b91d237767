package message

import (
	"strings"
	"testing"
)

func TestParseReport(t *testing.T) {
	raw := "Reporting-MTA: dns; mx.example.org\r\nArrival-Date: Mon, 1 Jan 2026 00:00:00 +0000\r\n\r\n" +
		"Final-Recipient: rfc822;charles@engine.example\r\nAction: failed\r\nStatus: 5.1.1 (unknown)\r\n" +
		"Diagnostic-Code: smtp; 550 5.1.1\r\n  no such user\r\n\r\n" +
		"Final-Recipient: rfc822; b@x.example\r\nAction: Delayed\r\nStatus: 4.9.9\r\nDiagnostic-Code: smtp; 451 later\r\n\r\n" +
		"Original-Recipient: rfc822;c@x.example\r\nFinal-Recipient: rfc822; d@x.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n"
	reports := ParseReport([]byte(raw))
	want := []string{
		"could not be delivered to charles@engine.example: there is no such mailbox",
		"has not reached b@x.example yet and is being tried again: the other server said: 451 later",
		"was delivered to c@x.example",
	}
	if len(reports) != len(want) {
		t.Fatalf("%d reports: %+v", len(reports), reports)
	}
	for i, r := range reports {
		if r.Sentence() != want[i] || r.Reporter != "mx.example.org" {
			t.Errorf("got  %s (%s)\nwant %s", r.Sentence(), r.Reporter, want[i])
		}
	}
	if reports[0].Diagnostic != "550 5.1.1 no such user" {
		t.Errorf("diagnostic %q", reports[0].Diagnostic)
	}
	for _, empty := range []string{"", "\r\n\r\n", "Action: failed"} {
		for _, r := range ParseReport([]byte(empty)) {
			if !strings.Contains(r.Sentence(), "no reason was given") {
				t.Errorf("%q: %s", empty, r.Sentence())
			}
		}
	}
}

func FuzzParseReport(f *testing.F) {
	f.Add([]byte("Reporting-MTA: dns; a\n\nFinal-Recipient: rfc822;\x1b[31mx\nAction: failed\nStatus: 5.9.9\nDiagnostic-Code: \u202etxt"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, r := range ParseReport(raw) {
			if s := r.Sentence(); s != Clean(s) || r.Reporter != Clean(r.Reporter) {
				t.Errorf("not clean: %q %q", s, r.Reporter)
			}
		}
	})
}
