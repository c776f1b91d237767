package cache

import (
	"context"
	"encoding/json"
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
	var words *postings // most often there is nothing to do
	for done := 0; ; {
		behind, err := c.Behind(ctx)
		if err != nil {
			return err
		}
		progress(done, done+behind)
		if behind == 0 {
			return nil
		}
		if words == nil {
			words = newPostings()
			defer runtime.KeepAlive(new([elbowRoom]byte))
		}
		n, err := c.indexSome(ctx, words)
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
func (c *Cache) indexSome(ctx context.Context, words *postings) (int, error) {
	batch, err := c.batch(ctx, "SELECT message FROM unindexed")
	if err != nil {
		return 0, err
	}
	return len(batch), c.takeIn(ctx, words, batch, func(some []wording, _ bool) error {
		return c.addIndexed(ctx, words, some)
	})
}

// addIndexed writes what was gathered. A message whose bytes changed meanwhile stays in the queue for the next round.
func (c *Cache) addIndexed(ctx context.Context, words *postings, some []wording) error {
	read := make([][2]int64, len(some))
	for i, w := range some {
		read[i] = [2]int64{int64(w.id), w.raw.body}
	}
	list, err := json.Marshal(read)
	if err != nil {
		return err
	}
	tables := []string{"word"}
	err = c.change(ctx, func(tx *txn) error {
		switch next, err := renewing(ctx, tx); {
		case err != nil:
			return err
		case next != 0:
			tables = append(tables, "word_next")
		}
		for _, table := range tables {
			if err := writeWords(ctx, tx, table, words); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM unindexed WHERE message IN (SELECT value ->> 0 FROM json_each(?) WHERE
			coalesce((SELECT raw FROM detail WHERE message = value ->> 0), 0) = value ->> 1)`, string(list))
		return err
	})
	for _, table := range tables {
		if err == nil {
			err = c.mergeWords(ctx, table)
		}
	}
	return err
}
