package cache

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"
)

// What a listing changed, as visit_change keeps it.
const (
	came = iota + 1
	vanished
	returned
	verified // the person's removal
	expired  // the keep policy's removal
)

// recording is one Record at work.
type recording struct {
	ctx context.Context
	tx  *txn
	v   *Visit
	now int64
}

// Record applies what the listing taught, in one transaction, and returns the ids given to c.New, in its order.
// A UIDL that was gone and is new again becomes a new row; should its header turn out to be the old message's, Put
// makes them one (see recognise).
func (v *Visit) Record(ctx context.Context, c Changes) ([]ID, error) {
	var ids []ID
	change := v.c.change
	if c.onlyNew() { // which the next listing would tell again
		change = v.c.changeSoon
	}
	err := change(ctx, func(tx *txn) (err error) {
		r := &recording{ctx, tx, v, v.c.now().Unix()}
		if err := r.endMarking(); err != nil {
			return err
		}
		if len(c.New)+len(c.Back)+len(c.Adopt) > 0 {
			if err := v.unsettle(ctx, tx); err != nil {
				return err
			}
		}
		if err := r.adopt(c.Adopt); err != nil {
			return err
		}
		if c.Complete { // before the new ones: one of them may bear the name of one that is absent
			if err := r.presence(c); err != nil {
				return err
			}
		}
		if ids, err = r.arrivals(c.New, c.Older); err != nil {
			return err
		}
		return r.removals(c)
	})
	if err != nil {
		return nil, fmt.Errorf("cache: record: %w", err)
	}
	return ids, nil
}

// endMarking: where something is learnt, a session of this visit that marked has ended, and another one has begun.
func (r *recording) endMarking() error {
	if err := writeSent(r.ctx, r.tx); err != nil {
		return err
	}
	return run(r.ctx, r.tx, []statement{
		{"DELETE FROM acked WHERE visit = ?", []any{r.v.id}},
		{"UPDATE visit SET quit = 0 WHERE id = ? AND quit <> 0", []any{r.v.id}},
	})
}

// onlyNew says that the listing taught nothing of messages that were known.
func (c Changes) onlyNew() bool {
	return len(c.Missing)+len(c.Back)+len(c.Adopt)+len(c.Verified)+len(c.Retry)+len(c.Stuck)+len(c.Expire) == 0
}

// arrivals gives ids to new messages: the higher its number in the maildrop, the higher its id, so that newest first
// holds among messages whose date is not known yet.
func (r *recording) arrivals(all []Listing, older time.Time) ([]ID, error) {
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(all[a].Number, all[b].Number) })
	var (
		before bool // what this visit has noted itself has names of its own
		last   ID
	)
	err := r.tx.QueryRowContext(r.ctx, `SELECT EXISTS (SELECT 1 FROM listing WHERE account = ? AND message <= ?),
		coalesce((SELECT max(id) FROM message), 0)`, r.v.account, r.v.newest).Scan(&before, &last)
	if err != nil {
		return nil, err
	}
	ids := make([]ID, len(all))
	for _, i := range order {
		date := r.now
		if !older.IsZero() {
			date = older.Unix() - int64(i)
		}
		if before {
			if ids[i], err = r.namesake(all[i]); err != nil {
				return nil, err
			}
		}
		if ids[i] == 0 {
			if ids[i], err = r.arrival(all[i], date); err != nil {
				return nil, err
			}
		}
	}
	_, err = r.tx.ExecContext(r.ctx, "INSERT OR IGNORE INTO visit_change SELECT ?, id, ? FROM message WHERE id > ? AND account = ?",
		r.v.id, came, last, r.v.account)
	return ids, err
}

