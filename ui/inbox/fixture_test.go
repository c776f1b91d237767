package inbox

import (
	"context"
	"image"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/ui/screen"
	"poplin/ui/theme"
)

var noon = time.Date(2026, 11, 19, 12, 0, 0, 0, time.UTC)

// varied are rows of every kind that the list draws differently.
func varied() []cache.Row {
	day := 24 * time.Hour
	from := func(name, addr string) message.Address { return message.Address{Name: name, Addr: addr} }
	return []cache.Row{
		{ID: 1, From: from("Grace Hopper", "grace@navy.example"), Subject: "Notes for Thursday", Date: noon.Add(-3 * time.Hour), Size: 24_000, Body: cache.Full, Attachments: 2, Flags: cache.Attached},
		{ID: 2, From: from("Linux Weekly", "lwn@lwn.example"), Subject: "[LWN] Weekly edition for November 19", Date: noon.Add(-4 * time.Hour), Size: 61_000, Body: cache.Full},
		{ID: 3, From: from("Bolt Energie", "rechnung@bolt.example"), Subject: "Ihre Rechnung für Oktober", Date: noon.Add(-6 * day), Size: 312_000, Body: cache.Full, Flags: cache.Read | cache.Attached, Attachments: 1},
		{ID: 4, From: from("田中 花子", "hanako@tanaka.example"), Subject: "来週の打ち合わせについて、資料をお送りしますのでご確認ください", Date: noon.Add(-day), Size: 8_100, Body: cache.Full, Flags: cache.Read | cache.Starred},
		{ID: 5, From: from("Ada Lovelace", "ada@engine.example"), Subject: "The analytical engine", Date: noon.Add(-5 * day), Size: 12_000, Body: cache.Full, Flags: cache.Read, Thread: 9, Tags: []string{"work"}},
		{ID: 6, From: from("Charles Babbage", "cb@engine.example"), Subject: "Re: The analytical engine", Date: noon.Add(-6 * day), Size: 1_200_000, Body: cache.Full, Flags: cache.Read, Thread: 9, Depth: 1, Attachments: 1},
		{ID: 7, From: from("Shop of Things", "no-reply@shop.example"), Subject: "Your order has shipped", Date: noon.Add(-7 * day), Size: 28_000_000, Body: cache.TooBig, Flags: cache.Read},
		{ID: 8, From: from("", "bare.address.that.is.rather.long@somewhere.example"), Subject: "", Date: noon.Add(-400 * day), Size: 900, Body: cache.Full},
		{ID: 9, Size: 5_000, Body: cache.None, Date: noon.Add(-500 * day)},
		{ID: 10, From: from("Élodie Müller", "e@m.example"), Subject: "Café crème und Straße", Date: noon.Add(-30 * day), Size: 4_000, Body: cache.Full, Flags: cache.Read, Place: cache.Archive, Removal: cache.Planned},
		{ID: 11, From: from("محمد", "m@example.org"), Subject: "مرحبا بالعالم", Date: noon.Add(-31 * day), Size: 4_100, Body: cache.Full, Flags: cache.Read},
	}
}

// list is a list of that size with rows in it, as if read from the top.
func list(t *testing.T, w, h int, rows []cache.Row) *Model {
	t.Helper()
	m := New(&screen.Env{Ctx: context.Background(), Theme: theme.New(theme.Choice{Dark: true}), Now: func() time.Time { return noon }})
	m.SetSize(image.Pt(w, h))
	m.renew()
	m.Update(rowsMsg{gen: m.gen, kind: topEnd, rows: rows, first: true, last: true})
	return m
}

func press(m *Model, names ...string) (act screen.Action) {
	for _, n := range names {
		act, _ = m.Update(screen.Press(n))
	}
	return act
}

func text(m *Model) []string { return strings.Split(ansi.Strip(m.View()), "\n") }

// exact checks that a view has exactly its size.
func exact(t *testing.T, m *Model) {
	t.Helper()
	lines := strings.Split(m.View(), "\n")
	if len(lines) != m.size.Y {
		t.Errorf("%d lines in a pane of %d", len(lines), m.size.Y)
	}
	for i, l := range lines {
		if n := ansi.StringWidth(l); n != m.size.X {
			t.Errorf("line %d is %d cells wide in a pane of %d: %q", i, n, m.size.X, ansi.Strip(l))
		}
	}
}
