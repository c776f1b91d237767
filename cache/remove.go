package cache

import (
	"context"
	"database/sql"
	"fmt"
)

// Delete moves messages to Trash and plans their removal from the server where the account's policy says so.
// Messages that are there already are left out, unless their removal is stuck: then it is tried again.
func (c *Cache) Delete(ctx context.Context, ids []ID, o RemoveOptions) (Removal, error) {
	return c.remove(ctx, ids, DeleteAction, o)
}

// Archive keeps messages here and plans their removal from the server.
func (c *Cache) Archive(ctx context.Context, ids []ID, o RemoveOptions) (Removal, error) {
	return c.remove(ctx, ids, ArchiveAction, o)
}

// WouldRemove is what Delete or Archive would report, with nothing changed.
func (c *Cache) WouldRemove(ctx context.Context, ids []ID, a Action) (Removal, error) {
	r, err := sumRemoval(ctx, c.read, ids, a)
	if err != nil {
		return Removal{}, fmt.Errorf("cache: %s: %w", a, friendly(err))
	}
	return r, nil
}

// place is where an action puts messages.
func (a Action) place() Place {
	if a == DeleteAction {
		return Trash
	}
	return Archive
}

// removable selects, of the ids in ?1, those that an action which puts into place ?2 means. On the server there is
// something to do (s.remote) unless the message is only here, the account keeps all (?3), or it is on its way already.
const removable = `FROM json_each(?1) j JOIN message m ON m.id = j.value JOIN account a ON a.id = m.account
	LEFT JOIN listing l ON l.message = m.id AND l.gone = 0
	WHERE (m.place <> ?2 OR m.removal = 'stuck')`

const isRemote = `(l.message IS NOT NULL AND a.keep_mode <> ?3)`

type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func sumRemoval(ctx context.Context, q querier, ids []ID, a Action) (Removal, error) {
	r := Removal{Action: a}
	err := q.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(m.size), 0), count(*) FILTER (WHERE m.flags & 1 = 0),
		count(*) FILTER (WHERE m.flags & 2 <> 0), count(*) FILTER (WHERE m.body <> ?4 AND `+isRemote+`),
		count(*) FILTER (WHERE NOT `+isRemote+`) `+removable, list(ids), a.place(), Always, Full).
		Scan(&r.Messages, &r.Bytes, &r.Unread, &r.Starred, &r.NoCopy, &r.Local)
	return r, err
}

func (c *Cache) remove(ctx context.Context, ids []ID, a Action, o RemoveOptions) (r Removal, err error) {
	err = c.change(ctx, func(tx *txn) error {
		var spared []ID
		if o.Copies {
			if ids, spared, err = spare(ctx, tx, ids); err != nil {
				return err
			}
		}
		r, err = sumRemoval(ctx, tx, ids, a)
		if r.Spared = spared; err != nil || r.Messages == 0 {
			return err
		}
		now := c.now().Unix()
		err := tx.QueryRowContext(ctx, "INSERT INTO removal (action, at) VALUES (?, ?) RETURNING id", a, now).Scan(&r.Group)
		if err != nil {
			return err
		}
		return run(ctx, tx, plan(r.Group, ids, a, o, now))
	})
	if err != nil {
		return Removal{}, fmt.Errorf("cache: %s: %w", a, err)
	}
	return r, nil
}

// plan writes down what was where, enters the ledger, and puts the messages into their place.
func plan(group int64, ids []ID, a Action, o RemoveOptions, now int64) []statement {
	var trashed any
	if a == DeleteAction {
		trashed = now
	}
	all := list(ids)
	return []statement{
		{`INSERT OR IGNORE INTO removal_item SELECT ?3, m.id, m.place, m.trashed ` + removable,
			[]any{all, a.place(), group}},
		{`UPDATE ledger SET state = 'planned', since = ?1, attempts = 0, reason = '', action = ?2, removal = ?3,
			listed = iif(?4, coalesce((SELECT size FROM listing l WHERE l.message = ledger.message), -1), -1)
			WHERE state = 'stuck' AND message IN (SELECT message FROM removal_item WHERE removal = ?3)`,
			[]any{now, a, group, o.asListed}},
		{`INSERT INTO ledger (account, message, uidl, subject, size, action, no_copy, state, since, removal, listed)
			SELECT m.account, m.id, l.uidl, m.subject, m.size, ?4, ?5 AND m.body <> ?6, 'planned', ?7, ?8, iif(?9, l.size, -1) ` + removable +
			` AND m.removal = '' AND ` + isRemote,
			[]any{all, a.place(), Always, a, o.NoCopy, Full, now, group, o.asListed}},
		{`UPDATE message SET place = ?2, trashed = ?3 WHERE id IN (SELECT message FROM removal_item WHERE removal = ?1)`,
			[]any{group, a.place(), trashed}},
		{`UPDATE message SET removal = 'planned' WHERE id IN
			(SELECT message FROM ledger WHERE removal <> 0 AND removal = ? AND state = 'planned')`, []any{group}},
	}
}
