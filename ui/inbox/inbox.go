// Package inbox is the list: a virtual list over the cache, keyed by message. It holds a window of rows around the
// screen, reads more as the cursor nears its edge, and reads again around the cursor whenever the cache has changed.
// Every read is tagged with a generation, so that an answer to a question no longer asked is dropped, and is cancelled
// when another view replaces it. Only package ui may call it, from Bubble Tea's event loop.
package inbox

import (
	"context"
	"image"
	"time"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/ui/screen"
)

// Model is the list.
type Model struct {
	env     *screen.Env
	keys    keys
	size    image.Point
	focus   bool
	covered bool // by a dialog
	pens    *pens

	places   []place
	place    int // index into places; -1 while a search over everything is shown
	tags     []cache.TagCount
	saved    []cache.Saved
	accounts []cache.AccountID // shown; nil for all
	view     cache.View
	sort     cache.Sort
	reverse  bool
	threads  bool
	days     bool // grouped by day, where the order is by date
	folds    folds

	win       window
	ends      ends
	ctx       context.Context // of the view shown; ends when another replaces it
	cancel    context.CancelFunc
	gen       int  // of the view shown
	begun     bool // the first read is over
	drawn     int  // octets of the last frame
	loaded    bool // the first rows of this view have come
	fault     string
	asking    [2]bool // a read above, below is under way
	untouched bool    // nobody has pressed a key on a message yet: the cursor stays at the top while mail arrives
	owed      int     // lines the cursor has still to go when those rows come
	stale     bool    // the cache changed while a reread was under way
	reads     bool    // a reread is under way

	gone   map[cache.ID]bool // removals asked for and not yet in the cache
	left   []departure       // where removed messages were, for undo
	marks  marks
	ahead  ahead
	search search
	counts map[int]cache.Counts
	tally  tally
	rank   rank
	rested cache.ID
	clicks clicks
	visits visits
}

// New makes the list; nothing is read before Init.
func New(env *screen.Env) *Model {
	m := &Model{env: env, keys: newKeys(), places: places(), gone: map[cache.ID]bool{}, counts: map[int]cache.Counts{}, focus: true, untouched: true}
	m.win.folds = &m.folds
	m.search.input = screen.NewField(env.Theme)
	m.pens = newPens(env.Theme)
	m.ctx, m.cancel = context.WithCancel(env.Ctx)
	m.sort = m.places[0].sort
	return m
}

// effect is what handling a message leads to.
type effect struct {
	act screen.Action
	cmd tea.Cmd
}

// and joins two effects, in order.
func (e effect) and(o effect) effect {
	switch {
	case e.act == nil:
		e.act = o.act
	case o.act != nil:
		e.act = screen.Many{e.act, o.act}
	}
	switch {
	case e.cmd == nil:
		e.cmd = o.cmd
	case o.cmd != nil:
		e.cmd = tea.Batch(e.cmd, o.cmd)
	}
	return e
}

// Init reads the first rows, and nothing that they would have to wait for.
func (m *Model) Init() tea.Cmd {
	m.renew()
	return m.jump(topEnd).cmd
}

// begin is what follows the first rows.
func (m *Model) begin() effect {
	if m.begun {
		return effect{}
	}
	m.begun = true
	return effect{act: screen.Begun{}}
}

// SetSize of the pane.
func (m *Model) SetSize(size image.Point) {
	m.size = size
	m.win.resize(m.listHeight())
	m.search.input.SetWidth(max(size.X-16, 8))
}

// SetFocus tells which pane the keys go to.
func (m *Model) SetFocus(on bool) { m.focus = on }

// Title for the window.
func (m *Model) Title() string {
	name := "Search"
	if m.place >= 0 {
		name = m.places[m.place].name
	}
	if c, ok := m.counts[inboxPlace]; ok && m.place == inboxPlace && c.Unread > 0 {
		return name + " (" + screen.Count(c.Unread) + " unread)"
	}
	return name
}

// Status says what is marked, else where the cursor is.
func (m *Model) Status() string {
	if m.marks.some() {
		return m.marks.words() + m.rangeWords()
	}
	if m.win.current() == nil {
		return ""
	}
	total, ok := m.total()
	switch {
	case !ok:
		return ""
	case m.rank.known():
		return screen.Count(m.rank.at+1) + " of " + screen.Count(total)
	}
	return screen.Plural(total, "message")
}

// total is how many messages the view on the screen has, when known.
func (m *Model) total() (int, bool) {
	if m.search.on {
		return m.search.counts.Messages, m.search.counted
	}
	c, ok := m.counts[m.place]
	return c.Messages, ok
}

// Capturing says that a search is being typed.
func (m *Model) Capturing() bool { return m.search.typing }

// Cursor is the text cursor in the search line.
func (m *Model) Cursor() *tea.Cursor {
	if !m.search.typing {
		return nil
	}
	c := m.search.input.Cursor()
	if c != nil {
		c.X += searchPrompt
	}
	return c
}

// Current is the message under the cursor, 0 when there is none.
func (m *Model) Current() cache.ID {
	if r := m.win.current(); r != nil {
		return r.ID
	}
	return 0
}

// Words are what the search on the screen looks for.
func (m *Model) Words() []string { return m.search.words }

// now is the person's clock.
func (m *Model) now() time.Time { return m.env.Now() }

var _ screen.Screen = (*Model)(nil)
