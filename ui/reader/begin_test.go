package reader

import (
	"image"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"poplin/pop3/maildrop"
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
