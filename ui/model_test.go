package ui

import (
	"image"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/screen"
	"poplin/ui/theme"
)

func open(t *testing.T, w, h int) *stage {
	t.Helper()
	s := newStage(t, mailbox(t), image.Pt(w, h), theme.Choice{Dark: true})
	s.shows("Notes for Thursday", "Inbox 11")
	return s
}

func TestReadAndGoBack(t *testing.T) {
	s := open(t, 80, 24)
	s.press("enter")
	s.shows("the notes are enclosed")
	s.press("q")
	s.shows("The analytical engine")
	s.press("q")
	s.until("quit", func() bool { return s.quit })
}

func TestDeleteAtOnceAndUndo(t *testing.T) {
	s := open(t, 80, 24)
	s.press("j", "d")
	if strings.Contains(s.text(), "Weekly edition") {
		t.Error("the row is still there before the disk has answered")
	}
	s.shows("1 message deleted", "u undo", "Trash 1", "Inbox 10")
	s.press("5")
	s.shows("Linux Weekly", "leaving the server")
	s.press("1", "u")
	s.shows("1 message back", "Weekly edition", "Inbox 11")
	s.press("enter")
	s.shows("list weekly.lwn.example")
}

// TestNewsWaitForAnswers: what a visit brought does not wipe away what a key has just done.
func TestNewsWaitForAnswers(t *testing.T) {
	s := open(t, 80, 24)
	s.press("d")
	s.shows("1 message deleted")
	m := s.m
	m.finished(worker.Finished{Outcome: cache.Outcome{New: 79}})
	if m.toast.now == nil || !strings.Contains(m.toast.now.Text, "deleted") {
		t.Errorf("in its place stands %+v", m.toast.now)
	}
	if m.toasted(toastMsg(m.toast.gen)) == nil || m.toast.now.Text != "79 new" {
		t.Errorf("after its time stands %+v", m.toast.now)
	}
}

func TestManyAtOnceAndOneUndo(t *testing.T) {
	s := open(t, 80, 24)
	s.press("*", "a")
	s.shows("11 marked")
	s.press("a")
	s.shows("11 messages archived", "nothing in the inbox")
	s.press("u")
	s.shows("11 messages back", "Notes for Thursday")
}

func TestOrdersOfAPersonKeepTheirOrder(t *testing.T) {
	s := open(t, 80, 24)
	s.press("d", "u", "d", "u", "d")
	s.shows("Inbox 10")
	s.until("all written", func() bool { return !s.m.writes.running && len(s.m.writes.queue) == 0 })
	if n := len(s.m.writes.removed); n != 1 {
		t.Errorf("%d removals stand", n)
	}
}

func TestReaderStepsThroughTheList(t *testing.T) {
	s := open(t, 80, 24)
	s.press("enter")
	s.shows("the notes are enclosed")
	s.press("J")
	s.shows("A long paragraph")
	s.press("d")
	s.shows("Hello", "1 message deleted")
	s.press("K")
	s.shows("the notes are enclosed")
}

func TestWidePanesPreviewAndFocus(t *testing.T) {
	s := open(t, 140, 45)
	s.shows("the notes are enclosed")
	s.press("j")
	s.shows("A long paragraph")
	s.press("tab")
	if !s.m.reading {
		t.Error("tab gives the reader no focus")
	}
	s.press("tab")
	if s.m.reading {
		t.Error("tab does not come back")
	}
	s.send(tea.MouseClickMsg{X: 100, Y: 10, Button: tea.MouseLeft})
	if !s.m.reading {
		t.Error("a click gives the reader no focus")
	}
	s.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	s.shows("A long paragraph")
	s.press("q")
	s.shows("Notes for Thursday")
}

// TestThereWithTheKey: where one pane has no room for the reader, the message under the resting cursor is ready all the
// same, unread until it is opened, and is on the screen with the key.
func TestThereWithTheKey(t *testing.T) {
	s := open(t, 80, 24)
	ready := func(words string) func() bool {
		return func() bool { return strings.Contains(ansi.Strip(s.m.reader.View()), words) }
	}
	s.until("the first one ready", ready("the notes are enclosed"))
	s.press("j")
	s.until("the next one ready", ready("A long paragraph"))
	if strings.Contains(s.text(), "A long paragraph") || s.m.shown != 0 || s.m.reading {
		t.Error("it is on the screen before anybody opened it")
	}
	s.press("enter")
	if !strings.Contains(s.text(), "A long paragraph") {
		t.Errorf("it is not there with the key:\n%s", s.text())
	}
}

func TestEventsReachEveryOpenScreen(t *testing.T) {
	s := open(t, 100, 30)
	s.hear(worker.Phase{Account: "home", Step: worker.Bodies}, worker.Progress{Account: "home", Step: worker.Bodies, Done: 4, Total: 12})
	s.shows("home ⟳ 4/12")
	s.hear(worker.Failed{Account: "home", Problem: &worker.Problem{What: "the server refused the password"}})
	s.shows("the server refused the password", "L tells more")
	s.hear(worker.Finished{Account: "home"})
	s.hides("the server refused the password")
}

