package reader

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/screen"
)

// Update handles one message.
func (s *Screen) Update(msg tea.Msg) (screen.Action, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		return nil, s.relayIfStale()
	case tea.KeyPressMsg:
		act, cmd := s.press(msg)
		return act, tea.Batch(cmd, s.attend())
	case tea.PasteMsg:
		if s.panel != nil {
			return s.panel.paste(s, msg)
		}
	case tea.MouseWheelMsg:
		s.wheel(msg)
	case screen.Selected:
		return nil, s.show(msg)
	case screen.Browse:
		return nil, s.browse(msg.Link, msg.Then)
	case screen.Removing:
		return s.removing(msg), nil
	case screen.Flagged:
		return nil, s.flagged(msg)
	case screen.Restyled:
		if p, ok := s.panel.(*prompt); ok {
			screen.StyleField(&p.field, s.env.Theme)
		}
		return nil, s.lay()
	case worker.Event:
		return s.hear(msg)
	case screen.Changed, screen.Tagged, screen.Restored:
		return nil, s.refresh()
	default:
		return s.own(msg)
	}
	return nil, nil
}

// own handles the reader's own messages: what its commands bring back.
func (s *Screen) own(msg tea.Msg) (screen.Action, tea.Cmd) {
	switch msg := msg.(type) {
	case openedMsg:
		return nil, s.arrived(msg)
	case laidMsg:
		return s.laid(msg), nil
	case entryMsg:
		return nil, s.refreshed(msg)
	case dwellMsg:
		return s.dwelt(msg), nil
	case doneMsg:
		if msg.then != nil {
			return msg.then, nil
		}
		return screen.Notice{Text: msg.text, Bad: msg.bad}, nil
	case followMsg:
		return nil, s.follow(int(msg))
	case copyMsg:
		return s.copied(msg)
	case clipMsg:
		return screen.Notice{Text: msg.notice}, tea.SetClipboard(msg.text)
	case completedMsg:
		if p, ok := s.panel.(*prompt); ok {
			p.completed(msg)
		}
	}
	return nil, nil
}

// attend notes that somebody who presses keys here is reading, not just passing by.
func (s *Screen) attend() tea.Cmd {
	if s.opened || s.id == 0 {
		return nil
	}
	s.opened = true
	return s.dwell()
}

// removing leaves the message when it was removed from here and there was none to go on to.
func (s *Screen) removing(msg screen.Removing) screen.Action {
	if s.leaving != 0 && s.leaving == s.id && slices.Contains(msg.IDs, s.id) {
		s.leaving = 0
		return screen.Back{}
	}
	return nil
}

// flagged shows a switched flag at once.
func (s *Screen) flagged(msg screen.Flagged) tea.Cmd {
	if s.letter == nil || !slices.Contains(msg.IDs, s.id) {
		return nil
	}
	entry := s.letter.entry
	if msg.On {
		entry.Flags |= msg.Flag
	} else {
		entry.Flags &^= msg.Flag
	}
	l := *s.letter
	l.entry = entry
	s.letter = &l
	if msg.Flag&cache.Starred != 0 {
		return s.lay()
	}
	return nil
}

// hear takes in what a worker says.
func (s *Screen) hear(msg worker.Event) (screen.Action, tea.Cmd) {
	switch msg := msg.(type) {
	case worker.Changed:
		if s.letter == nil || msg.Account == s.letter.entry.AccountName {
			return nil, s.refresh()
		}
	case worker.Fetched:
		if msg.ID == s.id {
			s.fetch = fetch{}
			return nil, s.open()
		}
	case worker.Peeked:
		if msg.ID == s.id {
			s.fetch = fetch{}
			return nil, s.open()
		}
	case worker.Failed:
		if s.fetch.asked && (msg.ID == s.id || msg.ID == 0 && s.mine(msg.Account)) {
			s.fetch.failed(msg.Problem)
		}
	case worker.Progress:
		if s.fetch.asked && s.mine(msg.Account) {
			s.fetch.progress(msg)
		}
	}
	return nil, nil
}

func (s *Screen) mine(account string) bool {
	return s.letter != nil && s.letter.entry.AccountName == account
}
