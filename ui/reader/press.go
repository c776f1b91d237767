package reader

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/ui/screen"
)

// press handles a key: a panel first, then the list of parts, then the page.
func (s *Screen) press(msg tea.KeyPressMsg) (screen.Action, tea.Cmd) {
	if s.panel != nil {
		return s.panel.press(s, msg)
	}
	if s.letter == nil { // on its way: the page still shows the one before
		return s.pressDo(msg), nil
	}
	if s.look.mode == partsMode {
		if act, cmd, ok := s.parts.press(s, msg); ok {
			return act, cmd
		}
	}
	if act, ok := s.pressScroll(msg); ok {
		return act, nil
	}
	if act, cmd, ok := s.pressLook(msg); ok {
		return act, cmd
	}
	if act, cmd, ok := s.pressFile(msg); ok {
		return act, cmd
	}
	return s.pressDo(msg), nil
}

func (s *Screen) pressScroll(msg tea.KeyPressMsg) (screen.Action, bool) {
	k, page := &s.keys, max(s.textHeight()-2, 1)
	switch {
	case key.Matches(msg, k.PageDown):
		if s.atEnd() && !s.letter.whole() {
			return s.askBody(), true
		}
		if s.atEnd() {
			return screen.Step{Delta: 1}, true
		}
		s.scrollTo(s.top + page)
	case key.Matches(msg, k.PageUp):
		s.scrollTo(s.top - page)
	case key.Matches(msg, k.HalfDown):
		s.scrollTo(s.top + page/2)
	case key.Matches(msg, k.HalfUp):
		s.scrollTo(s.top - page/2)
	case key.Matches(msg, k.Down):
		s.scrollTo(s.top + 1)
	case key.Matches(msg, k.Up):
		s.scrollTo(s.top - 1)
	case key.Matches(msg, k.Top):
		s.scrollTo(0)
	case key.Matches(msg, k.Bottom):
		s.scrollTo(s.lastTop())
	case key.Matches(msg, k.NextHit):
		return s.seek(1), true
	case key.Matches(msg, k.PrevHit):
		return s.seek(-1), true
	default:
		return nil, false
	}
	return nil, true
}

func (s *Screen) pressLook(msg tea.KeyPressMsg) (screen.Action, tea.Cmd, bool) {
	k := &s.keys
	switch {
	case key.Matches(msg, k.Find):
		s.panel = newFindPrompt(s)
		return nil, nil, true
	case key.Matches(msg, k.Back) && s.look.mode != textMode:
		return nil, s.toggle(s.look.mode), true
	case key.Matches(msg, k.Fold):
		if s.page == nil || !s.page.foldable {
			return screen.Notice{Text: "nothing is quoted here at length"}, nil, true
		}
		s.look.fold = !s.look.fold
		return nil, s.lay(), true
	case key.Matches(msg, k.Other):
		act, cmd := s.otherPart()
		return act, cmd, true
	case key.Matches(msg, k.Headers):
		return nil, s.toggle(headersMode), true
	case key.Matches(msg, k.Source):
		return nil, s.toggle(sourceMode), true
	case key.Matches(msg, k.Parts):
		return nil, s.toggle(partsMode), true
	case key.Matches(msg, k.Pictures):
		if len(s.letter.pictures()) == 0 {
			return screen.Notice{Text: "no pictures are enclosed"}, nil, true
		}
		s.look.picture = -1
		return nil, s.toggle(picturesMode), true
	}
	return nil, nil, false
}

// toggle goes to a look and back to the text.
func (s *Screen) toggle(m mode) tea.Cmd {
	if s.look.mode == m {
		m = textMode
	}
	s.look.mode = m
	return s.lay()
}

// otherPart goes round the parts that can be read; after one that hides words comes the same with them.
func (s *Screen) otherPart() (screen.Action, tea.Cmd) {
	read, d := s.letter.read, s.letter.doc
	switch {
	case d != nil && d.Hidden > 0:
		s.look.mode, s.look.bare = textMode, true
		return nil, s.lay()
	case d == nil || len(read) < 2 && !s.look.bare:
		return screen.Notice{Text: "there is only one text to read"}, nil
	}
	at := 1 + slices.Index(read, d.Part)
	s.look.mode, s.look.part, s.look.bare = textMode, read[at%len(read)], false
	return nil, s.lay()
}

func (s *Screen) pressFile(msg tea.KeyPressMsg) (screen.Action, tea.Cmd, bool) {
	k := &s.keys
	switch {
	case key.Matches(msg, k.Follow):
		if s.page == nil || len(s.page.links) == 0 {
			return screen.Notice{Text: "there are no links"}, nil, true
		}
		s.panel = newLinkPanel(s)
	case key.Matches(msg, k.Save):
		files := s.files()
		if !s.letter.whole() {
			return screen.Notice{Text: "what is attached can be saved when the message is here: enter fetches it", Bad: true}, nil, true
		}
		if len(files) == 0 {
			return screen.Notice{Text: "nothing is attached"}, nil, true
		}
		s.panel = newSavePrompt(s, files)
	case key.Matches(msg, k.Pipe):
		if !s.letter.whole() {
			return screen.Notice{Text: "the message is not here yet: enter fetches it", Bad: true}, nil, true
		}
		s.panel = newPipePrompt(s)
	case key.Matches(msg, k.Copy):
		return s.copyMenu(), nil, true
	default:
		return nil, nil, false
	}
	return nil, nil, true
}

func (s *Screen) pressDo(msg tea.KeyPressMsg) screen.Action {
	k := &s.keys
	switch {
	case key.Matches(msg, k.Next):
		return screen.Step{Delta: 1}
	case key.Matches(msg, k.Prev):
		return screen.Step{Delta: -1}
	case key.Matches(msg, k.Undo):
		return screen.Undo{}
	case key.Matches(msg, k.Back):
		return screen.Back{}
	}
	if s.id == 0 {
		return nil
	}
	switch {
	case key.Matches(msg, k.Fetch):
		return s.askBody()
	case key.Matches(msg, k.Peek):
		return s.askPeek()
	case key.Matches(msg, k.Delete):
		return s.remove(cache.DeleteAction)
	case key.Matches(msg, k.Archive):
		return s.remove(cache.ArchiveAction)
	case key.Matches(msg, k.Star):
		return s.switchFlag(cache.Starred)
	case key.Matches(msg, k.Unread):
		return s.switchFlag(cache.Read)
	case key.Matches(msg, k.Leave):
		return screen.Unsubscribe{ID: s.id}
	case key.Matches(msg, k.Tag):
		return s.askTag()
	}
	return nil
}

// remove goes on to the next message first, so that something is on the screen all the time.
func (s *Screen) remove(a cache.Action) screen.Action {
	s.leaving = s.id
	return screen.Many{screen.Step{Delta: 1}, screen.Remove{IDs: []cache.ID{s.id}, Action: a}}
}

func (s *Screen) switchFlag(f cache.Flag) screen.Action {
	if s.letter == nil {
		return nil
	}
	return screen.SetFlags{IDs: []cache.ID{s.id}, Flag: f, On: s.letter.entry.Flags&f == 0}
}
