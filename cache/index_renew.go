package cache

import (
	"context"
	"errors"
	"fmt"
	"runtime"
)

// indexVersion goes up whenever the same bytes would be indexed otherwise: a better parser, other tokens.
const indexVersion = 1

// Facts about the index. Next is 0 but while a new index is made aside: then messages below that id are still to be
// added to it.
const (
	factVersion = "index version"
	factGhosts  = "index ghosts" // purged messages whose words it still holds
	factNext    = "index next"
)

// manyGhosts is how many may haunt the index before it is worth making anew; they must also be every third of it.
const manyGhosts = 5000

// Stale tells whether Reindex is called for: the index is of an older version, holds too many words of messages that
// are purged, or a new one was begun and not finished.
func (c *Cache) Stale(ctx context.Context) (bool, error) {
	var version, ghosts, next, messages int64
	err := c.read.QueryRowContext(ctx, `SELECT (SELECT value FROM fact WHERE name = ?),
		coalesce((SELECT value FROM fact WHERE name = ?), 0), `+renewal+`, (SELECT coalesce(sum(messages), 0) FROM tally)`,
		factVersion, factGhosts).Scan(&version, &ghosts, &next, &messages)
	if err != nil {
		return false, fmt.Errorf("cache: index: %w", friendly(err))
	}
	return version < indexVersion || next != 0 || ghosts > manyGhosts && ghosts > messages/2, nil
}

// renewal is the fact next, if there is an index to go with it: a salvaged cache carries facts over, and no index.
const renewal = `coalesce((SELECT value FROM fact WHERE name = '` + factNext + `' AND
	EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'word_next')), 0)`

// renewing tells below which id messages are still to be added to an index that is made aside, 0 if none is.
func renewing(ctx context.Context, tx *txn) (next int64, err error) {
	err = tx.QueryRowContext(ctx, "SELECT "+renewal).Scan(&next)
	return next, err
}

// Reindex makes the full-text index anew from the bytes, or goes on where a former call was stopped. Meanwhile the old
// one answers, and both take in what arrives. It yields to everything else as Index does.
func (c *Cache) Reindex(ctx context.Context, progress func(done, total int)) error {
	return c.alone(ctx, progress, c.reindex)
}

func (c *Cache) reindex(ctx context.Context, progress func(done, total int)) error {
	if err := c.change(ctx, func(tx *txn) error { return beginRenewal(ctx, tx) }); err != nil {
		return err
	}
	var next, done, total int64
	err := c.read.QueryRowContext(ctx, "SELECT value, (SELECT count(*) FROM detail) FROM fact WHERE name = ?", factNext).
		Scan(&next, &total)
	defer runtime.KeepAlive(new([elbowRoom]byte))
	for words := newPostings(); err == nil && next > 1; {
		if next, err = c.renewSome(ctx, words, next); err != nil {
			break
		}
		err = c.read.QueryRowContext(ctx, "SELECT count(*) FROM detail WHERE message >= ?", next).Scan(&done)
		progress(int(done), int(max(done, total)))
	}
	if err != nil {
		return friendly(err)
	}
	return c.change(ctx, func(tx *txn) error { return endRenewal(ctx, tx) })
}

func beginRenewal(ctx context.Context, tx *txn) error {
	if next, err := renewing(ctx, tx); err != nil || next != 0 {
		return err
	}
	top := int64(0)
	if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(message), 0) FROM detail").Scan(&top); err != nil {
		return err
	}
	return run(ctx, tx, []statement{
		{"DROP TABLE IF EXISTS word_next", nil},
		{`CREATE VIRTUAL TABLE word_next USING fts4 (content='', matchinfo=fts3, body, sender, recipient, subject, list,
			file)`, nil},
		{"INSERT INTO word_next (word_next) VALUES ('automerge=8')", nil},
		{"INSERT OR REPLACE INTO fact VALUES (?, ?)", []any{factNext, top + 1}},
	})
}

// renewSome adds the next few messages below an id and returns the new bound, 1 when there are none left.
func (c *Cache) renewSome(ctx context.Context, words *postings, next int64) (int64, error) {
	batch, err := c.batch(ctx, "SELECT message FROM detail WHERE message < ?", next)
	if err != nil {
		return next, err
	}
	if len(batch) == 0 {
		return c.addRenewed(ctx, words, next, 1)
	}
	err = c.takeIn(ctx, words, batch, func(_ []wording, last bool) error {
		// What is written before the last is written once more after an interruption, which does no harm.
		below := next
		if last {
			below = int64(batch[0].id)
		}
		now, err := c.addRenewed(ctx, words, next, below)
		next = now
		if err == nil && now != below {
			err = errOvertaken
		}
		return err
	})
	if err == errOvertaken {
		err = nil
	}
	return next, err
}

// errOvertaken ends a batch that another process has already added.
var errOvertaken = errors.New("another process makes the same index")

// addRenewed writes what was gathered, if the bound still is next, and gives the new one.
func (c *Cache) addRenewed(ctx context.Context, words *postings, next, below int64) (int64, error) {
	err := c.change(ctx, func(tx *txn) error {
		now, err := renewing(ctx, tx)
		if err != nil || now != next { // another process makes it too, and was quicker
			below = max(now, 1)
			return err
		}
		if err := writeWords(ctx, tx, "word_next", words); err != nil {
			return err
		}
		return setFact(ctx, tx, factNext, below)
	})
	if err != nil {
		return next, err
	}
	return below, c.mergeWords(ctx, "word_next")
}

// endRenewal puts the new index in the place of the old.
func endRenewal(ctx context.Context, tx *txn) error {
	if next, err := renewing(ctx, tx); err != nil || next != 1 {
		return err
	}
	return run(ctx, tx, []statement{
		{"DROP TABLE word", nil},
		{"ALTER TABLE word_next RENAME TO word", nil},
		{"INSERT OR REPLACE INTO fact VALUES (?, ?), (?, 0), (?, 0)", []any{factVersion, indexVersion, factGhosts, factNext}},
	})
}
