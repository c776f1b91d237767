// Package cleanup shows what fills the mailbox: the messages grouped by sender, domain, list, year, size or kind of
// attachment, the heaviest first, and lets whole groups go at once. It works on what the cache knows from the listing and
// the headers, so it is of use before a single body has come. Every removal is an Action that the root carries out, with
// one undo. Only package ui may call it, from Bubble Tea's event loop.
package cleanup

import (
	"context"
	"image"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/ui/screen"
)

// Screen is the cleanup. See New.
type Screen struct {
	env   *screen.Env
	keys  keys
	size  image.Point
	focus bool
	pens  pens

	by     int // index into cache.Dimensions
	narrow narrow
	base   cache.View
	groups []cache.Group
	gone   map[string]bool // groups whose removal is on its way to the disk
	names  map[string]int  // how many groups go by a name
	total  cache.Counts
	asked  map[string]cache.Unsubscribed // what groups were asked to leave the person alone
	cur    int
	top    int
	held   string // key of the group under the cursor: it stays there when the groups are weighed again
	holds  bool
	marked map[string]bool

	ctx    context.Context // of the dimension shown
	cancel context.CancelFunc
	gen    int
	loaded bool
	fault  string
	weighs bool              // a weighing is under way
	stale  bool              // and what it weighs has changed meanwhile
	keyed  []tea.KeyPressMsg // pressed while the groups were being weighed; they mean what comes

	peek   messages // of the group under the cursor, beside it
	inside *messages
	plan   *plan
}

// New makes the screen; nothing is read before Init.
func New(env *screen.Env) *Screen {
	s := &Screen{env: env, keys: newKeys(), pens: newPens(env.Theme), focus: true, gone: map[string]bool{}, marked: map[string]bool{}}
	s.ctx, s.cancel = context.WithCancel(env.Ctx)
	return s
}

// Init weighs the mailbox.
func (s *Screen) Init() tea.Cmd { return s.fresh() }

// Close ends what is under way; the screen is not used afterwards.
func (s *Screen) Close() { s.cancel() }

// Loaded says that the groups are there.
func (s *Screen) Loaded() bool { return s.loaded }

// SetSize of the pane.
func (s *Screen) SetSize(size image.Point) {
	s.size = size
	s.settle()
}

// SetFocus tells whether the keys go here.
func (s *Screen) SetFocus(on bool) { s.focus = on }

// Cursor is never shown: nothing is typed here.
func (s *Screen) Cursor() *tea.Cursor { return nil }

// Capturing is never true: nothing is typed here.
func (s *Screen) Capturing() bool { return false }

// Title for the window and the help.
func (s *Screen) Title() string { return "Clean up" }

// Status says how many groups there are, or which message inside one.
func (s *Screen) Status() string {
	switch {
	case s.plan != nil:
		return s.planStatus()
	case s.inside != nil:
		return s.inside.status()
	case len(s.groups) == 0:
		return ""
	}
	return screen.Count(s.cur+1) + " of " + screen.Count(len(s.groups))
}

// group is the one under the cursor, nil when there is none.
func (s *Screen) group() *cache.Group {
	if s.cur < 0 || s.cur >= len(s.groups) {
		return nil
	}
	return &s.groups[s.cur]
}

// chosen are the groups that a key acts upon: the marked ones, else the one under the cursor.
func (s *Screen) chosen() []cache.Group {
	var out []cache.Group
	for _, g := range s.groups {
		if s.marked[g.Key] {
			out = append(out, g)
		}
	}
	if g := s.group(); len(out) == 0 && g != nil {
		out = append(out, *g)
	}
	return out
}

// sum adds groups up.
func sum(gs []cache.Group) (messages, unread int, bytes int64) {
	for _, g := range gs {
		messages += g.Messages
		unread += g.Unread
		bytes += g.Bytes
	}
	return messages, unread, bytes
}

func (s *Screen) settle() {
	h := s.rows()
	s.cur = max(0, min(s.cur, len(s.groups)-1))
	s.top = max(0, min(s.top, s.cur), s.cur-h+1)
	s.top = max(0, min(s.top, len(s.groups)-h))
	if s.inside != nil {
		s.inside.settle(h)
	}
	if p := s.plan; p != nil && p.made != nil {
		h := s.planRows()
		p.cur = max(0, min(p.cur, len(p.made.Items)-1))
		p.top = max(0, min(p.top, p.cur), p.cur-h+1)
		p.top = max(0, min(p.top, len(p.made.Items)-h))
	}
}

// Hints are for the footer.
func (s *Screen) Hints() []key.Binding {
	k := &s.keys
	switch {
	case s.plan != nil:
		return []key.Binding{k.Delete, short(k.Archive, "archive"), short(k.Out, "keep this"), short(k.KeepMore, "keep more"), short(k.Rehearse, "rehearse"),
			short(k.Save, "to a file"), short(k.Keep, "keep starred"), short(k.Unread, "without a copy"), short(k.Back, "back")}
	case s.inside != nil:
		return []key.Binding{k.Open, k.Delete, short(k.Archive, "archive"), k.Mark, short(k.Count, "so many"), short(k.Plan, "plan"), k.Undo, short(k.Back, "to the groups")}
	}
	return []key.Binding{k.Mark, k.Delete, short(k.Archive, "archive"), short(k.Enter, "look inside"), short(k.Plan, "plan"), short(k.Biggest, "biggest"), short(k.Age, "older"), short(k.Keep, "not starred"), short(k.Next, "group by"), k.Leave, k.Undo, short(k.Back, "back")}
}

// Keys are for help and palette.
func (s *Screen) Keys() []screen.Group {
	k := &s.keys
	return []screen.Group{
		{Title: "Move", Keys: []key.Binding{k.Down, k.Up, k.PageDown, k.PageUp, k.Top, k.Bottom, k.Enter, k.Peek, k.Back}},
		{Title: "Look at", Keys: []key.Binding{k.Next, k.Previous, k.Number, k.Biggest, k.Age, k.Keep, k.Search}},
		{Title: "Do", Keys: []key.Binding{k.Mark, k.MarkAll, k.Count, k.Delete, k.Archive, k.Undo, k.Plan, k.Leave}},
		{Title: "In the plan", Keys: []key.Binding{k.Out, k.KeepMore, k.Rehearse, k.Save, k.Unread}},
	}
}

var _ screen.Screen = (*Screen)(nil)
