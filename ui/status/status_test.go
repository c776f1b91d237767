package status

import (
	"strings"
	"testing"
	"time"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/screen"
	"poplin/ui/theme"
)

var noon = time.Date(2026, 11, 19, 12, 0, 0, 0, time.UTC)

func heard(events ...worker.Event) *Model {
	m := New([]string{"home"})
	for _, e := range events {
		m.Hear(e, noon)
	}
	return m
}

func tabs() []screen.Tab {
	return []screen.Tab{{Name: "Inbox", Count: 1204}, {Name: "Unread", Count: 38}, {Name: "Starred", Count: 0}, {Name: "Trash", Count: 12}, {Name: "Big", Count: -1, Optional: true}}
}

// What there is no room for is said in fewer words, if there are any.
func TestAToastInFewerWords(t *testing.T) {
	th := theme.New(theme.Choice{Dark: true})
	toast := &Toast{Text: screen.Expiry(30, 12), Short: screen.ExpiryShort(30, 12), Bad: true}
	for w, want := range map[int]string{40: "12 unsaved, kept only 30 days ", 80: "the server erases mail after 30 days; 12 messages are not saved yet "} {
		if f, _ := heard().Footer(th, w, Footer{Toast: toast}, noon); !strings.Contains(ansi.Strip(f), want) {
			t.Errorf("at %d: %q", w, ansi.Strip(f))
		}
	}
	much := &Toast{Text: screen.Expiry(180, 11_214), Short: screen.ExpiryShort(180, 11_214), Bad: true}
	if f, _ := heard().Footer(th, 40, Footer{Toast: much}, noon); !strings.Contains(ansi.Strip(f), "11,214 unsaved, kept only 180 days ") {
		t.Errorf("of a big mailbox: %q", ansi.Strip(f))
	}
}

func TestLinesAreExact(t *testing.T) {
	th := theme.New(theme.Choice{Dark: true})
	busy := heard(worker.Phase{Account: "home", Step: worker.Bodies}, worker.Progress{Account: "home", Step: worker.Bodies, Done: 412, Total: 1203})
	sick := heard(worker.Failed{Account: "home", Problem: &worker.Problem{What: "the server refused the password, or somebody else is using this mailbox just now"}, Next: noon.Add(time.Hour)})
	for w := 30; w < 200; w++ {
		for _, m := range []*Model{busy, sick, heard()} {
			h, spans := m.Header(th, w, "Poplin", tabs(), 0)
			f, hints := m.Footer(th, w, Footer{Left: "3 marked · 1.5 MB", Hints: keys(), Help: bind("help", "?")}, noon)
			toast, _ := m.Footer(th, w, Footer{Toast: &Toast{Text: "3 messages deleted, 1.5 MB", Undo: true}, Hints: keys(), Help: bind("help", "?")}, noon)
			for name, line := range map[string]string{"header": h, "footer": f, "toast": toast} {
				if n := ansi.StringWidth(line); n != w {
					t.Errorf("%s at %d is %d wide: %q", name, w, n, ansi.Strip(line))
				}
			}
			if s := m.Trouble(th, w, noon); s != "" && ansi.StringWidth(s) != w {
				t.Errorf("trouble at %d is %d wide: %q", w, ansi.StringWidth(s), ansi.Strip(s))
			}
			for _, s := range spans {
				if got := ansi.Cut(h, s.From, s.To); !strings.HasPrefix(ansi.Strip(got), tabs()[s.Tab].Name) {
					t.Errorf("at %d tab %d stands at %q", w, s.Tab, ansi.Strip(got))
				}
			}
			for _, s := range hints {
				if got := ansi.Strip(ansi.Cut(f, s.From, s.To)); !strings.HasPrefix(got, s.Key+" ") {
					t.Errorf("at %d the hint of %s stands at %q", w, s.Key, got)
				}
			}
		}
	}
}

