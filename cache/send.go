package cache

import (
	"context"
	"errors"
	"fmt"
)

// errNotHome stops a visit in which a removal got past the plan without a copy here. It is a mistake of ours, never
// the person's.
var errNotHome = errors.New("a message to be removed is not wholly here")

// errRebuilt stops the first visit after a salvage from removing anything.
var errRebuilt = errors.New("the cache was rebuilt: nothing is removed before a whole listing was seen")

// errKept stops a visit from removing anything where keep_on_server says that all is kept.
var errKept = errors.New("the account keeps everything on the server: nothing is removed")

// Ack notes DELE answered +OK. A removal undone meanwhile is remembered: Send will refuse. It does not wait for the disk:
// what is acknowledged means nothing before Send, which does.
func (v *Visit) Ack(ctx context.Context, ids []ID) error {
	if len(ids) == 0 {
		return nil
	}
	err := v.c.changeSoon(ctx, func(tx *txn) error {
		res, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO acked SELECT l.id, ?, ? FROM json_each(?) j
			CROSS JOIN ledger l ON l.message = j.value WHERE l.state = 'planned'`, v.id, v.c.now().Unix(), list(ids))
		if err != nil {
			return err
		}
		if n, _ := res.RowsAffected(); n < int64(len(ids)) {
			v.calledOff = true
		}
		return nil
	})
	if err != nil {
		v.calledOff = true // what was acknowledged is not noted: this session must not end in QUIT
		return fmt.Errorf("cache: ack: %w", err)
	}
	return nil
}

// Refuse notes DELE answered -ERR: the removal stays Planned with the reason.
func (v *Visit) Refuse(ctx context.Context, id ID, reason string) error {
	err := v.c.change(ctx, func(tx *txn) error {
		_, err := tx.ExecContext(ctx, "UPDATE ledger SET reason = ? WHERE message = ? AND state = 'planned'", reason, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("cache: refuse: %w", err)
	}
	return nil
}

// Send makes all Acked removals of this visit Sent, durably, to be called just before QUIT is written. It returns
// ErrCalledOff, and changes nothing, when one of them was undone meanwhile: then the session must be closed without QUIT.
// That QUIT may have left is written into the visit's row, since the server waits and removals may be many; theirs follow
// as soon as more is known, by Settle or by writeSent.
func (v *Visit) Send(ctx context.Context) error {
	if v.calledOff {
		return fmt.Errorf("cache: send: %w", ErrCalledOff)
	}
	err := v.c.change(ctx, func(tx *txn) error {
		if err := v.maySend(ctx, tx); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE visit SET quit = ? WHERE id = ?", QuitUnknown, v.id)
		return err
	})
	if err != nil {
		return fmt.Errorf("cache: send: %w", err)
	}
	return nil
}

// The state of a removal l, and since when, whatever its row says while its visit is under way. That no visit marks
// anything is found out once, not for each row.
const (
	standing = `iif(` + asItStands + `, l.state, coalesce((SELECT iif(v.quit, 'sent', 'acked') FROM acked k JOIN visit v ON v.id = k.visit
		WHERE k.entry = l.id), 'planned'))`
	stands     = `iif(` + asItStands + `, l.since, coalesce((SELECT since FROM acked WHERE entry = l.id), l.since))`
	asItStands = `l.state <> 'planned' OR NOT EXISTS (SELECT 1 FROM acked)`
)

// writeSent writes down of every removal that it is Sent whose visit says so. It belongs to every transaction that does
// something about what is Acked.
func writeSent(ctx context.Context, tx *txn) error {
	const left = "visit IN (SELECT id FROM visit WHERE ended = 0 AND quit <> 0)"
	return run(ctx, tx, []statement{
		{`UPDATE ledger SET (state, since, visit, attempts, reason) = (SELECT 'sent', k.since, k.visit, attempts + 1, '' FROM acked k
			WHERE k.entry = ledger.id) WHERE state = 'planned' AND id IN (SELECT entry FROM acked WHERE ` + left + `)`, nil},
		{"DELETE FROM acked WHERE " + left, nil},
	})
}

// maySend is the last gate before mail leaves the server for good.
func (v *Visit) maySend(ctx context.Context, tx *txn) error {
	var acked, calledOff, notHome int
	err := tx.QueryRowContext(ctx, `SELECT count(*), count(*) FILTER (WHERE l.state IS NOT 'planned'),
		count(*) FILTER (WHERE l.no_copy = 0 AND m.body <> ?2)
		FROM acked k LEFT JOIN ledger l ON l.id = k.entry LEFT JOIN message m ON m.id = l.message WHERE k.visit = ?1`, v.id, Full).
		Scan(&acked, &calledOff, &notHome)
	if err == nil && notHome == 0 { // bodies that are being staged are few: looked up from their side
		err = tx.QueryRowContext(ctx, `SELECT count(*) FROM body b CROSS JOIN detail d ON d.message = b.message AND d.raw = b.id
			CROSS JOIN ledger l ON l.message = d.message CROSS JOIN acked k ON k.entry = l.id
			WHERE b.sha256 = x'' AND k.visit = ? AND l.no_copy = 0`, v.id).Scan(&notHome)
	}
	switch {
	case err != nil:
		return err
	case calledOff > 0:
		return ErrCalledOff
	case notHome > 0:
		return errNotHome
	case acked > 0 && v.rebuilt:
		return errRebuilt
	case acked > 0 && v.keep.Mode == Always:
		return errKept
	}
	return nil
}

// Settle moves this visit's Sent removals to Committed if done says that QUIT was answered +OK, and tells whether it did.
// done is asked when all but the commit is ready, so that it may wait a moment for that answer; nobody else can write
// meanwhile.
func (v *Visit) Settle(ctx context.Context, done func() bool) (settled bool, err error) {
	err = v.c.change(ctx, func(tx *txn) error {
		mine := []any{v.id, v.c.now().Unix()}
		err := run(ctx, tx, []statement{
			{"UPDATE ledger SET state = 'committed', since = ?2 WHERE visit <> 0 AND visit = ?1 AND state = 'sent'", mine},
			{`UPDATE ledger SET state = 'committed', since = ?2, visit = ?1, attempts = attempts + 1, reason = ''
				WHERE state = 'planned' AND id IN (SELECT entry FROM acked WHERE visit = ?1)`, mine},
			{"DELETE FROM acked WHERE visit = ?1", mine[:1]},
		})
		if err == nil && !done() {
			err = errNotYet
		}
		return err
	})
	if errors.Is(err, errNotYet) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("cache: settle: %w", err)
	}
	return true, nil
}

var errNotYet = errors.New("QUIT is not answered yet")
