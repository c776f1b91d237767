package inbox

import (
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/ui/screen"
)

// typed gives keys before rows, then the rows, then what the list tells itself, and returns what it asks for.
func typed(m *Model, r rowsMsg, keys ...string) (acts []screen.Action) {
	for _, k := range keys {
		if act := press(m, k); act != nil {
			acts = append(acts, act)
		}
	}
	r.gen = m.gen
	for msg := tea.Msg(r); msg != nil; {
		act, cmd := m.Update(msg)
		msg = nil
		if act != nil {
			acts = append(acts, act)
		}
		if cmd != nil && len(m.ahead.keyed) > 0 {
			msg = aheadMsg{}
		}
	}
	return acts
}

func opens(acts []screen.Action) (ids []cache.ID) {
	for _, a := range acts {
		if o, ok := a.(screen.Open); ok {
			ids = append(ids, o.ID)
		}
	}
	return ids
}

// TestKeysTypedAheadOfRows: keys mean the rows that are about to come, not what is there meanwhile.
func TestKeysTypedAheadOfRows(t *testing.T) {
	top := rowsMsg{kind: topEnd, rows: numbered(20, 60), first: true, last: true}
	for name, c := range map[string]struct {
		before []string
		keys   []string
		rows   rowsMsg
		want   []cache.ID
	}{
		"start":             {nil, []string{"enter"}, top, []cache.ID{20}},
		"start, two down":   {nil, []string{"j", "j", "enter"}, top, []cache.ID{22}},
		"another view":      {[]string{"2"}, []string{"j", "enter"}, top, []cache.ID{21}},
		"the other end":     {[]string{"G"}, []string{"enter"}, rowsMsg{kind: bottomEnd, rows: numbered(20, 60), last: true}, []cache.ID{59}},
		"a search":          {[]string{"/", "e", "enter"}, []string{"enter"}, top, []cache.ID{20}},
		"taken back by esc": {[]string{"G"}, []string{"enter", "esc"}, rowsMsg{kind: bottomEnd, rows: numbered(20, 60), last: true}, nil},
		"never to come":     {[]string{"G"}, []string{"enter"}, rowsMsg{kind: bottomEnd, err: errNoList}, nil},
	} {
		m := list(t, 80, 20, numbered(1, 30))
		m.win.last = false
		if c.before == nil {
			m.fresh()
		}
		press(m, c.before...)
		if got := opens(typed(m, c.rows, c.keys...)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v opens %v, want %v", name, c.keys, got, c.want)
		}
		if len(m.ahead.keyed) > 0 {
			t.Errorf("%s: %d keys are still held", name, len(m.ahead.keyed))
		}
	}
}

// TestKeysThatLeadElsewhereDoNotWait: a view, a search and quitting need no row.
func TestKeysThatLeadElsewhereDoNotWait(t *testing.T) {
	for _, key := range []string{"/", "2", "g", "o", "q", "T"} {
		m := list(t, 80, 20, varied())
		m.fresh()
		if press(m, key); len(m.ahead.keyed) > 0 {
			t.Errorf("%s waits for rows", key)
		}
	}
}

// TestOneKeyAtATime: what a held key leads to is there before the next does its work.
func TestOneKeyAtATime(t *testing.T) {
	m := list(t, 80, 20, varied())
	m.fresh()
	press(m, "d", "d")
	act, _ := m.Update(rowsMsg{gen: m.gen, kind: topEnd, rows: varied(), first: true, last: true})
	first, ok := act.(screen.Remove)
	if !ok || !slices.Equal(first.IDs, []cache.ID{1}) {
		t.Fatalf("the first d asks for %+v", act)
	}
	if act, _ := m.Update(screen.Removing{IDs: first.IDs, Action: first.Action}); act != nil {
		t.Fatalf("within the first d comes %+v", act)
	}
	act, _ = m.Update(aheadMsg{})
	if second, ok := act.(screen.Remove); !ok || !slices.Equal(second.IDs, []cache.ID{2}) {
		t.Fatalf("the second d asks for %+v", act)
	}
}
