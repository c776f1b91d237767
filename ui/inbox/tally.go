package inbox

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/ui/screen"
)

// How long things wait so that what happens in bursts costs once.
const (
	restAfter  = 80 * time.Millisecond  // the cursor has come to rest
	tallyEvery = 500 * time.Millisecond // between two counts of the views
)

// tally counts the views for the header, one count at a time, so that a visit in full flow does not keep the disk busy
// with sums.
type tally struct {
	running, waiting, again bool
}

type (
	tallyMsg  struct{} // the pause is over
	countsMsg struct {
		counts map[int]cache.Counts
		tags   []cache.TagCount
		saved  []cache.Saved
		err    error
	}
)

// recount asks for the sums to be brought up to date, now or after the pause.
func (m *Model) recount() effect {
	if m.tally.running || m.tally.waiting {
		m.tally.again = true
		return effect{}
	}
	return m.recountNow()
}

func (m *Model) recountNow() effect {
	t := &m.tally
	if t.waiting && !t.again {
		t.waiting = false
		return effect{}
	}
	*t = tally{running: true}
	found := effect{}
	if m.search.on {
		found = m.countFound()
	}
	c, ctx, now, list, here, accounts := m.env.Cache, m.env.Ctx, m.now(), m.places, m.place, m.accounts
	return found.and(effect{cmd: func() tea.Msg {
		out := countsMsg{counts: map[int]cache.Counts{}}
		for i, p := range list {
			if !p.counted && i != here {
				continue
			}
			q, err := cache.ParseQuery(p.query, now)
			if err == nil {
				out.counts[i], err = c.Count(ctx, cache.View{Query: q, Accounts: accounts})
			}
			if err != nil {
				out.err = err
				return out
			}
		}
		out.tags, out.err = c.Tags(ctx)
		if out.err == nil {
			out.saved, out.err = c.Searches(ctx)
		}
		return out
	}})
}

func (m *Model) tallied(c countsMsg) effect {
	m.tally.running = false
	if c.err == nil {
		for i, n := range c.counts {
			m.counts[i] = n
		}
		m.tags, m.saved = c.tags, c.saved
	}
	m.tally.waiting = true
	return effect{cmd: tea.Tick(tallyEvery, func(time.Time) tea.Msg { return tallyMsg{} })}
}

// rank is where the cursor is in the view, as far as it is known.
type rank struct {
	id    cache.ID // the message it was asked for
	at    int
	valid bool
}

func (r rank) known() bool { return r.valid }

type (
	restMsg struct{ id cache.ID }
	rankMsg struct {
		gen int
		rank
	}
)

// rest notices that the cursor is on another message; when it stays there, restMsg says so.
func (m *Model) rest() effect {
	id := m.Current()
	if id == m.rested || !m.loaded {
		return effect{}
	}
	if m.rank.valid {
		m.rank.valid = m.follow(id)
	}
	m.rested = id
	return effect{cmd: tea.Tick(restAfter, func(time.Time) tea.Msg { return restMsg{id} })}
}

// follow keeps the rank up to date by counting lines, as long as both messages are in memory.
func (m *Model) follow(id cache.ID) bool {
	from, to := m.rowIndex(m.rank.id), m.rowIndex(id)
	if from < 0 || to < 0 {
		return false
	}
	m.rank.at += to - from
	m.rank.id = id
	return m.rank.at >= 0
}

func (m *Model) rowIndex(id cache.ID) int {
	for i := range m.win.rows {
		if m.win.rows[i].ID == id {
			return i
		}
	}
	return -1
}

// resting tells the root where the cursor rests, and finds out its rank in the view.
func (m *Model) resting(r restMsg) effect {
	row := m.win.current()
	if r.id != m.rested || r.id != m.Current() {
		return effect{}
	}
	e := effect{act: screen.Rest{ID: r.id, Words: m.search.words}}
	if row == nil {
		return e
	}
	gen, ctx, view, c, at := m.gen, m.ctx, m.view, m.env.Cache, *row
	e = e.and(m.readEnds())
	return e.and(effect{cmd: func() tea.Msg {
		n, err := c.Rank(ctx, view, view.PositionOf(at))
		return rankMsg{gen, rank{at.ID, n, err == nil}}
	}})
}

func (m *Model) ranked(r rankMsg) {
	if r.gen == m.gen && r.id == m.Current() {
		m.rank = r.rank
	}
}
