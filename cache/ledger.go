package cache

import "time"

// State is how far a removal from the server has come. Each step is durable before the next byte leaves.
type State string

const (
	Planned   State = "planned"   // the person (or the keep policy) wants it gone
	Acked     State = "acked"     // DELE answered +OK in the visit under way; means nothing until QUIT
	Sent      State = "sent"      // QUIT is about to leave or has left; the answer is not known
	Committed State = "committed" // QUIT answered +OK
	Verified  State = "verified"  // absent from a later complete listing
	Stuck     State = "stuck"     // tried five times, or cannot be done: Reason says why
)

// Action is what was asked: "delete" puts the message into Trash here, "archive" keeps it.
type Action string

const (
	DeleteAction  Action = "delete"
	ArchiveAction Action = "archive"
)

// LedgerEntry is the story of one removal.
type LedgerEntry struct {
	ID       int64
	Message  ID
	Account  string
	UIDL     string // clean form
	Subject  string
	Size     int64
	Action   Action
	Policy   bool // asked for by keep_on_server, not by the person
	State    State
	Since    time.Time // when State was entered
	Attempts int
	Reason   string // for Stuck, and for what came back
}

// Keep is an account's keep_on_server.
type Keep struct {
	Mode KeepMode
	Days int // for KeepDays
}

// KeepMode names the four policies.
type KeepMode uint8

const (
	UntilDeleted KeepMode = iota // what the person deletes or archives leaves the server
	Always                       // nothing ever leaves the server; a delete stays local
	KeepDays                     // also what has been safely here for Days
	Never                        // also whatever is safely here
)

// Removal reports a delete or an archive: one undo group.
type Removal struct {
	Group    int64
	Action   Action
	Messages int
	Bytes    int64
	Unread   int
	Starred  int
	NoCopy   int  // not wholly at home yet: will be fetched before they leave the server
	Local    int  // only here already, or the account keeps everything: nothing to remove from the server
	Spared   []ID // with RemoveOptions.Copies: no other copy would have stayed
}

// Undone reports what an undo could still do.
type Undone struct {
	Action    Action
	Messages  int
	Kept      int // never left the server and now will not
	LocalOnly int // restored here; on the server they are gone or QUIT was already on its way
}

// RemoveOptions for Delete and Archive.
type RemoveOptions struct {
	NoCopy bool // the person said in so many words: also what was never downloaded may go
	Copies bool // it goes for being there more than once: of each, a copy stays

	asListed bool // only if the server still lists the size it lists now: a plan said so
}
