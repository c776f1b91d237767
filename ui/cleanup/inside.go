package cleanup

import (
	"maps"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/ui/screen"
)

// pressInside handles keys among the messages of a group.
func (s *Screen) pressInside(msg tea.KeyPressMsg) (screen.Action, tea.Cmd) {
	k, m := &s.keys, s.inside
	if delta, ok := s.way(msg, m.cur, len(m.rows)); ok {
		return nil, s.moveInside(delta)
	}
	if key.Matches(msg, k.Count) {
		m.count = min(10*m.count+int(msg.Code-'0'), maxCount)
		return nil, nil
	}
	defer func() { m.count = 0 }()
	switch {
	case key.Matches(msg, k.Back):
		if (len(m.marked) > 0 || m.count > 0) && msg.String() == "esc" {
			clear(m.marked)
			return nil, nil
		}
		s.inside = nil
	case key.Matches(msg, k.Open):
		if r := m.current(); r != nil {
			return screen.Open{ID: r.ID}, nil
		}
	case key.Matches(msg, k.Peek):
		if r := m.current(); r != nil {
			return screen.PeekAt(s.env, r), nil
		}
	case key.Matches(msg, k.Mark) && m.count > 0:
		for _, r := range m.next() {
			m.marked[r.ID] = r.Size
		}
		return nil, s.moveInside(m.count)
	case key.Matches(msg, k.Mark):
		m.mark()
		return nil, s.moveInside(1)
	case key.Matches(msg, k.Plan):
		return nil, s.planFor(m.aims())
	case key.Matches(msg, k.MarkAll):
		m.markAll()
	case key.Matches(msg, k.Delete):
		return m.remove(cache.DeleteAction), nil
	case key.Matches(msg, k.Archive):
		return m.remove(cache.ArchiveAction), nil
	case key.Matches(msg, k.Leave):
		if r := m.current(); r != nil {
			return screen.Unsubscribe{ID: r.ID}, nil
		}
	case key.Matches(msg, k.Undo):
		return screen.Undo{}, nil
	}
	return nil, nil
}

// moveInside moves the cursor and reads on near the end of what is read.
func (s *Screen) moveInside(delta int) tea.Cmd {
	m := s.inside
	m.cur += delta
	m.settle(s.rows())
	if m.end || m.asking || len(m.rows) == 0 || m.cur < len(m.rows)-s.rows() {
		return nil
	}
	m.asking = true
	from := cache.View{Query: within(m), Sort: cache.BySize}.PositionOf(m.rows[len(m.rows)-1])
	return s.read(m, &from, true)
}

// step goes on to the next message for the reader.
func (s *Screen) step(delta int) (screen.Action, tea.Cmd) {
	if s.inside == nil {
		return nil, nil
	}
	before := s.inside.cur
	cmd := s.moveInside(delta)
	if r := s.inside.current(); r != nil && s.inside.cur != before {
		return screen.Open{ID: r.ID}, cmd
	}
	return nil, cmd
}

func (m *messages) current() *cache.Row {
	if m.cur < 0 || m.cur >= len(m.rows) {
		return nil
	}
	return &m.rows[m.cur]
}

func (m *messages) mark() {
	r := m.current()
	if r == nil {
		return
	}
	if _, on := m.marked[r.ID]; on {
		delete(m.marked, r.ID)
	} else {
		m.marked[r.ID] = r.Size
	}
}

// markAll marks what is read of the group, or nothing when all of that is marked; the copy that stays is left out.
func (m *messages) markAll() {
	want := map[cache.ID]int64{}
	for _, r := range m.rows {
		if r.ID != m.kept {
			want[r.ID] = r.Size
		}
	}
	if maps.Equal(want, m.marked) {
		clear(want)
	}
	m.marked = want
}

// maxCount is how many messages a number typed before a key may mean: as many as are read ahead.
const maxCount = batch

// next are as many messages from the cursor on as were asked for.
func (m *messages) next() []cache.Row { return m.rows[m.cur:min(m.cur+m.count, len(m.rows))] }

// chosen are the messages that a key acts upon: so many from the cursor on if a number was typed, else the marked
// ones, else the one under the cursor.
func (m *messages) chosen() (ids []cache.ID) {
	if m.count > 0 {
		for _, r := range m.next() {
			ids = append(ids, r.ID)
		}
		return ids
	}
	for _, r := range m.rows {
		if _, on := m.marked[r.ID]; on {
			ids = append(ids, r.ID)
		}
	}
	if r := m.current(); len(ids) == 0 && r != nil {
		ids = append(ids, r.ID)
	}
	return ids
}

// remove asks for what is chosen to go.
func (m *messages) remove(a cache.Action) screen.Action {
	ids := m.chosen()
	if len(ids) == 0 {
		return nil
	}
	return screen.Remove{IDs: ids, Action: a, Copies: m.kept != 0}
}

// aims are what a plan is for: what is chosen, or, when nothing was, the whole group.
func (m *messages) aims() []cache.Aim {
	if len(m.marked) == 0 && m.count == 0 {
		return []cache.Aim{{Why: m.why(), View: cache.View{Query: m.group.Query}}}
	}
	return []cache.Aim{{Why: "picked by hand", IDs: m.chosen(), Copies: m.kept != 0}}
}

func (m *messages) why() string {
	if m.kept != 0 {
		return "there is another copy"
	}
	return m.group.Key
}

// status says what is marked, else where the cursor is.
func (m *messages) status() string {
	if m.count > 0 {
		var bytes int64
		for _, r := range m.next() {
			bytes += r.Size
		}
		return screen.Count(m.count) + " from here · " + screen.Bytes(bytes)
	}
	if len(m.marked) > 0 {
		var bytes int64
		for _, n := range m.marked {
			bytes += n
		}
		return screen.Count(len(m.marked)) + " marked · " + screen.Bytes(bytes)
	}
	if len(m.rows) == 0 {
		return ""
	}
	return screen.Count(m.cur+1) + " of " + screen.Count(m.group.Messages)
}
