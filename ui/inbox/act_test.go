package inbox

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/ui/screen"
)

func TestKeysAskForWhatTheySay(t *testing.T) {
	for key, want := range map[string]screen.Action{
		"enter": screen.Open{ID: 1}, "l": screen.Open{ID: 1}, "d": screen.Remove{IDs: []cache.ID{1}, Action: cache.DeleteAction},
		"a": screen.Remove{IDs: []cache.ID{1}, Action: cache.ArchiveAction}, "u": screen.Undo{}, "q": screen.Quit{},
		"!": screen.SetFlags{IDs: []cache.ID{1}, Flag: cache.Starred, On: true}, "r": screen.SetFlags{IDs: []cache.ID{1}, Flag: cache.Read, On: true},
	} {
		if got := press(list(t, 80, 20, varied()), key); !reflect.DeepEqual(got, want) {
			t.Errorf("%s asks for %+v, want %+v", key, got, want)
		}
	}
	for _, key := range []string{"o", "*", "g"} {
		if got, ok := press(list(t, 80, 20, varied()), key).(screen.Choose); !ok || len(got.Choices) < 4 {
			t.Errorf("%s offers %+v", key, got)
		}
	}
	if _, ok := press(list(t, 80, 20, varied()), "t").(screen.Ask); !ok {
		t.Error("t asks for no tag")
	}
}

func TestMarksAreActedUponInTheirOrder(t *testing.T) {
	m := list(t, 80, 20, varied())
	press(m, "j", "j", "x", "k", "k", "k", "x")
	got, ok := press(m, "d").(screen.Remove)
	if !ok || !slices.Equal(got.IDs, []cache.ID{1, 3}) {
		t.Errorf("d on two marks asks for %+v", got)
	}
}

// What was looked for as duplicates and marked goes for being there more than once, so of each a copy stays.
func TestOfDuplicatesACopyStays(t *testing.T) {
	for query, want := range map[string]bool{"is:duplicate": true, "is:duplicate from:ada": true, "from:ada": false, "is:duplicate OR from:ada": false} {
		m := list(t, 80, 20, varied())
		q, err := cache.ParseQuery(query, m.now())
		if err != nil {
			t.Fatal(err)
		}
		m.view.Query = q
		if got, _ := press(m, "j", "x", "j", "x", "d").(screen.Remove); len(got.IDs) != 2 || got.Copies != want {
			t.Errorf("%s: %+v", query, got)
		}
	}
}

func TestRangeFollowsTheCursorBothWays(t *testing.T) {
	m := list(t, 80, 20, varied())
	press(m, "j", "j", "v", "j", "j")
	if len(m.marks.set) != 3 || !m.marks.has(3) || !m.marks.has(5) {
		t.Errorf("marks %v", m.marks.set)
	}
	press(m, "k", "k", "k")
	if len(m.marks.set) != 2 || !m.marks.has(2) || m.marks.has(5) {
		t.Errorf("marks %v", m.marks.set)
	}
	press(m, "v", "j", "j")
	if len(m.marks.set) != 2 {
		t.Errorf("an ended range goes on: %v", m.marks.set)
	}
}

func TestRowsLeaveAtOnceAndStayAway(t *testing.T) {
	m := list(t, 80, 20, varied())
	press(m, "j", "j")
	m.Update(screen.Removing{IDs: []cache.ID{3}, Action: cache.DeleteAction})
	if m.Current() != 4 || m.win.find(3) >= 0 {
		t.Errorf("the cursor is on %d", m.Current())
	}
	m.reads = true
	m.Update(rowsMsg{gen: m.gen, kind: around, rows: varied(), before: 3, first: true, last: true}) // read before the disk knew
	if m.Current() != 4 || m.win.find(3) >= 0 {
		t.Errorf("a removed row came back; the cursor is on %d", m.Current())
	}
	gen := m.gen
	m.Update(screen.Removed{IDs: []cache.ID{3}})
	m.Update(rowsMsg{gen: gen, kind: around, rows: varied(), before: 3, first: true, last: true}) // older than the removal
	if m.win.find(3) >= 0 {
		t.Error("an answer from before the removal was believed")
	}
}

