package inbox

import "poplin/cache"

// folds says which conversations show their first row only.
type folds struct {
	on     bool           // rows come in conversations at all
	all    bool           // folded unless told otherwise
	except map[int64]bool // conversations that are the other way
}

func (f *folds) folded(thread int64) bool { return f != nil && f.on && f.all != f.except[thread] }

func (f *folds) flip(thread int64) {
	if f.except == nil {
		f.except = map[int64]bool{}
	}
	if f.except[thread] {
		delete(f.except, thread)
	} else {
		f.except[thread] = true
	}
}

// flipAll folds everything, or unfolds everything.
func (f *folds) flipAll() { f.all, f.except = !f.all, nil }

// follows says that row i goes on with the conversation of the row before it.
func (w *window) follows(i int) bool {
	r := &w.rows[i]
	if r.Thread == 0 {
		return false
	}
	if i == 0 {
		return !w.first && r.Depth > 0
	}
	return w.rows[i-1].Thread == r.Thread
}

// hides says that row i has no line of its own.
func (w *window) hides(i int) bool {
	return w.folds.folded(w.rows[i].Thread) && w.follows(i)
}

// run counts the rows of the conversation that begins at row i, as far as they are in memory.
func (w *window) run(i int) int {
	n := 1
	for w.rows[i].Thread != 0 && i+n < len(w.rows) && w.rows[i+n].Thread == w.rows[i].Thread {
		n++
	}
	return n
}

// foldedAt says that row i stands for a conversation of several that is folded.
func (m *Model) foldedAt(i int) bool {
	return m.folds.on && m.folds.folded(m.win.rows[i].Thread) && !m.win.follows(i) && m.win.run(i) > 1
}

// cover is what a folded conversation looks like: its first message, unread or starred as soon as one of them is, and of
// the date of the newest, by which it stands where it stands.
func (w *window) cover(i int) cache.Row {
	r := w.rows[i]
	for _, o := range w.rows[i+1 : i+w.run(i)] {
		r.Flags |= o.Flags & cache.Starred
		r.Flags &= o.Flags | ^cache.Read
		if o.Date.After(r.Date) {
			r.Date = o.Date
		}
	}
	return r
}

// branch says where row i stands among its siblings: 0 it begins a conversation, 1 others of its depth follow, 2 it
// is the last of them.
func (w *window) branch(i int) int {
	r := &w.rows[i]
	if r.Depth == 0 {
		return 0
	}
	for j := i + 1; j < len(w.rows) && w.rows[j].Thread == r.Thread; j++ {
		switch d := w.rows[j].Depth; {
		case d == r.Depth:
			return 1
		case d < r.Depth:
			return 2
		}
	}
	return 2
}
