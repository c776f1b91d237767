package dialog

import (
	"context"
	"image"
	"reflect"
	"strings"
	"testing"
	"time"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/screen"
	"poplin/ui/theme"
)

var noon = time.Date(2026, 11, 19, 12, 0, 0, 0, time.UTC)

func look() *theme.Theme { return theme.New(theme.Choice{Dark: true}) }

func bind(does string, names ...string) key.Binding {
	return key.NewBinding(key.WithKeys(names...), key.WithHelp(names[0], does))
}

func groups() []screen.Group {
	return []screen.Group{
		{Title: "Move", Keys: []key.Binding{bind("down", "j", "down"), bind("up", "k", "up")}},
		{Title: "Do", Keys: []key.Binding{bind("delete", "d"), bind("archive: keep here, free the server", "a"), bind("undo", "u")}},
	}
}

func env() *screen.Env {
	return &screen.Env{Ctx: context.Background(), Theme: look(), Now: func() time.Time { return noon }}
}

func every() map[string]Dialog {
	t := look()
	log := NewLog(env())
	log.Update(visitsMsg{visits: []visit{{account: "home", when: noon.Add(-time.Hour), outcome: cache.Outcome{Listed: 1203, New: 3, Error: "the line was cut", Log: []cache.LogLine{{At: time.Second, Dir: '>', Text: "UIDL"}, {Dir: '<', Text: "+OK"}}}}}})
	ledger := NewLedger(env())
	ledger.Update(ledgerMsg{entries: []cache.LedgerEntry{
		{Subject: "Your order has shipped", Size: 28_000_000, Action: cache.DeleteAction, State: cache.Verified, Since: noon.Add(-time.Hour)},
		{Subject: "来週の打ち合わせについて", Size: 2_000, Action: cache.ArchiveAction, State: cache.Stuck, Since: noon, Reason: "the server refuses"},
	}})
	return map[string]Dialog{
		"help": NewHelp(t, "Inbox: the keys", groups()), "palette": NewPalette(t, groups()), "log": log, "ledger": ledger,
		"menu":    NewMenu(t, screen.Choose{Title: "Sort by", Choices: []screen.Choice{{Key: "d", Label: "date"}, {Key: "s", Label: "size", On: true}}}),
		"confirm": NewConfirm(t, screen.Confirm{Question: "Delete 3 messages of which no copy is here?"}), "ask": NewAsk(t, screen.Ask{Question: "tag"}),
		"secret": NewSecret(env(), Secret{Account: "home", User: "ada@example.org", Server: "pop.example.org:995", Refused: "pop.example.org refused the user name or the password (it says: Authentication failed.)"}),
	}
}

func TestEveryBoxFitsItsRoom(t *testing.T) {
	for name, d := range every() {
		for _, room := range []image.Point{{30, 6}, {40, 10}, {80, 22}, {140, 43}} {
			lines := strings.Split(d.View(room), "\n")
			width := ansi.StringWidth(lines[0])
			if len(lines) > room.Y || width > room.X {
				t.Errorf("%s is %dx%d in %v", name, width, len(lines), room)
			}
			for _, l := range lines {
				if ansi.StringWidth(l) != width {
					t.Errorf("%s in %v: ragged line %q", name, room, ansi.Strip(l))
				}
			}
		}
	}
}

func press(d Dialog, names ...string) (a Answer) {
	for _, n := range names {
		a, _ = d.Update(screen.Press(n))
	}
	return a
}

func TestPaletteNarrowsAndPresses(t *testing.T) {
	p := NewPalette(look(), groups())
	p.Init()
	if a := press(p, "a", "r", "c", "h", "enter"); a != (Answer{Close: true, Press: "a"}) {
		t.Errorf("answer %+v", a)
	}
	p = NewPalette(look(), groups())
	p.Init()
	if a := press(p, "down", "down", "enter"); a.Press != "d" {
		t.Errorf("answer %+v", a)
	}
	if a := press(p, "z", "z", "enter"); a.Close {
		t.Errorf("nothing was found, and yet: %+v", a)
	}
	if a := press(p, "esc"); a != (Answer{Close: true}) {
		t.Errorf("esc: %+v", a)
	}
}

func TestMenuChoosesByKeyAndCursor(t *testing.T) {
	c := screen.Choose{Choices: []screen.Choice{{Key: "d", Do: screen.Undo{}}, {Key: "s", Do: screen.Quit{}}}}
	if a := press(NewMenu(look(), c), "s"); a != (Answer{Close: true, Do: screen.Quit{}}) {
		t.Errorf("s: %+v", a)
	}
	if a := press(NewMenu(look(), c), "j", "enter"); a.Do != screen.Action(screen.Quit{}) {
		t.Errorf("cursor: %+v", a)
	}
	if a := press(NewMenu(look(), c), "x"); a != stay {
		t.Errorf("a strange key: %+v", a)
	}
	c.Loose = true
	if a := press(NewMenu(look(), c), "x"); a != (Answer{Close: true, Pass: true}) {
		t.Errorf("a strange key on a loose menu: %+v", a)
	}
}

func TestConfirmOnlyYDoesIt(t *testing.T) {
	for name, want := range map[string]Answer{"y": {Close: true, Do: screen.Quit{}}, "n": {Close: true}, "esc": {Close: true}, "enter": stay, "x": stay} {
		if a := press(NewConfirm(look(), screen.Confirm{Yes: screen.Quit{}}), name); a != want {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

func TestAskHandsTheLineOn(t *testing.T) {
	a := NewAsk(look(), screen.Ask{Then: func(s string) screen.Action { return screen.Notice{Text: s} }})
	a.Init()
	if got := press(a, "w", "o", "space", "enter"); !reflect.DeepEqual(got, Answer{Close: true, Do: screen.Notice{Text: "wo"}}) {
		t.Errorf("%+v", got)
	}
	if a.Cursor() == nil {
		t.Error("no cursor where one types")
	}
}

func TestLogAndLedgerSpeakPlainly(t *testing.T) {
	for name, want := range map[string][]string{
		"log":    {"the line was cut", "1,203 messages on the server", "nothing was removed", "UIDL"},
		"ledger": {"2 asked to leave", "1 verified gone", "could not be removed: the server", "28 MB"},
	} {
		got := ansi.Strip(every()[name].View(image.Pt(110, 40)))
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s lacks %q:\n%s", name, w, got)
			}
		}
	}
}

func TestAnyKeyClosesHelp(t *testing.T) {
	h := NewHelp(look(), "", groups())
	h.View(image.Pt(80, 22))
	if a := press(h, "j"); a.Close {
		t.Error("scrolling closes")
	}
	if a := press(h, "q"); !a.Close {
		t.Error("q does not close")
	}
}

// TestWhatWasReadBeforeAChangeIsDropped: an answer that comes late must not take the place of a newer one.
func TestWhatWasReadBeforeAChangeIsDropped(t *testing.T) {
	ledger, log := NewLedger(env()), NewLog(env())
	for _, d := range []Dialog{ledger, log} {
		d.Init()
		if _, again := d.Update(worker.Finished{}); again == nil {
			t.Fatalf("%T does not read again", d)
		}
	}
	ledger.Update(ledgerMsg{gen: 2, entries: []cache.LedgerEntry{{Subject: "new"}}})
	ledger.Update(ledgerMsg{gen: 1})
	log.Update(visitsMsg{2, []visit{{account: "new"}}})
	log.Update(visitsMsg{gen: 1})
	if len(ledger.entries) != 1 || len(log.visits) != 1 {
		t.Errorf("%d entries, %d visits", len(ledger.entries), len(log.visits))
	}
}
