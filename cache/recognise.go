package cache

import (
	"context"
	"database/sql"
)

// known gives the id of a message that a newcomer turns out to be, or 0.
func (p *putting) known(a *arrival, have Body) (ID, error) {
	if p.strangers && (have == None || !a.telling && have != Full) {
		if id, err := p.c.recognise(p.ctx, p.tx, a); id != 0 || err != nil {
			return id, err
		}
	}
	if !p.salvaged || a.body != Full {
		return 0, nil
	}
	return reclaim(p.ctx, p.tx, a)
}

// recognise makes one of a message that arrives and one that the server had let go of, when their header blocks are
// the same and the person has done nothing with the newcomer yet. It came back under its old UIDL (a server restored
// from an older copy), or, if nobody removed it, under a new one (a server that gave its messages new names). What was
// removed and comes back under a new name stays a new message: somebody may have fetched it from a backup. Headers that
// do not name their message prove nothing: then all bytes must be the same.
func (c *Cache) recognise(ctx context.Context, tx *txn, a *arrival) (ID, error) {
	if a.print == 0 || !a.telling && a.body != Full {
		return 0, nil
	}
	// The plus keeps SQLite from planning anew for each value; most messages end here.
	known, err := numbers(ctx, tx, "SELECT message FROM listing WHERE print <> 0 AND gone <> 0 AND print = +?",
		int64(a.print))
	if err != nil || len(known) == 0 {
		return 0, err
	}
	var (
		old  ID
		over bool
		l    struct {
			uidl []byte
			dup  int
			size int64
		}
	)
	err = tx.QueryRowContext(ctx, `SELECT o.message, o.over <> 0, n.uidl, n.dup, n.size
		FROM listing n CROSS JOIN message m ON m.id = n.message
		CROSS JOIN listing o ON o.message IN (SELECT value FROM json_each(?)) AND o.account = n.account
		WHERE n.message = ? AND o.message <> n.message AND (o.uidl = n.uidl OR o.over = 0)
		  AND m.removal = '' AND m.place = 0 AND (? OR EXISTS (SELECT 1 FROM detail d JOIN body b ON b.id = d.raw
			WHERE d.message = o.message AND b.sha256 = ?))
		ORDER BY o.uidl = n.uidl DESC, o.message LIMIT 1`, list(known), a.id, a.telling, a.sum).
		Scan(&old, &over, &l.uidl, &l.dup, &l.size)
	if err == sql.ErrNoRows {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	if err := forget(ctx, tx, a.id); err != nil {
		return 0, err
	}
	err = run(ctx, tx, []statement{
		{"UPDATE listing SET uidl = ?, dup = ?, size = ?, gone = 0, missing = 0, over = 0 WHERE message = ?",
			[]any{l.uidl, l.dup, l.size, old}},
		{"UPDATE message SET flags = flags & ~?2 WHERE id = ?1", []any{old, Gone}},
		{`INSERT OR IGNORE INTO visit_change SELECT max(v.id), l.message, ?2 FROM listing l
			JOIN visit v ON v.account = l.account WHERE l.message = ?1 HAVING max(v.id) IS NOT NULL`, []any{old, returned}},
	})
	if err == nil && over {
		err = removeAgain(ctx, tx, old, c.now().Unix())
	}
	return old, err
}

// reclaim makes one of a message that arrives and one that a salvage brought home without its line of the listing, or
// without the name of its account: their bytes are the same.
func reclaim(ctx context.Context, tx *txn, a *arrival) (ID, error) {
	var old ID
	err := tx.QueryRowContext(ctx, `SELECT b.message FROM body b JOIN message m ON m.id = b.message
		JOIN account t ON t.id = m.account
		WHERE b.sha256 = ? AND b.top = 0 AND b.message <> ? AND (t.name LIKE 'salvaged%'
		  OR NOT EXISTS (SELECT 1 FROM listing WHERE message = b.message)) ORDER BY b.id LIMIT 1`, a.sum, a.id).Scan(&old)
	if err == sql.ErrNoRows {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	err = run(ctx, tx, []statement{
		{`UPDATE message SET account = (SELECT account FROM listing WHERE message = ?2), flags = flags & ~?3 WHERE id = ?1
			AND EXISTS (SELECT 1 FROM listing WHERE message = ?2)`, []any{old, a.id, Gone}},
		{"DELETE FROM listing WHERE message = ?", []any{old}},
		{"UPDATE listing SET message = ?, print = ? WHERE message = ?", []any{old, int64(a.print), a.id}},
	})
	if err == nil {
		err = forget(ctx, tx, a.id)
	}
	return old, err
}

// removeAgain plans the removal of a message that the server brought back, unless that was undone here meanwhile.
func removeAgain(ctx context.Context, tx *txn, id ID, now int64) error {
	return run(ctx, tx, []statement{
		{`INSERT INTO ledger (account, message, uidl, subject, size, action, policy, no_copy, state, since, reason, removal)
			SELECT i.account, i.message, i.uidl, l.subject, l.size, l.action, l.policy, l.no_copy, 'planned', ?2,
			'the server brought it back', l.removal FROM ledger l JOIN listing i ON i.message = l.message
			JOIN account a ON a.id = l.account
			WHERE l.message = ?1 AND l.state = 'verified' AND l.undone = 0 AND a.keep_mode <> ?3
			ORDER BY l.id DESC LIMIT 1`, []any{id, now, Always}},
		{showRemoval, []any{id}},
	})
}
