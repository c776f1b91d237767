package reader

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"poplin/cache"
	"poplin/pop3/maildrop"
	"poplin/ui/screen"
	"poplin/ui/theme"
)

var testNow = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// bench is a reader over a real cache file, driven without a program: commands run at once, one after the other.
type bench struct {
	testing.TB
	*Screen
	ids     map[string]cache.ID // by UIDL
	actions []screen.Action
	opened  []string // targets given to the desktop
	clip    string
	later   []tea.Msg // alarms that have not rung
}

// newBench fills a cache with messages and puts a reader of that size before it.
func newBench(t testing.TB, size image.Point, choice theme.Choice, ms ...maildrop.Message) *bench {
	t.Helper()
	c, ids := fill(t, t.TempDir(), ms)
	t.Cleanup(func() { c.Close() })
	return benchOn(t, size, choice, c, ids)
}

func benchOn(t testing.TB, size image.Point, choice theme.Choice, c *cache.Cache, ids map[string]cache.ID) *bench {
	env := &screen.Env{Ctx: t.Context(), Theme: theme.New(choice), Cache: c, Now: func() time.Time { return testNow },
		Accounts: map[cache.AccountID]string{1: "home"}, Own: map[string][]string{"home": {maildrop.SampleDomain}}, SaveDir: t.TempDir()}
	b := &bench{TB: t, Screen: New(env), ids: ids}
	b.reach = reach{
		open:  func(_ context.Context, to string) error { b.opened = append(b.opened, to); return nil },
		list:  directories,
		home:  func() (string, error) { return "", errors.New("no home") },
		after: func(_ time.Duration, msg tea.Msg) tea.Cmd { b.later = append(b.later, msg); return nil },
	}
	b.SetSize(size)
	b.SetFocus(true)
	return b
}

// sample is a reader over the demo's mailbox.
func sample(t testing.TB, size image.Point) *bench {
	return sampleIn(t, size, theme.Choice{Dark: true})
}

func sampleIn(t testing.TB, size image.Point, choice theme.Choice) *bench {
	t.Helper()
	demo.Do(func() { demo.cache, demo.ids = fill(t, demo.dir, sampleMail()) })
	if demo.cache == nil {
		t.Fatal("the demo's mailbox could not be put into a cache")
	}
	return benchOn(t, size, choice, demo.cache, demo.ids)
}

// demo is one cache for all tests that only read: the reader writes nothing by itself.
var demo struct {
	sync.Once
	dir   string
	cache *cache.Cache
	ids   map[string]cache.ID
}

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "poplin-reader-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		demo.dir = dir
		code := m.Run()
		if demo.cache != nil {
			demo.cache.Close()
		}
		return code
	}())
}

var sampleMail = sync.OnceValue(func() []maildrop.Message { return maildrop.Sample(testNow).Messages() })

// fill puts whole messages into a fresh cache.
func fill(t testing.TB, dir string, ms []maildrop.Message) (*cache.Cache, map[string]cache.ID) {
	t.Helper()
	ctx := context.Background() // the cache may outlive this test
	c, err := cache.Open(ctx, dir, cache.Options{Now: func() time.Time { return testNow }})
	must(t, err)
	a, err := c.Account(ctx, "home", cache.Keep{})
	must(t, err)
	v, err := c.BeginVisit(ctx, a)
	must(t, err)
	var news []cache.Listing
	for i, m := range ms {
		news = append(news, cache.Listing{Number: int32(i + 1), UIDL: m.UIDL, Size: int64(len(m.Raw))})
	}
	got, err := v.Record(ctx, cache.Changes{New: news, Complete: true})
	must(t, err)
	ids := map[string]cache.ID{}
	var as []cache.Arrival
	for i, m := range ms {
		ids[m.UIDL] = got[i]
		as = append(as, cache.Arrival{ID: got[i], Raw: m.Raw})
	}
	must(t, v.Begin(ctx, got))
	must(t, v.Put(ctx, as))
	must(t, v.End(ctx, cache.Outcome{Complete: true, Quit: cache.QuitOK}))
	return c, ids
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// send gives the reader a message and runs what follows from it.
func (b *bench) send(msg tea.Msg) {
	b.Helper()
	act, cmd := b.Update(msg)
	b.note(act)
	b.run(cmd)
}

func (b *bench) note(act screen.Action) {
	switch act := act.(type) {
	case nil:
	case screen.Tell:
		b.send(act.Msg)
	default:
		b.actions = append(b.actions, act)
	}
}

// run runs a command and what it leads to.
func (b *bench) run(cmd tea.Cmd) {
	b.Helper()
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			b.run(c)
		}
	case clipMsg:
		b.clip = msg.text
		act, _ := b.Update(msg)
		b.note(act)
	default:
		b.send(msg)
	}
}

// show opens a message of the mailbox.
func (b *bench) show(uidl string, words ...string) {
	b.Helper()
	id, ok := b.ids[uidl]
	if !ok {
		b.Fatalf("no message %q", uidl)
	}
	b.run(b.Show(id, words))
}

// press presses keys by name.
func (b *bench) press(names ...string) {
	b.Helper()
	for _, n := range names {
		b.send(screen.Press(n))
	}
}

// typed types text into a prompt.
func (b *bench) typed(text string) {
	for _, r := range text {
		b.send(tea.KeyPressMsg(tea.Key{Code: r, Text: string(r)}))
	}
}

// resize gives the pane another size, as the root does.
func (b *bench) resize(size image.Point) {
	b.SetSize(size)
	b.send(tea.WindowSizeMsg{Width: size.X, Height: size.Y})
}

// last is what the reader asked of the root most recently.
func (b *bench) last() screen.Action {
	if len(b.actions) == 0 {
		return nil
	}
	return b.actions[len(b.actions)-1]
}

// cells is the screen as plain text, and checks that it is exactly as big as it should be.
func (b *bench) cells() string {
	b.Helper()
	lines := strings.Split(ansi.Strip(b.View()), "\n")
	if len(lines) != b.size.Y {
		b.Errorf("%d lines on a screen of %v", len(lines), b.size)
	}
	for i, l := range lines {
		if w := ansi.StringWidth(l); w != b.size.X {
			b.Errorf("line %d is %d cells wide on a screen of %v: %q", i, w, b.size, l)
		}
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// shows fails unless the screen holds all of these.
func (b *bench) shows(wants ...string) {
	b.Helper()
	got := b.cells()
	for _, w := range wants {
		if !strings.Contains(got, w) {
			b.Errorf("the screen lacks %q:\n%s", w, got)
		}
	}
}
