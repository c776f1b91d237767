package line

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"poplin/cache"
	"poplin/pop3/worker"
)

func TestSize(t *testing.T) {
	tests := map[int64]string{0: "0 B", 999: "999 B", 1000: "1.0 kB", 8149: "8.1 kB", 9949: "9.9 kB", 9951: "10 kB", 24_400: "24 kB",
		999_499: "999 kB", 999_500: "1.0 MB", 3_100_000: "3.1 MB", 28_000_000: "28 MB", 1_200_000_000: "1.2 GB", 5_000_000_000_000_000: "5000 TB"}
	for n, want := range tests {
		if got := size(n); got != want {
			t.Errorf("size(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestNumber(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1204567: "1,204,567", -12: "-12", -123: "-123", -1234: "-1,234"} {
		if got := number(n); got != want {
			t.Errorf("number(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestOutcomeLine(t *testing.T) {
	got := outcomeLine("home", cache.Outcome{Listed: 1204, New: 12, Downloaded: 11, Bytes: 1_200_000, Deleted: 3, Verified: 2}, 840*time.Millisecond)
	want := "home: 1,204 messages, 12 new, 11 downloaded (1.2 MB), 3 removed from the server, 2 verified gone in 0.8 s"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := outcomeLine("home", cache.Outcome{Listed: 1}, 0); got != "home: 1 message, nothing new in 0.0 s" {
		t.Error(got)
	}
}

func TestBarFitsItsLine(t *testing.T) {
	for _, width := range []int{0, 10, 20, 40, 80, 200} {
		var out strings.Builder
		e := Env{Err: &out, Width: width, Now: time.Now}
		b := newBar(&e)
		b.hear(worker.Progress{Account: "home", Step: worker.Bodies, Done: 412, Total: 1203, Bytes: 5_000_000, BytesTotal: 9_000_000})
		line := strings.TrimPrefix(out.String(), "\r\x1b[K")
		if width > 0 && ansi.StringWidth(line) >= width {
			t.Errorf("width %d: %q", width, line)
		}
		if width >= 80 && !strings.Contains(line, "412/1,203 ━") {
			t.Errorf("width %d: %q", width, line)
		}
		b.clear()
		if !strings.HasSuffix(out.String(), "\r\x1b[K") {
			t.Error("something is left on the line")
		}
	}
}