func TestUndoBringsTheCursorBack(t *testing.T) {
	m := list(t, 80, 20, varied())
	press(m, "j", "j", "j")
	m.Update(screen.Removing{IDs: []cache.ID{4}, Action: cache.DeleteAction})
	m.Update(screen.Removed{IDs: []cache.ID{4}})
	press(m, "home")
	_, cmd := m.Update(screen.Restored{IDs: []cache.ID{4}})
	if cmd == nil {
		t.Fatal("nothing is read")
	}
	m.Update(rowsMsg{gen: m.gen, kind: around, rows: varied(), before: 3, first: true, last: true, target: 4, line: 3})
	if m.Current() != 4 || m.win.cur-m.win.top != 3 {
		t.Errorf("the cursor is on %d, line %d", m.Current(), m.win.cur-m.win.top)
	}
}

func TestArchivedStaysWhereArchivedMailIsShown(t *testing.T) {
	m := list(t, 80, 20, varied())
	m.place = 2
	m.Update(screen.Removing{IDs: []cache.ID{1}, Action: cache.ArchiveAction})
	if m.win.find(1) < 0 {
		t.Error("archiving took a row out of a view that shows archived mail")
	}
}

func TestFlagsShowAtOnce(t *testing.T) {
	m := list(t, 80, 20, varied())
	m.Update(screen.Flagged{IDs: []cache.ID{1}, Flag: cache.Read, On: true})
	if m.win.row(0).Flags&cache.Read == 0 {
		t.Error("not read")
	}
	if got := press(m, "r"); !reflect.DeepEqual(got, screen.SetFlags{IDs: []cache.ID{1}, Flag: cache.Read, On: false}) {
		t.Errorf("r on a read message asks for %+v", got)
	}
}

func TestLateAnswersAreDropped(t *testing.T) {
	m := list(t, 80, 20, varied())
	old := m.gen
	press(m, "2")
	m.Update(rowsMsg{gen: old, kind: topEnd, rows: varied()[:1], first: true, last: true})
	if len(m.win.rows) != len(varied()) {
		t.Error("rows of the view before were shown")
	}
}

func TestSearchTypesLiveAndReturns(t *testing.T) {
	m := list(t, 80, 20, varied())
	press(m, "j", "j", "j")
	press(m, "/")
	if !m.Capturing() {
		t.Fatal("/ takes no text")
	}
	gen := m.gen
	press(m, "e")
	if m.gen == gen || !m.search.on || m.place != -1 {
		t.Errorf("a letter searches nothing: on %v, place %d", m.search.on, m.place)
	}
	gen = m.gen
	press(m, "n")
	if m.gen == gen {
		t.Error("the next letter asks nothing new")
	}
	m.Update(rowsMsg{gen: m.gen, kind: topEnd, rows: varied()[4:6], first: true, last: true})
	if m.Current() != 5 {
		t.Errorf("the cursor is on %d", m.Current())
	}
	press(m, "esc")
	if m.Capturing() || m.search.on || m.place != inboxPlace || m.Current() != 4 {
		t.Errorf("esc leads to place %d, message %d", m.place, m.Current())
	}
}

// TestTypingReplacesTheSearch holds that a letter asks at once, whatever is still being looked for, and calls that off;
// and that leaving calls off the last.
func TestTypingReplacesTheSearch(t *testing.T) {
	m := list(t, 80, 20, varied())
	press(m, "/")
	var before context.Context
	for _, letter := range strings.Split("meeting*", "") {
		_, cmd := m.Update(screen.Press(letter))
		if cmd == nil {
			t.Fatalf("%q waits for what was typed before", letter)
		}
		if before != nil && before.Err() == nil {
			t.Errorf("%q leaves the search before it running", letter)
		}
		if before = m.ctx; before.Err() != nil {
			t.Errorf("%q asks nothing", letter)
		}
	}
	press(m, "esc")
	if before.Err() == nil {
		t.Error("a search goes on that was left")
	}
}

func TestSearchKeptByEnterAndLeftByEsc(t *testing.T) {
	m := list(t, 80, 20, varied())
	press(m, "/", "e", "enter")
	if m.Capturing() || !m.search.on {
		t.Error("enter does not keep the results")
	}
	press(m, "x", "esc")
	if m.marks.some() || !m.search.on {
		t.Error("esc clears marks first")
	}
	press(m, "esc")
	if m.search.on || m.listTop() != 0 {
		t.Error("esc does not leave the search")
	}
}

func TestMistakeInASearchKeepsTheRows(t *testing.T) {
	m := list(t, 80, 20, varied())
	press(m, "/", ")", "space", "x")
	if m.search.fault == nil || len(m.win.lines) == 0 {
		t.Errorf("fault %v, %d lines", m.search.fault, len(m.win.lines))
	}
	press(m, "enter")
	if !m.Capturing() {
		t.Error("enter leaves a line that cannot be understood")
	}
}

