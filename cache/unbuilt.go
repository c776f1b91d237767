package cache

import (
	"context"
	"io"
	"time"

	"poplin/cache/message"
)

// Reading.

// After returns up to n rows of the view that follow from (exclusive); nil means from the top.
func (c *Cache) After(ctx context.Context, v View, from *Position, n int) ([]Row, error) {
	panic("cache: not built yet")
}

// Before returns up to n rows that precede from (exclusive), in view order; nil means from the end.
func (c *Cache) Before(ctx context.Context, v View, from *Position, n int) ([]Row, error) {
	panic("cache: not built yet")
}

// PositionOf tells where a row stands in the view's order.
func (v View) PositionOf(r Row) Position { panic("cache: not built yet") }

// Count sums a view up; Rank counts the rows before a position. Both may take a while on a big cache: never wait for them.
func (c *Cache) Count(ctx context.Context, v View) (Counts, error) { panic("cache: not built yet") }

// Rank counts the rows of the view that come before from.
func (c *Cache) Rank(ctx context.Context, v View, from Position) (int, error) {
	panic("cache: not built yet")
}

// Entries reads messages with all their details, in the order of ids; unknown ids are an ErrNotFound.
func (c *Cache) Entries(ctx context.Context, ids []ID) ([]Entry, error) {
	panic("cache: not built yet")
}

// Select returns the ids of a view, newest first, at most limit (0: all).
func (c *Cache) Select(ctx context.Context, v View, limit int) ([]ID, error) {
	panic("cache: not built yet")
}

// Source is the raw form of a message: bytes on demand, from chunks.
type Source interface {
	io.ReaderAt
	Size() int64
}

// Open gives a message to read. Only the needed chunks are read from disk. For Body Headers the source is the header
// block; for None it is ErrNotFound.
func (c *Cache) Open(ctx context.Context, id ID) (*message.Message, error) {
	panic("cache: not built yet")
}

// Raw writes the exact bytes as received to w, after checking them against their SHA-256 (ErrDamaged).
func (c *Cache) Raw(ctx context.Context, id ID, w io.Writer) error { panic("cache: not built yet") }

// What the person does. All are one transaction and durable on return.

// SetFlags switches flags (Read, Starred) on or off.
func (c *Cache) SetFlags(ctx context.Context, ids []ID, f Flag, on bool) error {
	panic("cache: not built yet")
}

// Tag adds or takes away a tag.
func (c *Cache) Tag(ctx context.Context, ids []ID, tag string, on bool) error {
	panic("cache: not built yet")
}

// Delete moves messages to Trash and plans their removal from the server where the account's policy says so.
func (c *Cache) Delete(ctx context.Context, ids []ID, o RemoveOptions) (Removal, error) {
	panic("cache: not built yet")
}

// Archive keeps messages here and plans their removal from the server.
func (c *Cache) Archive(ctx context.Context, ids []ID, o RemoveOptions) (Removal, error) {
	panic("cache: not built yet")
}

// WouldRemove is what Delete or Archive would report, with nothing changed.
func (c *Cache) WouldRemove(ctx context.Context, ids []ID, a Action) (Removal, error) {
	panic("cache: not built yet")
}

// Undo takes back the last Delete or Archive that is not taken back yet (ErrNothing), as far as it still can be:
// planned and acked removals are called off (a visit under way notices before its QUIT), later ones are restored here only.
func (c *Cache) Undo(ctx context.Context) (Undone, error) { panic("cache: not built yet") }

// Ledger lists removals, newest first; states nil means all.
func (c *Cache) Ledger(ctx context.Context, states ...State) ([]LedgerEntry, error) {
	panic("cache: not built yet")
}

// Search.

// Index brings the full-text index forward in small transactions until it is whole or ctx ends; it says how far it is.
func (c *Cache) Index(ctx context.Context, progress func(done, total int)) error {
	panic("cache: not built yet")
}

// Behind counts the messages that the index does not cover yet.
func (c *Cache) Behind(ctx context.Context) (int, error) { panic("cache: not built yet") }

// The visit: what only the session worker calls.

// HeldError says who holds an account's visit.
type HeldError struct {
	PID   int
	Since time.Time
}

func (e *HeldError) Error() string { return ErrHeld.Error() }

// Is makes errors.Is(err, ErrHeld) true.
func (e *HeldError) Is(target error) bool { return target == ErrHeld }

// Visit is one session with the server in the making. It holds the account's lock across processes until End.
type Visit struct{}

// BeginVisit takes the account's lock (*HeldError if somebody has it) and settles what a crashed visit left behind:
// Acked removals go back to Planned, staged bodies are dropped.
func (c *Cache) BeginVisit(ctx context.Context, a AccountID) (*Visit, error) {
	panic("cache: not built yet")
}

// Known lists every message of the account that the server has or had and whose story is not over.
func (v *Visit) Known(ctx context.Context) ([]Known, error) { panic("cache: not built yet") }

// Record applies what the listing taught, in one transaction, and returns the ids given to c.New, in its order.
func (v *Visit) Record(ctx context.Context, c Changes) ([]ID, error) { panic("cache: not built yet") }

// Begin notes that fetching these bodies is about to be tried, durable before the first command leaves.
func (v *Visit) Begin(ctx context.Context, ids []ID) error { panic("cache: not built yet") }

// Put makes arrivals durable: raw bytes, checksum, summary, structure, thread. One transaction.
func (v *Visit) Put(ctx context.Context, as []Arrival) error { panic("cache: not built yet") }

// Stage streams one big body to disk in short transactions; nobody sees it before Commit.
func (v *Visit) Stage(ctx context.Context, id ID) (*Stage, error) { panic("cache: not built yet") }

// Stage is a body on its way. Write, then Commit or Discard.
type Stage struct{}

func (s *Stage) Write(p []byte) (int, error) { panic("cache: not built yet") }

// Commit makes the body visible and durable.
func (s *Stage) Commit(ctx context.Context) error { panic("cache: not built yet") }

// Discard drops it.
func (s *Stage) Discard(ctx context.Context) error { panic("cache: not built yet") }

// TooBig notes that bodies were left on the server because of the download limit.
func (v *Visit) TooBig(ctx context.Context, ids []ID) error { panic("cache: not built yet") }

// Ack notes DELE answered +OK.
func (v *Visit) Ack(ctx context.Context, ids []ID) error { panic("cache: not built yet") }

// Refuse notes DELE answered -ERR: the removal stays Planned with the reason.
func (v *Visit) Refuse(ctx context.Context, id ID, reason string) error {
	panic("cache: not built yet")
}

// Send moves all Acked removals of this visit to Sent in one durable transaction, to be called just before QUIT is
// written. It returns ErrCalledOff, and changes nothing, when one of them was undone meanwhile: then the session must
// be closed without QUIT.
func (v *Visit) Send(ctx context.Context) error { panic("cache: not built yet") }

// Settle moves this visit's Sent removals to Committed (QUIT said +OK).
func (v *Visit) Settle(ctx context.Context) error { panic("cache: not built yet") }

// End writes the outcome and gives the lock back.
func (v *Visit) End(ctx context.Context, o Outcome) error { panic("cache: not built yet") }

// LastVisit tells the last visit of an account (ErrNotFound before the first).
func (c *Cache) LastVisit(ctx context.Context, a AccountID) (time.Time, Outcome, error) {
	panic("cache: not built yet")
}
