package cache

import (
	"context"
	"fmt"
	"runtime"
)

// Index brings the full-text index forward in small transactions until it is whole or ctx ends; it says how far it is.
// Newest messages come first. Several may call it at once, then one works and the others wait for it. progress may be
// nil and is called from the caller's goroutine.
func (c *Cache) Index(ctx context.Context, progress func(done, total int)) error {
	return c.alone(ctx, progress, c.index)
}

// alone runs one of the two makers of the index; a second waits for the first.
func (c *Cache) alone(ctx context.Context, progress func(int, int), make func(context.Context, func(int, int)) error) error {
	select {
	case c.indexing <- struct{}{}:
		defer func() { <-c.indexing }()
	case <-ctx.Done():
		return fmt.Errorf("cache: index: %w", ctx.Err())
	}
	defer runtime.KeepAlive(new([elbowRoom]byte))
	if progress == nil {
		progress = func(int, int) {}
	}
	if err := make(ctx, progress); err != nil {
		return fmt.Errorf("cache: index: %w", err)
	}
	return nil
}

// elbowRoom is held, and never touched, while the index is made. The collector takes it for memory in use, so that a
// small heap is not gone through at every other message; it takes up addresses, and none of the machine's memory.
const elbowRoom = 24 << 20

func (c *Cache) index(ctx context.Context, progress func(done, total int)) error {
	done := 0
	for {
		behind, err := c.Behind(ctx)
		if err != nil {
			return err
		}
		progress(done, done+behind)
		if behind == 0 {
			return nil
		}
		n, err := c.indexSome(ctx)
		if err != nil || n == 0 {
			return err
		}
		done += n
	}
}

// Behind counts the messages that the index does not cover yet.
func (c *Cache) Behind(ctx context.Context) (int, error) {
	n := 0
	if err := c.read.QueryRowContext(ctx, "SELECT count(*) FROM unindexed").Scan(&n); err != nil {
		return 0, fmt.Errorf("cache: index: %w", friendly(err))
	}
	return n, nil
}

// indexSome takes the newest few from the queue.
func (c *Cache) indexSome(ctx context.Context) (int, error) {
	batch, err := c.batch(ctx, "SELECT message FROM unindexed ORDER BY message DESC LIMIT ?", batchMessages)
	if err != nil {
		return 0, err
	}
	return len(batch), c.indexBatch(ctx, batch)
}

// indexBatch writes what was read. A message whose bytes changed meanwhile stays in the queue for the next round.
func (c *Cache) indexBatch(ctx context.Context, batch []wording) error {
	return c.change(ctx, func(tx *txn) error {
		tables := []string{"word"}
		switch next, err := renewing(ctx, tx); {
		case err != nil:
			return err
		case next != 0:
			tables = append(tables, "word_next")
		}
		for _, table := range tables {
			if err := writeWords(ctx, tx, table, batch); err != nil {
				return err
			}
		}
		for _, w := range batch {
			_, err := tx.ExecContext(ctx, `DELETE FROM unindexed WHERE message = ?1 AND
				coalesce((SELECT raw FROM detail WHERE message = ?1), 0) = ?2`, w.id, w.raw.body)
			if err != nil {
				return err
			}
		}
		return nil
	})
}
