package inbox

import (
	"slices"

	"poplin/cache"
)

// arrived takes in the rows of a read, unless the question is no longer asked.
func (m *Model) arrived(r rowsMsg) effect {
	if r.gen != m.gen {
		return effect{}
	}
	m.done(r.kind)
	if r.err != nil {
		m.ahead.lost()
		m.fault = r.err.Error()
		return effect{}
	}
	m.fault = ""
	rows := r.rows
	if len(m.gone) > 0 {
		rows = slices.DeleteFunc(rows, func(x cache.Row) bool { return m.gone[x.ID] })
		r.before -= len(r.rows) - len(rows)
	}
	switch r.kind {
	case topEnd:
		m.win.set(rows, r.first, r.last, 0, 0)
	case bottomEnd:
		m.win.set(rows, r.first, r.last, len(rows), len(rows))
	case above, below:
		m.win.grow(rows, r.kind == above, r.first || r.last)
		m.win.trim(m.most())
	case around:
		m.settleAround(rows, r)
	}
	m.loaded = true
	if r.kind == topEnd || r.kind == bottomEnd || r.target != 0 {
		m.ahead.place = false
	}
	if m.untouched && m.win.first {
		m.win.move(-len(m.win.lines))
	}
	m.owed = m.win.move(m.owed)
	e := m.fill()
	if m.stale {
		m.stale = false
		e = e.and(m.reread())
	}
	return e
}

// done notes that a read has come back.
func (m *Model) done(k kind) {
	switch k {
	case above:
		m.asking[0] = false
	case below:
		m.asking[1] = false
	case around:
		m.reads = false
	}
}

func (m *Model) settleAround(rows []cache.Row, r rowsMsg) {
	m.win.reread(rows, max(r.before, 0), r.first, r.last)
	if r.target == 0 {
		return
	}
	line := r.line
	if line < 0 {
		_, line = m.win.anchor()
	}
	m.win.hold(r.target, line)
}

// move moves the cursor and reads on where needed.
func (m *Model) move(delta int) effect {
	m.owed = m.win.move(delta)
	return m.spread().and(m.fill())
}
