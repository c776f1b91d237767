package cache

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// changeSoon is change without the wait for the disk: what f did is there for everybody when it returns, outlives this
// process, and is durable once sync has returned.
func (c *Cache) changeSoon(ctx context.Context, f func(tx *txn) error) error {
	return c.transact(ctx, true, f)
}

// sync makes durable what was committed so far. In WAL mode all of that is in the log, or was synced when it was
// brought from there to its place.
func (c *Cache) sync() error {
	f, err := os.OpenFile(filepath.Join(c.dir, fileName)+"-wal", os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// moveEvery is how many syncs go by before what the log holds is brought to its place.
const moveEvery = 4

// Sync makes durable what Store and the stages wrote. Now and then it brings what the log holds to its place in the
// file, so that the writer seldom has to. It may run beside them.
func (v *Visit) Sync(ctx context.Context) error {
	v.syncing.Lock()
	defer v.syncing.Unlock()
	if err := v.c.sync(); err != nil {
		return fmt.Errorf("cache: sync: %w", diskFull(err))
	}
	if v.syncs++; v.syncs%moveEvery == 0 {
		v.move(ctx)
	}
	return nil
}

// Move brings what the log holds to its place in the file, on a connection of its own, beside the writer.
func (v *Visit) Move(ctx context.Context) {
	v.syncing.Lock()
	defer v.syncing.Unlock()
	v.move(ctx)
}

// move may fail: what keeps it from its work is met again by the writer, which tells of it.
func (v *Visit) move(ctx context.Context) {
	if v.mover == nil {
		v.mover = writer(filepath.Join(v.c.dir, fileName), pageSize)
	}
	_, _ = v.mover.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)")
}
