package inbox

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/ui/screen"
)

const (
	doubleClick = 400 * time.Millisecond
	wheelLines  = 3
)

// clicks remembers the last click, to know a double one.
type clicks struct {
	id cache.ID
	at time.Time
}

// mouse handles clicks and the wheel; X and Y are relative to the pane.
func (m *Model) mouse(msg tea.MouseMsg) effect {
	switch e := msg.(type) {
	case tea.MouseWheelMsg:
		switch e.Button {
		case tea.MouseWheelUp:
			m.win.scroll(-wheelLines)
		case tea.MouseWheelDown:
			m.win.scroll(wheelLines)
		}
		return m.fill()
	case tea.MouseClickMsg:
		if e.Button == tea.MouseLeft {
			return m.click(e.X, e.Y)
		}
	}
	return effect{}
}

// click moves the cursor; on the gutter it marks, and a second click soon after opens.
func (m *Model) click(x, y int) effect {
	line := m.win.top + y - m.listTop()
	if y < m.listTop() || line >= len(m.win.lines) || isHeading(m.win.lines[line]) {
		return effect{}
	}
	m.search.typing = false
	e := m.move(line - m.win.cur)
	id, now := m.Current(), m.now()
	if x < gutter {
		m.toggleMark()
		return e
	}
	if id == m.clicks.id && now.Sub(m.clicks.at) < doubleClick {
		m.clicks = clicks{}
		return e.and(effect{act: screen.Open{ID: id}})
	}
	m.clicks = clicks{id, now}
	return e
}
