package cache

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"sync"
)

// Unsound names the messages whose copy here is not what came: bytes that are missing, cannot be read or do not match
// their checksum. Whoever is about to remove the server's copy asks first. Messages that were purged have no copy, and
// are not named.
func (v *Visit) Unsound(ctx context.Context, ids []ID) ([]ID, error) {
	unsound := make([]bool, len(ids))
	errs := make([]error, len(ids))
	next := make(chan int, len(ids))
	for i := range ids {
		next <- i
	}
	close(next)
	var wg sync.WaitGroup
	for range min(runtime.NumCPU(), readers, len(ids)) {
		wg.Go(func() {
			for i := range next {
				unsound[i], errs[i] = v.c.unsound(ctx, ids[i])
			}
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("cache: vouch: %w", v.c.suspect(err))
	}
	var all []ID
	for i, id := range ids {
		if unsound[i] {
			all = append(all, id)
		}
	}
	return all, nil
}

func (c *Cache) unsound(ctx context.Context, id ID) (bool, error) {
	var (
		body sql.NullInt64
		size int64
		sum  []byte
	)
	err := c.read.QueryRowContext(ctx, `SELECT b.id, coalesce(b.size, 0), coalesce(b.sha256, x'') FROM message m
		LEFT JOIN detail d ON d.message = m.id LEFT JOIN body b ON b.id = d.raw WHERE m.id = ?`, id).Scan(&body, &size, &sum)
	switch {
	case err == sql.ErrNoRows:
		return false, nil
	case err != nil:
		return false, err
	case !body.Valid:
		return true, nil
	}
	err = (&source{c: c, ctx: ctx, body: body.Int64, size: size}).check(sha256.New(), sum)
	if errors.Is(err, ErrDamaged) || errors.Is(err, ErrNotFound) {
		return true, nil
	}
	return false, err
}

// FetchAgain gives up on copies, and says why: the next visit brings the messages again, and their removals wait for
// it. What is left of a copy stays until the new one is here.
func (v *Visit) FetchAgain(ctx context.Context, ids []ID, reason string) error {
	if len(ids) == 0 {
		return nil
	}
	all := list(ids)
	err := v.c.change(ctx, func(tx *txn) error {
		if err := v.unsettle(ctx, tx); err != nil {
			return err
		}
		return run(ctx, tx, []statement{
			{"UPDATE message SET body = ?2 WHERE body = ?3 AND id IN (SELECT value FROM json_each(?1))", []any{all, Headers, Full}},
			{"UPDATE detail SET arrived = 0 WHERE message IN (SELECT value FROM json_each(?))", []any{all}},
			{"UPDATE listing SET attempts = 0 WHERE message IN (SELECT value FROM json_each(?))", []any{all}},
			{"UPDATE ledger SET reason = ? WHERE state = 'planned' AND message IN (SELECT value FROM json_each(?))",
				[]any{reason, all}},
		})
	})
	if err != nil {
		return fmt.Errorf("cache: fetch again: %w", err)
	}
	return nil
}

// Anchor brings what the write-ahead log holds into the file itself, as far as no reader is in the way: a log that
// somebody takes for a leftover and deletes must not be the only place of a copy whose original has left the server.
func (v *Visit) Anchor(ctx context.Context) error {
	if _, err := v.c.write.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)"); err != nil {
		return fmt.Errorf("cache: anchor: %w", v.c.suspect(err))
	}
	return nil
}
