package cache

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
)

// factSalvaged says that messages may be here whose line of the listing is lost; see reclaim.
const factSalvaged = "salvaged"

// mend makes a whole of the tables that were carried over: each body is checked, what is damaged and still on the
// server is to be fetched again, and a body that lost its message gets one. Accounts are marked, so that the next
// visit removes nothing.
func (c *Cache) mend(ctx context.Context, s *Salvage) error {
	if err := c.mendAccounts(ctx); err != nil {
		return err
	}
	if err := c.reborn(ctx); err != nil {
		return err
	}
	bodies, err := c.allBodies(ctx)
	if err != nil {
		return err
	}
	for _, b := range bodies {
		if err := c.mendBody(ctx, b, s); err != nil {
			return fmt.Errorf("body %d: %w", b.id, err)
		}
	}
	return c.change(ctx, func(tx *txn) error {
		return run(ctx, tx, []statement{
			{"UPDATE detail SET raw = 0, arrived = 0 WHERE raw NOT IN (SELECT id FROM body)", nil},
			{`UPDATE message SET body = ? WHERE body IN (?, ?) AND id NOT IN (SELECT message FROM detail WHERE raw <> 0)`,
				[]any{None, Full, Headers}},
			// A line of the listing without its message is no sign any more that it was thrown away: it is fetched anew.
			{`UPDATE ledger SET state = 'stuck', reason = 'what is known of it was lost with a damaged cache'
				WHERE state IN ('planned', 'sent', 'committed') AND message NOT IN (SELECT id FROM message)`, nil},
			{"DELETE FROM listing WHERE gone = 0 AND message NOT IN (SELECT id FROM message)", nil},
			{`UPDATE message SET removal = coalesce((SELECT state FROM ledger l WHERE l.message = message.id AND l.state IN
				('planned', 'sent', 'committed', 'stuck') ORDER BY l.id DESC LIMIT 1), '')`, nil},
			{"DELETE FROM chunk WHERE NOT EXISTS (SELECT 1 FROM body WHERE id = key >> 16)", nil},
			{"INSERT OR IGNORE INTO unindexed SELECT message FROM detail WHERE raw <> 0", nil},
			{"UPDATE account SET rebuilt = 1", nil},
			{"DELETE FROM fact WHERE name LIKE 'whole %'", nil},
			{"CREATE INDEX IF NOT EXISTS body_sum ON body (sha256)", nil},
			{"INSERT OR REPLACE INTO fact VALUES (?, 1)", []any{factSalvaged}},
		})
	})
}

// mendAccounts names accounts whose names are lost by their number: the configured account of that name is a new one,
// and what is here stays readable under the made-up name.
func (c *Cache) mendAccounts(ctx context.Context) error {
	return c.change(ctx, func(tx *txn) error {
		return run(ctx, tx, []statement{
			{`INSERT OR IGNORE INTO account (id, name) SELECT DISTINCT account, 'salvaged-' || account FROM
				(SELECT account FROM message UNION SELECT account FROM listing) WHERE account NOT IN (SELECT id FROM account)`, nil},
			{`INSERT INTO account (name) SELECT 'salvaged' WHERE NOT EXISTS (SELECT 1 FROM account)
				AND EXISTS (SELECT 1 FROM body)`, nil},
			{"DELETE FROM visit WHERE account NOT IN (SELECT id FROM account)", nil},
			{"DELETE FROM ledger WHERE account NOT IN (SELECT id FROM account)", nil},
			{"DELETE FROM acked WHERE visit NOT IN (SELECT id FROM visit) OR entry NOT IN (SELECT id FROM ledger)", nil},
			{"DELETE FROM detail WHERE message NOT IN (SELECT id FROM message)", nil},
			{"DELETE FROM message_tag WHERE message NOT IN (SELECT id FROM message) OR tag NOT IN (SELECT id FROM tag)", nil},
			{"DELETE FROM reference WHERE message NOT IN (SELECT id FROM message)", nil},
			{"DELETE FROM body WHERE sha256 = x''", nil},
		})
	})
}

