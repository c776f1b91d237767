package cache

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"runtime"
	"sync"
)

// Put makes arrivals durable: raw bytes, checksum, summary, structure, thread. One transaction.
func (v *Visit) Put(ctx context.Context, as []Arrival) error {
	if err := v.c.put(ctx, v.c.readAll(as)); err != nil {
		return fmt.Errorf("cache: put: %w", err)
	}
	return nil
}

// readAll works arrivals out side by side: hashing and parsing take as long as writing does.
func (c *Cache) readAll(as []Arrival) []arrival {
	all := make([]arrival, len(as))
	next := make(chan int, len(as))
	for i := range as {
		next <- i
	}
	close(next)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(as)) {
		wg.Go(func() {
			for i := range next {
				all[i] = as[i].read(c.pack)
			}
		})
	}
	wg.Wait()
	return all
}

// put writes arrivals, of a visit or of an import.
func (c *Cache) put(ctx context.Context, all []arrival) error {
	return c.change(ctx, func(tx *sql.Tx) error {
		t := threads{ctx: ctx, tx: tx}
		var arrived []*arrival
		for i := range all {
			written, err := c.putOne(ctx, tx, &all[i])
			if err != nil {
				return err
			}
			if written {
				if err := t.add(&all[i]); err != nil {
					return err
				}
				arrived = append(arrived, &all[i])
			}
		}
		if err := t.settle(); err != nil {
			return err
		}
		return c.applyRules(ctx, tx, arrived)
	})
}

// putOne writes one arrival unless the message is purged or as much of it is here already.
func (c *Cache) putOne(ctx context.Context, tx *sql.Tx, a *arrival) (written bool, err error) {
	var (
		have Body
		old  int64
	)
	err = tx.QueryRowContext(ctx, `SELECT body, coalesce((SELECT raw FROM detail WHERE message = m.id), 0)
		FROM message m WHERE id = ?`, a.id).Scan(&have, &old)
	switch {
	case err == sql.ErrNoRows || err == nil && (have == Full || a.body == Headers && old != 0):
		if a.staged != 0 {
			return false, dropBody(ctx, tx, a.staged)
		}
		return false, nil
	case err != nil:
		return false, err
	}
	known, err := c.known(ctx, tx, a, have)
	if err != nil {
		return false, err
	}
	if known != 0 {
		a.id = known
		return c.putOne(ctx, tx, a) // as much of it as is not here
	}
	if a.again = old != 0; a.again {
		if err := dropBody(ctx, tx, old); err != nil {
			return false, err
		}
	}
	body, err := a.writeBody(ctx, tx)
	if err != nil {
		return false, err
	}
	return true, a.writeRows(ctx, tx, body, c.now().Unix())
}

func (a *arrival) writeBody(ctx context.Context, tx *sql.Tx) (int64, error) {
	if a.staged != 0 {
		_, err := tx.ExecContext(ctx, "UPDATE body SET size = ?, sha256 = ?, message = ? WHERE id = ?", a.size, a.sum, a.id,
			a.staged)
		return a.staged, err
	}
	body, err := newBody(ctx, tx, a.id, a.size, a.sum, a.body == Headers)
	if err != nil {
		return 0, err
	}
	if a.size <= packUpTo && a.size > 0 {
		return body, writeChunk(ctx, tx, body, 0, a.codec, a.raw)
	}
	return body, writeChunks(ctx, tx, body, 0, a.raw)
}

const (
	// A header block alone does not end a quarantine or the download limit's word.
	updateMessage = `UPDATE message SET date = coalesce(?2, date), size = iif(?3, ?4, size), flags = flags & ~?5 | ?6,
		body = iif(?3 OR body = 0, ?7, body), attachments = ?8, from_name = ?9, from_addr = ?10, subject = ?11,
		list = ?12, from_key = ?13, subject_key = ?14, kind = ?15 WHERE id = +?1`
	replaceDetail = `INSERT OR REPLACE INTO detail (message, arrived, raw, message_id, recipients, files, structure)
		VALUES (?, ?, ?, ?, ?, ?, ?)`
)

func (a *arrival) writeRows(ctx context.Context, tx *sql.Tx, body, now int64) error {
	return run(ctx, tx, a.rows(body, now))
}

// rows are the statements that write down what was learnt of a message.
func (a *arrival) rows(body, now int64) []statement {
	s, full := a.summary, a.body == Full
	var (
		date    sql.NullInt64 // without one the message stays where it was first seen
		arrived int64
	)
	if !s.Date.IsZero() {
		date = sql.NullInt64{Int64: s.Date.Unix(), Valid: true}
	}
	if full {
		arrived = now
	}
	return []statement{
		{updateMessage, []any{a.id, date, full, a.size, Bulk | Attached, a.flags, a.body, len(s.Attachments), a.from.Name,
			a.from.Addr, s.Subject, s.List, fromKey(a.from), subjectKey(s.Subject), kindOf(s.Attachments)}},
		{replaceDetail, []any{a.id, arrived, body, s.MessageID, a.to, a.files, a.structure}},
		{"INSERT OR IGNORE INTO unindexed VALUES (?)", []any{a.id}},
		{"UPDATE listing SET attempts = 0, print = ? WHERE message = ?", []any{int64(a.print), a.id}},
	}
}

// array is JSON of a list, [] rather than null when it is empty.
func array[T any](all []T) string {
	if len(all) == 0 {
		return "[]"
	}
	b, _ := json.Marshal(all) // plain data cannot fail
	return string(b)
}
