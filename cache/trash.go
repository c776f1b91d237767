package cache

import (
	"context"
	"fmt"
	"time"
)

const (
	trashDays     = 30  // unless Options say otherwise
	tombstoneDays = 90  // how long a UIDL is known after its message is purged and verified gone
	visitDays     = 400 // how long visits are remembered
	purgeAtOnce   = 100 // messages a transaction, so that nobody waits long
)

// Purged tells what left the disk for good.
type Purged struct {
	Messages int
	Bytes    int64
}

// EmptyTrash deletes what is in Trash now, of these accounts (nil: all), for good. Removals from the server that are
// under way go on: the person has given up the copy here too. There is no undo.
func (c *Cache) EmptyTrash(ctx context.Context, accounts []AccountID) (Purged, error) {
	p, err := c.purge(ctx, `SELECT id, size FROM message WHERE trashed IS NOT NULL AND place = 2
		AND (?1 = '[]' OR account IN (SELECT value FROM json_each(?1))) LIMIT ?2`, list(accounts))
	if err != nil {
		return p, fmt.Errorf("cache: empty trash: %w", err)
	}
	return p, nil
}

// sweep deletes for good what has been in Trash for its days and whose removal is over. Visits sweep when they end,
// provided that the clock can be trusted to count days.
func (c *Cache) sweep(ctx context.Context, now time.Time) error {
	if c.trashDays < 0 {
		return nil
	}
	_, err := c.purge(ctx, `SELECT id, size FROM message WHERE trashed IS NOT NULL AND trashed <= ?1 AND place = 2
		AND removal = '' LIMIT ?2`, now.AddDate(0, 0, -c.trashDays).Unix())
	if err == nil {
		err = c.forgetOld(ctx, now)
	}
	if err != nil {
		return fmt.Errorf("cache: sweep: %w", err)
	}
	return nil
}

// purge deletes what a query names, again and again until it names nothing.
func (c *Cache) purge(ctx context.Context, query string, arg any) (p Purged, err error) {
	for {
		n := 0
		err := c.change(ctx, func(tx *txn) error {
			ids, bytes, err := idsAndSizes(ctx, tx, query, arg, purgeAtOnce)
			if err != nil {
				return err
			}
			for _, id := range ids {
				if err := purgeOne(ctx, tx, id); err != nil {
					return err
				}
			}
			n, p.Messages, p.Bytes = len(ids), p.Messages+len(ids), p.Bytes+bytes
			return nil
		})
		if err != nil || n < purgeAtOnce {
			return p, err
		}
	}
}

func idsAndSizes(ctx context.Context, tx *txn, query string, args ...any) (ids []ID, bytes int64, err error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var (
			id   ID
			size int64
		)
		if err := rows.Scan(&id, &size); err != nil {
			return nil, 0, err
		}
		ids, bytes = append(ids, id), bytes+size
	}
	return ids, bytes, rows.Err()
}

// purgeOne leaves of a message its line in the listing, so that it is not taken for new, and its story in the ledger.
func purgeOne(ctx context.Context, tx *txn, id ID) error {
	raws, err := numbers(ctx, tx, "SELECT id FROM body WHERE id = (SELECT raw FROM detail WHERE message = ?)", id)
	if err != nil {
		return err
	}
	for _, raw := range raws {
		if err := dropBody(ctx, tx, raw); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, "DELETE FROM message WHERE id = ?", id)
	return err
}

// forgetOld drops what was kept only for a while. It reads the whole listing, so once a day will do.
func (c *Cache) forgetOld(ctx context.Context, now time.Time) error {
	return c.change(ctx, func(tx *txn) error {
		today := now.Unix() / 86400
		if last, err := fact(ctx, tx, "forgot old"); err != nil || last == today {
			return err
		}
		if err := setFact(ctx, tx, "forgot old", today); err != nil {
			return err
		}
		return run(ctx, tx, []statement{
			{`DELETE FROM listing WHERE gone <> 0 AND over BETWEEN 1 AND ? AND message NOT IN (SELECT id FROM message)`,
				[]any{now.AddDate(0, 0, -tombstoneDays).Unix()}},
			{"DELETE FROM visit WHERE began < ? AND id NOT IN (SELECT visit FROM ledger WHERE visit <> 0 UNION ALL SELECT visit FROM acked)",
				[]any{now.AddDate(0, 0, -visitDays).Unix()}},
		})
	})
}
