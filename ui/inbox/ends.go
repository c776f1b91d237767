package inbox

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
)

// ends are the first and the last rows of the view, at hand where they are not on the screen, so that a jump to the
// other end shows them with the key and not after a read. Whatever changes the cache may change them: then they are
// forgotten, and read again when the cursor has next come to rest.
type ends struct {
	rows   [2]*rowsMsg // by topEnd and bottomEnd; nil where not known
	asking [2]bool
	turn   int // grows with every time they are forgotten
}

// endMsg brings rows of an end that nobody has gone to yet.
type endMsg struct {
	turn int
	rowsMsg
}

func (e *ends) forget() { *e = ends{turn: e.turn + 1} }

// whole says that the rows in memory reach to an end.
func (w *window) whole(k kind) bool {
	if k == topEnd {
		return w.first
	}
	return w.last
}

// keepEnd remembers the rows of the end that the screen is about to leave.
func (m *Model) keepEnd(k kind) {
	if !m.loaded || !m.win.whole(k) || m.stale || m.reads {
		return
	}
	n := min(m.batch(), len(m.win.rows))
	r := rowsMsg{gen: m.gen, kind: k, first: n == len(m.win.rows) && m.win.first, last: n == len(m.win.rows) && m.win.last}
	if k == topEnd {
		r.rows, r.first = slices.Clone(m.win.rows[:n]), true
	} else {
		r.rows, r.last = slices.Clone(m.win.rows[len(m.win.rows)-n:]), true
	}
	m.ends.rows[k] = &r
}

// knownEnd is the answer to a read of an end that need not be made.
func (m *Model) knownEnd(k kind) (rowsMsg, bool) {
	known := m.ends.rows[k]
	if known == nil || known.gen != m.gen {
		return rowsMsg{}, false
	}
	r := *known
	r.rows = slices.Clone(r.rows)
	return r, true
}

// readEnds reads what is not at hand of both ends; of a search it is not worth it, where the last hits may take long to find.
func (m *Model) readEnds() (e effect) {
	if !m.loaded || m.search.on || m.place == otherPlace {
		return effect{}
	}
	for _, k := range []kind{topEnd, bottomEnd} {
		if m.win.whole(k) || m.ends.rows[k] != nil || m.ends.asking[k] {
			continue
		}
		m.ends.asking[k] = true
		turn, n := m.ends.turn, m.batch()
		read := m.ask(k, endOf(k, n))
		e = e.and(effect{cmd: func() tea.Msg {
			if r, ok := read().(rowsMsg); ok {
				return endMsg{turn, r}
			}
			return nil
		}})
	}
	return e
}

// endOf reads the n rows of an end.
func endOf(k kind, n int) func(context.Context, *cache.Cache, cache.View) rowsMsg {
	return func(ctx context.Context, c *cache.Cache, v cache.View) (r rowsMsg) {
		if k == topEnd {
			r.rows, r.err = c.After(ctx, v, nil, n)
			r.first, r.last = true, len(r.rows) < n
		} else {
			r.rows, r.err = c.Before(ctx, v, nil, n)
			r.first, r.last = len(r.rows) < n, true
		}
		return r
	}
}

func (m *Model) tookEnd(e endMsg) {
	if e.turn != m.ends.turn || e.gen != m.gen {
		return
	}
	m.ends.asking[e.kind] = false
	if e.err == nil {
		m.ends.rows[e.kind] = &e.rowsMsg
	}
}
