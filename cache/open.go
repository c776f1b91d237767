package cache

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Cache is an open cache. See Open.
type Cache struct {
	dir   string
	write *sql.DB // nil when read-only
	read  *sql.DB
	now   func() time.Time
	pack  *packer

	trashDays int      // negative: never
	gate      *os.File // held with others while the cache is open, alone while it is salvaged
	salvaged  *Salvage

	watching sync.Mutex
	watch    *sql.Conn // asks for data_version; a connection of its own, since the answer is per connection

	lending sync.Mutex
	lent    []string // folders of files that other programs look at

	indexing chan struct{} // holds one token while the index is being brought forward
	wide     wideWords
}

// Open opens or makes the cache in dir (made 0700, files 0600), migrating it if need be. A damaged cache is moved aside
// and what can be read of it carried over: see Salvaged.
// Errors: ErrNewer, ErrCorrupt, ErrFull, ErrReadOnly, or the file system's.
func Open(ctx context.Context, dir string, o Options) (*Cache, error) {
	if err := checkSQLite(); err != nil {
		return nil, err
	}
	c := &Cache{dir: dir, now: o.Now, pack: newPacker(), trashDays: o.TrashDays, indexing: make(chan struct{}, 1)}
	if c.now == nil {
		c.now = time.Now
	}
	if c.trashDays == 0 {
		c.trashDays = trashDays
	}
	open := c.openWriting
	if o.ReadOnly {
		open = c.openReading
	}
	if err := open(ctx); err != nil {
		c.Close()
		return nil, fmt.Errorf("cache: open %s: %w", dir, friendly(err))
	}
	return c, nil
}

func (c *Cache) openWriting(ctx context.Context) error {
	path, err := prepare(c.dir)
	if err != nil {
		return err
	}
	if c.gate, err = c.enter(); err != nil {
		return err
	}
	err = c.openFile(ctx, path)
	if errors.Is(friendly(err), ErrCorrupt) {
		if err := c.salvage(ctx, err); err != nil {
			return err
		}
		err = c.openFile(ctx, path)
	}
	return err
}

func (c *Cache) openFile(ctx context.Context, path string) error {
	c.write, c.read = writer(path, pageSize), reader(path, "") // which connect when they are first used
	if err := c.begin(ctx, path); err != nil {
		return err
	}
	if err := c.migrate(ctx); err != nil {
		return err
	}
	c.takeBackOld()
	return nil
}

// begin makes the first connection, which reads: who only looks at his mail waits for no other. Of an empty file it is
// one that makes a database with a write-ahead log, which SQLite does not wait for when another program is at it: they
// take turns.
func (c *Cache) begin(ctx context.Context, path string) error {
	if st, err := os.Stat(path); err != nil || st.Size() > 0 {
		return c.examine(ctx, c.read)
	}
	lock, err := c.waitLock(ctx, migrateLock)
	if err != nil {
		return err
	}
	defer lock.Close()
	return c.examine(ctx, c.write)
}

func (c *Cache) openReading(ctx context.Context) error {
	path := filepath.Join(c.dir, fileName)
	if _, err := os.Stat(path); err != nil {
		return err
	}
	c.read = reader(path, "ro")
	err := c.checkVersion(ctx)
	if errors.Is(friendly(err), ErrReadOnly) {
		c.read.Close()
		c.read = reader(path, "immutable")
		err = c.checkVersion(ctx)
	}
	return err
}

// prepare makes the folder and an empty file with modes that keep others out; SQLite gives -wal and -shm the mode of
// the file.
func prepare(dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", readOnly(err)
	}
	path := filepath.Join(dir, fileName)
	if err := finishSalvage(path); err != nil {
		return "", readOnly(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return "", readOnly(err)
	}
	return path, f.Close()
}

// readOnly names the errors of the file system that mean that nothing can be written.
func readOnly(err error) error {
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, errReadOnlyFS) {
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	return err
}

// Close ends all use. Reads that are still on their way end with an error.
func (c *Cache) Close() error {
	err := errors.Join(c.takeBack(), c.shut())
	if c.gate != nil {
		err = errors.Join(err, c.gate.Close())
	}
	return err
}

// closeFile is for a cache that nobody else holds yet: another file may be opened in its place.
func (c *Cache) closeFile() error {
	err := c.shut()
	c.watch, c.read, c.write = nil, nil, nil
	return err
}

// shut closes the pools and leaves the fields as they are, since other goroutines may be reading them.
func (c *Cache) shut() error {
	var errs []error
	c.watching.Lock()
	defer c.watching.Unlock()
	if c.watch != nil {
		if err := c.watch.Close(); !errors.Is(err, sql.ErrConnDone) {
			errs = append(errs, err)
		}
	}
	for _, db := range []*sql.DB{c.read, c.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// Version changes whenever anybody, in this process or another, has committed a change. It is cheap enough to ask
// every second.
func (c *Cache) Version(ctx context.Context) (int64, error) {
	c.watching.Lock()
	defer c.watching.Unlock()
	if c.watch == nil {
		watch, err := c.read.Conn(context.WithoutCancel(ctx))
		if err != nil {
			return 0, friendly(err)
		}
		c.watch = watch
	}
	var v int64
	err := c.watch.QueryRowContext(ctx, "PRAGMA data_version").Scan(&v)
	return v, friendly(err)
}
