package ui

import (
	"context"
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/screen"
	"poplin/ui/status"
)

// writes keeps local changes in the order in which they were asked for: commands run in goroutines of their own, so one
// is started when the one before it has ended.
type writes struct {
	queue   []func(context.Context) tea.Msg
	running bool
	removed []removal // what undo may bring back, the last one last
}

type removal struct {
	group int64
	ids   []cache.ID
}

// wroteMsg ends a write; msg is what came of it.
type wroteMsg struct{ msg tea.Msg }

type (
	removedMsg struct {
		ids     []cache.ID
		report  cache.Removal
		refused []cache.Refusal // of a plan
		owe     []string        // accounts that have removals to carry out
		err     error
	}
	undoneMsg struct {
		report cache.Undone
		err    error
	}
	flaggedMsg struct {
		tagged []cache.ID
		err    error
	}
)

// write runs a change after all that were asked for before.
func (m *model) write(do func(context.Context) tea.Msg) tea.Cmd {
	m.writes.queue = append(m.writes.queue, do)
	return m.nextWrite()
}

func (m *model) nextWrite() tea.Cmd {
	w := &m.writes
	if w.running || len(w.queue) == 0 {
		return nil
	}
	do, ctx := w.queue[0], m.env.Ctx
	w.queue, w.running = w.queue[1:], true
	return func() tea.Msg { return wroteMsg{do(ctx)} }
}

// wrote hears the end of a write and starts the next.
func (m *model) wrote(w wroteMsg) tea.Cmd {
	m.writes.running = false
	var cmd tea.Cmd
	switch msg := w.msg.(type) {
	case removedMsg:
		cmd = m.wroteRemoval(msg)
	case undoneMsg:
		cmd = m.wroteUndo(msg)
	case flaggedMsg:
		cmd = m.wroteFlags(msg)
	case ruleMsg:
		cmd = m.wroteRule(msg)
	case leftMsg:
		cmd = m.wroteLeft(msg)
	}
	return tea.Batch(cmd, m.nextWrite())
}

// remove takes the rows away at once and then makes it durable.
func (m *model) remove(r screen.Remove) tea.Cmd {
	c, ids := m.env.Cache, slices.Clone(r.IDs)
	told := m.tell(screen.Removing{IDs: ids, Action: r.Action})
	return tea.Batch(told, m.write(func(ctx context.Context) tea.Msg {
		do := c.Delete
		if r.Action == cache.ArchiveAction {
			do = c.Archive
		}
		out, o := removedMsg{ids: ids}, cache.RemoveOptions{NoCopy: r.NoCopy, Copies: r.Copies}
		if r.Plan != nil {
			out.report, out.refused, out.err = c.ApplyPlan(ctx, r.Plan, o)
		} else {
			out.report, out.err = do(ctx, ids, o)
		}
		if out.err == nil && out.report.Messages > out.report.Local {
			out.owe = m.owing(ctx)
		}
		return out
	}))
}

// owing names the accounts with removals that wait for a visit.
func (m *model) owing(ctx context.Context) []string {
	if len(m.workers) == 1 {
		return []string{m.workers[0].Name()}
	}
	entries, err := m.env.Cache.Ledger(ctx, cache.Planned)
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		if !slices.Contains(names, e.Account) {
			names = append(names, e.Account)
		}
	}
	return names
}

func (m *model) wroteRemoval(r removedMsg) tea.Cmd {
	if r.err != nil {
		return tea.Batch(m.tell(screen.Restored{IDs: r.ids}), m.fault("nothing was removed", r.err))
	}
	m.writes.removed = append(m.writes.removed, removal{r.report.Group, r.ids})
	cmds := []tea.Cmd{m.tell(screen.Removed{IDs: r.ids, Report: r.report})}
	if r.report.Messages > 0 {
		cmds = append(cmds, m.say(status.Toast{Text: removedWords(r.report), Undo: true}))
	}
	if n := len(r.report.Spared); n > 0 && len(r.refused) == 0 {
		cmds = append(cmds, m.say(status.Toast{Text: screen.Plural(n, "message") + " stay: no other copy would be left", Bad: true}))
	}
	if n := len(r.refused); n > 0 {
		text := screen.Plural(n, "message") + " of the plan stay: " + r.refused[0].Reason
		cmds = append(cmds, m.say(status.Toast{Text: text, Bad: true}))
	}
	for _, name := range r.owe {
		cmds = append(cmds, m.post(name, worker.Settle{}))
	}
	return tea.Batch(cmds...)
}

