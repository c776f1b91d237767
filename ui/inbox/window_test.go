package inbox

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"poplin/cache"
)

func numbered(from, to int) []cache.Row {
	var rows []cache.Row
	for i := from; i < to; i++ {
		rows = append(rows, cache.Row{ID: cache.ID(i)})
	}
	return rows
}

func standing(n, height, cur int) *window {
	w := &window{height: height}
	w.set(numbered(1, n+1), true, true, cur, 0)
	return w
}

func at(t *testing.T, w *window, id cache.ID, line int) {
	t.Helper()
	if r := w.current(); r == nil || r.ID != id || w.cur-w.top != line {
		t.Errorf("the cursor is on %+v, line %d; want message %d on line %d", w.current(), w.cur-w.top, id, line)
	}
}

func TestMoveKeepsAMarginAndOwesWhatIsNotRead(t *testing.T) {
	w := standing(100, 10, 0)
	if owed := w.move(8); owed != 0 {
		t.Errorf("owed %d", owed)
	}
	at(t, w, 9, 7)
	w.move(200)
	at(t, w, 100, 9)
	w.last = false
	if owed := w.move(5); owed != 5 {
		t.Errorf("owed %d, want 5", owed)
	}
	w.move(-99)
	at(t, w, 1, 0)
	w.first = false
	if owed := w.move(-3); owed != -3 {
		t.Errorf("owed %d, want -3", owed)
	}
}

func TestGrowAboveHoldsTheLine(t *testing.T) {
	w := &window{height: 10}
	w.set(numbered(50, 90), false, true, 5, 0)
	at(t, w, 55, 5)
	w.grow(numbered(20, 50), true, false)
	at(t, w, 55, 5)
	w.grow(numbered(90, 95), false, true)
	at(t, w, 55, 5)
	if !w.last || w.first || len(w.rows) != 75 {
		t.Errorf("first %v, last %v, %d rows", w.first, w.last, len(w.rows))
	}
}

func TestDropGivesTheCursorToTheNext(t *testing.T) {
	w := standing(20, 10, 5)
	at(t, w, 6, 5)
	w.drop(func(id cache.ID) bool { return id == 6 || id == 7 })
	at(t, w, 8, 5)
	w.move(99)
	w.drop(func(id cache.ID) bool { return id == 20 })
	at(t, w, 19, 9)
	w.drop(func(cache.ID) bool { return true })
	if w.current() != nil {
		t.Errorf("something is left: %+v", w.current())
	}
}

func TestRereadHoldsTheMessage(t *testing.T) {
	w := standing(40, 10, 0)
	w.move(20)
	id, line := w.anchor()
	w.reread(append(numbered(100, 103), numbered(1, 41)...), 23, true, true) // three new ones above
	at(t, w, id, line)
	rows := slices.DeleteFunc(slices.Clone(w.rows), func(r cache.Row) bool { return r.ID == id })
	w.reread(rows, 23, true, true) // its message left
	at(t, w, id+1, line)
}

func TestRereadShowsNewMailAtTheTop(t *testing.T) {
	w := standing(40, 10, 0)
	w.reread(append(numbered(100, 103), numbered(1, 41)...), 3, true, true)
	at(t, w, 1, 3)
	if w.top != 0 {
		t.Errorf("the screen begins at %d", w.top)
	}
}

func TestFoldedConversationIsOneLine(t *testing.T) {
	rows := []cache.Row{{ID: 1, Thread: 7}, {ID: 2, Thread: 7, Depth: 1}, {ID: 3, Thread: 7, Depth: 1}, {ID: 4, Thread: 8}}
	w := &window{height: 10, folds: &folds{on: true}}
	w.set(rows, true, true, 2, 0)
	if got := []int{w.branch(0), w.branch(1), w.branch(2), w.branch(3)}; !slices.Equal(got, []int{0, 1, 2, 0}) {
		t.Errorf("branches %v", got)
	}
	w.folds.flip(7)
	w.relay()
	w.settle()
	if len(w.lines) != 2 || w.run(0) != 3 {
		t.Errorf("%d lines, run of %d", len(w.lines), w.run(0))
	}
}

