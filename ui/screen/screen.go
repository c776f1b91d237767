// Package screen says what a screen of the reader is and what it may ask for. Screens return Actions; only package ui
// acts on them. Update and View of a screen do no I/O: reads and local writes are commands (tea.Cmd) on the cache,
// whatever needs the network is a Post.
package screen

import (
	"context"
	"image"
	"time"

	"charm.land/bubbles/v2/help"
	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/theme"
)

// Screen is one full pane: the list, the reader, the cleanup. Implementations are pointers; their help.KeyMap drives
// the footer, the help overlay and the palette.
type Screen interface {
	help.KeyMap
	Init() tea.Cmd
	Update(msg tea.Msg) (Action, tea.Cmd)
	SetSize(size image.Point)
	View() string        // exactly the size set
	Cursor() *tea.Cursor // relative to the screen, nil to hide
	Capturing() bool     // text is being typed: single-letter keys are not commands
	Title() string
}

// Action is what a screen asks of the root; nil asks nothing.
type Action interface{ action() }

type (
	// Open shows a message in the reader.
	Open struct{ ID cache.ID }
	// Step moves the list's cursor by Delta and opens what is there; the reader's J and K.
	Step struct{ Delta int }
	// Back leaves the screen.
	Back struct{}
	// Cleanup opens the cleanup screen.
	Cleanup struct{}
	// Post hands a command to the worker of Account ("" for all).
	Post struct {
		Account string
		Command worker.Command
	}
	// Remove deletes or archives; the root does it, offers undo and tells the workers.
	Remove struct {
		IDs    []cache.ID
		Action cache.Action
	}
	// Undo takes the last removal back.
	Undo struct{}
	// Confirm asks before what cannot be taken back.
	Confirm struct {
		Question string
		Yes      Action
	}
	// Notice shows a line for a while.
	Notice struct {
		Text string
		Bad  bool
	}
	// Show replaces the top overlay: "help", "palette", "log", "ledger".
	Show struct{ Overlay string }
	// Many does several in order.
	Many []Action
	// Quit leaves Poplin.
	Quit struct{}
)

func (Open) action()    {}
func (Step) action()    {}
func (Back) action()    {}
func (Cleanup) action() {}
func (Post) action()    {}
func (Remove) action()  {}
func (Undo) action()    {}
func (Confirm) action() {}
func (Notice) action()  {}
func (Show) action()    {}
func (Many) action()    {}
func (Quit) action()    {}

// Env is what every screen may know; one pointer, written by the root only.
type Env struct {
	Ctx      context.Context
	Theme    *theme.Theme
	Cache    *cache.Cache
	Now      func() time.Time
	Accounts map[cache.AccountID]string
	SaveDir  string // where attachments go unless told otherwise
}

// Removed is broadcast after a Remove was made durable; lists drop the rows at once.
type Removed struct {
	IDs    []cache.ID
	Report cache.Removal
}

// Restored is broadcast after an Undo.
type Restored struct{ Report cache.Undone }

// Selected is broadcast when the list's cursor rests on another message, for a reader beside it; ID 0: none.
type Selected struct{ ID cache.ID }
