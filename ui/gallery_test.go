package ui

import (
	"flag"
	"fmt"
	"image"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/theme"
)

var update = flag.Bool("update", false, "paint the gallery anew")

// picture is one state of the reader, and how to get there.
type picture struct {
	name    string
	visited bool
	play    func(s *stage)
	styled  bool // also with its styles, in every look
}

func pictures() []picture {
	return []picture{
		{"list", true, func(s *stage) { s.press("j") }, true},
		{"marked", true, func(s *stage) { s.press("x", "j", "v", "j", "j") }, true},
		{"reading", true, func(s *stage) { s.press("enter"); s.shows("the notes", "Unread 7") }, true},
		{"deleted", true, func(s *stage) {
			s.press("d")
			s.until("counted", func() bool { return len(s.m.writes.removed) == 1 && !strings.Contains(s.text(), "Inbox 11") })
		}, false},
		{"conversations", true, func(s *stage) { s.press("T") }, false},
		{"trash", true, func(s *stage) {
			s.press("d", "5")
			s.until("the trash", func() bool { return s.m.inbox.Current() != 0 && s.m.inbox.Title() == "Trash" })
			s.shows("Trash 1")
		}, false},
		{"mistake", true, func(s *stage) { s.press("/", "f", "r", "o", "n", ":", "a", "space", "x") }, false},
		{"never-visited", false, func(s *stage) { s.m.status.Visited("home", time.Time{}) }, false},
		{"first-visit", false, func(s *stage) { s.hear(worker.Phase{Account: "home", Step: worker.Listing}) }, false},
		{"visiting", true, func(s *stage) {
			s.hear(worker.Phase{Account: "home", Step: worker.Bodies}, worker.Progress{Account: "home", Step: worker.Bodies, Done: 412, Total: 1203})
		}, false},
		{"trouble", true, func(s *stage) {
			s.hear(worker.Failed{Account: "home", Problem: &worker.Problem{What: "another program holds the mailbox"}, Next: noon.Add(32 * time.Minute)})
		}, true},
		{"help", true, func(s *stage) { s.press("?") }, true},
		{"palette", true, func(s *stage) { s.press("ctrl+p", "m", "a", "r", "k") }, true},
		{"sort", true, func(s *stage) { s.press("o") }, false},
		{"like", true, func(s *stage) { s.press("*") }, false},
		{"views", true, func(s *stage) { s.press("g") }, false},
		{"tag", true, func(s *stage) { s.press("t", "w", "o") }, false},
		{"log", true, func(s *stage) {
			s.press("L")
			s.until("the log", func() bool { return strings.Contains(s.text(), "ready") || s.m.size.Y < 20 })
		}, false},
		{"ledger", true, func(s *stage) { s.press("d", "D") }, false},
		{"cleanup", true, func(s *stage) {
			s.press("c")
			s.until("groups", func() bool { return s.m.cleanup.Loaded() })
			s.press("x", "j")
		}, true},
		{"cleanup-plan", true, func(s *stage) {
			s.press("c")
			s.until("groups", func() bool { return s.m.cleanup.Loaded() })
			s.press("*", "P")
		}, false},
		{"cleanup-inside", true, func(s *stage) {
			s.press("c")
			s.until("groups", func() bool { return s.m.cleanup.Loaded() })
			s.press("2")
			s.until("groups by domain", func() bool { return s.m.cleanup.Loaded() })
			s.press("enter")
		}, false},
		{"unsubscribe", true, func(s *stage) { s.offer(deals(true)) }, false},
		{"unsubscribe-question", true, func(s *stage) {
			s.offer(deals(false))
			s.press("1")
		}, false},
		{"empty-view", true, func(s *stage) {
			s.press("7")
			s.shows("1 of 1 ")
		}, false},
	}
}

// frame is one size and look of a picture.
type frame struct {
	size   image.Point
	look   string
	styled bool
}

func (f frame) String() string {
	kind := "plain"
	if f.styled {
		kind = "styled"
	}
	return fmt.Sprintf("%dx%d %s %s", f.size.X, f.size.Y, f.look, kind)
}

func looks() map[string]theme.Choice {
	return map[string]theme.Choice{
		"dark": {Dark: true}, "light": {}, "16-colour": {Dark: true, Basic: true}, "no-colour": {NoColor: true}, "ascii": {Dark: true, ASCII: true},
	}
}

// frames are those of a picture: the cells in every size, with and without glyphs, and some of them with their styles.
func (p picture) frames() []frame {
	var out []frame
	for _, size := range []image.Point{{80, 24}, {100, 30}, {140, 45}, {40, 12}} {
		out = append(out, frame{size, "dark", false}, frame{size, "ascii", false})
	}
	if p.styled {
		for _, look := range slices.Sorted(maps.Keys(looks())) {
			out = append(out, frame{image.Pt(100, 30), look, true})
		}
	}
	return out
}

func TestGallery(t *testing.T) {
	dir := filepath.Join("testdata", "gallery")
	known := map[string]bool{}
	for _, p := range pictures() {
		path := filepath.Join(dir, p.name+".txt")
		known[path] = true
		t.Run(p.name, func(t *testing.T) { hang(t, p, path) })
	}
	found, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		if !known[path] {
			t.Errorf("%s is a picture of nothing", path)
		}
	}
}

// hang compares all frames of a picture with the ones that hang in the gallery, or hangs them anew.
func hang(t *testing.T, p picture, path string) {
	want := map[string]string{}
	if data, err := os.ReadFile(path); err == nil {
		for _, part := range strings.Split("\n"+string(data), "\n=== ")[1:] {
			name, body, _ := strings.Cut(part, "\n")
			want[name] = strings.TrimSuffix(body, "\n")
		}
	}
	var painted strings.Builder
	for _, f := range p.frames() {
		got := drawn(t, p, f, want[f.String()])
		fmt.Fprintf(&painted, "=== %s\n%s\n", f, got)
		if w, ok := want[f.String()]; !*update && (!ok || w != got) {
			t.Errorf("%s is another picture now (go test ./ui -run TestGallery -update paints it anew):\n%s", f, got)
		}
		delete(want, f.String())
	}
	for name := range want {
		if !*update {
			t.Errorf("%s: a frame of nothing: %s", path, name)
		}
	}
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(painted.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// paint plays a picture until it looks as wanted, or for as long as it still changes.
func drawn(t *testing.T, p picture, f frame, want string) string {
	t.Helper()
	var c *cache.Cache
	if !p.visited {
		c = emptyCache(t)
	} else {
		c = mailbox(t)
	}
	s := newStage(t, c, f.size, looks()[f.look])
	if p.visited {
		s.until("the list", func() bool { return s.m.inbox.Status() == "1 of 11" })
	}
	p.play(s)
	look := func() string {
		if f.styled {
			return s.m.View().Content
		}
		return strings.Join(trimmed(s.text()), "\n")
	}
	if f.look == "ascii" && !ascii(s.m.View().Content) {
		t.Errorf("%s holds more than ASCII", f)
	}
	if *update {
		s.rest(400 * time.Millisecond)
		return look()
	}
	for end := time.Now().Add(20 * time.Second); look() != want && time.Now().Before(end); {
		s.rest(5 * time.Millisecond)
	}
	return look()
}

func trimmed(s string) []string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines
}
