// Package reader shows one message: its header block, its text laid out to a comfortable measure, what it links to and
// what it encloses. Opening, decoding and laying out are commands tagged with a generation and cancelled when another
// message takes over, so that View only paints the lines on the screen. Nothing of a message leaves for a browser, a
// file or a program unless the person presses the key for it.
//
// Only package ui may call it, from Bubble Tea's event loop. It knows cache, cache/message and the worker's events,
// and no other screen.
package reader

import (
	"context"
	"image"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/ui/screen"
)

// Screen is the reader. See New.
type Screen struct {
	env   *screen.Env
	keys  keys
	size  image.Point
	focus bool
	reach reach // the world outside: opener, directories, processes

	id     cache.ID
	opened bool     // the person asked to read it; else it is a preview
	hidden bool     // not on the screen yet
	words  []string // to be lit

	ctx    context.Context // of the message shown; ends when another replaces it
	cancel context.CancelFunc
	gen    int     // of the message shown
	turn   int     // of the layout asked for last
	letter *letter // what was opened; nil while it is on its way
	fault  string  // why it could not be opened
	fetch  fetch   // of a body that is not here yet

	look    look // what is shown of it, and how
	page    *page
	top     int      // first row of the page on the screen
	hit     int      // index into page.hits, -1 before the first n
	leaving cache.ID // removed from here
	seeking bool     // go to the first hit of the layout to come
	parts   partList
	panel   panel // at the foot: links, a path to type; nil when there is none
}

// New makes the reader; it shows nothing before Show.
func New(env *screen.Env) *Screen {
	s := &Screen{env: env, keys: newKeys(), reach: theWorld(), hit: -1}
	s.ctx, s.cancel = context.WithCancel(env.Ctx)
	return s
}

// Init has nothing to do.
func (s *Screen) Init() tea.Cmd { return nil }

// Show opens a message the person asked to read; words are to be lit in it. ID 0 shows nothing.
func (s *Screen) Show(id cache.ID, words []string) tea.Cmd {
	return s.show(screen.Selected{ID: id, Opened: true, Words: words})
}

// SetSize of the pane. A page laid out for another width is shown, cut, until the new one comes.
func (s *Screen) SetSize(size image.Point) { s.size = size }

// SetFocus tells which pane the keys go to.
func (s *Screen) SetFocus(on bool) { s.focus = on }

// Title for the window and the help.
func (s *Screen) Title() string {
	if s.letter == nil || s.letter.entry.Subject == "" {
		return "Message"
	}
	return s.letter.entry.Subject
}

// Capturing says that a path or a command is being typed.
func (s *Screen) Capturing() bool { return s.panel != nil && s.panel.capturing() }

// Cursor is the text cursor of what is being typed.
func (s *Screen) Cursor() *tea.Cursor {
	if s.panel == nil {
		return nil
	}
	c := s.panel.cursor()
	if c != nil {
		c.Y += s.size.Y - len(s.foot()) - s.panel.height(s.size)
	}
	return c
}

var _ screen.Screen = (*Screen)(nil)
