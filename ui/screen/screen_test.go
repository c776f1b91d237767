package screen

import (
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
)

func TestBytes(t *testing.T) {
	for n, want := range map[int64]string{
		-1: "0 B", 0: "0 B", 812: "812 B", 999: "999 B", 1000: "1.0 kB", 8149: "8.1 kB", 9949: "9.9 kB", 9950: "10 kB", 24000: "24 kB",
		999_499: "999 kB", 999_500: "1.0 MB", 3_100_000: "3.1 MB", 28_000_000: "28 MB", 4_200_000_000: "4.2 GB",
	} {
		if got := Bytes(n); got != want || len(got) > 7 {
			t.Errorf("Bytes(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1: "-1", -999: "-999", -1000: "-1,000"} {
		if got := Count(n); got != want {
			t.Errorf("Count(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestWhen(t *testing.T) {
	now := time.Date(2026, 11, 19, 14, 0, 0, 0, time.UTC) // a Thursday
	for in, want := range map[string]string{
		"2026-11-19T09:12:00Z": "09:12", "2026-11-19T00:00:00Z": "00:00", "2026-11-18T23:59:00Z": "Wed", "2026-11-13T00:00:00Z": "Fri",
		"2026-11-12T23:59:00Z": "12 Nov", "2026-03-14T12:00:00Z": "14 Mar", "2025-12-20T12:00:00Z": "20 Dec", "2025-11-20T12:00:00Z": "2025",
		"2024-01-01T00:00:00Z": "2024", "2026-11-25T00:00:00Z": "25 Nov",
	} {
		at, err := time.Parse(time.RFC3339, in)
		if err != nil {
			t.Fatal(err)
		}
		if got := When(at, now); got != want || len(got) > 6 {
			t.Errorf("When(%s) = %q, want %q", in, got, want)
		}
	}
	if got := When(time.Time{}, now); got != "" {
		t.Errorf("When(zero) = %q", got)
	}
}

func TestAgoAndClock(t *testing.T) {
	now := time.Date(2026, 11, 19, 14, 0, 0, 0, time.UTC)
	for d, want := range map[time.Duration]string{
		0: "just now", 59 * time.Second: "just now", 2 * time.Minute: "2 min ago", 3 * time.Hour: "3 h ago",
		30 * time.Hour: "yesterday", 120 * time.Hour: "5 days ago", 59 * day: "59 days ago", 61 * day: "2 months ago", 2*year - day: "23 months ago", 2 * year: "2 years ago", 14*year + 100*day: "14 years ago", -time.Hour: "just now",
	} {
		if got := Ago(now.Add(-d), now); got != want {
			t.Errorf("Ago(%v) = %q, want %q", d, got, want)
		}
	}
	if got := Clock(now.Add(32*time.Minute), now); got != "14:32" {
		t.Errorf("today: %q", got)
	}
	if got := Clock(now.Add(24*time.Hour), now); got != "Fri 14:00" {
		t.Errorf("tomorrow: %q", got)
	}
}

func TestFitIsExact(t *testing.T) {
	for _, s := range []string{"", "plain", "a rather long line of text", "来週の打ち合わせについて", "e\u0301te\u0301", "tail 日", "\x1b[1mbold\x1b[m text that is long"} {
		for w := range 30 {
			for _, got := range []string{Fit(s, w, "…"), FitRight(s, w, "…")} {
				if n := ansi.StringWidth(got); n != w {
					t.Errorf("%q in %d cells is %d wide: %q", s, w, n, got)
				}
			}
		}
	}
	if got := Fit("来週の打", 4, "…"); got != "来… " {
		t.Errorf("wide character at the edge: %q", got)
	}
}

func TestPressIsWhatItIsCalled(t *testing.T) {
	for _, name := range []string{"j", "G", "ctrl+d", "shift+tab", "space", "enter", "esc", "!", "*", "\\", "+", "ctrl+p", "down", "pgdown", "1", "/", "?"} {
		if got := Press(name).String(); got != name {
			t.Errorf("Press(%q) is %q", name, got)
		}
	}
	for _, name := range []string{"", "nonsense"} {
		if got := Press(name); got.Code != 0 {
			t.Errorf("Press(%q) = %v", name, got)
		}
	}
}

func FuzzFit(f *testing.F) {
	f.Add("来週 mail", 5)
	f.Add("👩‍👩‍👧 family", 3)
	f.Fuzz(func(t *testing.T, s string, w int) {
		if w < 0 || w > 300 {
			return
		}
		if got := Fit(ansi.Strip(s), w, "…"); ansi.StringWidth(got) > w {
			t.Errorf("%q is wider than %d", got, w)
		}
	})
}
