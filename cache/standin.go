package cache

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
)

// StandIn makes, in an empty dir, a cache that knows of an account's mailbox what this one knows, but holds no mail: a
// rehearsal may visit a stand-in of the server with it, and whatever goes wrong there is of no consequence. Bodies that
// are not here yet count as fetched, for that is what a visit does first; where the policy looks at them, those up to
// limit bytes (0: all, negative: none). listed is what the server holds, oldest first.
func (c *Cache) StandIn(ctx context.Context, dir, account string, limit int64) (s *Cache, listed []Listing, err error) {
	if s, err = Open(ctx, dir, Options{Now: c.now, TrashDays: -1}); err != nil {
		return nil, nil, err
	}
	if err = s.copyOf(ctx, filepath.Join(c.dir, fileName), account, limit); err == nil {
		listed, err = s.listing(ctx)
	}
	if err != nil {
		s.Close()
		return nil, nil, fmt.Errorf("cache: stand-in: %w", friendly(err))
	}
	return s, listed, nil
}

// standIn copies what a visit asks for. What the ledger says may leave is taken to be sound, since there are no bytes to
// look at, and the sums of views are of no use here.
var standIn = []string{
	"DROP TRIGGER tally_insert", "DROP TRIGGER tally_update", "DROP TRIGGER tally_delete",
	"INSERT INTO account SELECT * FROM home.account WHERE name = ?1",
	"INSERT OR REPLACE INTO fact SELECT * FROM home.fact",
	`INSERT INTO message (id, account, date, size, flags, place, body, subject, removal, trashed)
		SELECT m.id, m.account, m.date, m.size, m.flags, m.place,
		iif(m.body IN (0, 1, 3) AND coalesce(l.attempts, 0) < 3 AND l.gone = 0, 2, m.body), m.subject, m.removal, m.trashed
		FROM home.message m LEFT JOIN home.listing l ON l.message = m.id WHERE m.account IN (SELECT id FROM account)`,
	`INSERT INTO detail (message, arrived, raw) SELECT m.id, coalesce(nullif(d.arrived, 0), ?2), iif(d.arrived > 0, d.raw, -m.id)
		FROM message m JOIN home.message h ON h.id = m.id LEFT JOIN home.detail d ON d.message = m.id WHERE m.body = 2
		AND (d.arrived > 0 OR h.body <> 3 AND ?3 >= 0 AND (?3 = 0 OR m.size <= ?3))`,
	"INSERT INTO body SELECT b.* FROM home.body b JOIN detail d ON d.raw = b.id",
	"INSERT INTO body SELECT raw, 0, zeroblob(32), message, 0 FROM detail WHERE raw < 0",
	`INSERT INTO listing SELECT * FROM home.listing WHERE account IN (SELECT id FROM account)`,
	"UPDATE listing SET print = 0",
	`CREATE TRIGGER taken_as_sound AFTER INSERT ON ledger BEGIN UPDATE ledger SET no_copy = 1
		WHERE id = new.id AND message IN (SELECT id FROM message WHERE body = 2); END`,
	`INSERT INTO ledger SELECT * FROM home.ledger WHERE account IN (SELECT id FROM account)
		AND ` + openStates,
}

func (c *Cache) copyOf(ctx context.Context, path, account string, limit int64) error {
	conn, err := c.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "ATTACH ? AS home", (&url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: "mode=ro"}).String()); err != nil {
		return err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, query := range standIn {
		all := []any{account, c.now().Unix(), limit}
		if _, err := tx.ExecContext(ctx, query, all[:parameters(query)]...); err != nil {
			return fmt.Errorf("%.40s: %w", query, err)
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "DETACH home")
	return err
}

// listing is what the server is known to hold.
func (c *Cache) listing(ctx context.Context) ([]Listing, error) {
	rows, err := c.read.QueryContext(ctx, "SELECT uidl, dup, size FROM listing WHERE gone = 0 ORDER BY message")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Listing
	for rows.Next() {
		var (
			l    Listing
			uidl sql.RawBytes
		)
		if err := rows.Scan(&uidl, &l.Dup, &l.Size); err != nil {
			return nil, err
		}
		l.UIDL, l.Number = string(uidl), int32(len(all)+1)
		all = append(all, l)
	}
	return all, rows.Err()
}

// parameters counts those of a query, which are numbered.
func parameters(query string) (n int) {
	for i := range 3 {
		if strings.Contains(query, fmt.Sprint("?", i+1)) {
			n = i + 1
		}
	}
	return n
}
