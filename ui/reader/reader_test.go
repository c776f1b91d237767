package reader

import (
	"image"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/pop3/maildrop"
	"poplin/ui/screen"
	"poplin/ui/theme"
)

func TestShowsALetter(t *testing.T) {
	b := sample(t, image.Pt(100, 30))
	b.show("notes-for-thursday")
	b.shows("Notes for Thursday", "Grace Hopper <grace@harbour.example>", "Sun 22 Nov 2026 09:20", "40 min ago",
		"to Mary Somerville  cc Ada Lovelace", "50 kB", "Mary, Ada,", "moth-in-relay-70.png 34 kB", "A machine that writes programs.pdf")
}

func TestEmptyStates(t *testing.T) {
	b := sample(t, image.Pt(60, 16))
	b.shows("no message chosen")
	b.run(b.Show(9999, nil))
	b.shows("this message is no longer here", "q goes back")
	b.run(b.Show(0, nil))
	b.shows("no message chosen")
}

func TestALateAnswerIsDropped(t *testing.T) {
	b := sample(t, image.Pt(100, 30))
	late := b.Show(b.ids["engine-1"], nil)
	b.show("engine-2")
	b.run(late)
	b.shows("Re: The analytical engine", "Ada Lovelace <ada@lovelace.example>")
}

func TestReadAfterAMomentOnly(t *testing.T) {
	b := sample(t, image.Pt(100, 30))
	b.show("engine-1")
	b.show("engine-2")
	if len(b.actions) > 0 || len(b.later) != 2 {
		t.Fatalf("actions %v, alarms %v", b.actions, b.later)
	}
	b.send(b.later[0]) // of the message flown past
	if len(b.actions) > 0 {
		t.Errorf("a message flown past was marked: %v", b.actions)
	}
	b.send(b.later[1])
	want := screen.SetFlags{IDs: []cache.ID{b.ids["engine-2"]}, Flag: cache.Read, On: true}
	if !reflect.DeepEqual(b.last(), want) {
		t.Errorf("got %v, want %v", b.last(), want)
	}
}

func TestAPreviewIsNotRead(t *testing.T) {
	b := sample(t, image.Pt(100, 30))
	b.send(screen.Selected{ID: b.ids["engine-1"]})
	if len(b.later) != 0 {
		t.Error("a preview started the alarm")
	}
	b.press("j") // somebody reads
	if len(b.later) != 1 {
		t.Error("a key did not start the alarm")
	}
}

func TestSpacePagesThenGoesOn(t *testing.T) {
	b := sample(t, image.Pt(80, 24))
	b.show("ada-long-letter")
	for range 20 {
		if b.last() != nil {
			break
		}
		b.press("space")
	}
	b.shows("The more I study")
	if !reflect.DeepEqual(b.last(), screen.Step{Delta: 1}) {
		t.Errorf("at the end: %v", b.last())
	}
}

func TestDeleteGoesOnFirst(t *testing.T) {
	b := sample(t, image.Pt(80, 24))
	b.show("engine-1")
	b.press("d")
	id := b.ids["engine-1"]
	want := screen.Many{screen.Step{Delta: 1}, screen.Remove{IDs: []cache.ID{id}, Action: cache.DeleteAction}}
	if !reflect.DeepEqual(b.last(), want) {
		t.Errorf("got %v, want %v", b.last(), want)
	}
	b.send(screen.Removing{IDs: []cache.ID{id}}) // there was no next one
	if !reflect.DeepEqual(b.last(), screen.Back{}) {
		t.Errorf("the last message of all: %v", b.last())
	}
	b.press("a")
	want = screen.Many{screen.Step{Delta: 1}, screen.Remove{IDs: []cache.ID{id}, Action: cache.ArchiveAction}}
	if !reflect.DeepEqual(b.last(), want) {
		t.Errorf("got %v, want %v", b.last(), want)
	}
}

func TestResizeKeepsThePlace(t *testing.T) {
	b := sample(t, image.Pt(100, 20))
	b.show("ada-long-letter")
	b.press("space")
	const near = "That is the whole secret"
	b.shows(near)
	b.resize(image.Pt(50, 20))
	b.shows("That is the whole secret")
	if b.page.look.width != b.measure() {
		t.Errorf("laid out for %d cells, the measure is %d", b.page.look.width, b.measure())
	}
}

func TestOtherPart(t *testing.T) {
	b := sample(t, image.Pt(100, 40))
	b.show("slow-terminal-03")
	b.shows("The year of the pipe", "plain text only points to the web", "4 remote pictures not fetched")
	b.press("m")
	b.shows("Read this issue in your browser", "plain text, 2 of 2")
	b.press("m")
	b.shows("In praise of the block cursor")
}

func TestFold(t *testing.T) {
	b := sample(t, image.Pt(100, 30))
	b.show("forward-chain")
	b.press("z")
	b.shows("quoted lines", "It is cloudy.")
	if strings.Contains(b.cells(), "Messier") {
		t.Error("the quotation is still there")
	}
	b.press("z")
	b.shows("Messier")
}

