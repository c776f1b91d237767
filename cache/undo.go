package cache

import (
	"context"
	"database/sql"
	"fmt"
)

// Undo takes back the last Delete or Archive that is not taken back yet (ErrNothing), as far as it still can be:
// planned and acked removals are called off (a visit under way notices before its QUIT), later ones are restored here
// only. Should one of those turn out not to have taken, it is not tried again.
func (c *Cache) Undo(ctx context.Context) (u Undone, err error) {
	err = c.change(ctx, func(tx *txn) error {
		group, action, err := lastRemoval(ctx, tx)
		if err != nil {
			return err
		}
		ids, err := numbers(ctx, tx, `SELECT m.id FROM removal_item i JOIN message m ON m.id = i.message
			WHERE i.removal = ? AND m.place = ?`, group, action.place())
		if err != nil {
			return err
		}
		if u, err = takeBack(ctx, tx, ids, group, c.now().Unix()); err != nil {
			return err
		}
		u.Action = action
		return run(ctx, tx, []statement{
			{`UPDATE message SET (place, trashed) = (SELECT i.place, i.trashed FROM removal_item i
				WHERE i.removal = ? AND i.message = message.id) WHERE id IN (SELECT value FROM json_each(?))`,
				[]any{group, list(ids)}},
			{"UPDATE removal SET undone = ? WHERE id = ?", []any{c.now().Unix(), group}},
		})
	})
	if err != nil {
		return Undone{}, fmt.Errorf("cache: undo: %w", err)
	}
	return u, nil
}

// lastRemoval finds the last group of which something is still where it was put.
func lastRemoval(ctx context.Context, tx *txn) (group int64, a Action, err error) {
	err = tx.QueryRowContext(ctx, `SELECT r.id, r.action FROM removal r WHERE r.undone = 0 AND EXISTS
		(SELECT 1 FROM removal_item i JOIN message m ON m.id = i.message
		 WHERE i.removal = r.id AND m.place = iif(r.action = ?, ?, ?)) ORDER BY r.id DESC LIMIT 1`,
		DeleteAction, Trash, Archive).Scan(&group, &a)
	if err == sql.ErrNoRows {
		err = ErrNothing
	}
	return group, a, err
}

// takeBack ends the removals of messages as far as that can be done, those of one group or, with group 0, all that the
// person asked for; and counts what that means.
func takeBack(ctx context.Context, tx *txn, ids []int64, group, now int64) (u Undone, err error) {
	const theirs = `message IN (SELECT value FROM json_each(?1)) AND policy = 0 AND (?2 = 0 OR removal = ?2)`
	if err := writeSent(ctx, tx); err != nil {
		return u, err
	}
	all := list(ids)
	err = run(ctx, tx, []statement{
		{`UPDATE message SET removal = '' WHERE removal IN ('planned', 'stuck') AND id IN
			(SELECT message FROM ledger WHERE state IN ('planned', 'stuck') AND ` + theirs + `)`, []any{all, group}},
		{`UPDATE ledger SET state = 'called off', since = ?3 WHERE state IN ('planned', 'stuck') AND ` + theirs,
			[]any{all, group, now}},
		{"UPDATE ledger SET undone = 1 WHERE state IN ('sent', 'committed', 'verified') AND " + theirs, []any{all, group}},
	})
	if err != nil {
		return u, err
	}
	err = tx.QueryRowContext(ctx, `SELECT count(*), count(*) FILTER (WHERE k.kept), count(*) FILTER (WHERE NOT k.kept)
		FROM (SELECT EXISTS (SELECT 1 FROM listing l WHERE l.message = m.id AND l.gone = 0)
			AND NOT EXISTS (SELECT 1 FROM ledger g WHERE g.message = m.id AND g.state IN ('sent', 'committed')) AS kept
		FROM message m WHERE m.id IN (SELECT value FROM json_each(?))) k`, all).Scan(&u.Messages, &u.Kept, &u.LocalOnly)
	return u, err
}

// Restore puts messages from Trash or Archive back into the Inbox and takes back their removals, as Undo does.
func (c *Cache) Restore(ctx context.Context, ids []ID) (u Undone, err error) {
	err = c.change(ctx, func(tx *txn) error {
		away, err := numbers(ctx, tx, `SELECT id FROM message WHERE place <> ?
			AND id IN (SELECT value FROM json_each(?))`, Inbox, list(ids))
		if err != nil {
			return err
		}
		if u, err = takeBack(ctx, tx, away, 0, c.now().Unix()); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "UPDATE message SET place = ?, trashed = NULL WHERE id IN (SELECT value FROM json_each(?))",
			Inbox, list(away))
		return err
	})
	if err != nil {
		return Undone{}, fmt.Errorf("cache: restore: %w", err)
	}
	return u, nil
}