func bind(does, name string) key.Binding {
	return key.NewBinding(key.WithKeys(name), key.WithHelp(name, does))
}

func keys() []key.Binding {
	return []key.Binding{bind("delete", "d"), bind("archive", "a"), bind("search", "/"), bind("mark all like this", "*")}
}

func TestHeaderShowsTheVisit(t *testing.T) {
	th := theme.New(theme.Choice{Dark: true})
	m := heard(worker.Phase{Account: "home", Step: worker.Connecting})
	if h, _ := m.Header(th, 100, "Poplin", tabs(), 0); !strings.Contains(ansi.Strip(h), "home ⟳ connecting") {
		t.Errorf("%q", ansi.Strip(h))
	}
	m.Hear(worker.Phase{Account: "home", Step: worker.Bodies}, noon)
	m.Hear(worker.Progress{Account: "home", Step: worker.Bodies, Done: 412, Total: 1203}, noon)
	if h, _ := m.Header(th, 100, "Poplin", tabs(), 0); !strings.Contains(ansi.Strip(h), "home ⟳ 412/1,203 ━━━") || !strings.Contains(ansi.Strip(h), "Inbox 1,204") {
		t.Errorf("%q", ansi.Strip(h))
	}
	if n, ok := m.Portion(); n != 34 || !ok {
		t.Errorf("portion %d %v", n, ok)
	}
	m.Hear(worker.Finished{Account: "home", Outcome: cache.Outcome{}}, noon)
	if h, _ := m.Header(th, 100, "Poplin", tabs(), 0); strings.Contains(ansi.Strip(h), "home") || m.Visiting() {
		t.Errorf("%q", ansi.Strip(h))
	}
}

func TestTroubleSaysWhatAndWhen(t *testing.T) {
	th := theme.New(theme.Choice{Dark: true})
	m := heard(worker.Failed{Account: "home", Problem: &worker.Problem{What: "another program holds the mailbox"}, Next: noon.Add(32 * time.Minute)})
	if s := ansi.Strip(m.Trouble(th, 120, noon)); !strings.Contains(s, "another program holds the mailbox · trying again at 12:32") {
		t.Errorf("%q", s)
	}
	m.Hear(worker.Failed{Account: "home", ID: 7, Problem: &worker.Problem{What: "one body"}}, noon)
	if _, p, _ := m.Problem(); p == nil || p.What == "one body" {
		t.Errorf("a failed fetch is taken for a failed visit: %+v", p)
	}
	m.Hear(worker.Phase{Account: "home", Step: worker.Connecting}, noon)
	if s := m.Trouble(th, 120, noon); s != "" {
		t.Errorf("a new try still says %q", s)
	}
}

// TestNothingIsSaidOfVisitsUntilKnown: before the cache has answered the footer does not say that there was none.
func TestNothingIsSaidOfVisitsUntilKnown(t *testing.T) {
	m := New([]string{"home"})
	if s := m.synced(noon); s != "" {
		t.Errorf("says %q", s)
	}
	m.Visited("home", time.Time{})
	if s := m.synced(noon); s != "not visited yet" {
		t.Errorf("says %q", s)
	}
}

func TestFooterKeepsTheMostUseful(t *testing.T) {
	th := theme.New(theme.Choice{Dark: true})
	m := heard(worker.Finished{Account: "home"})
	f, _ := m.Footer(th, 44, Footer{Hints: keys(), Help: bind("help", "?")}, noon)
	if s := ansi.Strip(f); !strings.Contains(s, "d delete  a archive") || !strings.Contains(s, "? help") {
		t.Errorf("%q", s)
	}
	f, _ = m.Footer(th, 100, Footer{Hints: keys(), Help: bind("help", "?")}, noon.Add(2*time.Minute))
	if s := ansi.Strip(f); !strings.HasSuffix(s, "synced 12:00 ") {
		t.Errorf("%q", s)
	}
}
