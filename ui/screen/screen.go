// Package screen says what a screen of the reader is and what it may ask for. Screens return Actions; only package ui
// acts on them. Update and View of a screen do no I/O: reads are commands (tea.Cmd) on the cache, tagged so that a late
// answer can be told from the present one; every change, local or on the server, is an Action.
package screen

import (
	"context"
	"image"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/theme"
)

// Screen is one full pane: the list, the reader, the cleanup. Implementations are pointers. Their keys drive the
// footer, the help overlay and the palette, so whatever can be done is found in all three.
//
// Mouse messages arrive with X and Y relative to the screen.
type Screen interface {
	Init() tea.Cmd
	Update(msg tea.Msg) (Action, tea.Cmd)
	SetSize(size image.Point)
	SetFocus(on bool)     // of two panes side by side one has the focus
	View() string         // exactly the size set
	Cursor() *tea.Cursor  // relative to the screen, nil to hide
	Capturing() bool      // text is being typed: single-letter keys are not commands
	Title() string        // for the window and the help: "Inbox"
	Status() string       // what the footer says on the left, plain and clean: "3 marked · 1.5 MB"; may be empty
	Hints() []key.Binding // for the footer, the most useful first
	Keys() []Group        // every key, for help and palette
}

// Group is a titled set of keys in help and palette. A binding's help text is what it does, in lower case.
type Group struct {
	Title string
	Keys  []key.Binding
}

// Env is what every screen may know; one pointer, written by the root only.
type Env struct {
	Ctx      context.Context // ends with the program
	Theme    *theme.Theme
	Cache    *cache.Cache
	Now      func() time.Time
	Accounts map[cache.AccountID]string
	Own      map[string][]string // by account name: what its servers call themselves
	SaveDir  string              // where attachments go unless told otherwise
	Me       []string            // the person's own addresses, as far as they are known

	Sharp bool // the terminal draws pictures

	// Rehearse plays a plan on a stand-in of the server; nil where there is none.
	Rehearse func(ctx context.Context, p *cache.Plan, o cache.RemoveOptions) ([]worker.Rehearsed, error)
}

// Tab is one view in the header.
type Tab struct {
	Name     string
	Count    int  // messages, -1: not known
	Optional bool // shown only while it is the one on the screen
}
