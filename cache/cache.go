// Package cache is the mail at home: one SQLite file (WAL, synchronous=FULL) with the exact bytes of every message,
// everything derived from them, what the person did with them, and the ledger of what is to leave the server.
//
// One writer connection and a pool of read-only readers; methods may be called from any goroutine, never from a Bubble
// Tea Update or View, since they touch the disk. Several processes may have the same cache open. The session worker,
// the screens and the commands are its callers; it knows cache/message and none of them, and no network.
package cache

import (
	"errors"
	"time"

	"poplin/cache/message"
)

// ID names a message in this cache for ever; it is never given to another.
type ID int64

// AccountID names an account in this cache.
type AccountID int64

// Place is where a message rests at home.
type Place uint8

const (
	Inbox   Place = iota // wherever it is not put away
	Archive              // kept here, to be removed from the server
	Trash                // deleted; kept here until the Trash lets go of it
)

// Body says how much of a message is at home.
type Body uint8

const (
	None    Body = iota // only its size and UIDL are known
	Headers             // the top header block
	Full                // every byte, durable, hashed
	TooBig              // headers only, because the account's download limit says so
	Poison              // headers at most: fetching it failed in three visits
)

// Flag is one bit of what the person, or Poplin, knows about a message.
type Flag uint32

const (
	Read Flag = 1 << iota
	Starred
	Gone     // no longer on the server as far as the last complete listing knows
	Bulk     // a list or a newsletter: List-Id, List-Unsubscribe or Precedence
	Attached // has attachments
	Skipped  // a rule keeps it out of the Inbox view
)

// Row is one line of the list.
type Row struct {
	ID          ID
	Account     AccountID
	From        message.Address
	Subject     string
	Date        time.Time // header date, else arrival
	Size        int64
	Flags       Flag
	Place       Place
	Body        Body
	Attachments int
	Thread      int64 // same for all of a conversation
	Depth       int   // in the thread, when the view asks for threads
	Tags        []string
	Removal     State // "" unless a ledger entry is open
}

// Entry is a Row with all that commands print.
type Entry struct {
	Row
	AccountName string
	UIDL        string // clean form, for people; the exact bytes stay in the cache
	MessageID   string
	To          []message.Address
	Files       []message.Attachment
	List        string
	Arrived     time.Time // when it was safely here; zero unless Body is Full
}

// Sort is the order of a view; newest, biggest, A first unless reversed.
type Sort uint8

const (
	ByDate Sort = iota
	BySize
	ByFrom
	BySubject
)

// View says which messages, in which order.
type View struct {
	Query    *Query      // nil: everything that is not in Trash
	Accounts []AccountID // nil: all
	Sort     Sort
	Reverse  bool
	Threads  bool // conversations together, by their newest message; only with ByDate
}

// Position is a place in a view's order that outlives the message it was taken from.
type Position struct {
	Key any // the sort key
	ID  ID
}

// Counts sums up a view.
type Counts struct {
	Messages, Unread int
	Bytes            int64
}

// Options for Open. The zero value is good.
type Options struct {
	Now       func() time.Time // nil: time.Now
	ReadOnly  bool
	TrashDays int // how long deleted mail rests in Trash; 0: 30 days, negative: until it is emptied
}

// Sentinels that callers decide on. All are wrapped with context.
var (
	ErrNotFound  = errors.New("no such message")
	ErrNewer     = errors.New("the cache was written by a newer Poplin")
	ErrCorrupt   = errors.New("the cache is damaged")
	ErrPiece     = errors.New("only the beginning of the message is here")
	ErrDamaged   = errors.New("the stored message does not match its checksum")
	ErrFull      = errors.New("the disk is full")
	ErrReadOnly  = errors.New("the cache cannot be written")
	ErrHeld      = errors.New("another Poplin is visiting this account") // see *HeldError
	ErrNothing   = errors.New("nothing to undo")
	ErrCalledOff = errors.New("a removal was undone while it was on its way")
	ErrFormat    = errors.New("not in that format")
	ErrImporting = errors.New("another import is running")
)