// Redate gives new messages, newest first, dates before one, until their own are known; those whose headers are here are
// left alone.
func (v *Visit) Redate(ctx context.Context, ids []ID, before time.Time) error {
	err := v.c.changeSoon(ctx, func(tx *txn) error {
		for i, id := range ids {
			_, err := tx.ExecContext(ctx, "UPDATE message SET date = ? WHERE id = ? AND body = ?", before.Unix()-int64(i), id, None)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("cache: redate: %w", err)
	}
	return nil
}

// namesake gives the message that bears a name on the server already, 0 if none does or the one that did is gone.
func (r *recording) namesake(l Listing) (id ID, err error) {
	var gone bool
	err = r.tx.QueryRowContext(r.ctx, "SELECT message, gone FROM listing WHERE account = ? AND uidl = ? AND dup = ?",
		r.v.account, []byte(l.UIDL), l.Dup).Scan(&id, &gone)
	switch {
	case err == sql.ErrNoRows:
		return 0, nil
	case err == nil && gone:
		return 0, r.moveAside(id)
	}
	return id, err
}

func (r *recording) arrival(l Listing, date int64) (id ID, err error) {
	err = r.tx.QueryRowContext(r.ctx, "INSERT INTO message (account, date, size) VALUES (?, ?, ?) RETURNING id",
		r.v.account, date, l.Size).Scan(&id)
	if err != nil {
		return 0, err
	}
	_, err = r.tx.ExecContext(r.ctx, "INSERT INTO listing (message, account, uidl, dup, size, seen) VALUES (?, ?, ?, ?, ?, ?)",
		id, r.v.account, []byte(l.UIDL), l.Dup, l.Size, r.now)
	return id, err
}

// moveAside frees the UIDL of a message that the server let go of. Whether what is listed under it now is the same
// message again, only its header can tell: some servers give a UIDL a second time.
func (r *recording) moveAside(id ID) error {
	_, err := r.tx.ExecContext(r.ctx, "UPDATE listing SET dup = -message WHERE message = ?", id)
	return err
}

// showRemoval copies the state of a message's open ledger entry into its row.
func (r *recording) showRemoval(id ID) error {
	_, err := r.tx.ExecContext(r.ctx, showRemoval, id)
	return err
}

const showRemoval = `UPDATE message SET removal = coalesce((SELECT state FROM ledger WHERE message = ?1
	AND ` + openStates + ` ORDER BY id DESC LIMIT 1), '') WHERE id = ?1`

// openStates are those of removals whose story is not over.
const openStates = "state IN ('planned', 'sent', 'committed', 'stuck')"

func (r *recording) note(id ID, change int) error {
	_, err := r.tx.ExecContext(r.ctx, "INSERT OR IGNORE INTO visit_change VALUES (?, ?, ?)", r.v.id, id, change)
	return err
}

// presence notes who is absent from a whole listing, who is back, and which removals that proves.
// Absence deletes nothing here.
func (r *recording) presence(c Changes) error {
	proven, err := r.verified(c.Verified)
	if err != nil {
		return err
	}
	if err := r.missing(slices.DeleteFunc(slices.Concat(c.Missing, c.Verified), func(id ID) bool { return proven[id] })); err != nil {
		return err
	}
	for _, id := range c.Back {
		if err := r.back(id); err != nil {
			return err
		}
	}
	return nil
}

func (r *recording) back(id ID) error {
	res, err := r.tx.ExecContext(r.ctx, `UPDATE listing SET gone = 0, missing = 0, over = 0 WHERE message = ?
		AND (gone <> 0 OR missing <> 0)`, id)
	if err != nil {
		return err
	}
	if n, _ := res.RowsAffected(); n == 0 {
		return nil
	}
	if err := r.note(id, returned); err != nil {
		return err
	}
	return r.flag(id, Gone, false)
}

func (r *recording) flag(id ID, f Flag, on bool) error {
	query := "UPDATE message SET flags = flags & ~?2 WHERE id = ?1 AND flags & ?2 <> 0"
	if on {
		query = "UPDATE message SET flags = flags | ?2 WHERE id = ?1 AND flags & ?2 = 0"
	}
	_, err := r.tx.ExecContext(r.ctx, query, id, f)
	return err
}

// removals moves ledger entries that the listing says something about.
func (r *recording) removals(c Changes) error {
	for _, id := range c.Retry {
		if err := r.again(id, Planned, "it was still there after the last visit"); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.Stuck)) {
		if err := r.again(id, Stuck, c.Stuck[id]); err != nil {
			return err
		}
	}
	return r.expire(c.Expire)
}

// again sets a removal that did not take to state, or calls it off where it was undone while it was on its way.
func (r *recording) again(id ID, state State, reason string) error {
	_, err := r.tx.ExecContext(r.ctx, `UPDATE ledger SET since = ?2, reason = ?4,
		state = iif(undone, 'called off', ?3)
		WHERE message = ?1 AND `+openStates, id, r.now, state, reason)
	if err != nil {
		return err
	}
	return r.showRemoval(id)
}
