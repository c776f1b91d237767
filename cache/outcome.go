package cache

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

const (
	keptLogs = 20   // visits of an account whose dialogue is kept
	logLines = 2000 // of a visit: the first half and the last
)

// End writes the outcome and gives the lock back. Removals that are still Acked are Planned again, since the session
// ended without QUIT.
func (v *Visit) End(ctx context.Context, o Outcome) error {
	defer v.lock.Close()
	if v.mover != nil {
		defer v.mover.Close()
	}
	log, now, steady := array(shorten(o.Log)), v.c.now(), false
	err := v.c.change(ctx, func(tx *txn) (err error) {
		if steady, err = steadyClock(ctx, tx, now); err != nil {
			return err
		}
		if err := v.keepSettled(ctx, tx); err != nil {
			return err
		}
		if err := writeSent(ctx, tx); err != nil {
			return err
		}
		return run(ctx, tx, []statement{
			{`UPDATE visit SET ended = ?, listed = ?, new = ?, downloaded = ?, deleted = ?, verified = ?, bytes = ?,
				complete = ?, quit = ?, error = ?, log = ? WHERE id = ?`,
				[]any{now.Unix(), o.Listed, o.New, o.Downloaded, o.Deleted, o.Verified, o.Bytes, o.Complete, o.Quit,
					o.Error, log, v.id}},
			{`UPDATE visit SET log = '[]' WHERE id = (SELECT id FROM visit WHERE account = ? ORDER BY id DESC
				LIMIT 1 OFFSET ?)`, []any{v.account, keptLogs}},
			{"DELETE FROM acked WHERE visit = ?", []any{v.id}},
			{`UPDATE account SET rebuilt = 0 WHERE id = ? AND rebuilt <> 0 AND ?`, []any{v.account, o.Complete}},
		})
	})
	if err != nil {
		return fmt.Errorf("cache: end visit: %w", err)
	}
	if !steady {
		return nil
	}
	return v.c.sweep(ctx, now)
}

// shorten keeps the beginning and the end of a long dialogue.
func shorten(log []LogLine) []LogLine {
	left := len(log) - logLines
	if left <= 0 {
		return log
	}
	head, tail := log[:logLines/2], log[len(log)-logLines/2:]
	gap := LogLine{At: head[len(head)-1].At, Dir: 0xb7, Text: fmt.Sprintf("(%d lines left out)", left)}
	return append(append(append([]LogLine(nil), head...), gap), tail...)
}

// LastVisit tells the last visit of an account (ErrNotFound before the first).
func (c *Cache) LastVisit(ctx context.Context, a AccountID) (time.Time, Outcome, error) {
	var (
		o     Outcome
		ended int64
		log   string
	)
	err := c.read.QueryRowContext(ctx, `SELECT ended, listed, new, downloaded, deleted, verified, bytes, complete, quit,
		error, log FROM visit WHERE account = ? AND ended <> 0 ORDER BY id DESC LIMIT 1`, a).
		Scan(&ended, &o.Listed, &o.New, &o.Downloaded, &o.Deleted, &o.Verified, &o.Bytes, &o.Complete, &o.Quit, &o.Error,
			&log)
	if err == sql.ErrNoRows {
		err = fmt.Errorf("no visit yet: %w", ErrNotFound)
	}
	if err == nil {
		err = json.Unmarshal([]byte(log), &o.Log)
	}
	if err != nil {
		return time.Time{}, Outcome{}, fmt.Errorf("cache: last visit: %w", friendly(err))
	}
	return moment(ended), o, nil
}
