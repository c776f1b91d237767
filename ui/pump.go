package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"poplin/pop3/worker"
)

// eventsMsg is a burst of a worker's events, folded. closed: no more will come.
type eventsMsg struct {
	from   int
	events []worker.Event
	closed bool
}

const (
	mostEvents = 256                   // in one burst
	pumpEvery  = 40 * time.Millisecond // bursts come no faster, so that a visit in full flow does not flood the screen
)

// pump waits for a worker's next event and takes along what else is there. It ends with the program.
func (m *model) pump(i int) tea.Cmd {
	events, ctx := m.events[i], m.env.Ctx
	if events == nil {
		return nil
	}
	return func() tea.Msg {
		since := time.Now()
		first, ok := next(ctx, events)
		if !ok {
			return eventsMsg{from: i, closed: true}
		}
		return drain(ctx, i, first, events, pumpEvery-time.Since(since))
	}
}

func next(ctx context.Context, events <-chan worker.Event) (worker.Event, bool) {
	select {
	case e, ok := <-events:
		return e, ok
	case <-ctx.Done():
		return nil, false
	}
}

// drain gathers events until the burst is full or the pause is over; after a quiet time there is none, so that what a
// person waits for comes at once.
func drain(ctx context.Context, from int, first worker.Event, events <-chan worker.Event, wait time.Duration) eventsMsg {
	out := eventsMsg{from: from, events: []worker.Event{first}}
	pause := time.NewTimer(max(wait, 0))
	defer pause.Stop()
	for len(out.events) < mostEvents {
		select {
		case e, ok := <-events:
			if !ok {
				out.closed = true
				return out
			}
			out.events = fold(out.events, e)
			continue
		case <-pause.C:
		case <-ctx.Done():
		}
		break
	}
	return out
}

// fold adds an event to a burst. Of progress the latest counts; rows that changed twice are read once.
func fold(burst []worker.Event, e worker.Event) []worker.Event {
	switch e := e.(type) {
	case worker.Progress:
		if p, ok := burst[len(burst)-1].(worker.Progress); ok && p.Account == e.Account {
			burst[len(burst)-1] = e
			return burst
		}
	case worker.Changed:
		for _, b := range burst {
			if b == worker.Event(e) {
				return burst
			}
		}
	}
	return append(burst, e)
}