func TestOverlaysTakeInputAndNothingElse(t *testing.T) {
	s := open(t, 100, 30)
	s.press("?")
	s.shows("any other key closes")
	s.hear(worker.Phase{Account: "home", Step: worker.Connecting})
	s.shows("connecting")
	s.press("q")
	s.hides("any other key closes")
	if s.quit {
		t.Error("q went through the overlay")
	}
	s.press("ctrl+p")
	for _, r := range "last visit" {
		s.press(strings.ReplaceAll(string(r), " ", "space"))
	}
	s.press("enter")
	s.shows("What was said", "USER ada")
	s.send(tea.MouseClickMsg{X: 0, Y: 29, Button: tea.MouseLeft})
	s.hides("What was said")
}

func TestGoMenuLetsOtherKeysThrough(t *testing.T) {
	s := open(t, 100, 30)
	s.press("G", "g")
	s.shows("Go to")
	s.press("j", "enter")
	s.shows("A long paragraph")
	s.press("q", "g", "s")
	s.until("the starred view", func() bool {
		return strings.Contains(s.text(), "来週") && !strings.Contains(s.text(), "Notes for Thursday")
	})
}

func TestHeaderAndFooterCanBeClicked(t *testing.T) {
	s := open(t, 100, 30)
	header := strings.Split(s.text(), "\n")[0]
	s.send(tea.MouseClickMsg{X: strings.Index(header, "Trash"), Y: 0, Button: tea.MouseLeft})
	s.shows("the trash is empty")
	footer := strings.Split(s.text(), "\n")[29]
	s.send(tea.MouseClickMsg{X: len([]rune(footer[:strings.Index(footer, "? help")])), Y: 29, Button: tea.MouseLeft})
	s.shows("any other key closes")
}

func TestCleanUpAGroupAndUndo(t *testing.T) {
	s := open(t, 100, 30)
	s.press("c")
	s.shows("Clean up", "Shop of Things", "11 messages · 28 MB")
	s.press("x", "x", "d")
	s.shows("2 messages deleted, 28 MB", "9 messages")
	s.press("u")
	s.shows("2 messages back", "11 messages · 28 MB")
	s.press("2")
	s.shows("somewhere.example")
	s.press("enter")
	s.shows("shop.example  2 messages", "We miss you")
	s.press("enter")
	s.shows("Not downloaded")
	s.press("J")
	s.shows("Come back")
	s.press("q", "q", "q")
	s.shows("Notes for Thursday")
	if s.m.cleanup != nil {
		t.Error("it is still open")
	}
}

func TestTagsAndSearchesAreViews(t *testing.T) {
	s := open(t, 100, 30)
	s.press("t", "w", "o", "r", "k", "enter")
	s.shows("#work")
	s.press("g")
	s.until("the tag in the menu", func() bool {
		if strings.Contains(s.text(), "c  #work") {
			return true
		}
		s.press("g", "g") // the tags are counted in the background
		return false
	})
	s.press("c")
	s.until("the view of the tag", func() bool { return s.m.inbox.Title() == "#work" && strings.Contains(s.text(), "1 of 1") })
	s.press("1")
	s.shows("Inbox 11", "Old Friend")
	s.press("/")
	for _, r := range "analytical" {
		s.press(string(r))
	}
	s.shows("2 found")
	s.press("enter", "S")
	s.shows("keep this search as")
	s.press("enter")
	s.shows("analytical is a view now")
	s.press("esc")
	s.hides("2 found")
	s.press("g")
	s.until("the search in the menu", func() bool {
		if strings.Contains(s.text(), "c  analytical") {
			return true
		}
		s.press("g", "g")
		return false
	})
	s.press("c")
	s.until("the view of the search", func() bool { return s.m.inbox.Title() == "analytical" && strings.Contains(s.text(), "1 of 2") })
}

func TestTooSmallIsKind(t *testing.T) {
	s := open(t, 80, 24)
	s.send(tea.WindowSizeMsg{Width: 20, Height: 5})
	s.shows("Poplin needs", "30 by 8")
	s.press("d")
	s.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	s.shows("Notes for Thursday")
}

func TestAPanicEndsInGoodOrder(t *testing.T) {
	s := open(t, 80, 24)
	_, cmd := s.m.Update(brokeMsg{broken("something")})
	if s.m.broke == nil || cmd == nil {
		t.Fatal("not noticed")
	}
	s.m.broke = nil
	msg := guard(func() tea.Msg { panic("inside a command") })()
	if b, ok := msg.(brokeMsg); !ok || !strings.Contains(b.broken.Error(), "inside a command") {
		t.Errorf("%T", msg)
	}
}

// Every key that the root advertises does something.
func TestEveryGlobalKeyDoesSomething(t *testing.T) {
	k := newKeys()
	for _, b := range k.group().Keys {
		s := open(t, 100, 30)
		before := s.text()
		_, cmd := s.m.Update(screen.Press(b.Keys()[0]))
		if cmd == nil && s.text() == before {
			t.Errorf("%q (%s) does nothing", b.Keys()[0], b.Help().Desc)
		}
	}
}
