package inbox

import (
	"slices"
	"strings"

	"poplin/cache"
	"poplin/ui/screen"
)

// departure remembers where removed messages stood, so that undo brings the cursor back to them.
type departure struct {
	ids  []cache.ID
	at   cache.Position
	line int
	sort cache.Sort // the order that at belongs to
	tree bool
}

// remove asks for the selected messages to be deleted or archived.
func (m *Model) remove(a cache.Action) effect {
	ids := m.selected()
	if len(ids) == 0 {
		return effect{}
	}
	if a == cache.DeleteAction && m.place == trashPlace && !m.search.on {
		return effect{act: screen.Notice{Text: "it is in the trash already; it leaves there by itself after a while"}}
	}
	m.marks.span = nil
	return effect{act: screen.Remove{IDs: ids, Action: a, Copies: m.view.Query.OnlyCopies()}}
}

// stays says that messages so removed go on being part of the view.
func (m *Model) stays(a cache.Action) bool {
	if m.search.on {
		return a == cache.ArchiveAction
	}
	return a == cache.ArchiveAction && m.place != trashPlace && !m.places[m.place].only
}

// removing lets rows leave at once, before the disk has answered.
func (m *Model) removing(r screen.Removing) effect {
	ids := make(map[cache.ID]bool, len(r.IDs))
	for _, id := range r.IDs {
		ids[id] = true
		m.marks.take(id)
	}
	if m.stays(r.Action) {
		return effect{}
	}
	m.remember(r.IDs, ids)
	for id := range ids {
		m.gone[id] = true
	}
	m.win.drop(func(id cache.ID) bool { return ids[id] })
	m.ends.forget()
	return m.fill()
}

// remember notes where the first of the rows that leave stands.
func (m *Model) remember(ids []cache.ID, set map[cache.ID]bool) {
	const most = 50
	at := m.win.cur
	if r := m.win.current(); r == nil || !set[r.ID] {
		at = slices.IndexFunc(m.win.lines, func(i int) bool { return !isHeading(i) && set[m.win.rows[i].ID] })
	}
	if at < 0 || at >= len(m.win.lines) {
		return
	}
	r := m.win.row(at)
	order := append([]cache.ID{r.ID}, ids...)
	m.left = append(m.left, departure{order, m.view.PositionOf(*r), max(0, min(at-m.win.top, m.win.height-1)), m.view.Sort, m.view.Threads})
	if len(m.left) > most {
		m.left = m.left[1:]
	}
}

// removed: the cache knows now; what it answers from here on needs no help.
func (m *Model) removed(r screen.Removed) effect {
	for _, id := range r.IDs {
		delete(m.gone, id)
	}
	return m.again()
}

// again drops answers that may be older than what was just written, and reads anew.
func (m *Model) again() effect {
	m.renew()
	return m.reread().and(m.recount())
}

// restored brings rows back, and the cursor to them.
func (m *Model) restored(r screen.Restored) effect {
	for _, id := range r.IDs {
		delete(m.gone, id)
	}
	i := -1
	if len(r.IDs) > 0 {
		i = slices.IndexFunc(m.left, func(d departure) bool {
			return slices.Contains(d.ids, r.IDs[0]) && d.sort == m.view.Sort && d.tree == m.view.Threads
		})
	}
	if i < 0 {
		return m.again()
	}
	d := m.left[i]
	m.left = slices.Delete(m.left, i, i+1)
	m.renew()
	m.reads = true
	return effect{cmd: m.askAround(d.at, d.ids[0], d.line)}.and(m.recount())
}

// toggleFlag switches a flag of the selected messages: on, unless all that can be seen of them have it. Read goes
// first to "unread" only when all are read.
func (m *Model) toggleFlag(f cache.Flag) effect {
	ids := m.selected()
	if len(ids) == 0 {
		return effect{}
	}
	set := make(map[cache.ID]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	on := false
	for i := range m.win.rows {
		if r := &m.win.rows[i]; set[r.ID] && r.Flags&f == 0 {
			on = true
		}
	}
	m.marks.span = nil
	return effect{act: screen.SetFlags{IDs: ids, Flag: f, On: on}}
}

// flagged shows flags at once, before they are on disk.
func (m *Model) flagged(f screen.Flagged) {
	m.ends.forget()
	set := make(map[cache.ID]bool, len(f.IDs))
	for _, id := range f.IDs {
		set[id] = true
	}
	for i := range m.win.rows {
		r := &m.win.rows[i]
		if !set[r.ID] {
			continue
		}
		if f.On {
			r.Flags |= f.Flag
		} else {
			r.Flags &^= f.Flag
		}
	}
}

// askTag lets the person type tags; one that the message under the cursor has already is taken away.
func (m *Model) askTag() effect {
	ids, r := m.selected(), m.win.current()
	if len(ids) == 0 || r == nil {
		return effect{}
	}
	has := slices.Clone(r.Tags)
	question := "tag"
	if len(has) > 0 {
		question = "tag (has " + strings.Join(has, " ") + "; the same again takes it away)"
	}
	return effect{act: screen.Ask{Question: question, Then: func(text string) screen.Action {
		var acts screen.Many
		for _, tag := range strings.Fields(text) {
			tag = strings.TrimLeft(tag, "#")
			if tag != "" {
				acts = append(acts, screen.Tag{IDs: ids, Tag: tag, On: !slices.Contains(has, tag)})
			}
		}
		return acts
	}}}
}
