package cache

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
)

// adopt gives known messages the UIDLs under which the server lists them now. All are first moved out of the way,
// since a server that numbers anew may give one message the UIDL that another had.
func (r *recording) adopt(all map[ID]Listing) error {
	ids := slices.Sorted(maps.Keys(all))
	for _, id := range ids {
		if err := r.moveAside(id); err != nil {
			return err
		}
	}
	for _, id := range ids {
		if err := r.adoptOne(id, all[id]); err != nil {
			return err
		}
	}
	return nil
}

func (r *recording) adoptOne(id ID, l Listing) error {
	if err := r.makeRoom(l); err != nil {
		return err
	}
	err := run(r.ctx, r.tx, []statement{
		{`UPDATE listing SET uidl = ?, dup = ?, size = ?, gone = 0, missing = 0, over = 0 WHERE message = ?`,
			[]any{[]byte(l.UIDL), l.Dup, l.Size, id}},
		{`UPDATE ledger SET uidl = ? WHERE message = ? AND state IN ('planned', 'sent', 'committed', 'stuck')`,
			[]any{[]byte(l.UIDL), id}},
	})
	if err != nil {
		return err
	}
	return r.flag(id, Gone, false)
}

// makeRoom takes a UIDL from whom it is noted for now. A row that the same visit made of it, before its header told
// who it was, is dropped; another message that had the UIDL before is no longer on the server.
func (r *recording) makeRoom(l Listing) error {
	var (
		id   ID
		body Body
	)
	err := r.tx.QueryRowContext(r.ctx, `SELECT l.message, coalesce(m.body, ?) FROM listing l
		LEFT JOIN message m ON m.id = l.message WHERE l.account = ? AND l.uidl = ? AND l.dup = ?`,
		Full, r.v.account, []byte(l.UIDL), l.Dup).Scan(&id, &body)
	if err == sql.ErrNoRows {
		return nil
	}
	if err != nil {
		return fmt.Errorf("adopt %q: %w", l.UIDL, err)
	}
	if body == Full {
		_, err := r.tx.ExecContext(r.ctx, "UPDATE listing SET dup = -message, gone = 1 WHERE message = ?", id)
		if err != nil {
			return err
		}
		return r.flag(id, Gone, true)
	}
	return forget(r.ctx, r.tx, id)
}

// forget drops a row that turned out to be another message: nothing of it is only here.
func forget(ctx context.Context, tx *txn, id ID) error {
	raws, err := numbers(ctx, tx, "SELECT raw FROM detail WHERE message = ? AND raw <> 0", id)
	if err != nil {
		return err
	}
	for _, raw := range raws {
		if err := dropBody(ctx, tx, raw); err != nil {
			return err
		}
	}
	return run(ctx, tx, []statement{
		{"DELETE FROM ledger WHERE message = ?", []any{id}},
		{"DELETE FROM listing WHERE message = ?", []any{id}},
		{"DELETE FROM visit_change WHERE message = ?", []any{id}},
		{"DELETE FROM message WHERE id = ?", []any{id}},
	})
}
