package cleanup

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/ui/screen"
)

// plan is what would go, looked at before it goes.
type plan struct {
	groups []cache.Group
	keep   bool // what is starred
	report cache.Removal
	known  bool
	fault  string
	top    int
}

type planMsg struct {
	gen    int
	keep   bool
	report cache.Removal
	err    error
}

// makePlan works out what the chosen groups come to.
func (s *Screen) makePlan() tea.Cmd {
	gs := s.chosen()
	if len(gs) == 0 {
		return nil
	}
	s.plan = &plan{groups: gs}
	return s.replan()
}

func (s *Screen) replan() tea.Cmd {
	p := s.plan
	gs, keep, gen, ctx, c, now := p.groups, p.keep, s.gen, s.ctx, s.env.Cache, s.env.Now()
	return func() tea.Msg {
		out := planMsg{gen: gen, keep: keep}
		q, err := queryOf(gs, keep, now)
		if err == nil {
			var ids []cache.ID
			if ids, err = c.Select(ctx, cache.View{Query: q}, 0); err == nil {
				out.report, err = c.WouldRemove(ctx, ids, cache.DeleteAction)
			}
		}
		out.err = err
		return out
	}
}

func (s *Screen) planned(m planMsg) {
	p := s.plan
	if m.gen != s.gen || p == nil || m.keep != p.keep {
		return
	}
	p.report, p.known = m.report, true
	if m.err != nil {
		p.fault = m.err.Error()
	}
}

// pressPlan applies the plan, changes it, or leaves it.
func (s *Screen) pressPlan(msg tea.KeyPressMsg) (screen.Action, tea.Cmd) {
	k, p := &s.keys, s.plan
	switch {
	case key.Matches(msg, k.Back):
		s.plan = nil
	case key.Matches(msg, k.Keep):
		p.keep, p.known = !p.keep, false
		return nil, s.replan()
	case key.Matches(msg, k.Delete):
		return nil, s.collect(p.groups, cache.DeleteAction, p.keep, false)
	case key.Matches(msg, k.Archive):
		return nil, s.collect(p.groups, cache.ArchiveAction, p.keep, false)
	case key.Matches(msg, k.Unread) && p.report.NoCopy > 0:
		return screen.Confirm{
			Question: "Delete " + screen.Plural(p.report.Messages, "message") + ", of which " + screen.Count(p.report.NoCopy) +
				" have no copy here? Those will be gone for ever, unread.",
			Yes: screen.Tell{Msg: unreadMsg{s.gen}},
		}, nil
	case key.Matches(msg, k.Down):
		p.top++
	case key.Matches(msg, k.Up):
		p.top = max(p.top-1, 0)
	}
	return nil, nil
}

// unreadMsg is the word that what was never downloaded may go.
type unreadMsg struct{ gen int }

func (s *Screen) throwAway(m unreadMsg) tea.Cmd {
	if m.gen != s.gen || s.plan == nil {
		return nil
	}
	return s.collect(s.plan.groups, cache.DeleteAction, s.plan.keep, true)
}
