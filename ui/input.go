package ui

import (
	"image"

	tea "charm.land/bubbletea/v2"

	"poplin/ui/dialog"
	"poplin/ui/inbox"
	"poplin/ui/screen"
)

// input goes to the top overlay alone if there is one, else to the keys that work everywhere unless text is being
// typed, else to the screen with the focus.
func (m *model) input(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		m.toast.touched()
		if k.String() == "ctrl+c" {
			return tea.Quit
		}
	}
	if m.rects.small {
		if k, ok := msg.(tea.KeyPressMsg); ok && k.String() == "q" {
			return tea.Quit
		}
		return nil
	}
	if mouse, ok := msg.(tea.MouseMsg); ok {
		return m.point(mouse)
	}
	if n := len(m.overlays); n > 0 {
		d := m.overlays[n-1]
		answer, cmd := d.Update(msg)
		return tea.Batch(cmd, m.answer(d, answer, msg))
	}
	if k, ok := msg.(tea.KeyPressMsg); ok && !m.top().Capturing() {
		if act, cmd, ok := m.global(k); ok {
			return tea.Batch(cmd, m.apply(act))
		}
	}
	return m.give(m.top(), msg)
}

// give hands a message to one screen and does what it asks for.
func (m *model) give(s screen.Screen, msg tea.Msg) tea.Cmd {
	act, cmd := s.Update(msg)
	return tea.Batch(cmd, m.apply(act))
}

// answer does what a dialog's answer says; msg is what it answered.
func (m *model) answer(d dialog.Dialog, a dialog.Answer, msg tea.Msg) tea.Cmd {
	if a.Close {
		m.drop(d)
	}
	cmd := m.apply(a.Do)
	switch {
	case a.Press != "":
		return tea.Batch(cmd, m.under(screen.Press(a.Press)))
	case a.Pass && msg != nil:
		return tea.Batch(cmd, m.under(msg))
	}
	return cmd
}

// under is input for what lies below the overlays.
func (m *model) under(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyPressMsg); ok && !m.top().Capturing() {
		if act, cmd, ok := m.global(k); ok {
			return tea.Batch(cmd, m.apply(act))
		}
	}
	return m.give(m.top(), msg)
}

// point hands a click or a turn of the wheel to what is under the pointer.
func (m *model) point(msg tea.MouseMsg) tea.Cmd {
	at := image.Pt(msg.Mouse().X, msg.Mouse().Y)
	if n := len(m.overlays); n > 0 {
		d := m.overlays[n-1]
		box := m.boxOf(d)
		if _, click := msg.(tea.MouseClickMsg); click && !at.In(box) {
			if d != m.asked.dialog { // a question wants an answer
				m.drop(d)
			}
			return nil
		}
		answer, cmd := d.Update(moved(msg, box.Min))
		return tea.Batch(cmd, m.answer(d, answer, nil))
	}
	click, _ := msg.(tea.MouseClickMsg)
	left := click.Button == tea.MouseLeft
	switch {
	case left && at.In(m.rects.header):
		return m.clickHeader(at.X)
	case left && at.In(m.rects.footer):
		return m.clickFooter(at.X)
	}
	s, origin := m.pane(at)
	if s == nil {
		return nil
	}
	if left && s != m.top() && m.cleanup == nil {
		m.reading = s == m.reader
		m.refocus()
	}
	return m.give(s, moved(msg, origin))
}

// pane is the screen at a place, and where it begins.
func (m *model) pane(at image.Point) (screen.Screen, image.Point) {
	switch {
	case m.wide() && at.In(m.rects.side):
		return m.reader, m.rects.side.Min
	case m.wide() && at.In(m.rects.main):
		return m.inbox, m.rects.main.Min
	case !m.wide() && at.In(m.rects.full()):
		return m.top(), m.rects.full().Min
	}
	return nil, image.Point{}
}

// moved is a mouse message with its place reckoned from origin.
func moved(msg tea.MouseMsg, origin image.Point) tea.Msg {
	shift := func(e tea.Mouse) tea.Mouse {
		e.X -= origin.X
		e.Y -= origin.Y
		return e
	}
	switch e := msg.(type) {
	case tea.MouseClickMsg:
		return tea.MouseClickMsg(shift(tea.Mouse(e)))
	case tea.MouseReleaseMsg:
		return tea.MouseReleaseMsg(shift(tea.Mouse(e)))
	case tea.MouseWheelMsg:
		return tea.MouseWheelMsg(shift(tea.Mouse(e)))
	case tea.MouseMotionMsg:
		return tea.MouseMotionMsg(shift(tea.Mouse(e)))
	}
	return nil
}

// clickHeader goes to the view that was clicked.
func (m *model) clickHeader(x int) tea.Cmd {
	for _, s := range m.tabs {
		if x >= s.From && x < s.To {
			m.reading = false
			m.closeCleanup()
			return tea.Batch(m.refit(), m.give(m.inbox, inbox.GoTo(s.Tab)))
		}
	}
	return nil
}

// clickFooter presses the key of the hint that was clicked.
func (m *model) clickFooter(x int) tea.Cmd {
	for _, s := range m.hints {
		if x >= s.From && x < s.To {
			return m.under(screen.Press(s.Key))
		}
	}
	return nil
}
