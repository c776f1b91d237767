package inbox

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// ahead holds keys that were typed before the screen was where they mean it to be: before the first rows of a view, on
// the way to its other end, while marks are still being found. They do what they would have done a moment later, in
// their order, and not something to the message that happened to be under the cursor.
type ahead struct {
	marks int  // searches for what is to be marked under way
	place bool // where the cursor goes is being read
	keyed []tea.KeyPressMsg
}

// aheadMsg goes on with the keys that were held.
type aheadMsg struct{}

// adrift says that the cursor is not yet where the keys have sent it.
func (m *Model) adrift() bool {
	return m.ahead.place || m.owed != 0 && (m.asking[0] || m.asking[1])
}

// held keeps a key for later. What leads elsewhere waits only behind others. esc forgets those that wait.
func (m *Model) held(msg tea.KeyPressMsg) bool {
	k := &m.keys
	switch {
	case len(m.ahead.keyed) > 0 && key.Matches(msg, k.Leave):
		m.ahead.keyed = nil
		return true
	case len(m.ahead.keyed) > 0:
	case !m.adrift(), key.Matches(msg, k.Search, k.Views, k.Number, k.Sort, k.Threads, k.Days, k.Leave, k.Quit):
		return false
	}
	m.ahead.keyed = append(m.ahead.keyed, msg)
	return true
}

// resume does the next key that was held, when what it waited for has come: one at a time, since what a key leads to
// comes back before the next.
func (m *Model) resume() effect {
	if len(m.ahead.keyed) == 0 || m.ahead.marks > 0 || m.adrift() {
		return effect{}
	}
	next := m.ahead.keyed[0]
	m.ahead.keyed = m.ahead.keyed[1:]
	e := m.do(next)
	if len(m.ahead.keyed) > 0 {
		e = e.and(effect{cmd: func() tea.Msg { return aheadMsg{} }})
	}
	return e
}

// lost is when what the keys waited for will not come.
func (a *ahead) lost() { a.place, a.keyed = false, nil }
