package cleanup

import (
	"context"
	"image"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/ui/screen"
	"poplin/ui/theme"
)

var noon = time.Date(2026, 11, 19, 12, 0, 0, 0, time.UTC)

func groups() []cache.Group {
	return []cache.Group{
		{Key: "no-reply@shop.example", Name: "Shop of Things", Messages: 212, Unread: 208, Bytes: 128_000_000, Subject: "Your order has shipped"},
		{Key: "photos@aunt.example", Messages: 31, Unread: 1, Bytes: 84_000_000, Subject: "来週の打ち合わせについて、資料をお送りします"},
		{Key: "deals@daily.example", Name: "Daily Deals", Messages: 540, Unread: 540, Bytes: 35_000_000, Subject: "We miss you"},
		{Key: "", Messages: 1, Bytes: 900},
	}
}

func rows() []cache.Row {
	return []cache.Row{
		{ID: 1, Subject: "Your order has shipped", Size: 28_000_000, From: message.Address{Name: "Shop of Things"}, Date: noon},
		{ID: 2, Subject: "計算尺をありがとうございます", Size: 2_000, From: message.Address{Addr: "a@b.example"}, Date: noon.Add(-50 * 24 * time.Hour), Flags: cache.Read},
	}
}

// weighed is the screen with groups on it.
func weighedScreen(w, h int) *Screen {
	s := New(&screen.Env{Ctx: context.Background(), Theme: theme.New(theme.Choice{Dark: true}), Now: func() time.Time { return noon }})
	s.SetSize(image.Pt(w, h))
	s.Update(groupsMsg{groups: groups(), total: cache.Counts{Messages: 784, Bytes: 247_000_900}})
	s.Update(rowsMsg{key: groups()[0].Key, rows: rows()})
	return s
}

func press(s *Screen, names ...string) (act screen.Action, cmd tea.Cmd) {
	for _, n := range names {
		act, cmd = s.Update(screen.Press(n))
	}
	return act, cmd
}

func exact(t *testing.T, s *Screen) {
	t.Helper()
	lines := strings.Split(s.View(), "\n")
	if len(lines) != s.size.Y {
		t.Errorf("%v: %d lines", s.size, len(lines))
	}
	for i, l := range lines {
		if n := ansi.StringWidth(l); n != s.size.X {
			t.Errorf("%v: line %d is %d wide: %q", s.size, i, n, ansi.Strip(l))
		}
	}
}

func TestEveryModeFillsItsPaneExactly(t *testing.T) {
	for w := 30; w < 180; w++ {
		for _, h := range []int{6, 10, 20} {
			s := weighedScreen(w, h)
			exact(t, s)
			press(s, "x", "j", "x")
			exact(t, s)
			press(s, "P")
			s.Update(planMsg{report: cache.Removal{Messages: 243, Bytes: 212_000_000, Unread: 209, Starred: 1, NoCopy: 3, Local: 2}})
			exact(t, s)
			press(s, "q", "enter")
			s.Update(rowsMsg{key: s.inside.key, inside: true, rows: rows()})
			exact(t, s)
		}
	}
}

func TestSumsSayWhatIsLeft(t *testing.T) {
	s := weighedScreen(110, 20)
	press(s, "x", "j", "x")
	text := ansi.Strip(s.View())
	for _, w := range []string{"2 groups marked: 752 messages, 163 MB, 748 never read", "you would be left with 84 MB", "read   1%"} {
		if !strings.Contains(text, w) {
			t.Errorf("%q is missing in\n%s", w, text)
		}
	}
}

func TestGroupsLeaveAtOnce(t *testing.T) {
	s := weighedScreen(110, 20)
	act, _ := s.Update(idsMsg{keys: []string{"no-reply@shop.example"}, ids: []cache.ID{1, 2}, action: cache.DeleteAction})
	if !reflect.DeepEqual(act, screen.Remove{IDs: []cache.ID{1, 2}, Action: cache.DeleteAction}) {
		t.Errorf("%+v", act)
	}
	if len(s.groups) != 3 || s.total.Messages != 572 {
		t.Errorf("%d groups, %d messages", len(s.groups), s.total.Messages)
	}
	s.weighs = true
	s.Update(groupsMsg{groups: groups()}) // weighed before the disk knew
	if len(s.groups) != 3 {
		t.Error("a group that was removed came back")
	}
	s.Update(screen.Restored{})
	s.Update(groupsMsg{gen: s.gen, groups: groups()})
	if len(s.groups) != 4 {
		t.Error("undo brings no group back")
	}
}

func TestNothingGoesOnTheStrengthOfOldGroups(t *testing.T) {
	s := weighedScreen(110, 20)
	gen := s.gen
	press(s, "right")
	act, _ := s.Update(idsMsg{gen: gen, keys: []string{"x"}, ids: []cache.ID{1}})
	if n, ok := act.(screen.Notice); !ok || !n.Bad {
		t.Errorf("%+v", act)
	}
}

func TestThrowingAwayUnreadAsksFirst(t *testing.T) {
	s := weighedScreen(110, 20)
	press(s, "P")
	if act, _ := press(s, "X"); act != nil {
		t.Errorf("with nothing to ask about: %+v", act)
	}
	s.Update(planMsg{report: cache.Removal{Messages: 212, NoCopy: 12}})
	c, ok := first(press(s, "X")).(screen.Confirm)
	if !ok || !strings.Contains(c.Question, "12 have no copy") {
		t.Errorf("%+v", c)
	}
}

func first(a screen.Action, _ tea.Cmd) screen.Action { return a }

func TestEveryAdvertisedKeyDoesSomething(t *testing.T) {
	for _, g := range weighedScreen(110, 8).Keys() {
		for _, b := range g.Keys {
			for _, name := range b.Keys() {
				s := weighedScreen(110, 8)
				press(s, "j", "j", "x", "k", "k")
				before := s.View() + s.Status()
				if act, cmd := press(s, name); act == nil && cmd == nil && s.View()+s.Status() == before {
					t.Errorf("%q (%s) does nothing", name, b.Help().Desc)
				}
			}
		}
	}
}
