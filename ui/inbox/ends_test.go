package inbox

import (
	"testing"

	"poplin/cache"
	"poplin/ui/screen"
)

// restedAtTop is a list on the first of very many rows whose last ones have been read ahead.
func restedAtTop(t *testing.T) *Model {
	m := list(t, 80, 20, numbered(1, 60))
	m.win.last = false
	_, cmd := m.Update(restMsg{m.Current()})
	if cmd == nil || !m.ends.asking[bottomEnd] || m.ends.asking[topEnd] {
		t.Fatalf("a cursor at rest asks for the other end: %+v", m.ends)
	}
	m.Update(endMsg{m.ends.turn, rowsMsg{gen: m.gen, kind: bottomEnd, rows: numbered(1000, 1060), last: true}})
	return m
}

// TestBothEndsAreAtHand: a jump to the other end, and back, is on the screen with the key.
func TestBothEndsAreAtHand(t *testing.T) {
	m := restedAtTop(t)
	for range 2 {
		if press(m, "G"); m.Current() != 1059 || m.adrift() {
			t.Errorf("G leads to %d", m.Current())
		}
		if press(m, "home"); m.Current() != 1 || m.adrift() {
			t.Errorf("home leads to %d", m.Current())
		}
	}
	press(m, "d") // the rows that were lent to the screen are not those that are kept
	press(m, "G", "k")
	if m.Current() != 1058 {
		t.Errorf("k after G leads to %d", m.Current())
	}
}

// TestAChangeForgetsTheEnds: what was read before something changed is not shown as if it were now.
func TestAChangeForgetsTheEnds(t *testing.T) {
	for name, change := range map[string]func(m *Model){
		"the cache": func(m *Model) { m.Update(screen.Changed{}) },
		"a flag":    func(m *Model) { m.Update(screen.Flagged{IDs: []cache.ID{1030}, Flag: cache.Read, On: true}) },
		"a removal": func(m *Model) { m.Update(screen.Removing{IDs: []cache.ID{1059}}) },
		"the order": func(m *Model) { m.Update(sortMsg{by: cache.BySize}) },
		"an older answer": func(m *Model) {
			old := endMsg{m.ends.turn, rowsMsg{gen: m.gen, kind: bottomEnd, rows: numbered(1000, 1060), last: true}}
			m.Update(screen.Changed{})
			m.Update(old)
		},
	} {
		m := restedAtTop(t)
		change(m)
		if press(m, "G"); m.Current() == 1059 {
			t.Errorf("%s changed, and G shows what was there before", name)
		}
	}
}

// TestASearchIsNotReadToItsEnd: its last hits may take long to find.
func TestASearchIsNotReadToItsEnd(t *testing.T) {
	m := list(t, 80, 20, numbered(1, 60))
	m.win.last, m.search.on = false, true
	if m.Update(restMsg{m.Current()}); m.ends.asking[bottomEnd] {
		t.Error("the end of a search is read ahead")
	}
}