// carried is a body that came over, and what refers to it.
type carried struct {
	id, size   int64
	sum        []byte
	top        bool
	message    ID
	hasMessage bool
	hasDetail  bool // that names this body
	onServer   bool
}

func (c *Cache) allBodies(ctx context.Context) ([]carried, error) {
	rows, err := c.write.QueryContext(ctx, `SELECT b.id, b.size, b.sha256, b.top > 0, b.message, m.id IS NOT NULL,
		d.raw IS NOT NULL AND d.raw = b.id, coalesce(l.gone = 0, 0)
		FROM body b LEFT JOIN message m ON m.id = b.message LEFT JOIN detail d ON d.message = b.message
		LEFT JOIN listing l ON l.message = b.message ORDER BY b.id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []carried
	for rows.Next() {
		var b carried
		err := rows.Scan(&b.id, &b.size, &b.sum, &b.top, &b.message, &b.hasMessage, &b.hasDetail, &b.onServer)
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, rows.Err()
}

func (c *Cache) mendBody(ctx context.Context, b carried, s *Salvage) error {
	src := &source{c: c, ctx: ctx, body: b.id, size: b.size}
	whole := src.check(sha256.New(), b.sum) == nil
	switch {
	case whole && b.hasDetail:
		s.Messages++
		return nil
	case whole:
		s.Messages++
		return c.readopt(ctx, b, src)
	case b.onServer || !b.hasDetail:
		s.Damaged++
		return c.change(ctx, func(tx *txn) error { return c.letGo(ctx, tx, b) })
	}
	s.Damaged++ // what is left of it is nowhere else: it stays, and says so when it is read
	return nil
}

// letGo drops a damaged body; its message is fetched again.
func (c *Cache) letGo(ctx context.Context, tx *txn, b carried) error {
	if err := dropBody(ctx, tx, b.id); err != nil {
		return err
	}
	return run(ctx, tx, []statement{
		{"UPDATE detail SET raw = 0, arrived = 0 WHERE message = ? AND raw = ?", []any{b.message, b.id}},
		{"UPDATE message SET body = ? WHERE id = ? AND body IN (?, ?)", []any{None, b.message, Full, Headers}},
	})
}

// readopt derives again, from a whole body, the rows that were lost.
func (c *Cache) readopt(ctx context.Context, b carried, src *source) error {
	var raw bytes.Buffer
	if err := src.raw(&raw, b.sum); err != nil {
		return err
	}
	a := Arrival{ID: b.message, Raw: raw.Bytes(), Top: b.top}.read(c.pack)
	return c.change(ctx, func(tx *txn) error {
		var better bool // a fuller body may be named already
		err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM detail WHERE message = ? AND raw <> 0)", b.message).
			Scan(&better)
		if err != nil {
			return err
		}
		if better {
			return dropBody(ctx, tx, b.id)
		}
		_, err = tx.ExecContext(ctx, `INSERT OR IGNORE INTO message (id, account, date, size, flags) SELECT ?1,
			coalesce((SELECT account FROM listing WHERE message = ?1), (SELECT min(id) FROM account)), ?2, ?3,
			iif(EXISTS (SELECT 1 FROM listing WHERE message = ?1 AND gone = 0), 0, ?4)`,
			b.message, c.now().Unix(), b.size, Gone)
		if err != nil {
			return err
		}
		p, err := c.putting(ctx, tx)
		if err != nil {
			return err
		}
		old, err := p.before(a.id)
		if err != nil {
			return err
		}
		if err := run(ctx, tx, a.rows(old, b.id, c.now().Unix())); err != nil {
			return err
		}
		a.again = true
		if err := p.threads.add(&a); err != nil {
			return err
		}
		return p.threads.settle()
	})
}
