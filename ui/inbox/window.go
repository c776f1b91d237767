package inbox

import (
	"slices"

	"poplin/cache"
)

// window is the part of a view that is in memory: a contiguous run of its rows, the lines they make on the screen, and
// the cursor. It knows neither the disk nor the terminal. The cursor holds a message, not a line: whatever arrives or
// leaves, it stays on its message, and on its line of the screen as far as that can be.
type window struct {
	rows        []cache.Row // in view order
	lines       []int       // indexes into rows, one a line; folded replies have none, a day's name has one of its own
	first, last bool        // rows begin, end where the view does
	cur, top    int         // indexes into lines: the cursor; the first line on the screen
	height      int         // lines on the screen
	folds       *folds
	day         func(*cache.Row) int // of what day a row is; nil: not grouped
}

// margin is how many lines stay between the cursor and the edge of the screen while there is more to see.
func (w *window) margin() int { return min(2, (w.height-1)/2) }

// row is the row of a line.
func (w *window) row(line int) *cache.Row { return &w.rows[rowOf(w.lines[line])] }

// current is the row under the cursor, nil when there is none.
func (w *window) current() *cache.Row {
	if w.cur < 0 || w.cur >= len(w.lines) {
		return nil
	}
	return w.row(w.cur)
}

// set replaces all rows; the cursor goes to line cur, the screen begins at line top.
func (w *window) set(rows []cache.Row, first, last bool, cur, top int) {
	w.rows, w.first, w.last = rows, first, last
	w.relay()
	w.cur, w.top = cur, top
	w.settle()
}

// relay makes the lines anew.
func (w *window) relay() {
	w.lines = w.lines[:0]
	for i := range w.rows {
		if w.hides(i) {
			continue
		}
		if w.heads(i) {
			w.lines = append(w.lines, ^i)
		}
		w.lines = append(w.lines, i)
	}
}

// settle brings cursor and screen back within bounds.
func (w *window) settle() {
	w.cur = max(0, min(w.cur, len(w.lines)-1))
	w.pass(1)
	m := w.margin()
	w.top = min(w.top, w.cur-m)
	w.top = max(w.top, w.cur+m-w.height+1)
	w.top = max(0, min(w.top, len(w.lines)-w.height))
	if w.cur >= w.top+w.height { // at the very end there is no margin to keep
		w.top = w.cur - w.height + 1
	}
}

// resize sets the number of lines on the screen, the cursor's line staying visible.
func (w *window) resize(height int) {
	w.height = max(height, 1)
	w.settle()
}

// move moves the cursor by delta lines and returns how much of it is owed: the view goes on where memory ends.
func (w *window) move(delta int) (owed int) {
	to := w.cur + delta
	switch {
	case to < 0:
		if !w.first {
			owed = to
		}
		to = 0
	case to >= len(w.lines):
		if !w.last {
			owed = to - len(w.lines) + 1
		}
		to = max(len(w.lines)-1, 0)
	}
	w.cur = to
	w.pass(delta)
	w.settle()
	return owed
}

// scroll moves the screen by delta lines; the cursor comes along when it would leave it.
func (w *window) scroll(delta int) {
	m := w.margin()
	w.top = max(0, min(w.top+delta, len(w.lines)-w.height))
	low, high := w.top, w.top+w.height-1
	if w.top > 0 {
		low += m
	}
	if w.top+w.height < len(w.lines) {
		high -= m
	}
	w.cur = max(low, min(w.cur, high))
	w.settle()
}

// find returns the line of a message, -1 when it has none.
func (w *window) find(id cache.ID) int {
	return slices.IndexFunc(w.lines, func(i int) bool { return !isHeading(i) && w.rows[i].ID == id })
}

// grow adds rows behind (or, with above, before) those in memory. end: there are no more on that side.
func (w *window) grow(rows []cache.Row, above, end bool) {
	id, line := w.anchor()
	if above {
		w.rows = append(slices.Clip(rows), w.rows...)
		w.first = end
	} else {
		w.rows = append(w.rows, rows...)
		w.last = end
	}
	w.relay()
	w.hold(id, line)
}

// anchor is what hold brings back: the cursor's message, and on which line of the screen it is.
func (w *window) anchor() (cache.ID, int) {
	if r := w.current(); r != nil {
		return r.ID, w.cur - w.top
	}
	return 0, 0
}

// hold puts the cursor back on a message and that on its line of the screen.
func (w *window) hold(id cache.ID, line int) {
	if at := w.find(id); at >= 0 {
		w.cur, w.top = at, at-line
	}
	w.settle()
}

// drop takes rows out. A cursor that stood on one of them goes to the next that stays, else to the one before.
func (w *window) drop(gone func(cache.ID) bool) {
	id, line := w.anchor()
	if id != 0 && gone(id) {
		id = w.heir(gone)
	}
	w.rows = slices.DeleteFunc(w.rows, func(r cache.Row) bool { return gone(r.ID) })
	w.relay()
	w.hold(id, line)
}

// heir is the message that gets the cursor when its own goes.
func (w *window) heir(gone func(cache.ID) bool) cache.ID {
	for i := w.cur + 1; i < len(w.lines); i++ {
		if id := w.row(i).ID; !gone(id) {
			return id
		}
	}
	for i := w.cur - 1; i >= 0; i-- {
		if id := w.row(i).ID; !gone(id) {
			return id
		}
	}
	return 0
}

// reread replaces all rows by those read anew around the cursor. before counts those that precede the cursor's old
// place: when its message is gone, the cursor goes to the first that follows. A screen that showed the top of the view
// goes on showing it as long as the cursor is on it, so that new mail is seen to arrive.
func (w *window) reread(rows []cache.Row, before int, first, last bool) {
	id, line := w.anchor()
	pinned := w.first && w.top == 0
	w.rows, w.first, w.last = rows, first, last
	w.relay()
	at := w.find(id)
	if at < 0 {
		at = w.lineOf(before)
	}
	w.cur, w.top = at, at-line
	if pinned && first && at < w.height {
		w.top = 0
	}
	w.settle()
}

// trim forgets rows far from the screen, so that memory does not grow with the way gone.
func (w *window) trim(most int) {
	if len(w.rows) <= most || len(w.lines) == 0 {
		return
	}
	id, line := w.anchor()
	from := max(0, rowOf(w.lines[w.cur])-most/2)
	to := min(len(w.rows), from+most)
	if from > 0 {
		w.first = false
	}
	if to < len(w.rows) {
		w.last = false
	}
	w.rows = slices.Clone(w.rows[from:to])
	w.relay()
	w.hold(id, line)
}

// lacks says on which side more rows should be read, for a screen that has reach lines to spare on both sides.
func (w *window) lacks(reach int) (above, below bool) {
	above = !w.first && w.top < reach
	below = !w.last && w.top+w.height+reach > len(w.lines)
	return above, below
}
