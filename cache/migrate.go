package cache

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
)

//go:embed migrations/*.sql
var migrations embed.FS

// newest is the schema version that the last migration leads to.
func newest() (int, error) {
	files, err := migrations.ReadDir("migrations")
	return len(files), err
}

// steps lists the migrations: the nth leads to schema version n+1.
func steps() ([]string, error) {
	files, err := migrations.ReadDir("migrations") // sorted by name
	if err != nil {
		return nil, err
	}
	var all []string
	for _, f := range files {
		b, err := migrations.ReadFile("migrations/" + f.Name())
		if err != nil {
			return nil, err
		}
		all = append(all, string(b))
	}
	return all, nil
}

// migrateLock is held by who makes or migrates a cache.
const migrateLock = "migrate.lock"

// migrate brings the schema up, each step in a transaction of its own, after a copy was made, and refuses a newer one.
func (c *Cache) migrate(ctx context.Context) error {
	behind, err := c.behind(ctx)
	if err != nil || !behind {
		return err
	}
	lock, err := c.waitLock(ctx, migrateLock)
	if err != nil {
		return err
	}
	defer lock.Close()
	return c.climb(ctx)
}

// climb is migrate where nobody else migrates: of two that open the cache at once, one copies and migrates, and the
// other finds it done.
func (c *Cache) climb(ctx context.Context) error {
	all, err := steps()
	if err != nil {
		return err
	}
	have, err := schemaVersion(ctx, c.write)
	if err == nil && have > 0 && have < len(all) {
		err = c.backup(ctx, have)
	}
	if err != nil {
		return err
	}
	for n := have; n < len(all); n++ {
		if err := c.step(ctx, n, all[n]); err != nil {
			return fmt.Errorf("migration %d: %w", n+1, err)
		}
	}
	return nil
}

// step looks at the version again inside the transaction: a Poplin of an older version knows nothing of the lock.
func (c *Cache) step(ctx context.Context, n int, statements string) error {
	return c.change(ctx, func(tx *txn) error {
		var have int
		if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&have); err != nil || have > n {
			return err
		}
		if _, err := tx.ExecContext(ctx, statements); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", n+1))
		return err
	})
}

// checkVersion is for a cache that may not be migrated.
func (c *Cache) checkVersion(ctx context.Context) error {
	behind, err := c.behind(ctx)
	if err == nil && behind {
		err = fmt.Errorf("%w: it must be migrated first", ErrReadOnly)
	}
	return err
}

// behind says that there are migrations to make, and refuses a schema that is newer than all of them.
func (c *Cache) behind(ctx context.Context) (bool, error) {
	known, err := newest()
	if err != nil {
		return false, err
	}
	have, err := schemaVersion(ctx, c.read)
	if err == nil && have > known {
		err = newer(have, known)
	}
	return have < known, err
}

func schemaVersion(ctx context.Context, db *sql.DB) (n int, err error) {
	err = db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&n)
	return n, err
}

func newer(have, known int) error {
	return fmt.Errorf("%w: schema %d, this one knows %d", ErrNewer, have, known)
}
