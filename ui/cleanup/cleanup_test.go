package cleanup

import (
	"context"
	"fmt"
	"image"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/pop3/worker"
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

// written is a plan with a message of each warning, and one without.
func written() *cache.Plan {
	p := &cache.Plan{Action: cache.DeleteAction, Made: noon}
	for i, w := range append(slices.Clone(cache.Warnings), "") {
		it := cache.PlanItem{Message: cache.ID(i + 1), Account: "home", UIDL: fmt.Sprint(i), Size: 1000, Date: noon, From: "Ada <ada@example.org>", Subject: "計算尺をありがとうございます"}
		if w != "" {
			it.Warnings = []cache.Warning{w}
		}
		p.Items = append(p.Items, it)
	}
	return p
}

func played() []worker.Rehearsed {
	of := func(n int) []cache.Listing { return make([]cache.Listing, n) }
	return []worker.Rehearsed{{Account: "home", Before: of(9), Cut: of(9), After: of(4), Verified: 5,
		Refused: []cache.Refusal{{Item: written().Items[0], Reason: "its size is 7 now"}}, Open: []cache.LedgerEntry{{Subject: "x", Reason: "y"}}}}
}

// TestThePlanIsTrimmed holds that what goes is what was left of the plan, and nothing else.
func TestThePlanIsTrimmed(t *testing.T) {
	s := weighedScreen(110, 20)
	press(s, "P")
	s.Update(planMsg{made: written()})
	press(s, "x")                                 // the answered one stays
	s.Update(keepMsg{cache.WarnOpened})           // as do those of people usually opened
	press(s, "!", "G", "x", "x")                  // and the starred; the last is taken out and put back
	s.Update(playedMsg{serial: 0, all: played()}) // of the plan before it was trimmed
	if text := ansi.Strip(s.View()); !strings.Contains(text, "3 messages, 3.0 kB would go, 3 stay") || strings.Contains(text, "rehearsed") {
		t.Errorf("the plan:\n%s", text)
	}
	act, _ := press(s, "a")
	r, ok := act.(screen.Remove)
	if !ok || !slices.Equal(r.IDs, []cache.ID{4, 5, 6}) || r.Action != cache.ArchiveAction || r.NoCopy || len(r.Plan.Items) != 3 || r.Plan.Action != cache.ArchiveAction {
		t.Errorf("%+v", act)
	}
}

// TestKeysWaitForWhatTheyMean types ahead of a weighing: the keys act on what it brings, and on nothing if the group
// they were meant for is not there any more.
func TestKeysWaitForWhatTheyMean(t *testing.T) {
	for _, there := range []bool{true, false} {
		s := weighedScreen(110, 20)
		press(s, "j")
		s.Update(narrowMsg{narrow{age: "1y"}})
		act, _ := press(s, "d")
		if act != nil {
			t.Fatalf("acted on nothing: %+v", act)
		}
		left := groups()
		if !there {
			left = left[2:]
		}
		_, cmd := s.Update(groupsMsg{gen: s.gen, groups: left})
		if len(s.keyed) > 0 || s.group().Key != left[1].Key {
			t.Errorf("the cursor is on %q", s.group().Key)
		}
		if (cmd != nil) != there {
			t.Errorf("the group is there: %v, something was done: %v", there, cmd != nil)
		}
	}
}

func TestSoManyFromHere(t *testing.T) {
	s := weighedScreen(80, 20)
	press(s, "b")
	if act, cmd := press(s, "2", "a"); act != nil || cmd != nil {
		t.Error("acted on what is not read yet")
	}
	act, _ := s.Update(rowsMsg{key: s.inside.key, inside: true, rows: append(rows(), cache.Row{ID: 3})})
	if many, ok := act.(screen.Many); !ok || len(many) != 1 || !reflect.DeepEqual(many[0], screen.Remove{IDs: []cache.ID{1, 2}, Action: cache.ArchiveAction}) {
		t.Errorf("%+v", act)
	}
	press(s, "3")
	if !strings.Contains(s.Status(), "3 from here") {
		t.Errorf("status %q", s.Status())
	}
	if press(s, "esc"); s.inside == nil || s.inside.count != 0 {
		t.Error("esc does not forget the number first")
	}
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
			s.Update(planMsg{made: written()})
			exact(t, s)
			press(s, "x", "j", "!")
			s.Update(playedMsg{serial: s.plan.serial, all: played()})
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
	s.Update(planMsg{made: written()})
	c, ok := first(press(s, "X")).(screen.Confirm)
	if !ok || !strings.Contains(c.Question, "1 have no copy") {
		t.Errorf("%+v", c)
	}
}

func first(a screen.Action, _ tea.Cmd) screen.Action { return a }

func TestEveryAdvertisedKeyDoesSomething(t *testing.T) {
	for _, g := range weighedScreen(110, 8).Keys() {
		for _, b := range g.Keys {
			for _, name := range b.Keys() {
				if !slices.ContainsFunc([]func(*Screen){atGroups, inside, counting, inPlan}, func(enter func(*Screen)) bool { return doesSomething(enter, name) }) {
					t.Errorf("%q (%s) does nothing", name, b.Help().Desc)
				}
			}
		}
	}
}

func atGroups(s *Screen) { press(s, "j", "j", "x", "k", "k") }

func inside(s *Screen) {
	press(s, "enter")
	s.Update(rowsMsg{key: s.inside.key, inside: true, rows: rows()})
}

func counting(s *Screen) {
	inside(s)
	press(s, "2")
}

func inPlan(s *Screen) {
	press(s, "P")
	s.Update(planMsg{made: written()})
}

// doesSomething presses a key in one of the modes of the screen.
func doesSomething(enter func(*Screen), name string) bool {
	s := weighedScreen(110, 8)
	enter(s)
	before := s.View() + s.Status()
	act, cmd := press(s, name)
	return act != nil || cmd != nil || s.View()+s.Status() != before
}

// TestCopies holds that of duplicates the one that stays is shown, and left out of what one key marks.
func TestCopies(t *testing.T) {
	s := weighedScreen(110, 20)
	press(s, "7")
	s.Update(groupsMsg{gen: s.gen, groups: []cache.Group{{Key: "2", Name: "Ada", Subject: "Tea", Messages: 2, Bytes: 4000, Query: cache.CopiesOf(2)}}, total: cache.Counts{Messages: 9, Bytes: 10_000}})
	if text := ansi.Strip(s.View()); !strings.Contains(text, "Tea") || !strings.Contains(text, "you would be left with 6.0 kB") {
		t.Errorf("the group:\n%s", text)
	}
	press(s, "enter")
	s.Update(rowsMsg{gen: s.gen, key: "2", inside: true, rows: []cache.Row{{ID: 1, Size: 2000, Body: cache.Full},
		{ID: 2, Size: 2000, Body: cache.Full, Flags: cache.Starred}, {ID: 3, Size: 2000, Flags: cache.Gone}}})
	text := ansi.Strip(s.View())
	for _, want := range []string{"on the server, whole, never read", "stays, on the server, whole, starred", "only here, headers only"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	exact(t, s)
	act, _ := press(s, "*", "d")
	if !reflect.DeepEqual(act, screen.Remove{IDs: []cache.ID{1, 3}, Action: cache.DeleteAction, Copies: true}) {
		t.Errorf("%+v", act)
	}
	if press(s, "*"); len(s.inside.marked) != 0 { // all that may go was marked
		t.Errorf("marked %v", s.inside.marked)
	}
}

// TestTheHeadShrinks: whatever the width, the present dimension and what is left out can be read.
func TestTheHeadShrinks(t *testing.T) {
	for _, c := range []struct {
		width  int
		by     int
		narrow narrow
		want   string
	}{
		{40, 0, narrow{}, " sender domain list year size type …    "},
		{40, 6, narrow{}, " … domain list year size type duplicate "},
		{40, 3, narrow{age: "1y", plain: true}, " year   older than a year, not starred  "},
		{80, 3, narrow{age: "1y", plain: true}, " Clean up   sender domain list year …   older than a year, not starred   247 MB "},
		{50, 0, narrow{}, " sender domain list year size type duplicate      "},
	} {
		s := weighedScreen(c.width, 20)
		s.by, s.narrow = c.by, c.narrow
		if got := ansi.Strip(s.headLine()); got != c.want {
			t.Errorf("at %d: %q, want %q", c.width, got, c.want)
		}
	}
}

// TestARehearsalIsReadWhole at any width.
func TestARehearsalIsReadWhole(t *testing.T) {
	listed := []cache.Listing{{Size: 9_000_000}, {Size: 1_000}}
	for w := 40; w < 130; w++ {
		s := weighedScreen(w, 24)
		s.plan = &plan{made: written(), played: []worker.Rehearsed{{Account: "home", Before: listed, Cut: listed, After: listed[:1], Verified: 1}}}
		text := strings.Join(strings.Fields(ansi.Strip(strings.Join(s.planSum(), " "))), " ")
		for _, want := range []string{"home holds 2 (9.0 MB)", "after the visit 1 (9.0 MB)", "1 verified gone", "cut before QUIT: still 2 (9.0 MB)"} {
			if !strings.Contains(text, want) {
				t.Errorf("at %d there is no %q in %q", w, want, text)
			}
		}
	}
}
