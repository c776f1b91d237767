package paint

import (
	"strconv"

	"github.com/charmbracelet/x/ansi"
)

// writer turns rows into bytes. It knows where the terminal's cursor is and in which look it writes.
type writer struct {
	b     []byte
	look  look
	y     int // -1: not known
	looks *looks
	erase bool
}

func (w *writer) number(n int)  { w.b = strconv.AppendInt(w.b, int64(n), 10) }
func (w *writer) text(s string) { w.b = append(w.b, s...) }

// wear changes the look.
func (w *writer) wear(k look) {
	w.text(w.looks.step(w.look, k))
	w.look = k
}

// to goes to a cell.
func (w *writer) to(x, y int) {
	switch {
	case x == 0 && w.y >= 0 && y == w.y+1:
		w.text("\r\n")
	case x == 0:
		w.text("\x1b[")
		w.number(y + 1)
		w.text("H")
	default:
		w.text("\x1b[")
		w.number(y + 1)
		w.text(";")
		w.number(x + 1)
		w.text("H")
	}
	w.y = y
}

// column goes to a cell of the same row, by its number: where the terminal took a character for wider or narrower than
// it was taken here, things are in their places again from there on.
func (w *writer) column(x int) {
	w.text("\x1b[")
	w.number(x + 1)
	w.text("G")
}

// leap is the number of cells from which it costs less to go to a column than to write blanks.
const leap = 5

// whole writes a row anew: it is erased in the colour of its ground, and what is not ground is written.
func (w *writer) whole(y int, r row) {
	w.to(0, y)
	ground := w.ground(r)
	if first := r.cells[0].look; w.looks.ground[first] == ground && w.looks.erases(first) {
		w.wear(first)
	} else {
		w.wear(ground)
	}
	w.text("\x1b[K")
	at, drifted := 0, false
	for x := 0; x < len(r.cells); x++ {
		c := r.cells[x]
		if c.text == "" {
			continue
		}
		if c.blank() && c.look == ground {
			n := blanks(r.cells[x:], ground)
			if x+n == len(r.cells) {
				break
			}
			if n < leap && at == x && !(drifted && n > 1) && w.looks.ground[w.look] == ground {
				w.spaces(n)
				at += n
			}
			x += n - 1
			continue
		}
		if at != x {
			w.column(x)
			at, drifted = x, false
		}
		if n := w.void(r.cells[x:]); n > 0 {
			x += n - 1
			continue
		}
		at += w.put(r.cells, x)
		drifted = drifted || r.loose && !oneByte(c.text)
	}
}

// ground is what most of a row is erased to: the look of the blanks at its end if erasing gives that look.
func (w *writer) ground(r row) look {
	if last := r.cells[len(r.cells)-1]; w.erase && last.blank() && w.looks.erases(last.look) {
		return last.look
	}
	return 0
}

// void writes a long run of blanks by erasing them, and returns how many; the cursor stays where it is.
func (w *writer) void(cells []cell) int {
	k := cells[0].look
	n := blanks(cells, k)
	if n < 2*leap || !w.erase && k != 0 || !w.looks.erases(k) {
		return 0
	}
	if w.looks.ground[w.look] != k {
		w.wear(k)
	}
	w.text(ansi.EraseCharacter(n))
	return n
}

func blanks(cells []cell, k look) int {
	n := 0
	for n < len(cells) && cells[n].blank() && cells[n].look == k {
		n++
	}
	return n
}

func (w *writer) spaces(n int) {
	for range n {
		w.b = append(w.b, ' ')
	}
}

// put writes the character at x and returns how many columns it has.
func (w *writer) put(cells []cell, x int) int {
	c := cells[x]
	if !c.blank() || w.looks.ground[w.look] != c.look {
		w.wear(c.look)
	}
	w.text(c.text)
	n := 1
	for x+n < len(cells) && cells[x+n].text == "" {
		n++
	}
	return n
}

// differences writes the cells in which two rows differ. Neither may be loose.
func (w *writer) differences(y int, old, new row) {
	at, done := -1, 0
	for x := range new.cells {
		if x < done || old.cells[x] == new.cells[x] {
			continue
		}
		switch {
		case at < 0:
			w.to(x, y)
		case at == x:
		case x-at < leap && w.same(new.cells[at:x]):
			for ; at < x; at++ {
				w.text(new.cells[at].text)
			}
		default:
			w.column(x)
		}
		if k := new.cells[x].look; w.clears(new.cells[x:], k) {
			w.wear(k)
			w.text("\x1b[K")
			return
		}
		if n := w.void(new.cells[x:]); n > 0 {
			at, done = x, x+n
			continue
		}
		at = x + w.put(new.cells, x)
	}
}

// same says that cells can be written in the look that is on.
func (w *writer) same(cells []cell) bool {
	for _, c := range cells {
		if c.look != w.look && !(c.blank() && w.looks.ground[w.look] == c.look) {
			return false
		}
	}
	return true
}

// clears says that all cells to the end are blanks that erasing gives.
func (w *writer) clears(cells []cell, k look) bool {
	return len(cells) >= leap && (w.erase || k == 0) && w.looks.erases(k) && blanks(cells, k) == len(cells)
}

// change brings a row up to date in whichever way is shorter.
func (w *writer) change(y int, old *row, new row) {
	if old == nil || old.loose || new.loose || len(old.cells) != len(new.cells) {
		w.whole(y, new)
		return
	}
	a, b := *w, *w
	a.b, b.b = nil, nil
	a.differences(y, *old, new)
	if len(a.b) > shortRow {
		b.whole(y, new)
		if len(b.b) < len(a.b) {
			a = b
		}
	}
	a.b = append(w.b, a.b...)
	*w = a
}

// shortRow is a change so small that writing the whole row is not tried.
const shortRow = 24

// scroll moves the rows from top to bottom (inclusive) up by n, or down if n is negative.
func (w *writer) scroll(top, bottom, n int) {
	w.wear(0)
	w.text(ansi.SetTopBottomMargins(top+1, bottom+1))
	if n > 0 {
		w.text(ansi.ScrollUp(n))
	} else {
		w.text(ansi.ScrollDown(-n))
	}
	w.text("\x1b[r")
	w.y = -1
}
