package reader

import (
	"image"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/pop3/maildrop"
	"poplin/ui/screen"
	"poplin/ui/theme"
)

// everything has all that a key may work on: two texts, quotations, links, a picture, and more than a page.
func everything() maildrop.Message {
	long := strings.Repeat("A line that goes on about lines.\r\n\r\n", 60)
	return maildrop.Message{UIDL: "everything", Raw: []byte("From: Ada <ada@lovelace.example>\r\nTo: m@poplin.example\r\nSubject: Everything\r\n" +
		"Date: Sun, 22 Nov 2026 09:00:00 +0000\r\nMessage-ID: <e@x.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=bb\r\n\r\n--bb\r\n" +
		"Content-Type: multipart/alternative; boundary=aa\r\n\r\n--aa\r\nContent-Type: text/plain\r\n\r\nword https://one.example/\r\n> a\r\n> b\r\n> c\r\n> d\r\n\r\n" + long +
		"word at the end\r\n--aa\r\nContent-Type: text/html\r\n\r\n<p>Hello <b>rich</b> text</p>\r\n--aa--\r\n--bb\r\nContent-Type: image/png; name=dot.png\r\n" +
		"Content-Disposition: attachment; filename=dot.png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + dot + "\r\n--bb--\r\n")}
}

// dot is a picture of one pixel.
const dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"

func TestEveryKeyHasAnEffect(t *testing.T) {
	for _, group := range New(&screen.Env{Ctx: t.Context(), Theme: theme.New(theme.Choice{})}).Keys() {
		for _, binding := range group.Keys {
			for _, name := range binding.Keys() {
				if name == " " {
					t.Error(`the key is called "space"`)
				}
				t.Run(name, func(t *testing.T) { pressOne(t, name, binding) })
			}
		}
	}
}

func pressOne(t *testing.T, name string, binding key.Binding) {
	b := newBench(t, image.Pt(80, 24), theme.Choice{Dark: true}, everything())
	if name == "enter" {
		b = withoutBody(t)
		b.show("headers")
	} else {
		b.show("everything", "word")
		b.press("space") // in the middle, so that every direction is open
	}
	before := b.View()
	b.actions = nil
	b.press(name)
	if b.View() == before && len(b.actions) == 0 {
		t.Errorf("%s (%s) does nothing", name, binding.Help().Desc)
	}
}

// withoutBody is a reader over one message of which only the header block is at home.
func withoutBody(t *testing.T) *bench {
	b := newBench(t, image.Pt(80, 24), theme.Choice{Dark: true})
	ctx := t.Context()
	v, err := b.env.Cache.BeginVisit(ctx, 1)
	must(t, err)
	ids, err := v.Record(ctx, cache.Changes{New: []cache.Listing{{Number: 1, UIDL: "headers", Size: 5_000_000}}, Complete: true})
	must(t, err)
	head := "From: Caroline <caroline@sweeper.example>\r\nSubject: Not here yet\r\nDate: Sat, 21 Nov 2026 09:00:00 +0000\r\n\r\n"
	must(t, v.Put(ctx, []cache.Arrival{{ID: ids[0], Raw: []byte(head), Top: true}}))
	must(t, v.End(ctx, cache.Outcome{Complete: true}))
	b.ids["headers"] = ids[0]
	return b
}

func TestNoKeyIsBoundTwice(t *testing.T) {
	seen := map[string]string{}
	for _, group := range New(&screen.Env{Ctx: t.Context(), Theme: theme.New(theme.Choice{})}).Keys() {
		for _, binding := range group.Keys {
			for _, k := range binding.Keys() {
				if was, ok := seen[k]; ok {
					t.Errorf("%s is %q and %q", k, was, binding.Help().Desc)
				}
				seen[k] = binding.Help().Desc
			}
		}
	}
}

func TestKeysWhileAMessageIsOnItsWay(t *testing.T) {
	b := newBench(t, image.Pt(80, 24), theme.Choice{Dark: true}, append(sampleMail()[:8:8], everything())...)
	for _, group := range b.Keys() {
		for _, binding := range group.Keys {
			b.show("everything")
			b.press("G")
			open := b.Show(1, nil)
			b.press(binding.Keys()[0], "space")
			b.send(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
			b.cells()
			b.run(open)
			if b.top != 0 || b.panel != nil || b.letter == nil {
				t.Errorf("%s reached the message that was left: top %d, panel %v", binding.Help().Key, b.top, b.panel)
			}
			b.run(b.Show(0, nil))
		}
	}
}
