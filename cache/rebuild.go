package cache

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"time"
)

// rebuild makes a cache in fresh of what can be read of the one in damaged. It is complete, closed and synced when it
// returns nil.
func rebuild(ctx context.Context, damaged, fresh string, s *Salvage) error {
	f, err := os.OpenFile(fresh, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	f.Close()
	size, err := pageSizeOf(damaged) // the same, so that the tables begin on the same pages: see carve
	if err != nil {
		return err
	}
	to := &Cache{now: time.Now, pack: newPacker(), write: writer(fresh, size)}
	defer to.closeFile()
	if err := to.climb(ctx); err != nil {
		return err
	}
	to.read = reader(fresh, "")
	// A file that ends too early is only read where the schema could be written, for reasons that are SQLite's.
	from := pool(damaged, url.Values{"mode": {"ro"}, "_query_only": {"on"}, "_writable_schema": {"on"}}, 1)
	defer from.Close()
	if err := to.carryAll(ctx, from, damaged); err != nil {
		return err
	}
	if err := to.mend(ctx, s); err != nil {
		return err
	}
	if _, err := to.write.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return err
	}
	return to.closeFile()
}

// carryAll copies every table but those that are derived from others. Foreign keys wait: parents may be lost.
func (c *Cache) carryAll(ctx context.Context, from *sql.DB, damaged string) error {
	if _, err := c.write.ExecContext(ctx, "PRAGMA foreign_keys = OFF"); err != nil {
		return err
	}
	rows, err := c.write.QueryContext(ctx, `SELECT name, sql LIKE '%WITHOUT ROWID%' FROM sqlite_master
		WHERE type = 'table' AND sql LIKE 'CREATE TABLE%STRICT%' AND name NOT IN ('tally', 'unindexed') ORDER BY rowid`)
	if err != nil {
		return err
	}
	var all []table
	for rows.Next() {
		var t table
		if err := rows.Scan(&t.name, &t.keyed); err != nil {
			rows.Close()
			return err
		}
		all = append(all, t)
	}
	rows.Close()
	for _, t := range all {
		if t.columns, err = c.sharedColumns(ctx, from, t.name); err != nil {
			return err
		}
		whole := false
		if len(t.columns) > 0 {
			whole, err = c.carry(ctx, from, t)
		}
		if err == nil && !whole {
			err = c.carve(ctx, damaged, t)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	return rows.Err()
}

// sharedColumns are those that both schemas know: the damaged cache may be older. An unreadable schema shares none.
func (c *Cache) sharedColumns(ctx context.Context, from *sql.DB, table string) ([]string, error) {
	theirs := map[string]bool{}
	old, _ := columns(ctx, from, table)
	for _, name := range old {
		theirs[name] = true
	}
	ours, err := columns(ctx, c.write, table)
	if err != nil {
		return nil, err
	}
	var both []string
	for _, name := range ours {
		if theirs[name] {
			both = append(both, name)
		}
	}
	return both, nil
}

func columns(ctx context.Context, db *sql.DB, table string) ([]string, error) {
	rows, err := db.QueryContext(ctx, "SELECT name FROM pragma_table_info(?)", table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		all = append(all, name)
	}
	return all, rows.Err()
}
