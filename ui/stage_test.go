package ui

import (
	"context"
	"image"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/screen"
	"poplin/ui/status"
	"poplin/ui/theme"
)

var noon = time.Date(2026, 11, 19, 12, 0, 0, 0, time.UTC)

// stage plays the reader without a terminal: commands run in goroutines of their own as in Bubble Tea, and what they
// bring is handled when the test looks for something.
type stage struct {
	t    testing.TB
	m    *model
	msgs chan tea.Msg
	quit bool
}

func newStage(t testing.TB, c *cache.Cache, size image.Point, look theme.Choice) *stage {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	accounts, err := c.Accounts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	m := newModel(ctx, Deps{Theme: look, SaveDir: "/home/ada", Now: func() time.Time { return noon }})
	m.receive(Mailbox{Cache: c, accounts: accounts})
	m.status = status.New([]string{"home"})
	m.pinned = true
	s := &stage{t: t, m: m, msgs: make(chan tea.Msg, 1000)}
	m.start.end() // nothing is painted here
	s.run(m.Init())
	s.send(tea.WindowSizeMsg{Width: size.X, Height: size.Y})
	return s
}

func (s *stage) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for _, c := range batch {
				s.run(c)
			}
			return
		}
		if msg != nil {
			s.msgs <- msg
		}
	}()
}

func (s *stage) send(msg tea.Msg) {
	s.t.Helper()
	if _, ok := msg.(tea.QuitMsg); ok {
		s.quit = true
		return
	}
	_, cmd := s.m.Update(msg)
	s.run(cmd)
	if s.m.broke != nil {
		s.t.Fatal(s.m.broke)
	}
}

func (s *stage) press(names ...string) {
	s.t.Helper()
	for _, n := range names {
		s.send(screen.Press(n))
	}
}

func (s *stage) hear(events ...worker.Event) {
	s.t.Helper()
	s.send(eventsMsg{events: events, closed: true})
}

// text is what is on the screen, without colours.
func (s *stage) text() string { return ansi.Strip(s.m.View().Content) }

// until handles messages until cond holds.
func (s *stage) until(what string, cond func() bool) {
	s.t.Helper()
	end := time.After(2 * time.Minute)
	for !cond() {
		select {
		case msg := <-s.msgs:
			s.send(msg)
		case <-end:
			s.t.Fatalf("never came: %s\n%s", what, s.text())
		}
	}
}

// shows waits until all of these words are on the screen.
func (s *stage) shows(words ...string) {
	s.t.Helper()
	for _, w := range words {
		s.until(w, func() bool { return strings.Contains(s.text(), w) })
	}
}

// hides waits until none of these words is on the screen.
func (s *stage) hides(words ...string) {
	s.t.Helper()
	for _, w := range words {
		s.until("no "+w, func() bool { return !strings.Contains(s.text(), w) })
	}
}

// rest handles what comes within a while, for pictures that are to be kept.
func (s *stage) rest(d time.Duration) {
	s.t.Helper()
	end := time.After(d)
	for {
		select {
		case msg := <-s.msgs:
			s.send(msg)
		case <-end:
			return
		}
	}
}
