package ui

import (
	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/cleanup"
	"poplin/ui/dialog"
	"poplin/ui/screen"
	"poplin/ui/status"
)

// apply is the one place that acts: it opens screens, posts to the workers, writes to the cache and quits.
func (m *model) apply(a screen.Action) tea.Cmd {
	switch a := a.(type) {
	case nil:
		return nil
	case screen.Many:
		var cmds []tea.Cmd
		for _, x := range a {
			cmds = append(cmds, m.apply(x))
		}
		return tea.Batch(cmds...)
	case screen.Open:
		return m.open(a.ID)
	case screen.Begun:
		return m.start.await(m.env.Ctx)
	case screen.Rest:
		return m.preview(a)
	case screen.Step:
		if m.cleanup != nil {
			return m.give(m.cleanup, a)
		}
		return m.give(m.inbox, a)
	case screen.Back:
		return m.back()
	case screen.Other:
		return m.other()
	case screen.Cleanup:
		return m.openCleanup(a.Aims)
	case screen.Post:
		return m.post(a.Account, a.Command)
	case screen.Tell:
		return m.tell(a.Msg)
	case screen.Notice:
		return m.say(status.Toast{Text: a.Text, Bad: a.Bad})
	case screen.Quit:
		return tea.Quit
	}
	return m.applyMore(a)
}

// applyMore are the actions that write, and those that open overlays.
func (m *model) applyMore(a screen.Action) tea.Cmd {
	switch a := a.(type) {
	case screen.Remove:
		return m.remove(a)
	case screen.Undo:
		return m.undo()
	case screen.SetFlags:
		return m.setFlags(a)
	case screen.Tag:
		return m.tag(a)
	case screen.SaveSearch:
		return m.saveSearch(a)
	case screen.Unsubscribe:
		return m.leave(a)
	case screen.GoExit:
		return m.goExit(a)
	case screen.LeftBy:
		return m.left(screen.GoExit(a), "", "noted; what still comes after ten days is told")
	case screen.Browse:
		return m.give(m.reader, a)
	case screen.Copy:
		return tea.Batch(tea.SetClipboard(a.Text), m.say(status.Toast{Text: "copied"}))
	case screen.KeepRule:
		return m.keepRule(a)
	case screen.DropRule:
		return m.dropRule(a)
	case screen.Confirm:
		return m.overlay(dialog.NewConfirm(m.env.Theme, a))
	case screen.Ask:
		return m.overlay(dialog.NewAsk(m.env.Theme, a))
	case screen.Choose:
		return m.overlay(dialog.NewMenu(m.env.Theme, a))
	case screen.Show:
		return m.show(a.Overlay)
	case screen.Password:
		m.answerQuestion(a)
	}
	return nil
}

// open shows a message in the reader because the person asked for it.
func (m *model) open(id cache.ID) tea.Cmd {
	m.reading, m.shown = true, id
	fit := m.refit()
	return tea.Batch(fit, m.give(m.reader, screen.Selected{ID: id, Opened: true, Words: m.inbox.Words()}))
}

// preview shows the message under the resting cursor beside the list. Where there is no room for that the reader has it
// ready all the same, so that it is there with the key that opens it.
func (m *model) preview(r screen.Rest) tea.Cmd {
	if m.reading || m.cleanup != nil {
		return nil
	}
	if !m.wide() {
		return m.give(m.reader, screen.Selected{ID: r.ID, Hidden: true, Words: r.Words})
	}
	m.shown = r.ID
	return m.give(m.reader, screen.Selected{ID: r.ID, Words: r.Words})
}

// back leaves the reader, else the cleanup screen, else the program.
func (m *model) back() tea.Cmd {
	switch {
	case m.reading:
		m.reading = false
	case m.cleanup != nil:
		m.closeCleanup()
	default:
		return tea.Quit
	}
	return m.refit()
}

// other gives the focus to the other pane; with one pane, it opens and closes the reader.
func (m *model) other() tea.Cmd {
	switch {
	case m.reading:
		return m.back()
	case m.cleanup != nil:
		return nil
	}
	if id := m.inbox.Current(); id != 0 {
		return m.open(id)
	}
	return nil
}

// post hands a command to the worker of an account, or to all. It never blocks.
func (m *model) post(account string, c worker.Command) tea.Cmd {
	found := false
	if fit, ok := c.(worker.Fit); ok && len(m.workers) > 0 { // the accounts share it
		c = worker.Fit{Bytes: max(fit.Bytes/int64(len(m.workers)), 1)}
	}
	for _, w := range m.workers {
		if account == "" || w.Name() == account {
			w.Post(c)
			found = true
		}
	}
	if visits(c) && !found {
		return m.say(status.Toast{Text: "there is no account to visit", Bad: true})
	}
	return nil
}

// openCleanup shows what fills the mailbox.
func (m *model) openCleanup(aims []cache.Aim) tea.Cmd {
	if m.cleanup != nil {
		m.reading = false
		return m.back()
	}
	m.cleanup, m.reading = cleanup.New(m.env), false
	cmd := tea.Batch(m.refit(), m.cleanup.Init(), m.post("", worker.Weigh{}))
	if aims != nil {
		cmd = tea.Batch(cmd, m.cleanup.Plan(aims))
	}
	return cmd
}

func (m *model) closeCleanup() {
	if m.cleanup != nil {
		m.cleanup.Close()
		m.cleanup = nil
	}
}
