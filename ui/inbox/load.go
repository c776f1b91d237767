package inbox

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
)

// kind says which rows a read brings.
type kind uint8

const (
	topEnd kind = iota
	bottomEnd
	above
	below
	around
)

// rowsMsg answers a read.
type rowsMsg struct {
	gen         int
	kind        kind
	rows        []cache.Row
	before      int // around: how many of rows precede the place asked for
	first, last bool
	target      cache.ID // around: the cursor goes there if it is among the rows
	line        int      // and that on this line of the screen; -1: where the cursor was
	err         error
}

// batch is how many rows one read brings, and most how many stay in memory.
func (m *Model) batch() int { return max(60, 3*m.win.height) }
func (m *Model) most() int  { return 8 * m.batch() }

// ask runs a read of the view as it stands, as a command.
func (m *Model) ask(k kind, read func(ctx context.Context, c *cache.Cache, v cache.View) rowsMsg) tea.Cmd {
	gen, ctx, view, c := m.gen, m.ctx, m.view, m.env.Cache
	return func() tea.Msg {
		msg := read(ctx, c, view)
		msg.gen, msg.kind = gen, k
		if ctx.Err() != nil && errors.Is(msg.err, context.Canceled) {
			return nil
		}
		return msg
	}
}

// fresh shows the view from its top, in a new generation: whatever was being read is cancelled.
func (m *Model) fresh() effect {
	m.renew()
	m.loaded, m.rank = false, rank{}
	return m.jump(topEnd).and(m.recount())
}

// renew begins a generation: the view is built from place, search and order.
func (m *Model) renew() {
	m.cancel()
	m.ctx, m.cancel = context.WithCancel(m.env.Ctx)
	m.gen++
	m.asking, m.owed, m.reads, m.stale, m.ahead.place = [2]bool{}, 0, false, false, false
	m.view = m.buildView()
	m.ends.forget()
	m.rested = 0 // what rests on a message in one view has yet to come to rest in another
	m.folds.on = m.view.Threads
	m.group()
}

// buildView is what the screen shows, as the cache understands it.
func (m *Model) buildView() cache.View {
	v := cache.View{Accounts: m.accounts, Sort: m.sort, Reverse: m.reverse, Threads: m.threads && m.sort == cache.ByDate}
	if m.place >= 0 {
		if q, err := cache.ParseQuery(m.places[m.place].query, m.now()); err == nil {
			v.Query = q
		}
	}
	if m.search.on {
		v.Query = v.Query.And(m.search.query)
	}
	return v
}

// jump reads the top or the end of the view; when it is in memory already the cursor just goes there.
func (m *Model) jump(k kind) effect {
	m.owed = 0
	if m.loaded && k == topEnd && m.win.first {
		m.win.move(-len(m.win.lines))
		return effect{}
	}
	if m.loaded && k == bottomEnd && m.win.last {
		m.win.move(len(m.win.lines))
		return effect{}
	}
	m.keepEnd(1 - k)
	if r, ok := m.knownEnd(k); ok {
		return m.arrived(r)
	}
	m.ahead.place = true
	return effect{cmd: m.ask(k, endOf(k, m.batch()))}
}

// fill reads on where the screen comes near the edge of what is in memory.
func (m *Model) fill() effect {
	if !m.loaded || len(m.win.rows) == 0 {
		return effect{}
	}
	up, down := m.win.lacks(m.win.height)
	var e effect
	if up && !m.asking[0] {
		m.asking[0] = true
		e = e.and(m.more(above, m.win.rows[0]))
	}
	if down && !m.asking[1] {
		m.asking[1] = true
		e = e.and(m.more(below, m.win.rows[len(m.win.rows)-1]))
	}
	return e
}

func (m *Model) more(k kind, edge cache.Row) effect {
	n := m.batch()
	return effect{cmd: m.ask(k, func(ctx context.Context, c *cache.Cache, v cache.View) (r rowsMsg) {
		from := v.PositionOf(edge)
		if k == above {
			r.rows, r.err = c.Before(ctx, v, &from, n)
			r.first = len(r.rows) < n
		} else {
			r.rows, r.err = c.After(ctx, v, &from, n)
			r.last = len(r.rows) < n
		}
		return r
	})}
}

// reread reads the rows around the cursor again, because the cache has changed. One at a time: a change meanwhile is
// made up for when it has come.
func (m *Model) reread() effect {
	m.ends.forget()
	if m.reads {
		m.stale = true
		return effect{}
	}
	r := m.win.current()
	if !m.loaded || r == nil {
		m.loaded = false
		return m.jump(topEnd)
	}
	m.reads = true
	return effect{cmd: m.askAround(m.view.PositionOf(*r), 0, -1)}
}

// askAround reads both ways from a place.
func (m *Model) askAround(at cache.Position, target cache.ID, line int) tea.Cmd {
	m.ahead.place = m.ahead.place || target != 0
	n := max(m.batch(), len(m.win.rows)/2)
	return m.ask(around, func(ctx context.Context, c *cache.Cache, v cache.View) (r rowsMsg) {
		r.target, r.line = target, line
		up, err := c.Before(ctx, v, &at, n)
		if err != nil {
			r.err = err
			return r
		}
		var from *cache.Position
		if len(up) > 0 {
			p := v.PositionOf(up[len(up)-1])
			from = &p
		}
		down, err := c.After(ctx, v, from, n)
		r.rows, r.before, r.err = append(up, down...), len(up), err
		r.first, r.last = len(up) < n, len(down) < n
		return r
	})
}
