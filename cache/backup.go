package cache

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// backupName is the copy of a cache as it was before a migration.
func backupName(version int) string { return fmt.Sprintf("%s.before-%d", fileName, version) }

// backup copies the cache, whole and consistent, before a migration from version have. The copy of the migration
// before that one is then let go.
func (c *Cache) backup(ctx context.Context, have int) error {
	path := filepath.Join(c.dir, backupName(have+1))
	making := path + ".making"
	os.Remove(making) // of a backup that was cut short
	err := c.copyInto(ctx, making)
	if err == nil {
		err = os.Rename(making, path)
	}
	if err != nil {
		os.Remove(making)
		return fmt.Errorf("the copy to be made before a migration: %w", err)
	}
	old, _ := filepath.Glob(filepath.Join(c.dir, fileName+".before-*"))
	for _, name := range old {
		if name != path {
			os.Remove(name)
		}
	}
	return syncFolder(c.dir)
}

// copyInto copies the whole cache as it is now into a new file, which may be opened as a cache.db. The cache may be in
// use meanwhile. SQLite lets no connection that only reads make one.
func (c *Cache) copyInto(ctx context.Context, path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("cache: backup: %w", readOnly(err))
	}
	f.Close()
	if _, err := c.write.ExecContext(ctx, "VACUUM INTO ?", path); err != nil { // SQLite takes an empty file
		os.Remove(path)
		return fmt.Errorf("cache: backup: %w", friendly(err))
	}
	return syncFile(path)
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
