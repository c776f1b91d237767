package cache

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Salvage tells what became of a damaged cache.
type Salvage struct {
	Aside    string // where the damaged file is kept; nothing of it was deleted
	Messages int    // carried over whole
	Damaged  int    // carried over, but their bytes are gone or do not match their checksum
	Reason   string // what was wrong, as SQLite put it
}

// Salvaged tells about the salvage that opening this cache took; nil when none did. Accounts of a salvaged cache
// remove nothing from their servers before a visit has seen the whole listing.
func (c *Cache) Salvaged() *Salvage { return c.salvaged }

const (
	suspectName = fileName + ".suspect" // marks a cache in which damage was met, to be looked at when it is next opened
	salvageName = fileName + ".salvage" // the new cache in the making
)

// examine looks for damage that SQLite would meet only later: a file shorter than it says it is and, where damage was
// met before, anything.
func (c *Cache) examine(ctx context.Context, db *sql.DB) error {
	path := filepath.Join(c.dir, fileName)
	var pages, size int64
	if err := db.QueryRowContext(ctx, "PRAGMA page_count").Scan(&pages); err != nil {
		return err
	}
	if err := db.QueryRowContext(ctx, "PRAGMA page_size").Scan(&size); err != nil {
		return err
	}
	st, err := os.Stat(path)
	if err != nil {
		return err
	}
	// While a write-ahead log holds pages, the file may lack its last ones.
	if wal, err := os.Stat(path + "-wal"); (err != nil || wal.Size() == 0) && st.Size() < pages*size {
		return fmt.Errorf("%w: the file ends after %d of %d bytes", ErrCorrupt, st.Size(), pages*size)
	}
	suspect := filepath.Join(c.dir, suspectName)
	if _, err := os.Stat(suspect); err != nil {
		return nil
	}
	if err := check(ctx, db); err != nil {
		return err
	}
	return os.Remove(suspect)
}

// Check reads the whole structure of the file; damage is an ErrCorrupt that says what was found.
func (c *Cache) Check(ctx context.Context) error {
	if err := c.suspect(check(ctx, c.read)); err != nil {
		return fmt.Errorf("cache: %w", err)
	}
	return nil
}

func check(ctx context.Context, db *sql.DB) error {
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return friendly(err)
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", ErrCorrupt, verdict)
	}
	return nil
}

// suspect marks the cache when an error says that it is damaged, so that it is salvaged when it is next opened: while
// others have it open it cannot be moved away.
func (c *Cache) suspect(err error) error {
	err = friendly(err)
	if errors.Is(err, ErrCorrupt) && c.write != nil {
		os.WriteFile(filepath.Join(c.dir, suspectName), nil, 0o600) // the next to meet the damage tries again
	}
	return err
}

// salvage makes a new cache of what can be read of the damaged one, and then puts it in its place.
func (c *Cache) salvage(ctx context.Context, cause error) error {
	if err := c.closeFile(); err != nil {
		return err
	}
	if alone, err := tryLock(c.gate, true); err != nil || !alone {
		return errors.Join(fmt.Errorf("%w; to repair it, close every other Poplin first", cause), err)
	}
	path := filepath.Join(c.dir, fileName)
	fresh := filepath.Join(c.dir, salvageName)
	s := &Salvage{Aside: fmt.Sprintf("%s.corrupt-%s", path, c.now().Format("20060102-150405")), Reason: cause.Error()}
	if err := removeDatabase(fresh); err != nil {
		return err
	}
	if err := rebuild(ctx, path, fresh, s); err != nil {
		return fmt.Errorf("%w; it could not be repaired: %w", cause, err)
	}
	for _, tail := range []string{"-wal", "-shm", ""} { // the file last: finishSalvage looks whether it is there
		if err := os.Rename(path+tail, s.Aside+tail); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	if err := finishSalvage(path); err != nil {
		return err
	}
	os.Remove(filepath.Join(c.dir, suspectName))
	c.salvaged = s
	_, err := tryLock(c.gate, false)
	return err
}

// finishSalvage puts a new cache in the place of the one that was moved aside. A salvage that was cut short after that
// is finished by the next Open.
func finishSalvage(path string) error {
	_, err := os.Stat(path)
	if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	err = os.Rename(filepath.Join(filepath.Dir(path), salvageName), path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return errors.Join(err, syncFolder(filepath.Dir(path)))
}

func removeDatabase(path string) error {
	for _, tail := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + tail); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
