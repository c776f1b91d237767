package ui

import "testing"

func TestWhoDrawsPlaceholders(t *testing.T) {
	for name, want := range map[string]bool{
		"kitty(0.28.0)": true, "kitty(0.43.1)": true, "kitty(1.0.0)": true, "kitty(0.26.5)": false, "kitty(0.)": false,
		"ghostty 1.1.3": true, "WezTerm 20240203": false, "Konsole 24.08": false, "XTerm(390)": false, "": false, "kitty": false,
	} {
		if got := drawsPlaceholders(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

func TestTheWindowTitleEndsWhereItShould(t *testing.T) {
	for of, want := range map[string]string{"Inbox (3 unread)": "Poplin: Inbox (3 unread)", "Müller": "Poplin: Müller", "שלום": "Poplin", "✳ 日本": "Poplin"} {
		if got := windowTitle(of); got != want {
			t.Errorf("%q: %q, want %q", of, got, want)
		}
	}
}
