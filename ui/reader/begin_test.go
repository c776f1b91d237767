package reader

import (
	"image"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"poplin/pop3/maildrop"
	"poplin/ui/screen"
	"poplin/ui/theme"
)

// A long text is on the screen when its first pages are laid out; the rest follows by itself, and the place where one
// reads stays.
func TestALongTextBeginsAtOnce(t *testing.T) {
	for _, kind := range []string{"plain", "html"} {
		b := newBench(t, image.Pt(80, 24), theme.Choice{Dark: true}, big(kind, 2<<20), maildrop.Message{UIDL: "x", Raw: []byte("Subject: short\r\n\r\nshort\r\n")})
		first, ok := b.Show(b.ids[kind], nil)().(openedMsg)
		if !ok || first.err != nil || !first.letter.begun {
			t.Fatalf("%s: opened as %+v", kind, first)
		}
		_, cmd := b.Update(first)
		before := len(b.page.rows)
		if before < 500 || before > 8000 || strings.Contains(b.View(), "cut here") {
			t.Errorf("%s: %d rows to begin with", kind, before)
		}
		b.Update(tea.KeyPressMsg{Code: 'G', Text: "G"})
		at := b.firstWords()
		b.run(cmd)
		if len(b.page.rows) < 4*before || b.letter.begun {
			t.Errorf("%s: %d rows, then %d", kind, before, len(b.page.rows))
		}
		if now := b.firstWords(); now != at {
			t.Errorf("%s: stood at %q, now at %q", kind, at, now)
		}
		b.run(b.Show(b.ids["x"], nil))
		if b.letter.begun {
			t.Error("a short text is there at once")
		}
	}
}

// firstWords is the text that stands first on the screen.
func (b *bench) firstWords() string {
	for _, r := range b.page.rows[b.top:] {
		if len(r.runs) > 0 {
			return r.runs[0].text
		}
	}
	return ""
}

// TestReadyBeforeItIsOpened: what may be opened next is laid out and not yet read; of a long text only the beginning.
func TestReadyBeforeItIsOpened(t *testing.T) {
	b := newBench(t, image.Pt(80, 24), theme.Choice{Dark: true}, big("plain", 2<<20))
	id := b.ids["plain"]
	b.send(screen.Selected{ID: id, Hidden: true})
	if b.page == nil || !b.letter.begun || b.Screen.opened {
		t.Fatalf("made ready: page %v, letter %+v, opened %v", b.page != nil, b.letter, b.Screen.opened)
	}
	rows := len(b.page.rows)
	_, cmd := b.Update(screen.Selected{ID: id, Opened: true})
	if len(b.page.rows) != rows || !b.Screen.opened || b.hidden {
		t.Errorf("with the key there are %d rows, opened %v, hidden %v", len(b.page.rows), b.Screen.opened, b.hidden)
	}
	if b.run(cmd); b.letter.begun || len(b.page.rows) < 4*rows {
		t.Errorf("the rest follows: %d rows, then %d", rows, len(b.page.rows))
	}
}
