package inbox

import (
	"poplin/cache"
	"poplin/ui/screen"
)

// sortMsg asks for another order; the same again turns it round.
type sortMsg struct {
	by      cache.Sort
	reverse bool
}

// sortMenu offers the orders.
func (m *Model) sortMenu() screen.Action {
	c := screen.Choose{Title: "Sort by"}
	for _, x := range []struct {
		key, label string
		by         cache.Sort
	}{{"d", "date, newest first", cache.ByDate}, {"s", "size, biggest first", cache.BySize}, {"f", "sender, A first", cache.ByFrom}, {"j", "subject, A first", cache.BySubject}} {
		c.Choices = append(c.Choices, screen.Choice{Key: x.key, Label: x.label, On: m.sort == x.by && !m.reverse, Do: screen.Tell{Msg: sortMsg{by: x.by}}})
	}
	c.Choices = append(c.Choices, screen.Choice{Key: "r", Label: "the other way round", On: m.reverse, Do: screen.Tell{Msg: sortMsg{m.sort, !m.reverse}}})
	return c
}

func (m *Model) order(s sortMsg) effect {
	m.sort, m.reverse = s.by, s.reverse
	return m.fresh()
}

// toggleThreads shows conversations together, or every message by itself; the cursor stays on its message.
func (m *Model) toggleThreads() effect {
	m.threads = !m.threads
	var said screen.Action = screen.Notice{Text: "conversations together"}
	if !m.threads {
		said = screen.Notice{Text: "every message by itself"}
	} else if m.sort != cache.ByDate {
		m.sort, m.reverse = cache.ByDate, false
		said = screen.Notice{Text: "conversations together, sorted by date"}
	}
	m.renew()
	m.rank = rank{}
	return effect{act: said}.and(m.reread())
}

func (m *Model) foldOne() effect {
	r := m.win.current()
	if r == nil {
		return effect{}
	}
	if !m.folds.on {
		return effect{act: screen.Notice{Text: "T shows conversations, which z then folds"}}
	}
	head := rowOf(m.win.lines[m.win.cur])
	for head > 0 && m.win.follows(head) {
		head--
	}
	id, line := m.win.rows[head].ID, m.win.cur-m.win.top
	m.folds.flip(r.Thread)
	return m.refold(id, line)
}

func (m *Model) foldEvery() effect {
	if !m.folds.on {
		return effect{act: screen.Notice{Text: "T shows conversations, which Z then folds"}}
	}
	id, line := m.win.anchor()
	m.folds.flipAll()
	return m.refold(id, line)
}

// refold lays the lines anew; a cursor whose line is folded away goes to the first of its conversation.
func (m *Model) refold(id cache.ID, line int) effect {
	m.win.relay()
	for i := m.rowIndex(id); i > 0 && m.win.hides(i); i-- {
		id = m.win.rows[i-1].ID
	}
	m.win.hold(id, line)
	return m.fill()
}
