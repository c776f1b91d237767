package inbox

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/ui/screen"
)

// press handles a key.
func (m *Model) press(msg tea.KeyPressMsg) effect {
	switch {
	case m.search.typing:
		return m.typed(msg)
	case m.held(msg):
		return effect{}
	}
	return m.do(msg)
}

// do is what a key does outside the search line.
func (m *Model) do(msg tea.KeyPressMsg) effect {
	if m.search.typing {
		return m.typed(msg)
	}
	if e, ok := m.pressMove(msg); ok {
		return e
	}
	if e, ok := m.pressLook(msg); ok {
		return e
	}
	return m.pressDo(msg)
}

func (m *Model) pressMove(msg tea.KeyPressMsg) (effect, bool) {
	k, page := &m.keys, max(m.win.height-m.win.margin(), 1)
	switch {
	case key.Matches(msg, k.Down):
		return m.move(1), true
	case key.Matches(msg, k.Up):
		return m.move(-1), true
	case key.Matches(msg, k.PageDown):
		return m.page(page), true
	case key.Matches(msg, k.PageUp):
		return m.page(-page), true
	case key.Matches(msg, k.Top):
		return m.jump(topEnd).and(m.spread()), true
	case key.Matches(msg, k.Bottom):
		return m.jump(bottomEnd).and(m.spread()), true
	case key.Matches(msg, k.NextUnread):
		return m.seekUnread(1), true
	case key.Matches(msg, k.PrevUnread):
		return m.seekUnread(-1), true
	}
	return effect{}, false
}

// page moves screen and cursor together, so that the cursor keeps its line.
func (m *Model) page(delta int) effect {
	m.win.top += delta
	return m.move(delta)
}

func (m *Model) pressLook(msg tea.KeyPressMsg) (effect, bool) {
	k := &m.keys
	switch {
	case key.Matches(msg, k.Open):
		if id := m.Current(); id != 0 {
			return effect{act: screen.Open{ID: id}}, true
		}
		return effect{}, true
	case key.Matches(msg, k.Peek):
		if r := m.win.current(); r != nil {
			return effect{act: screen.PeekAt(m.env, r)}, true
		}
		return effect{}, true
	case key.Matches(msg, k.Search):
		return m.startSearch(), true
	case key.Matches(msg, k.Sort):
		return effect{act: m.sortMenu()}, true
	case key.Matches(msg, k.Views):
		return m.goMenu(), true
	case key.Matches(msg, k.Number):
		return m.goTo(numberedPlace(msg.String())), true
	case key.Matches(msg, k.Save):
		return effect{act: m.saveSearch()}, true
	case key.Matches(msg, k.Threads):
		return m.toggleThreads(), true
	case key.Matches(msg, k.Days):
		return m.toggleDays(), true
	case key.Matches(msg, k.Fold):
		return m.foldOne(), true
	case key.Matches(msg, k.FoldAll):
		return m.foldEvery(), true
	case key.Matches(msg, k.Leave):
		return m.leave(), true
	case key.Matches(msg, k.Quit):
		return effect{act: screen.Quit{}}, true
	}
	return effect{}, false
}

func (m *Model) pressDo(msg tea.KeyPressMsg) effect {
	k := &m.keys
	if m.ahead.marks > 0 {
		m.ahead.keyed = append(m.ahead.keyed, msg)
		return effect{}
	}
	switch {
	case key.Matches(msg, k.Mark):
		m.toggleMark()
		return m.move(1)
	case key.Matches(msg, k.Range):
		return m.toggleRange()
	case key.Matches(msg, k.Like):
		return effect{act: m.likeMenu()}
	case key.Matches(msg, k.Delete):
		return m.remove(cache.DeleteAction)
	case key.Matches(msg, k.Archive):
		return m.remove(cache.ArchiveAction)
	case key.Matches(msg, k.Plan):
		if ids := m.selected(); len(ids) > 0 {
			return effect{act: screen.Cleanup{Aims: []cache.Aim{{Why: "marked in the list", IDs: ids}}}}
		}
	case key.Matches(msg, k.Undo):
		return effect{act: screen.Undo{}}
	case key.Matches(msg, k.Star):
		return m.toggleFlag(cache.Starred)
	case key.Matches(msg, k.Read):
		return m.toggleFlag(cache.Read)
	case key.Matches(msg, k.Tag):
		return m.askTag()
	case key.Matches(msg, k.Unsubscribe):
		if id := m.Current(); id != 0 {
			return effect{act: screen.Unsubscribe{ID: id}}
		}
	case key.Matches(msg, k.Rule):
		return m.askRule()
	}
	return effect{}
}
