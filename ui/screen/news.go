package screen

import "poplin/cache"

// The root's messages to the screens, beside input, load results and the worker's events (worker.Changed,
// worker.Fetched and worker.Failed among them), which reach every screen as they are.
type (
	// Selected is for the reader: show this message (ID 0: none). Opened: the person asked to read it, so it counts
	// as read; else it is a preview, or, Hidden, what may be opened next and is not on the screen yet. Words are to be lit.
	Selected struct {
		ID             cache.ID
		Opened, Hidden bool
		Words          []string
	}
	// Visited says that an account has been visited before.
	Visited struct{ Account string }
	// Removing says that a removal was asked for; lists drop the rows at once, before the disk has answered.
	Removing struct {
		IDs    []cache.ID
		Action cache.Action
	}
	// Removed follows when the removal is durable.
	Removed struct {
		IDs    []cache.ID
		Report cache.Removal
	}
	// Restored is sent after an Undo, or when a removal could not be written: the rows are back.
	Restored struct {
		IDs    []cache.ID // nil when not known
		Report cache.Undone
	}
	// Flagged says that flags are being switched; rows show it at once.
	Flagged struct {
		IDs  []cache.ID
		Flag cache.Flag
		On   bool
	}
	// Tagged says that a tag was written.
	Tagged struct{ IDs []cache.ID }
	// Written says that flags shown before are on disk now: sums may have changed.
	Written struct{}
	// Changed says that another process changed the cache, or that a local change failed: read again.
	Changed struct{}
	// Started says that the first rows are on the terminal.
	Started struct{}
	// Restyled says that Env.Theme is another one now.
	Restyled struct{}
)
