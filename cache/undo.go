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
	err = c.change(ctx, func(tx *sql.Tx) error {
		var group int64
		err := tx.QueryRowContext(ctx, "SELECT id, action FROM removal WHERE undone = 0 ORDER BY id DESC LIMIT 1").
			Scan(&group, &u.Action)
		if err == sql.ErrNoRows {
			return ErrNothing
		}
		if err != nil {
			return err
		}
		now := c.now().Unix()
		if err := callOff(ctx, tx, group, now); err != nil {
			return err
		}
		if err := sumUndone(ctx, tx, group, &u); err != nil {
			return err
		}
		return run(ctx, tx, []statement{
			{`UPDATE message SET (place, trashed) = (SELECT i.place, i.trashed FROM removal_item i
				WHERE i.removal = ?1 AND i.message = message.id) WHERE place = ?2
				AND id IN (SELECT message FROM removal_item WHERE removal = ?1)`, []any{group, u.Action.place()}},
			{"UPDATE removal SET undone = ? WHERE id = ?", []any{now, group}},
		})
	})
	if err != nil {
		return Undone{}, fmt.Errorf("cache: undo: %w", err)
	}
	return u, nil
}

// callOff ends the removals of a group that have not been sent.
func callOff(ctx context.Context, tx *sql.Tx, group, now int64) error {
	return run(ctx, tx, []statement{
		{`UPDATE message SET removal = '' WHERE removal IN ('planned', 'acked', 'stuck') AND id IN
			(SELECT message FROM ledger WHERE removal <> 0 AND removal = ?)`, []any{group}},
		{`UPDATE ledger SET state = 'called off', since = ?2 WHERE removal <> 0 AND removal = ?1
			AND state IN ('planned', 'acked', 'stuck')`, []any{group, now}},
	})
}

// sumUndone counts what is still where the action put it, and of that what the server still has and will keep.
func sumUndone(ctx context.Context, tx *sql.Tx, group int64, u *Undone) error {
	return tx.QueryRowContext(ctx, `SELECT count(*), count(*) FILTER (WHERE k.kept), count(*) FILTER (WHERE NOT k.kept)
		FROM (SELECT EXISTS (SELECT 1 FROM listing l WHERE l.message = m.id AND l.gone = 0)
			AND m.removal NOT IN ('sent', 'committed') AS kept
		FROM removal_item i JOIN message m ON m.id = i.message WHERE i.removal = ? AND m.place = ?) k`,
		group, u.Action.place()).Scan(&u.Messages, &u.Kept, &u.LocalOnly)
}
