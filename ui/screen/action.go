package screen

import (
	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/pop3/worker"
)

// Action is what a screen asks of the root; nil asks nothing.
type Action interface{ action() }

type (
	// Open shows a message in the reader, because the person asked to read it.
	Open struct{ ID cache.ID }
	// Rest says that the list's cursor has come to rest on a message (ID 0: on none); a reader beside the list
	// previews it. Words are to be lit in it.
	Rest struct {
		ID    cache.ID
		Words []string
	}
	// Begun says that the first rows are there: when they are on the terminal, what has waited may begin, and the screens
	// hear Started.
	Begun struct{}
	// Step moves the list's cursor by Delta and opens what is there; the reader's J and K. The root hands it to the
	// list as a message.
	Step struct{ Delta int }
	// Back leaves the screen.
	Back struct{}
	// Other gives the focus to the other pane.
	Other struct{}
	// Cleanup opens the cleanup screen; with Aims, on the plan for them.
	Cleanup struct{ Aims []cache.Aim }
	// Post hands a command to the worker of Account ("" for all).
	Post struct {
		Account string
		Command worker.Command
	}
	// Remove deletes or archives; the root does it, offers undo and tells the workers.
	Remove struct {
		IDs    []cache.ID
		Action cache.Action
		NoCopy bool        // the person said in so many words: also what was never downloaded may go
		Copies bool        // it goes for being there more than once: of each, a copy stays
		Plan   *cache.Plan // it goes only as far as it still is what the plan says; nil: it was looked at just now
	}
	// Undo takes the last removal back.
	Undo struct{}
	// SetFlags switches flags on or off.
	SetFlags struct {
		IDs  []cache.ID
		Flag cache.Flag
		On   bool
	}
	// Tag adds or takes away a tag.
	Tag struct {
		IDs []cache.ID
		Tag string
		On  bool
	}
	// SaveSearch keeps a search under a name as a view; with an empty Query it forgets the one of that name.
	SaveSearch struct {
		Name, Query string
		View        cache.View // its order
	}
	// Unsubscribe offers the ways to be left alone by whom a message is from, or the newest of Query that says how. The
	// root asks before anything is sent.
	Unsubscribe struct {
		ID    cache.ID
		Query *cache.Query // with ID 0
	}
	// GoExit goes one way to be left alone, that the person has said yes to.
	GoExit struct {
		Key  string // of cache.Unsubscribed
		Exit message.Exit
	}
	// Browse opens a link in the person's own program for it, and does Then when that went well.
	Browse struct {
		Link message.Link
		Then Action
	}
	// Copy puts a text on the clipboard.
	Copy struct{ Text string }
	// LeftBy notes that the person went a way whose end only the person can know.
	LeftBy GoExit
	// KeepRule keeps a rule; with Apply it does the same to the mail at hand.
	KeepRule struct {
		Rule  cache.Rule
		Apply bool
	}
	// DropRule forgets a rule.
	DropRule struct{ ID int64 }
	// Confirm asks before what cannot be taken back.
	Confirm struct {
		Title    string // "" for what cannot be taken back
		Question string
		Yes      Action
	}
	// Ask lets the person type one line; Then says what to do with it.
	Ask struct {
		Question string
		Value    string // to start with
		Then     func(text string) Action
	}
	// Choose offers a small menu. With Loose, a key that is none of the choices closes it and goes to the screen.
	Choose struct {
		Title   string
		Choices []Choice
		Loose   bool
	}
	// Tell sends a message to every screen.
	Tell struct{ Msg tea.Msg }
	// Notice shows a line for a while.
	Notice struct {
		Text string
		Bad  bool
	}
	// Show replaces the top overlay: "help", "palette", "log", "ledger".
	Show struct{ Overlay string }
	// Many does several in order.
	Many []Action
	// Password answers the question for one; an empty Text gives none.
	Password struct{ Text string }
	// Quit leaves Poplin.
	Quit struct{}
)

// Choice is one line of a menu.
type Choice struct {
	Key   string // one key, as tea.KeyPressMsg.String names it
	Label string
	On    bool // the present setting
	Do    Action
}

func (Open) action()        {}
func (Password) action()    {}
func (Rest) action()        {}
func (Begun) action()       {}
func (Step) action()        {}
func (Back) action()        {}
func (Other) action()       {}
func (Cleanup) action()     {}
func (Post) action()        {}
func (Remove) action()      {}
func (Undo) action()        {}
func (SetFlags) action()    {}
func (Tag) action()         {}
func (SaveSearch) action()  {}
func (Unsubscribe) action() {}
func (GoExit) action()      {}
func (Browse) action()      {}
func (Copy) action()        {}
func (LeftBy) action()      {}
func (KeepRule) action()    {}
func (DropRule) action()    {}
func (Confirm) action()     {}
func (Ask) action()         {}
func (Choose) action()      {}
func (Tell) action()        {}
func (Notice) action()      {}
func (Show) action()        {}
func (Many) action()        {}
func (Quit) action()        {}
