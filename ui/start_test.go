package ui

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"poplin/ui/theme"
)

// TestTheFirstFrameThatHasASizeHasTheRows: rows that are read before the terminal has said how large it is stand in its
// first frame; and nothing else begins before that frame is on the terminal.
func TestTheFirstFrameThatHasASizeHasTheRows(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	c := copied(t, &crowd)
	accounts, err := c.Accounts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	m := newModel(ctx, Deps{Theme: theme.Choice{Dark: true}, Now: func() time.Time { return noon }})
	m.receive(Mailbox{Cache: c, accounts: accounts})
	m.readAhead()
	for len(m.start.rows) == 0 {
		runtime.Gosched()
	}
	m.Update(readMsg{})
	if m.start.due {
		t.Fatal("rows were taken in without a screen for them")
	}
	_, cmd := m.Update(tea.WindowSizeMsg{Width: 100, Height: 30})
	if got := m.View().Content; !strings.Contains(got, "Notes for Thursday") {
		t.Errorf("the first frame has no rows:\n%s", got)
	}
	s := &stage{t: t, m: m, msgs: make(chan tea.Msg, 100)}
	s.run(cmd)
	over := func() bool {
		select {
		case <-m.start.over:
			return true
		default:
			return false
		}
	}
	shown := m.start.shown()
	switch {
	case shown == nil:
		t.Fatal("no frame ends the start")
	case over():
		t.Fatal("the start is over before the rows are on the terminal")
	case m.start.shown() != nil:
		t.Error("the start ends twice")
	}
	shown()
	s.until("the end of the start", over)
	s.shows("1 of 330") // which was counted afterwards
}

// TestAMailboxThatCannotBeOpened leaves the terminal alone: what is wrong is said below the command line.
func TestAMailboxThatCannotBeOpened(t *testing.T) {
	locked := errors.New("locked")
	for name, open := range map[string]func(context.Context) (Mailbox, error){
		"an error": func(context.Context) (Mailbox, error) { return Mailbox{}, locked },
		"a panic":  func(context.Context) (Mailbox, error) { panic("of the cache") },
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			var err error
			hurt := func() (r any) {
				defer func() { r = recover() }()
				err = Run(t.Context(), Deps{Open: open, Out: &out, In: strings.NewReader("")})
				return nil
			}()
			if broken, ok := hurt.(*Broken); ok != (name == "a panic") || !ok && !errors.Is(err, locked) {
				t.Errorf("it ends with %v, %v", err, broken)
			}
			if out.Len() > 0 {
				t.Errorf("%q was written", out.String())
			}
		})
	}
}

// TestTheFirstFrameWaitsNoLongerThanThat: where the disk is slow, the screen is there before the rows.
func TestTheFirstFrameWaitsNoLongerThanThat(t *testing.T) {
	m := newModel(t.Context(), Deps{Theme: theme.Choice{Dark: true}, Now: func() time.Time { return noon }})
	m.receive(Mailbox{Cache: copied(t, &crowd)})
	read, blocked := m.inbox.Init(), make(chan struct{})
	m.ahead(func() tea.Msg {
		<-blocked
		return read()
	})
	m.Update(tea.WindowSizeMsg{Width: 100, Height: 30})
	if got := m.View().Content; got != "" {
		t.Errorf("a frame without rows, at once:\n%s", got)
	}
	s := &stage{t: t, m: m, msgs: make(chan tea.Msg, 100)}
	s.run(m.start.first)
	s.shows("Inbox")
	if strings.Contains(s.text(), "Notes for Thursday") {
		t.Fatal("there are rows that nobody has read")
	}
	close(blocked)
	s.shows("Notes for Thursday")
}
