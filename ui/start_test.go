package ui

import (
	"context"
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
	m := newModel(ctx, Deps{Cache: c, Theme: theme.Choice{Dark: true}}, accounts, func() time.Time { return noon })
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