func TestHits(t *testing.T) {
	b := sample(t, image.Pt(80, 14))
	b.show("ada-long-letter", "horse")
	b.press("n")
	if b.Status() != "hit 1 of 4" {
		t.Errorf("status %q", b.Status())
	}
	b.press("N")
	if b.Status() != "hit 4 of 4" {
		t.Errorf("status %q", b.Status())
	}
	b.shows("and of the horse")
	lit := theme.New(theme.Choice{Dark: true}).Hit.Render("horse")
	if !strings.Contains(b.View(), lit) {
		t.Error("the word is not lit")
	}
}

// A word that the subject alone has is lit there, and said not to stand in the text.
func TestAHitInTheSubjectAlone(t *testing.T) {
	b := newBench(t, image.Pt(80, 14), theme.Choice{Dark: true}, maildrop.Message{UIDL: "x", Raw: []byte("Subject: The horse\r\n\r\nHello.\r\n")})
	b.show("x", "horse")
	b.press("n")
	if act := b.last(); act != (screen.Notice{Text: "no word of the search stands in the text"}) {
		t.Errorf("%+v", act)
	}
	if !strings.Contains(b.View(), theme.New(theme.Choice{Dark: true}).Hit.Render("horse")) {
		t.Error("the word in the subject is not lit")
	}
}

func TestFindInTheMessage(t *testing.T) {
	b := sample(t, image.Pt(80, 14))
	b.show("ada-long-letter")
	b.press("space", "space", "/")
	b.shows("Find in this message")
	b.typed("ORS")
	b.press("enter")
	b.shows("horse")
	if b.Status() == "hit 1 of 4" { // that one is above the top
		t.Errorf("status %q", b.Status())
	}
	b.press("/")
	b.typed("zebra")
	b.press("enter")
	if n, ok := b.last().(screen.Notice); !ok || n.Text != "zebra does not stand in the text" {
		t.Errorf("said %v", b.last())
	}
}

func TestTag(t *testing.T) {
	b := sample(t, image.Pt(80, 24))
	b.show("engine-1")
	b.press("t")
	ask, ok := b.last().(screen.Ask)
	if !ok {
		t.Fatalf("got %v", b.last())
	}
	want := screen.Many{screen.Tag{IDs: []cache.ID{b.id}, Tag: "work", On: true}, screen.Tag{IDs: []cache.ID{b.id}, Tag: "fun", On: true}}
	if got := ask.Then(" work #fun "); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestPartsAreListedShownAndSaved(t *testing.T) {
	b := sample(t, image.Pt(100, 24))
	b.show("kettle-list-1")
	b.press("v")
	b.shows("multipart/mixed", "text/csv", "kettle.csv", "image/png", "kettle.png")
	b.press("j", "j", "enter")
	b.shows("minute", "first whistle")
	b.press("v", "s")
	b.shows("Save kettle.csv in")
	b.press("enter")
	saved, err := os.ReadFile(filepath.Join(b.env.SaveDir, "kettle.csv"))
	if err != nil || !strings.HasPrefix(string(saved), "minute,temperature_c") {
		t.Errorf("saved %q, %v", saved, err)
	}
}

func TestCopy(t *testing.T) {
	b := sample(t, image.Pt(80, 24))
	b.show("engine-1")
	b.press("y")
	menu, ok := b.last().(screen.Choose)
	if !ok {
		t.Fatalf("got %v", b.last())
	}
	want := map[string]string{"s": "The analytical engine", "a": "charles@difference.example", "i": "engine-1@difference.example", "t": "Dear Ladies,"}
	for _, c := range menu.Choices {
		b.note(c.Do)
		if !strings.HasPrefix(b.clip, want[c.Key]) {
			t.Errorf("%s: copied %q, want %q", c.Label, b.clip, want[c.Key])
		}
	}
}

func TestWheelScrolls(t *testing.T) {
	b := sample(t, image.Pt(80, 12))
	b.show("ada-long-letter")
	b.send(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	if b.top != 3 {
		t.Errorf("top %d", b.top)
	}
	b.send(tea.MouseWheelMsg{Button: tea.MouseWheelUp})
	if b.top != 0 {
		t.Errorf("top %d", b.top)
	}
}

func TestPlaceIsFoundAgain(t *testing.T) {
	p := &page{head: 2}
	for i, block := range []int{-1, -1, 0, 0, 1, 3, 3, 3} {
		p.rows = append(p.rows, row{block: block, runs: []run{{text: string(rune('a' + i)), style: message.Bold}}})
	}
	for top := range p.rows {
		if got := p.find(p.placeOf(top)); got != top {
			t.Errorf("row %d is found at %d", top, got)
		}
	}
	if got := p.find(place{2, 0}); got != 5 {
		t.Errorf("a block that is gone: row %d", got)
	}
}
