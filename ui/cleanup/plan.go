package cleanup

import (
	"cmp"
	"context"
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/screen"
)

// plan is what would go, looked at, trimmed and rehearsed before it goes.
type plan struct {
	made    *cache.Plan // nil while it is being written
	out     map[cache.ID]bool
	keep    map[cache.Warning]bool // what has such a warning stays
	cur     int
	top     int
	fault   string
	serial  int // of the trimming: a rehearsal of what is not the plan any more is dropped
	playing bool
	played  []worker.Rehearsed
}

type planMsg struct {
	gen  int
	made *cache.Plan
	err  error
}

// playedMsg brings how a rehearsal ended.
type playedMsg struct {
	gen, serial int
	all         []worker.Rehearsed
	err         error
}

// Plan opens the plan for what was picked elsewhere.
func (s *Screen) Plan(aims []cache.Aim) tea.Cmd { return s.planFor(aims) }

// makePlan writes the plan for the chosen groups.
func (s *Screen) makePlan() tea.Cmd {
	var aims []cache.Aim
	for _, g := range s.chosen() {
		aims = append(aims, cache.Aim{Why: s.why(&g), View: cache.View{Query: g.Query}})
	}
	return s.planFor(aims)
}

// why says in a plan what a group is.
func (s *Screen) why(g *cache.Group) string {
	text := string(cache.Dimensions[s.by]) + " " + cmp.Or(g.Key, s.label(g))
	if kept := s.keptOf(g); kept != 0 {
		text = "copy of message " + g.Key + ", which stays"
	}
	if words := s.narrow.words(); words != "" {
		text += ", " + words
	}
	return text
}

func (s *Screen) planFor(aims []cache.Aim) tea.Cmd {
	if len(aims) == 0 {
		return nil
	}
	s.plan = &plan{out: map[cache.ID]bool{}, keep: map[cache.Warning]bool{}}
	gen, ctx, c, own := s.gen, s.ctx, s.env.Cache, s.env.Me
	return func() tea.Msg {
		p, err := c.PlanAims(ctx, aims, cache.DeleteAction, own)
		if err == nil {
			slices.SortStableFunc(p.Items, func(a, b cache.PlanItem) int { return weight(a) - weight(b) })
		}
		return planMsg{gen, p, err}
	}
}

// weight puts first what deserves a second look most.
func weight(it cache.PlanItem) int {
	for i, w := range cache.Warnings {
		if it.Warned(w) {
			return i
		}
	}
	return len(cache.Warnings)
}

func (s *Screen) planned(m planMsg) {
	p := s.plan
	if m.gen != s.gen || p == nil {
		return
	}
	if m.err != nil {
		p.fault = m.err.Error()
		return
	}
	p.made = m.made
}

// stays says that a message was taken out of the plan.
func (p *plan) stays(it cache.PlanItem) bool {
	return p.out[it.Message] || slices.ContainsFunc(it.Warnings, func(w cache.Warning) bool { return p.keep[w] })
}

// trimmed is what is left of the plan.
func (p *plan) trimmed() *cache.Plan { return p.made.Without(p.stays) }

// changed drops a rehearsal, which was of another plan.
func (p *plan) changed() { p.serial, p.playing, p.played = p.serial+1, false, nil }

// apply asks for what is left of the plan to go.
func (s *Screen) apply(a cache.Action, noCopy bool) screen.Action {
	p := s.plan.trimmed()
	if len(p.Items) == 0 {
		return screen.Notice{Text: "nothing is left in the plan"}
	}
	p.Action = a
	ids := make([]cache.ID, len(p.Items))
	for i, it := range p.Items {
		ids[i] = it.Message
	}
	s.plan = nil
	clear(s.marked)
	if s.inside != nil {
		clear(s.inside.marked)
	}
	return screen.Remove{IDs: ids, Action: a, NoCopy: noCopy, Plan: p}
}

// rehearse plays what is left of the plan on a stand-in of the server.
func (s *Screen) rehearse() (screen.Action, tea.Cmd) {
	p := s.plan
	if s.env.Rehearse == nil || p.playing {
		return screen.Notice{Text: "there is nothing to rehearse with here"}, nil
	}
	p.playing, p.played = true, nil
	gen, serial, ctx, play, left := s.gen, p.serial, s.ctx, s.env.Rehearse, p.trimmed()
	return nil, func() tea.Msg {
		all, err := play(ctx, left, cache.RemoveOptions{})
		if errors.Is(err, context.Canceled) {
			return nil
		}
		return playedMsg{gen, serial, all, err}
	}
}

func (s *Screen) rehearsed(m playedMsg) screen.Action {
	p := s.plan
	if m.gen != s.gen || p == nil || m.serial != p.serial {
		return nil
	}
	p.playing, p.played = false, m.all
	if m.err != nil {
		return screen.Notice{Text: "the rehearsal failed: " + m.err.Error(), Bad: true}
	}
	return nil
}

// unreadMsg is the word that what was never downloaded may go.
type unreadMsg struct{ gen int }

// keepMsg takes everything with a warning out of the plan, or back in.
type keepMsg struct{ warning cache.Warning }

// saveMsg is the file to write the plan to.
type saveMsg struct{ path string }
