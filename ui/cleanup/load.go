package cleanup

import (
	"context"
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/ui/screen"
)

// weighed is what rests in the inbox.
const weighed = "is:inbox"

// groupsMsg brings the groups of a dimension.
type groupsMsg struct {
	gen    int
	groups []cache.Group
	total  cache.Counts
	asked  map[string]cache.Unsubscribed // by list and by sender
	err    error
}

// fresh weighs by the present dimension, from the top.
func (s *Screen) fresh() tea.Cmd {
	s.cancel()
	s.ctx, s.cancel = context.WithCancel(s.env.Ctx)
	s.gen++
	s.weighs, s.stale, s.loaded = false, false, false
	s.groups, s.cur, s.top, s.holds = nil, 0, 0, false // no key may act on groups that are not those on the screen
	s.marked, s.inside, s.plan, s.peek = map[string]bool{}, nil, nil, messages{}
	return s.weigh()
}

// weigh reads the groups; one weighing at a time, and another when something has changed meanwhile.
func (s *Screen) weigh() tea.Cmd {
	if s.weighs {
		s.stale = true
		return nil
	}
	s.weighs = true
	if q, err := cache.ParseQuery(s.narrow.query(), s.env.Now()); err == nil {
		s.base = cache.View{Query: q}
	}
	gen, ctx, c, view, by := s.gen, s.ctx, s.env.Cache, s.base, cache.Dimensions[s.by]
	return func() tea.Msg {
		out := groupsMsg{gen: gen}
		out.groups, out.err = c.Weigh(ctx, view, by)
		if by == cache.ByCopies && out.err == nil { // its groups are not all there is
			out.total, out.err = c.Count(ctx, view)
		} else {
			out.total = totalOf(out.groups)
		}
		if out.err == nil && (by == cache.ByAddress || by == cache.ByList) {
			out.asked, out.err = wishes(ctx, c)
		}
		if errors.Is(out.err, context.Canceled) {
			return nil
		}
		return out
	}
}

func totalOf(groups []cache.Group) (n cache.Counts) {
	n.Messages, n.Unread, n.Bytes = sum(groups)
	return n
}

// wishes are those to be left alone, by list and by sender.
func wishes(ctx context.Context, c *cache.Cache) (map[string]cache.Unsubscribed, error) {
	all, err := c.Unsubscribed(ctx)
	by := make(map[string]cache.Unsubscribed, 2*len(all))
	for _, u := range all {
		by[u.Sender] = u
	}
	for _, u := range all {
		by[u.Key] = u
	}
	delete(by, "")
	return by, err
}

// weighedAnew takes the groups in; the cursor stays on its group.
func (s *Screen) weighedAnew(m groupsMsg) (screen.Action, tea.Cmd) {
	if m.gen != s.gen {
		return nil, nil
	}
	s.weighs = false
	if m.err != nil {
		s.fault, s.keyed = m.err.Error(), nil
		return nil, nil
	}
	s.fault, s.loaded = "", true
	s.groups = slices.DeleteFunc(m.groups, func(g cache.Group) bool { return s.gone[g.Key] })
	s.total, s.asked = m.total, m.asked
	s.names = map[string]int{}
	for _, g := range s.groups {
		s.names[g.Name]++
	}
	line := s.cur - s.top
	i := slices.IndexFunc(s.groups, func(g cache.Group) bool { return g.Key == s.held })
	if s.holds && i >= 0 {
		s.cur, s.top = i, i-line
	}
	keyed := s.keyed
	if s.holds && i < 0 {
		keyed = nil // they were meant for a group that is not there any more
	}
	s.keyed = nil
	s.settle()
	cmds := []tea.Cmd{s.look()}
	if s.stale {
		s.stale = false
		cmds = append(cmds, s.weigh())
	}
	act, cmd := s.replay(keyed)
	return act, tea.Batch(append(cmds, cmd)...)
}

// replay presses the keys that had to wait.
func (s *Screen) replay(keyed []tea.KeyPressMsg) (screen.Action, tea.Cmd) {
	var (
		acts screen.Many
		cmds []tea.Cmd
	)
	for _, k := range keyed {
		act, cmd := s.press(k)
		cmds = append(cmds, cmd)
		if act != nil {
			acts = append(acts, act)
		}
	}
	if len(acts) == 0 {
		return nil, tea.Batch(cmds...)
	}
	return acts, tea.Batch(cmds...)
}

// waits says that what keys would act upon is still being read.
func (s *Screen) waits() bool {
	return s.fault == "" && (s.plan == nil && s.inside == nil && !s.loaded || s.plan == nil && s.inside != nil && !s.inside.here)
}

// look shows the messages of the group under the cursor beside it.
func (s *Screen) look() tea.Cmd {
	g := s.group()
	if g == nil {
		s.peek = messages{}
		return nil
	}
	s.held, s.holds = g.Key, true
	if s.sideWidth() == 0 {
		return nil
	}
	if s.peek.key != g.Key {
		s.peek = messages{key: g.Key, group: *g, kept: s.keptOf(g)}
	}
	return s.read(&s.peek, nil, false)
}

// messages are those of one group, the biggest first, as far as they are read.
type messages struct {
	key      string
	group    cache.Group
	kept     cache.ID // of copies: the one that stays
	rows     []cache.Row
	end      bool // there are no more
	asking   bool
	cur, top int
	marked   map[cache.ID]int64
	here     bool // the first of them are read
	count    int  // typed before a key: so many from the cursor on; 0 for none
}

// rowsMsg brings messages of a group.
type rowsMsg struct {
	gen    int
	key    string
	inside bool
	from   *cache.Position // nil: from the top
	rows   []cache.Row
	err    error
}

const batch = 200

// read reads messages of a group, after from.
func (s *Screen) read(m *messages, from *cache.Position, inside bool) tea.Cmd {
	n := max(s.rows(), 1)
	if inside {
		n = batch
	}
	gen, ctx, c, key, query := s.gen, s.ctx, s.env.Cache, m.key, within(m)
	return func() tea.Msg {
		rows, err := c.After(ctx, cache.View{Query: query, Sort: cache.BySize}, from, n)
		if errors.Is(err, context.Canceled) {
			return nil
		}
		return rowsMsg{gen, key, inside, from, rows, err}
	}
}

func (s *Screen) arrived(r rowsMsg) (screen.Action, tea.Cmd) {
	if r.gen != s.gen {
		return nil, nil
	}
	m := &s.peek
	if r.inside {
		m = s.inside
	}
	if m == nil || m.key != r.key {
		return nil, nil
	}
	m.asking = false
	if r.err != nil {
		s.fault, s.keyed = r.err.Error(), nil
		return nil, nil
	}
	if r.from == nil {
		m.rows = r.rows
	} else {
		m.rows = append(m.rows, r.rows...)
	}
	m.end, m.here = len(r.rows) < batch, true
	m.settle(s.rows())
	if !r.inside || len(s.keyed) == 0 {
		return nil, nil
	}
	keyed := s.keyed
	s.keyed = nil
	return s.replay(keyed)
}

func (m *messages) settle(height int) {
	m.cur = max(0, min(m.cur, len(m.rows)-1))
	m.top = max(0, min(m.top, m.cur), m.cur-height+1)
	m.top = max(0, min(m.top, len(m.rows)-height))
}
