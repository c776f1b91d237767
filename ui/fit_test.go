package ui

import (
	"strings"
	"testing"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/screen"
)

// TestGetWhatFits asks for a size and takes no nonsense.
func TestGetWhatFits(t *testing.T) {
	s := open(t, 80, 24)
	s.press("F")
	s.shows("Get what fits in", "10M")
	for typed, want := range map[string]screen.Action{
		"10M": screen.Post{Command: worker.Fit{Bytes: 10_000_000}}, "500 kB": screen.Post{Command: worker.Fit{Bytes: 500_000}},
		"10X": screen.Notice{Text: "not a size: 10X (it is a number and a unit, as 500k, 10M or 1.5G)", Bad: true},
		"0":   screen.Notice{Text: "not a size: 0 (it is a number and a unit, as 500k, 10M or 1.5G)", Bad: true},
		"-5M": screen.Notice{Text: "not a size: -5M (it is a number and a unit, as 500k, 10M or 1.5G)", Bad: true},
		"10":  screen.Notice{Text: "no message fits in 10 B; 10M is ten million bytes", Bad: true},
	} {
		if got := askFit().(screen.Ask).Then(typed); got != want {
			t.Errorf("%q: %+v, want %+v", typed, got, want)
		}
	}
	s.press("enter")
	s.shows("there is no account to visit") // a stage has none
}

// TestWhatFittedIsTold in place of how much is new, and then as ever.
func TestWhatFittedIsTold(t *testing.T) {
	s := open(t, 80, 24)
	end := worker.Finished{Account: "home", Outcome: cache.Outcome{New: 380, Verified: 2}}
	s.hear(worker.Fitted{Account: "home", Messages: 11214, Bytes: 9_800_000, Left: 166, LeftBytes: 412_000_000}, end)
	s.shows("fetched 11,214 of 11,380 new, 9.8 MB; 166 (412 MB) left on the server")
	if next := s.m.toast.next; next == nil || strings.Contains(next.Text, "380") || !strings.Contains(next.Text, "2 verified gone") {
		t.Errorf("then stands %+v", next)
	}
	s.m.toast = toast{}
	s.hear(end)
	s.shows("380 new, 2 verified gone")
}
