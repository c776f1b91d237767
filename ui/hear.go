package ui

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/screen"
	"poplin/ui/status"
)

// hear takes in a burst of events: the status line first, then every screen, then the pump listens again.
func (m *model) hear(b eventsMsg) tea.Cmd {
	var cmds []tea.Cmd
	for _, e := range b.events {
		m.status.Hear(e, m.env.Now())
		cmds = append(cmds, m.tell(e))
		switch e := e.(type) {
		case worker.Phase:
			if m.cleanup != nil && e.Step == worker.Listing {
				cmds = append(cmds, m.post(e.Account, worker.Weigh{}))
			}
		case worker.Fitted:
			cmds = append(cmds, m.fitted(e))
		case worker.Finished:
			cmds = append(cmds, m.finished(e), m.expiring(e.Account), m.reindex())
		case worker.Failed:
			cmds = append(cmds, m.reindex()) // what came before it failed is worth finding
			if e.ID != 0 && e.ID != m.shown {
				cmds = append(cmds, m.say(status.Toast{Text: e.Problem.What, Bad: true}))
			}
		}
	}
	if !b.closed {
		cmds = append(cmds, m.pump(b.from))
	}
	return tea.Batch(cmds...)
}

// finished says what a visit brought, when it brought something.
func (m *model) finished(f worker.Finished) tea.Cmd {
	var parts []string
	told := m.fits[f.Account]
	delete(m.fits, f.Account)
	if n := f.Outcome.New; n > 0 && !told {
		parts = append(parts, screen.Count(n)+" new")
	}
	if n := f.Outcome.Verified; n > 0 {
		parts = append(parts, screen.Count(n)+" verified gone from the server (D tells)")
	} else if n := f.Outcome.Deleted; n > 0 {
		parts = append(parts, screen.Count(n)+" removed from the server, to be verified by the next visit")
	}
	if len(parts) == 0 {
		return nil
	}
	text := strings.Join(parts, ", ")
	if len(m.workers) > 1 {
		text = f.Account + ": " + text
	}
	return m.sayLater(status.Toast{Text: text})
}

// visitedMsg is what the cache remembers of the last visits; one that never was has no time.
type visitedMsg []visited

type visited struct {
	name string
	last lastVisit
}

func (m *model) lastVisits() tea.Cmd {
	c, ctx, accounts := m.env.Cache, m.env.Ctx, m.env.Accounts
	if c == nil {
		return nil
	}
	return func() tea.Msg {
		var out visitedMsg
		for id, name := range accounts {
			if v, err := readLast(ctx, c, id); err == nil || errors.Is(err, cache.ErrNotFound) {
				out = append(out, visited{name, v})
			}
		}
		return out
	}
}

// indexing keeps the full-text index whole: one run at a time, again when mail has come meanwhile.
type indexing struct{ running, again bool }

type indexedMsg struct {
	news bool // there was something to take in
	err  error
}

func (m *model) reindex() tea.Cmd {
	if m.index.running {
		m.index.again = true
		return nil
	}
	m.index = indexing{running: true}
	c, ctx := m.env.Cache, m.env.Ctx
	return func() tea.Msg { return keepIndexed(ctx, c) }
}

// keepIndexed makes the index whole, and makes it anew where that is called for; meanwhile the old one answers.
func keepIndexed(ctx context.Context, c *cache.Cache) (i indexedMsg) {
	i.err = c.Index(ctx, func(_, total int) { i.news = i.news || total > 0 })
	if i.err != nil {
		return i
	}
	stale, err := c.Stale(ctx)
	if err != nil || !stale {
		i.err = err
		return i
	}
	return indexedMsg{true, c.Reindex(ctx, nil)}
}

func (m *model) indexed(i indexedMsg) tea.Cmd {
	again := m.index.again
	m.index = indexing{}
	var cmds []tea.Cmd
	if i.news {
		for _, name := range m.env.Accounts { // a search that was answered from half an index asks again
			cmds = append(cmds, m.tell(worker.Changed{Account: name}))
		}
	}
	if again && i.err == nil {
		cmds = append(cmds, m.reindex())
	}
	return tea.Batch(cmds...)
}

func readLast(ctx context.Context, c *cache.Cache, id cache.AccountID) (lastVisit, error) {
	at, o, err := c.LastVisit(ctx, id)
	return lastVisit{at, o.Complete}, err
}
