package reader

import (
	"image"
	"slices"
	"strings"
	"testing"

	"poplin/cache/message"
	"poplin/ui/screen"
)

func TestFollowOnlyOnAKey(t *testing.T) {
	b := sample(t, image.Pt(100, 30))
	b.show("slow-terminal-03")
	if len(b.opened) > 0 {
		t.Fatalf("opened by itself: %v", b.opened)
	}
	b.press("f")
	b.shows("Follow which link?", "https://click.slow-terminal.example/c/plumbing")
	b.press("3")
	if len(b.opened) > 0 {
		t.Errorf("a number alone opened %v", b.opened)
	}
	b.press("enter")
	want := "https://click.slow-terminal.example/c/scrollback?utm_source=mail&utm_medium=email"
	if !slices.Equal(b.opened, []string{want}) {
		t.Errorf("opened %v, want %s", b.opened, want)
	}
	if n, ok := b.last().(screen.Notice); !ok || n.Bad || !strings.Contains(n.Text, "click.slow-terminal.example") {
		t.Errorf("said %v", b.last())
	}
}

func TestALyingLinkAsksFirst(t *testing.T) {
	b := sample(t, image.Pt(100, 40))
	b.show("pigeon-phish")
	b.shows("a link leads elsewhere than its text says", "pigeonpost.example.verify-now.test")
	if strings.Contains(b.View(), "\x1b]8;id=poplin1;") {
		t.Error("the lying link can be clicked")
	}
	b.press("f", "1", "enter")
	ask, ok := b.last().(screen.Confirm)
	if !ok || len(b.opened) > 0 {
		t.Fatalf("got %v, opened %v", b.last(), b.opened)
	}
	b.note(ask.Yes)
	if len(b.opened) != 1 || !strings.HasPrefix(b.opened[0], "https://pigeonpost.example.verify-now.test/") {
		t.Errorf("opened %v", b.opened)
	}
}

func TestScriptLinksAreNotOpened(t *testing.T) {
	b := sample(t, image.Pt(100, 40))
	b.show("pigeon-phish")
	b.press("f", "3")
	b.shows("javascript:alert(1) (not opened)")
	b.press("enter")
	if n, ok := b.last().(screen.Notice); !ok || !n.Bad || len(b.opened) > 0 {
		t.Errorf("got %v, opened %v", b.last(), b.opened)
	}
}

func TestLinkNumbers(t *testing.T) {
	p := &linkPanel{links: make([]message.Link, 14)}
	for _, step := range []struct {
		digit string
		at    int
	}{{"1", 0}, {"2", 11}, {"9", 8}, {"0", 8}, {"1", 0}, {"4", 13}} {
		p.digit(nil, step.digit)
		if p.at != step.at {
			t.Errorf("after %s: at %d, want %d", step.digit, p.at, step.at)
		}
	}
}

func TestTarget(t *testing.T) {
	for in, want := range map[string]string{
		"https://a.example/x?y=1#z": "https://a.example/x?y=1#z", "http://a.example": "http://a.example",
		"https://a.example/ü": "https://a.example/%C3%BC",
		"mailto:a@b.example?subject=Hi there&attach=/etc/passwd&cc=x@y.example": "mailto:a@b.example?subject=Hi%20there",
		"mailto:a@b.example":  "mailto:a@b.example",
		"javascript:alert(1)": "", "file:///etc/passwd": "", "data:text/html,x": "", "smb://host/share": "", "https://": "", "": "", "//a.example": "",
		"-https://a.example": "", "https:a.example": "", "https://a.example/" + strings.Repeat("x", mostTarget): "",
	} {
		got, ok := target(&message.Link{URL: in, Safe: true})
		if got != want || ok != (want != "") {
			t.Errorf("target(%.60q) = %q, %v; want %q", in, got, ok, want)
		}
	}
	if _, ok := target(&message.Link{URL: "https://a.example"}); ok {
		t.Error("a link that is not safe has a target")
	}
}

func FuzzTarget(f *testing.F) {
	for _, s := range []string{"https://a.example/\x1b]8", "mailto:?attach=/etc/passwd", "http://a@b.example", "https://[::1]/", "HTTPS://X.example/\u202e"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := target(&message.Link{URL: s, Safe: true})
		if !ok {
			return
		}
		low := strings.ToLower(got)
		if !strings.HasPrefix(low, "http://") && !strings.HasPrefix(low, "https://") && !strings.HasPrefix(low, "mailto:") {
			t.Errorf("%q became %q", s, got)
		}
		if strings.Contains(low, "attach=") && strings.HasPrefix(low, "mailto:") && !strings.Contains(low, "=attach=") && strings.Contains(low, "&attach=") {
			t.Errorf("%q kept an order to attach: %q", s, got)
		}
		for _, c := range []byte(got) {
			if c <= ' ' || c > '~' {
				t.Errorf("%q became %q", s, got)
			}
		}
	})
}
