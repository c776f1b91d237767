package inbox

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/ui/screen"
)

// unreadMsg brings the next unread message of the view.
type unreadMsg struct {
	gen int
	row *cache.Row
	err error
}

// seekUnread moves to the next unread message, in memory or else on disk.
func (m *Model) seekUnread(way int) effect {
	here := m.win.current()
	if here == nil {
		return effect{}
	}
	for i := m.win.cur + way; i >= 0 && i < len(m.win.lines); i += way {
		if m.win.row(i).Flags&cache.Read == 0 {
			return m.move(i - m.win.cur)
		}
	}
	if (way > 0 && m.win.last) || (way < 0 && m.win.first) {
		return effect{act: screen.Notice{Text: "no further unread mail in this direction"}}
	}
	m.ahead.place = true
	row, view, c, ctx, gen, now := *here, m.view, m.env.Cache, m.ctx, m.gen, m.now()
	return effect{cmd: func() tea.Msg {
		found, err := nextUnread(ctx, c, view, row, way, func() (*cache.Query, error) { return cache.ParseQuery("is:unread", now) })
		return unreadMsg{gen, found, err}
	}}
}

func nextUnread(ctx context.Context, c *cache.Cache, v cache.View, from cache.Row, way int, unread func() (*cache.Query, error)) (*cache.Row, error) {
	q, err := unread()
	if err != nil {
		return nil, err
	}
	at := v.PositionOf(from)
	v.Query = v.Query.And(q)
	read := c.After
	if way < 0 {
		read = c.Before
	}
	rows, err := read(ctx, v, &at, 1)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// foundUnread brings the cursor to it.
func (m *Model) foundUnread(u unreadMsg) effect {
	switch {
	case u.gen != m.gen:
		return effect{}
	case u.err != nil:
		m.ahead.lost()
		return effect{act: screen.Notice{Text: u.err.Error(), Bad: true}}
	case u.row == nil:
		m.ahead.lost()
		return effect{act: screen.Notice{Text: "no further unread mail in this direction"}}
	}
	m.reads = true
	return effect{cmd: m.askAround(m.view.PositionOf(*u.row), u.row.ID, m.win.height/2)}
}
