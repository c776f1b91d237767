package inbox

import (
	"strings"
	"testing"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/screen"
)

func TestRowsFillTheirPaneExactly(t *testing.T) {
	for w := 30; w < 160; w++ {
		m := list(t, w, 14, varied())
		exact(t, m)
		press(m, "x", "j", "x", "v", "j")
		m.folds.on = true
		m.win.relay()
		exact(t, m)
		press(m, "/", "a", ":")
		exact(t, m)
	}
}

func TestColumnsStandUnderEachOther(t *testing.T) {
	for _, w := range []int{40, 58, 80, 100} {
		m := list(t, w, 12, varied())
		for i, l := range text(m)[:len(varied())] {
			if c := columnsFor(w); screen.Width(l) != w || !strings.HasSuffix(l, " ") || c.subject < 8 {
				t.Errorf("width %d, line %d: %q", w, i, l)
			}
		}
	}
}

func TestEveryLineChangesOnlyWhenItsRowDoes(t *testing.T) {
	m := list(t, 100, 20, varied())
	before := strings.Split(m.View(), "\n")
	press(m, "j")
	changed := 0
	for i, l := range strings.Split(m.View(), "\n") {
		if l != before[i] {
			changed++
		}
	}
	if changed != 2 {
		t.Errorf("a step of the cursor changed %d lines", changed)
	}
}

func TestEmptyListsSayWhatToPress(t *testing.T) {
	m := list(t, 80, 20, nil)
	for _, c := range []struct {
		do   func()
		want []string
	}{
		{func() {}, []string{"no mail yet", "R visits the mailbox"}},
		{func() { m.Update(worker.Phase{Account: "home", Step: worker.LoggingIn}) }, []string{"logging in", "newest first"}},
		{func() {
			m.Update(worker.Failed{Account: "home", Problem: &worker.Problem{What: "the password was refused"}})
		}, []string{"the password was refused", "R tries again"}},
		{func() { m.Update(worker.Finished{Account: "home"}) }, []string{"nothing in the inbox", "R looks for new mail"}},
		{func() { m.place = 1 }, []string{"no unread mail", "1 goes back"}},
		{func() { m.search.on, m.place = true, -1 }, []string{"nothing matches", "esc goes back"}},
		{func() { m.fault = "disk on fire" }, []string{"could not be read", "disk on fire", "R "}},
	} {
		c.do()
		all := strings.Join(text(m), "\n")
		for _, w := range c.want {
			if !strings.Contains(all, w) {
				t.Errorf("%q is missing in\n%s", w, strings.TrimSpace(all))
			}
		}
		exact(t, m)
	}
}

func TestHitsAreLit(t *testing.T) {
	for _, c := range []struct {
		text, word string
		from, to   int
	}{
		{"The analytical engine", "engine", 15, 21}, {"reengineer", "engine", -1, -1}, {"Café", "cafe", 0, 5}, {"Cafe\u0301 x", "café", 0, 6},
		{"来週の打ち合わせ", "打ち", 9, 15}, {"Straße", "str", 0, 3}, {"", "x", -1, -1}, {"(engine)", "engine", 1, 7}, {"ÉLODIE", "elodie", 0, 7},
	} {
		if from, to := nextHit(c.text, lit([]string{c.word})); from != c.from || to != c.to {
			t.Errorf("%q in %q: %d to %d", c.word, c.text, from, to)
		}
	}
}

func FuzzHits(f *testing.F) {
	f.Add("Café crème", "cafe")
	f.Add("\xff\xfe", "\xff")
	f.Fuzz(func(t *testing.T, text, word string) {
		from, to := nextHit(text, lit([]string{word}))
		if from >= 0 && (to <= from || to > len(text)) {
			t.Errorf("%q in %q: %d to %d", word, text, from, to)
		}
	})
}

func TestStatusCountsMarks(t *testing.T) {
	m := list(t, 80, 20, varied())
	press(m, "x", "x")
	if got := m.Status(); got != "2 marked · 85 kB" {
		t.Errorf("status %q", got)
	}
	press(m, "esc")
	if m.marks.some() {
		t.Error("esc leaves marks")
	}
}

func TestSizesOfPlaces(t *testing.T) {
	for i, p := range places() {
		if _, err := cache.ParseQuery(p.query, noon); err != nil {
			t.Errorf("view %d %s: %v", i+1, p.name, err)
		}
	}
}
