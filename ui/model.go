package ui

import (
	"context"
	"image"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/cleanup"
	"poplin/ui/dialog"
	"poplin/ui/inbox"
	"poplin/ui/reader"
	"poplin/ui/screen"
	"poplin/ui/status"
	"poplin/ui/theme"
)

// model is the root. It alone knows which screens there are, gives each its place and its messages, and does what
// they ask for.
type model struct {
	env       *screen.Env
	look      theme.Choice
	pinned    bool // colours were settled from outside: what the terminal says of itself changes nothing
	keys      keys
	size      image.Point
	rects     rects
	workers   []*worker.Worker
	events    []<-chan worker.Event
	notice    string
	click     func(ctx context.Context, uri string) error // Deps.OneClick
	questions <-chan Question                             // Deps.Questions
	demo      bool                                        // nobody has set a poll: the first visit is made at once

	start start

	inbox      *inbox.Model
	reader     screen.Screen
	cleanup    *cleanup.Screen // nil while it is not open
	reading    bool            // the reader has the focus, and in one pane the page
	shown      cache.ID        // in the reader
	readerSize image.Point

	overlays []dialog.Dialog
	asked    asked
	status   *status.Model
	tabs     []status.Span
	hints    []status.Hint
	drawn    int // octets of the last page
	toast    toast
	writes   writes
	index    indexing
	watch    watch
	fits     map[string]bool // accounts of which it was told what fitted, in the visit that ends next
	bar      bool            // the terminal is known to show progress
	sharp    sharp
	broke    *Broken
	frames   *frames
	quit     func() // ends the program from outside the event loop
}

// newModel builds the root, which has nothing to show yet.
func newModel(ctx context.Context, d Deps) *model {
	env := &screen.Env{Ctx: ctx, Theme: theme.New(d.Theme), Now: d.Now, Own: map[string][]string{}, SaveDir: d.SaveDir, Me: d.Me}
	if d.Rehearse != nil {
		env.Rehearse = func(ctx context.Context, p *cache.Plan, o cache.RemoveOptions) ([]worker.Rehearsed, error) {
			return d.Rehearse(ctx, env.Cache, p, o)
		}
	}
	m := &model{env: env, look: d.Theme, keys: newKeys(), demo: d.Demo, quit: func() {}, start: newStart(), fits: map[string]bool{}, click: d.OneClick, questions: d.Questions}
	m.inbox = inbox.New(env)
	m.reader = reader.New(env)
	m.reader.SetFocus(false)
	return m
}

// receive says what to show; nothing is read or started before Init.
func (m *model) receive(box Mailbox) {
	m.env.Cache, m.env.Accounts, m.workers, m.notice = box.Cache, box.accounts, box.Workers, box.Notice
	var names []string
	for _, w := range box.Workers {
		names = append(names, w.Name())
		m.env.Own[w.Name()] = w.Hosts()
		m.events = append(m.events, w.Events())
	}
	m.status = status.New(names)
}

// Init waits for the first rows, listens to the workers and asks the terminal for its background.
func (m *model) Init() tea.Cmd {
	if m.start.first == nil {
		m.start.first = m.inbox.Init()
	}
	cmds := []tea.Cmd{m.start.first, m.reader.Init(), tea.RequestBackgroundColor, m.awaitQuestion()}
	for i := range m.events {
		cmds = append(cmds, m.pump(i))
	}
	if m.notice != "" {
		cmds = append(cmds, m.say(status.Toast{Text: m.notice}))
	}
	return guard(tea.Batch(cmds...))
}

// screens are all that are open: each hears everything but input.
func (m *model) screens() []screen.Screen {
	s := []screen.Screen{m.inbox, m.reader}
	if m.cleanup != nil {
		s = append(s, m.cleanup)
	}
	return s
}

// top is the screen that has the focus.
func (m *model) top() screen.Screen {
	switch {
	case m.cleanup != nil && !m.reading:
		return m.cleanup
	case m.reading:
		return m.reader
	}
	return m.inbox
}

// wide says that list and reader stand side by side.
func (m *model) wide() bool { return !m.rects.side.Empty() && m.cleanup == nil }