// TestAFoldedConversationShowsWhatIsNew in it: mail that nobody has read must not be hidden by a fold.
func TestAFoldedConversationShowsWhatIsNew(t *testing.T) {
	day := func(d int) time.Time { return noon.AddDate(0, 0, d) }
	w := &window{height: 10, folds: &folds{on: true, all: true}}
	w.set([]cache.Row{
		{ID: 1, Thread: 7, Date: day(-9), Flags: cache.Read | cache.Bulk},
		{ID: 2, Thread: 7, Depth: 1, Date: day(-1), Flags: cache.Starred | cache.Read},
		{ID: 3, Thread: 7, Depth: 1, Date: day(-2)},
		{ID: 4, Thread: 8, Date: day(-10), Flags: cache.Read},
		{ID: 5, Thread: 8, Depth: 1, Date: day(-11), Flags: cache.Read},
	}, true, true, 4, 0)
	if r := w.cover(0); r.ID != 1 || r.Flags != cache.Bulk|cache.Starred || !r.Date.Equal(day(-1)) {
		t.Errorf("%+v", r)
	}
	if r := w.cover(3); r.Flags != cache.Read || !r.Date.Equal(day(-10)) {
		t.Errorf("%+v", r)
	}
	if r := w.rows[0]; r.Flags != cache.Read|cache.Bulk {
		t.Errorf("the message itself has changed: %+v", r)
	}
	rows := varied()
	rows[5].Flags = 0 // the answer
	m := list(t, 100, 20, rows)
	m.folds.on, m.folds.all = true, true
	m.win.relay()
	if l := text(m)[4]; !strings.Contains(l, "●▸ Ada Lovelace (2)") {
		t.Errorf("%q", l)
	}
}

// Whatever happens, the cursor is on the screen, the screen is within the rows, and a cursor whose message stays
// stays on it.
func TestWindowInvariants(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	w := standing(50, 10, 0)
	next := 1000
	for range 20000 {
		held, _ := w.anchor()
		kept := true
		switch r.IntN(9) {
		case 8:
			w.day = nil
			if r.IntN(2) == 0 {
				w.day = func(row *cache.Row) int { return int(row.ID) / 7 }
			}
			id, line := w.anchor()
			w.relay()
			w.hold(id, line)
		case 0:
			w.move(r.IntN(40) - 20)
			held, _ = w.anchor()
		case 1:
			w.scroll(r.IntN(20) - 10)
			held, _ = w.anchor()
		case 2:
			w.resize(1 + r.IntN(30))
		case 3:
			w.grow(numbered(next, next+5), r.IntN(2) == 0, true)
			next += 5
		case 4:
			gone := cache.ID(r.IntN(next))
			kept = gone != held
			w.drop(func(id cache.ID) bool { return id == gone })
		case 5:
			w.trim(60)
		case 6:
			rows := slices.Insert(slices.Clone(w.rows), r.IntN(len(w.rows)+1), numbered(next, next+2)...)
			next += 2
			w.reread(rows, 0, true, true)
		case 7:
			w.set(numbered(next, next+50), true, true, r.IntN(60), r.IntN(60))
			next += 50
			held, _ = w.anchor()
		}
		check(t, w, held, kept)
	}
}

func check(t *testing.T, w *window, held cache.ID, kept bool) {
	t.Helper()
	if len(w.lines) == 0 {
		return
	}
	if w.cur < w.top || w.cur >= w.top+w.height || w.top < 0 || w.top > max(0, len(w.lines)-w.height) {
		t.Fatalf("cursor %d, screen from %d of %d lines in %d rows", w.cur, w.top, w.height, len(w.lines))
	}
	if isHeading(w.lines[w.cur]) {
		t.Fatal("the cursor is on a day")
	}
	if id, _ := w.anchor(); kept && held != 0 && id != held {
		t.Fatalf("the cursor left message %d for %d", held, id)
	}
}

func TestDaysHaveLinesOfTheirOwn(t *testing.T) {
	w := &window{height: 10}
	w.day = func(row *cache.Row) int { return int(row.ID) / 4 }
	w.set(numbered(1, 10), true, true, 0, 0)
	if want := []int{^0, 0, 1, 2, ^3, 3, 4, 5, 6, ^7, 7, 8}; !slices.Equal(w.lines, want) {
		t.Fatalf("%v", w.lines)
	}
	var seen []cache.ID
	for range 12 {
		seen = append(seen, w.current().ID)
		w.move(1)
	}
	for range 12 {
		w.move(-1)
	}
	if want := []cache.ID{1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9}; !slices.Equal(seen, want) {
		t.Errorf("down: %v", seen)
	}
	if w.current().ID != 1 || w.top != 0 {
		t.Errorf("up: at %d, screen from %d", w.current().ID, w.top)
	}
}
