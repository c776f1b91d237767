package cleanup

import (
	tea "charm.land/bubbletea/v2"
	"slices"

	"poplin/cache"
	"poplin/ui/screen"
)

// idsMsg brings the messages of groups that are to go.
type idsMsg struct {
	gen    int
	keys   []string
	ids    []cache.ID
	action cache.Action
	copies bool // they go for being there more than once
	err    error
}

// collect finds the messages of groups, to have them removed.
func (s *Screen) collect(gs []cache.Group, a cache.Action) tea.Cmd {
	if len(gs) == 0 {
		return nil
	}
	gen, ctx, c := s.gen, s.ctx, s.env.Cache
	var keys []string
	for _, g := range gs {
		keys = append(keys, g.Key)
	}
	return func() tea.Msg {
		out := idsMsg{gen: gen, keys: keys, action: a}
		q := queryOf(gs)
		out.copies = q.OnlyCopies()
		out.ids, out.err = c.Select(ctx, cache.View{Query: q}, 0)
		return out
	}
}

// collected has the messages removed; their groups leave the screen at once, unless some of them are to stay.
func (s *Screen) collected(m idsMsg) (screen.Action, tea.Cmd) {
	switch {
	case m.gen != s.gen:
		return screen.Notice{Text: "the mailbox changed meanwhile; nothing was removed, try again", Bad: true}, nil
	case m.err != nil:
		return screen.Notice{Text: "nothing was removed: " + m.err.Error(), Bad: true}, nil
	case len(m.ids) == 0:
		return screen.Notice{Text: "there is nothing left of that"}, nil
	}
	clear(s.marked)
	for _, k := range m.keys {
		s.gone[k] = true
	}
	s.groups = slices.DeleteFunc(s.groups, func(g cache.Group) bool {
		if s.gone[g.Key] {
			s.total.Messages -= g.Messages
			s.total.Bytes -= g.Bytes
			return true
		}
		return false
	})
	s.settle()
	return screen.Remove{IDs: m.ids, Action: m.action, Copies: m.copies}, s.look()
}

// leaving takes messages out of what is shown of a group.
func (s *Screen) leaving(r screen.Removing) {
	gone := make(map[cache.ID]bool, len(r.IDs))
	for _, id := range r.IDs {
		gone[id] = true
	}
	for _, m := range []*messages{&s.peek, s.inside} {
		if m != nil {
			m.rows = slices.DeleteFunc(slices.Clone(m.rows), func(x cache.Row) bool { return gone[x.ID] })
			m.settle(s.rows())
			for id := range gone {
				delete(m.marked, id)
			}
		}
	}
}

// biggest looks at all messages, the biggest first.
func (s *Screen) biggest() tea.Cmd {
	g := cache.Group{Key: "biggest", Name: "the biggest messages", Query: s.base.Query, Messages: s.total.Messages, Bytes: s.total.Bytes}
	s.inside = &messages{key: g.Key, group: g, marked: map[cache.ID]int64{}}
	return s.read(s.inside, nil, true)
}

// enter looks inside the group under the cursor.
func (s *Screen) enter() tea.Cmd {
	g := s.group()
	if g == nil {
		return nil
	}
	s.inside = &messages{key: g.Key, group: *g, kept: s.keptOf(g), marked: map[cache.ID]int64{}}
	return s.read(s.inside, nil, true)
}

// queryOf finds the messages of groups.
func queryOf(gs []cache.Group) *cache.Query {
	var qs []*cache.Query
	for _, g := range gs {
		qs = append(qs, g.Query)
	}
	return cache.AnyOf(qs...)
}
