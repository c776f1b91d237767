package cleanup

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/screen"
)

// Update handles one message.
func (s *Screen) Update(msg tea.Msg) (screen.Action, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.MouseMsg:
		return s.mouse(msg)
	case groupsMsg:
		return s.weighedAnew(msg)
	case rowsMsg:
		return s.arrived(msg)
	case idsMsg:
		return s.collected(msg)
	case planMsg:
		s.planned(msg)
	case unreadMsg:
		return s.throwAway(msg), nil
	case keepMsg:
		s.keep(msg)
	case saveMsg:
		return nil, s.save(msg)
	case playedMsg:
		return s.rehearsed(msg), nil
	case noticeMsg:
		return msg.Notice, nil
	case narrowMsg:
		return nil, s.renarrow(msg.narrow)
	case worker.Changed, screen.Changed:
		return nil, s.weigh()
	case screen.Removed, screen.Restored:
		clear(s.gone)
		return nil, s.again()
	case screen.Removing:
		s.leaving(msg)
	case screen.Step:
		return s.step(msg.Delta)
	case screen.Restyled:
		s.pens = newPens(s.env.Theme)
	}
	return nil, nil
}

// again weighs anew after a removal was written or taken back: what is being weighed may be older.
func (s *Screen) again() tea.Cmd {
	s.gen++
	s.weighs, s.stale = false, false
	if s.inside == nil {
		return s.weigh()
	}
	return tea.Batch(s.weigh(), s.read(s.inside, nil, true))
}

func (s *Screen) press(msg tea.KeyPressMsg) (screen.Action, tea.Cmd) {
	switch {
	case s.waits() && !key.Matches(msg, s.keys.Back):
		s.keyed = append(s.keyed, msg)
		return nil, nil
	case s.plan != nil:
		return s.pressPlan(msg)
	case s.inside != nil:
		return s.pressInside(msg)
	}
	s.keyed = nil
	if delta, ok := s.way(msg, s.cur, len(s.groups)); ok {
		return nil, s.move(delta)
	}
	return s.pressGroups(msg)
}

// way is how far a key moves a cursor at cur of n lines; false when it moves none.
func (s *Screen) way(msg tea.KeyPressMsg, cur, n int) (int, bool) {
	k, page := &s.keys, max(s.rows()-1, 1)
	switch {
	case key.Matches(msg, k.Down):
		return 1, true
	case key.Matches(msg, k.Up):
		return -1, true
	case key.Matches(msg, k.PageDown):
		return page, true
	case key.Matches(msg, k.PageUp):
		return -page, true
	case key.Matches(msg, k.Top):
		return -cur, true
	case key.Matches(msg, k.Bottom):
		return n - cur, true
	}
	return 0, false
}

func (s *Screen) move(delta int) tea.Cmd {
	before := s.cur
	s.cur += delta
	s.settle()
	if s.cur == before {
		return nil
	}
	return s.look()
}

func (s *Screen) pressGroups(msg tea.KeyPressMsg) (screen.Action, tea.Cmd) {
	k := &s.keys
	switch {
	case key.Matches(msg, k.Next):
		return nil, s.turn(s.by + 1)
	case key.Matches(msg, k.Previous):
		return nil, s.turn(s.by - 1)
	case key.Matches(msg, k.Number):
		return nil, s.turn(int(msg.Code - '1'))
	case key.Matches(msg, k.Mark):
		if g := s.group(); g != nil {
			s.mark(g.Key)
			return nil, s.move(1)
		}
	case key.Matches(msg, k.MarkAll):
		s.markAll()
	case key.Matches(msg, k.Delete):
		return nil, s.collect(s.chosen(), cache.DeleteAction)
	case key.Matches(msg, k.Archive):
		return nil, s.collect(s.chosen(), cache.ArchiveAction)
	case key.Matches(msg, k.Undo):
		return screen.Undo{}, nil
	case key.Matches(msg, k.Plan):
		return nil, s.makePlan()
	case key.Matches(msg, k.Leave):
		if g := s.group(); g != nil {
			return screen.Unsubscribe{Query: g.Query}, nil
		}
	case key.Matches(msg, k.Enter):
		return nil, s.enter()
	case key.Matches(msg, k.Biggest):
		return nil, s.biggest()
	case key.Matches(msg, k.Age):
		return s.ageMenu(), nil
	case key.Matches(msg, k.Keep):
		n := s.narrow
		n.plain = !n.plain
		return nil, s.renarrow(n)
	case key.Matches(msg, k.Search):
		return s.askSearch(), nil
	case key.Matches(msg, k.Back):
		if len(s.marked) > 0 && msg.String() == "esc" {
			clear(s.marked)
			return nil, nil
		}
		if s.narrow != (narrow{}) && msg.String() == "esc" {
			return nil, s.renarrow(narrow{})
		}
		return screen.Back{}, nil
	}
	return nil, nil
}

// turn groups by another thing.
func (s *Screen) turn(by int) tea.Cmd {
	n := len(cache.Dimensions)
	s.by = (by + n) % n
	return s.fresh()
}

func (s *Screen) mark(key string) {
	if s.marked[key] {
		delete(s.marked, key)
	} else {
		s.marked[key] = true
	}
}

// markAll marks every group, or none when all are marked.
func (s *Screen) markAll() {
	all := len(s.marked) == len(s.groups)
	clear(s.marked)
	for _, g := range s.groups {
		if !all {
			s.marked[g.Key] = true
		}
	}
}

// mouse handles clicks and the wheel.
func (s *Screen) mouse(msg tea.MouseMsg) (screen.Action, tea.Cmd) {
	switch e := msg.(type) {
	case tea.MouseWheelMsg:
		delta := 3
		if e.Button == tea.MouseWheelUp {
			delta = -3
		}
		if s.inside != nil {
			return nil, s.moveInside(delta)
		}
		return nil, s.move(delta)
	case tea.MouseClickMsg:
		line := e.Y - s.listTop()
		if e.Button != tea.MouseLeft || s.plan != nil || line < 0 {
			return nil, nil
		}
		if s.inside != nil {
			return nil, s.moveInside(s.inside.top + line - s.inside.cur)
		}
		if i := s.top + line; i < len(s.groups) {
			return nil, s.move(i - s.cur)
		}
	}
	return nil, nil
}
