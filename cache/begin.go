package cache

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// Visit is one session with the server in the making. It holds the account's lock across processes until End.
type Visit struct {
	c       *Cache
	account AccountID
	id      int64
	lock    *os.File
	last    int64 // visit for which the lock was signed before
	keep    Keep
	rebuilt bool
	steady  bool
	pieces  chan []byte // buffers of its stages
	newest  ID          // when it began
	planned plans       // when Known was read last

	syncing sync.Mutex
	syncs   int
	mover   *sql.DB // nil until it is needed

	calledOff bool        // a removal was undone before its Ack could be noted
	whole     atomic.Bool // every listed message is, as Settled found
}

// patience is how many visits may begin to fetch a message and not finish before it is put in quarantine.
const patience = 3

// BeginVisit is HoldVisit and Enter.
func (c *Cache) BeginVisit(ctx context.Context, a AccountID) (*Visit, error) {
	v, err := c.HoldVisit(a)
	if err != nil {
		return nil, err
	}
	if err := v.Enter(ctx); err != nil {
		v.lock.Close()
		return nil, err
	}
	return v, nil
}

// HoldVisit takes the account's lock (*HeldError if somebody has it), so that the server may be called. Enter must
// follow before anything is asked of the Visit, and End in any case.
func (c *Cache) HoldVisit(a AccountID) (*Visit, error) {
	lock, err := c.hold(a)
	if err != nil {
		return nil, fmt.Errorf("cache: visit: %w", err)
	}
	v := &Visit{c: c, account: a, lock: lock, pieces: newPieces(2), last: signed(lock)}
	if err := sign(lock, c.now(), v.last); err != nil {
		lock.Close()
		return nil, fmt.Errorf("cache: visit: %w", err)
	}
	return v, nil
}

// Enter writes the visit down, which may be done while the server is being called, and settles what a crashed visit
// left behind: Acked removals are Planned again, staged bodies are dropped. Messages that three visits could not fetch
// become Poison.
func (v *Visit) Enter(ctx context.Context) error {
	err := v.c.change(ctx, func(tx *txn) error { return v.begin(ctx, tx, v.last) })
	if err == nil {
		err = sign(v.lock, v.c.now(), v.id)
	}
	if err != nil {
		return fmt.Errorf("cache: visit: %w", err)
	}
	return nil
}

// Rebuilt says that the cache was made anew from what a damaged one held, or is older than it was at the last visit
// (its write-ahead log was lost, or a copy was put in its place). Until a visit has seen the whole listing, nothing may
// be removed from the server; Send refuses to.
func (v *Visit) Rebuilt() bool { return v.rebuilt }

// Number counts visits, of all accounts.
func (v *Visit) Number() int64 { return v.id }

// begin writes the visit down. last is the visit that the lock remembers: a cache that does not know it was set back
// in time, and what it says of removals may have been taken back since.
func (v *Visit) begin(ctx context.Context, tx *txn, last int64) error {
	err := tx.QueryRowContext(ctx, "SELECT keep_mode, keep_days, rebuilt FROM account WHERE id = ?", v.account).
		Scan(&v.keep.Mode, &v.keep.Days, &v.rebuilt)
	if err != nil {
		return fmt.Errorf("account %d: %w", v.account, err)
	}
	if last != 0 && !v.rebuilt {
		err := tx.QueryRowContext(ctx, `UPDATE account SET rebuilt = 1 WHERE id = ?1
			AND NOT EXISTS (SELECT 1 FROM visit WHERE id = ?2 AND account = ?1) RETURNING rebuilt`, v.account, last).Scan(&v.rebuilt)
		if err != nil && err != sql.ErrNoRows {
			return err
		}
	}
	now := v.c.now()
	if v.steady, err = steadyClock(ctx, tx, now); err != nil {
		return err
	}
	if err := v.tidy(ctx, tx); err != nil {
		return err
	}
	if err := v.heedPolicy(ctx, tx, now); err != nil {
		return err
	}
	return tx.QueryRowContext(ctx, `INSERT INTO visit (account, began) VALUES (?, ?)
		RETURNING id, (SELECT coalesce(max(id), 0) FROM message)`, v.account, now.Unix()).Scan(&v.id, &v.newest)
}

// tidy clears up after a visit that crashed. A DELE that was acknowledged to a session which died without QUIT has
// not happened (RFC 1939, 6).
func (v *Visit) tidy(ctx context.Context, tx *txn) error {
	// CROSS and the plus keep SQLite from going through all messages of the account: what is looked for is rare.
	staged, err := numbers(ctx, tx, `SELECT b.id FROM body b CROSS JOIN message m ON m.id = b.message
		WHERE b.sha256 = x'' AND m.account = ?`, v.account)
	if err != nil {
		return err
	}
	for _, body := range staged {
		if err := dropBody(ctx, tx, body); err != nil {
			return err
		}
	}
	if err := writeSent(ctx, tx); err != nil {
		return err
	}
	return run(ctx, tx, []statement{
		{"DELETE FROM acked WHERE visit IN (SELECT id FROM visit WHERE account = ?)", []any{v.account}},
		{`UPDATE message SET body = ? WHERE body IN (?, ?, ?) AND id IN
			(SELECT message FROM listing WHERE account = ? AND attempts > 0 AND attempts >= ?)`,
			[]any{Poison, None, Headers, TooBig, v.account, patience}},
		{`UPDATE ledger SET reason = 'it could not be fetched in three visits, and nothing leaves the server without a copy here'
			WHERE state = 'planned' AND no_copy = 0 AND reason = '' AND message IN (SELECT l.message FROM listing l
			JOIN message m ON m.id = l.message WHERE l.account = ? AND l.attempts > 0 AND l.attempts >= ? AND m.body = ?)`,
			[]any{v.account, patience, Poison}},
		{`UPDATE visit SET ended = began, error = 'it was cut short' WHERE account = ? AND ended = 0`, []any{v.account}},
	})
}

// statement is one SQL statement with its arguments.
type statement struct {
	query string
	args  []any
}

func run(ctx context.Context, tx *txn, all []statement) error {
	for _, s := range all {
		if _, err := tx.ExecContext(ctx, s.query, s.args...); err != nil {
			return err
		}
	}
	return nil
}

const (
	longestGap = 15 * 24 * time.Hour
	settling   = 24 * time.Hour
)

// steadyClock looks at the clock and says whether it may be trusted to count days with: a clock that jumped (backwards,
// or by more than half a month between two visits) must have run for a day since. Without this, a wrong clock could
// empty a mailbox in one visit.
func steadyClock(ctx context.Context, tx *txn, now time.Time) (bool, error) {
	last, err := fact(ctx, tx, "clock")
	if err != nil {
		return false, err
	}
	since, err := fact(ctx, tx, "steady")
	if err != nil {
		return false, err
	}
	gap := now.Sub(time.Unix(last, 0))
	if last == 0 || gap < 0 || gap > longestGap {
		since = now.Unix()
	}
	for name, value := range map[string]int64{"clock": now.Unix(), "steady": since} {
		if err := setFact(ctx, tx, name, value); err != nil {
			return false, err
		}
	}
	return now.Sub(time.Unix(since, 0)) >= settling, nil
}

func fact(ctx context.Context, tx *txn, name string) (value int64, err error) {
	err = tx.QueryRowContext(ctx, "SELECT value FROM fact WHERE name = ?", name).Scan(&value)
	if err == sql.ErrNoRows {
		return 0, nil
	}
	return value, err
}

func setFact(ctx context.Context, tx *txn, name string, value int64) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO fact VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`,
		name, value)
	return err
}
