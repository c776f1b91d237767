package inbox

import (
	tea "charm.land/bubbletea/v2"

	"poplin/pop3/worker"
	"poplin/ui/screen"
)

// Update handles one message.
func (m *Model) Update(msg tea.Msg) (screen.Action, tea.Cmd) {
	var e effect
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		m.untouched = m.untouched && m.win.current() == nil
		e = m.press(msg)
	case tea.PasteMsg:
		e = m.typed(msg)
	case tea.MouseMsg:
		m.untouched = false
		e = m.mouse(msg)
	case rowsMsg:
		e = m.arrived(msg).and(m.begin())
	default:
		e = m.told(msg)
	}
	switch msg.(type) {
	case rowsMsg, unreadMsg, markedMsg, aheadMsg:
		e = e.and(m.resume())
	}
	e = e.and(m.rest())
	return e.act, e.cmd
}

// told handles what comes from the root, from the worker and from the list's own timers and reads.
func (m *Model) told(msg tea.Msg) effect {
	switch msg := msg.(type) {
	case worker.Changed, screen.Changed:
		return m.reread().and(m.recount())
	case worker.Event:
		m.visits.hear(msg)
	case screen.Visited:
		m.visits.done = true
	case screen.Removing:
		return m.removing(msg)
	case screen.Removed:
		return m.removed(msg)
	case screen.Restored:
		return m.restored(msg)
	case screen.Flagged:
		m.flagged(msg)
	case screen.Written, screen.Started:
		return m.recount()
	case screen.Tagged:
		return m.reread()
	case screen.Step:
		return m.step(msg.Delta)
	case screen.Restyled:
		m.pens = newPens(m.env.Theme)
		screen.StyleField(&m.search.input, m.env.Theme)
	default:
		return m.own(msg)
	}
	return effect{}
}

// own handles the list's own messages.
func (m *Model) own(msg tea.Msg) effect {
	switch msg := msg.(type) {
	case endMsg:
		m.tookEnd(msg)
	case countsMsg:
		return m.tallied(msg)
	case tallyMsg:
		return m.recountNow()
	case foundMsg:
		m.foundCount(msg)
	case rankMsg:
		m.ranked(msg)
	case restMsg:
		return m.resting(msg)
	case markedMsg:
		return m.markMany(msg)
	case likeMsg:
		return effect{cmd: m.like(msg)}
	case alikeMsg:
		return m.offerRules(msg)
	case ruleMsg:
		return m.makeRule(msg)
	case trialMsg:
		return m.tried(msg)
	case sortMsg:
		return m.order(msg)
	case goMsg:
		return m.goTo(int(msg))
	case otherMsg:
		return m.goToOther(msg)
	case accountMsg:
		return m.showAccount(msg)
	case unreadMsg:
		return m.foundUnread(msg)
	}
	return effect{}
}

// step moves the cursor for the reader and opens what is there.
func (m *Model) step(delta int) effect {
	before := m.Current()
	e := m.move(delta)
	if id := m.Current(); id != 0 && id != before {
		e = e.and(effect{act: screen.Open{ID: id}})
	}
	return e
}