// removedWords says what a removal did.
func removedWords(r cache.Removal) string {
	s := screen.Plural(r.Messages, "message")
	if r.Action == cache.ArchiveAction {
		s += " archived: kept here"
		if r.Local < r.Messages {
			s += ", leaving the server"
		}
		return s
	}
	s += " deleted, " + screen.Bytes(r.Bytes)
	if r.Starred > 0 && r.Messages > 1 {
		s += ", " + screen.Count(r.Starred) + " starred"
	}
	return s
}

// undo takes the last removal back.
func (m *model) undo() tea.Cmd {
	c := m.env.Cache
	return m.write(func(ctx context.Context) tea.Msg {
		report, err := c.Undo(ctx)
		return undoneMsg{report, err}
	})
}

func (m *model) wroteUndo(u undoneMsg) tea.Cmd {
	switch {
	case errors.Is(u.err, cache.ErrNothing):
		return m.say(status.Toast{Text: "nothing to undo"})
	case u.err != nil:
		return m.fault("nothing was undone", u.err)
	}
	var ids []cache.ID
	if n := len(m.writes.removed); n > 0 {
		ids = m.writes.removed[n-1].ids
		m.writes.removed = m.writes.removed[:n-1]
	}
	text := screen.Plural(u.report.Messages, "message") + " back"
	if n := u.report.LocalOnly; n > 0 {
		text += "; " + screen.Count(n) + " only here, the server has let go or is about to"
	}
	return tea.Batch(m.tell(screen.Restored{IDs: ids, Report: u.report}), m.say(status.Toast{Text: text}))
}

// setFlags shows flags at once and then makes them durable.
func (m *model) setFlags(f screen.SetFlags) tea.Cmd {
	c, ids := m.env.Cache, slices.Clone(f.IDs)
	told := m.tell(screen.Flagged{IDs: ids, Flag: f.Flag, On: f.On})
	return tea.Batch(told, m.write(func(ctx context.Context) tea.Msg {
		return flaggedMsg{err: c.SetFlags(ctx, ids, f.Flag, f.On)}
	}))
}

func (m *model) tag(t screen.Tag) tea.Cmd {
	c, ids := m.env.Cache, slices.Clone(t.IDs)
	return m.write(func(ctx context.Context) tea.Msg {
		return flaggedMsg{tagged: ids, err: c.Tag(ctx, ids, t.Tag, t.On)}
	})
}

// saveSearch keeps or forgets a search.
func (m *model) saveSearch(s screen.SaveSearch) tea.Cmd {
	c := m.env.Cache
	said := s.Name + " is a view now: g goes there"
	if s.Query == "" {
		said = s.Name + " is forgotten"
	}
	return tea.Batch(m.say(status.Toast{Text: said}), m.write(func(ctx context.Context) tea.Msg {
		if s.Query == "" {
			return flaggedMsg{err: c.DropSearch(ctx, s.Name)}
		}
		return flaggedMsg{err: c.SaveSearch(ctx, s.Name, s.Query, s.View)}
	}))
}

func (m *model) wroteFlags(f flaggedMsg) tea.Cmd {
	switch {
	case f.err != nil:
		return tea.Batch(m.tell(screen.Changed{}), m.fault("that could not be kept", f.err))
	case f.tagged != nil:
		return m.tell(screen.Tagged{IDs: f.tagged})
	}
	return m.tell(screen.Written{})
}

// fault says what failed, unless the program is on its way out.
func (m *model) fault(what string, err error) tea.Cmd {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return m.say(status.Toast{Text: what + ": " + err.Error(), Bad: true})
}
