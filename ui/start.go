package ui

import (
	"context"
	"image"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"poplin/pop3/worker"
	"poplin/ui/screen"
)

// start is the time until the first rows stand on the terminal: the processors are theirs, and all else waits.
type start struct {
	first tea.Cmd       // says that the first rows are read, or brings them
	rows  chan tea.Msg  // holds them
	holds bool          // they are to be in the first frame
	due   bool          // they are in the next frame
	end   func()        // once they are on the terminal
	over  chan struct{} // closed then
}

func newStart() start {
	over := make(chan struct{})
	return start{over: over, end: sync.OnceFunc(func() { close(over) })}
}

// readMsg says that the first rows are there for whoever comes first.
type readMsg struct{}

// The first frame waits this long for the rows to be read.
const patience = 30 * time.Millisecond

// impatientMsg says that it has waited enough.
type impatientMsg struct{}

// readAhead reads the first rows while Bubble Tea makes the terminal ready.
func (m *model) readAhead() { m.ahead(guard(m.inbox.Init())) }

func (m *model) ahead(read tea.Cmd) {
	there := make(chan struct{})
	m.start.rows, m.start.holds = make(chan tea.Msg, 1), true
	go func() {
		m.start.rows <- read()
		close(there)
	}()
	m.start.first = tea.Batch(
		func() tea.Msg {
			<-there
			return readMsg{}
		},
		tea.Tick(patience, func(time.Time) tea.Msg { return impatientMsg{} }))
}

// firstRows takes them in with the first message that finds them there, once there is a screen for them: behind all that
// Bubble Tea says of the terminal at the start they would wait for as many frames.
func (m *model) firstRows() tea.Cmd {
	if m.size == (image.Point{}) {
		return nil
	}
	select {
	case msg := <-m.start.rows:
		m.start.holds = false
		return m.handle(msg)
	default:
		return nil
	}
}

// startedMsg says that the start is over.
type startedMsg struct{}

// await has the next frame, which shows the first rows, end the start.
func (s *start) await(ctx context.Context) tea.Cmd {
	s.due = true
	over := s.over
	return func() tea.Msg {
		select {
		case <-over:
			return startedMsg{}
		case <-ctx.Done():
			return nil
		}
	}
}

// shown is what a frame calls when it is on the terminal.
func (s *start) shown() func() {
	if !s.due {
		return nil
	}
	s.due = false
	return s.end
}

// started begins all that has waited.
func (m *model) started() tea.Cmd {
	cmds := []tea.Cmd{m.lastVisits(), m.watchCache(), m.reindex(), m.tell(screen.Started{})}
	if m.demo {
		cmds = append(cmds, m.post("", worker.Refresh{}))
	}
	return tea.Batch(cmds...)
}