func TestHalfATermIsAMistakeOnceItIsEntered(t *testing.T) {
	m := list(t, 80, 20, varied())
	press(m, "/", "l", "a", "r", "g", "e", "r", ":", "5", "q")
	if m.search.fault != nil {
		t.Errorf("it is told while it is typed: %v", m.search.fault)
	}
	press(m, "enter")
	if m.search.fault == nil || !m.Capturing() {
		t.Errorf("enter says nothing: fault %v, capturing %v", m.search.fault, m.Capturing())
	}
}

func TestMouse(t *testing.T) {
	m := list(t, 80, 20, varied())
	m.Update(tea.MouseClickMsg{X: 20, Y: 4, Button: tea.MouseLeft})
	if m.Current() != 5 {
		t.Errorf("a click goes to %d", m.Current())
	}
	act, _ := m.Update(tea.MouseClickMsg{X: 20, Y: 4, Button: tea.MouseLeft})
	if act != screen.Action(screen.Open{ID: 5}) {
		t.Errorf("a double click asks for %+v", act)
	}
	m.Update(tea.MouseClickMsg{X: 1, Y: 2, Button: tea.MouseLeft})
	if !m.marks.has(3) {
		t.Error("a click on the gutter marks nothing")
	}
	m = list(t, 80, 4, varied())
	m.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	if m.win.top != 3 {
		t.Errorf("the wheel goes to %d", m.win.top)
	}
}

func TestStepOpensTheNext(t *testing.T) {
	m := list(t, 80, 20, varied())
	if act, _ := m.Update(screen.Step{Delta: 1}); act != screen.Action(screen.Open{ID: 2}) {
		t.Errorf("a step asks for %+v", act)
	}
	if act, _ := m.Update(screen.Step{Delta: -5}); act != screen.Action(screen.Open{ID: 1}) {
		t.Errorf("a step back asks for %+v", act)
	}
	if act, _ := m.Update(screen.Step{Delta: -1}); act != nil {
		t.Errorf("a step beyond the top asks for %+v", act)
	}
}

// Every advertised key does something: it asks for an action, starts a read, or changes the picture.
func TestEveryAdvertisedKeyDoesSomething(t *testing.T) {
	for _, g := range list(t, 80, 20, varied()).Keys() {
		for _, b := range g.Keys {
			for _, name := range b.Keys() {
				m := list(t, 80, 8, varied())
				m.win.rows[0].Flags |= cache.Read
				press(m, "j", "j", "j", "x", "k")
				before, at := m.View()+m.Status(), m.Current()
				act, cmd := m.Update(screen.Press(name))
				if act == nil && cmd == nil && m.View()+m.Status() == before && m.Current() == at {
					t.Errorf("%q (%s) does nothing", name, b.Help().Desc)
				}
				if name == " " {
					t.Errorf("%s has a key that no terminal sends", b.Help().Desc)
				}
			}
		}
	}
}

func TestFirstVisitFillsFromTheTop(t *testing.T) {
	m := list(t, 80, 10, nil)
	press(m, "enter") // on no message: that moves nothing either
	m.Update(rowsMsg{gen: m.gen, kind: topEnd, rows: numbered(5, 30), first: true, last: true})
	m.reads = true
	m.Update(rowsMsg{gen: m.gen, kind: around, rows: numbered(1, 30), before: 4, first: true, last: true})
	if m.Current() != 1 {
		t.Errorf("an untouched cursor is on %d", m.Current())
	}
	press(m, "j")
	m.reads = true
	m.Update(rowsMsg{gen: m.gen, kind: around, rows: append(numbered(100, 104), numbered(1, 30)...), before: 5, first: true, last: true})
	if m.Current() != 2 {
		t.Errorf("a cursor that was moved is on %d", m.Current())
	}
}

// TestKeysWaitForTheirMarks types d ahead of "mark all of this sender": it means all of them, or nothing.
func TestKeysWaitForTheirMarks(t *testing.T) {
	for _, found := range []bool{true, false} {
		m := list(t, 80, 20, varied())
		m.told(likeMsg{by: "sender"})
		if act := press(m, "d"); act != nil {
			t.Fatalf("d did not wait: %+v", act)
		}
		k := markedMsg{gen: m.gen, sizes: map[cache.ID]int64{2: 1, 4: 1}}
		if !found {
			k = markedMsg{gen: m.gen, err: errNoList}
		}
		act, _ := m.Update(k)
		r, ok := act.(screen.Remove)
		if ok != found || ok && !slices.Equal(r.IDs, []cache.ID{2, 4}) {
			t.Errorf("found %v: %+v", found, r)
		}
	}
}
