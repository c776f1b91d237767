package inbox

import (
	"maps"

	"poplin/cache"
	"poplin/ui/screen"
)

// marks are the messages a person has put a mark on, with their sizes, whatever view they are in.
type marks struct {
	set   map[cache.ID]int64
	bytes int64
	span  *span
}

// span is a range being marked: everything from where it began to the cursor, and nothing else that was not marked.
type span struct {
	from cache.Row
	base map[cache.ID]int64 // marked before it began
}

func (k *marks) some() bool { return len(k.set) > 0 || k.span != nil }

func (k *marks) has(id cache.ID) bool {
	_, ok := k.set[id]
	return ok
}

func (k *marks) put(id cache.ID, size int64) {
	if k.set == nil {
		k.set = map[cache.ID]int64{}
	}
	k.bytes += size - k.set[id]
	k.set[id] = size
}

func (k *marks) take(id cache.ID) {
	k.bytes -= k.set[id]
	delete(k.set, id)
}

func (k *marks) clear() { *k = marks{} }

// reset goes back to a set of marks.
func (k *marks) reset(to map[cache.ID]int64) {
	k.set, k.bytes = maps.Clone(to), 0
	for _, size := range k.set {
		k.bytes += size
	}
}

// words says how much is marked.
func (k *marks) words() string {
	return screen.Count(len(k.set)) + " marked · " + screen.Bytes(k.bytes)
}

func (m *Model) rangeWords() string {
	if m.marks.span == nil {
		return ""
	}
	return " · range"
}

// toggleMark marks the message under the cursor, or takes its mark away.
func (m *Model) toggleMark() {
	r := m.win.current()
	switch {
	case r == nil:
	case m.marks.has(r.ID):
		m.marks.take(r.ID)
	default:
		m.marks.put(r.ID, r.Size)
	}
}

// toggleRange begins a range at the cursor, or ends it with its marks kept.
func (m *Model) toggleRange() effect {
	if m.marks.span != nil {
		m.marks.span = nil
		return effect{}
	}
	r := m.win.current()
	if r == nil {
		return effect{}
	}
	m.marks.span = &span{from: *r, base: maps.Clone(m.marks.set)}
	return m.spread()
}

// spread marks from the beginning of the range to the cursor. Where the beginning has left memory, the rows between
// are read.
func (m *Model) spread() effect {
	s, here := m.marks.span, m.win.current()
	if s == nil || here == nil {
		return effect{}
	}
	from := m.win.find(s.from.ID)
	if from < 0 {
		return effect{cmd: m.between(s.from, *here)}
	}
	m.marks.reset(s.base)
	for i := min(from, m.win.cur); i <= max(from, m.win.cur); i++ {
		r := m.win.row(i)
		m.marks.put(r.ID, r.Size)
	}
	return effect{}
}

// selected are the messages that a key acts upon: the marked ones, else the one under the cursor.
func (m *Model) selected() []cache.ID {
	if m.marks.some() {
		ids := make([]cache.ID, 0, len(m.marks.set))
		for i := range m.win.rows { // in the order they are seen
			if id := m.win.rows[i].ID; m.marks.has(id) {
				ids = append(ids, id)
			}
		}
		if len(ids) == len(m.marks.set) {
			return ids
		}
		seen := make(map[cache.ID]bool, len(ids))
		for _, id := range ids {
			seen[id] = true
		}
		for id := range m.marks.set {
			if !seen[id] {
				ids = append(ids, id)
			}
		}
		return ids
	}
	if id := m.Current(); id != 0 {
		return []cache.ID{id}
	}
	return nil
}
