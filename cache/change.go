package cache

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"syscall"

	"github.com/mattn/go-sqlite3"
)

// change runs f in the one write transaction there can be. What f did is durable when change returns nil, and has not
// happened when it returns an error.
func (c *Cache) change(ctx context.Context, f func(tx *txn) error) error {
	return c.transact(ctx, false, f)
}

func (c *Cache) transact(ctx context.Context, soon bool, f func(tx *txn) error) error {
	if c.write == nil {
		return ErrReadOnly
	}
	tx, err := beginTxn(ctx, c.write, soon)
	if err != nil {
		return c.suspect(err)
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return c.suspect(err)
	}
	return c.suspect(tx.Commit(ctx))
}

// friendly gives SQLite's errors the names that callers decide on, and leaves others as they are.
func friendly(err error) error {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return err
	}
	if name := sentinel(e); name != nil && !errors.Is(err, name) {
		return fmt.Errorf("%w: %w", name, err)
	}
	return err
}

func sentinel(e sqlite3.Error) error {
	switch e.Code {
	case sqlite3.ErrFull:
		return ErrFull
	case sqlite3.ErrReadonly, sqlite3.ErrCantOpen, sqlite3.ErrPerm:
		return ErrReadOnly
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return ErrCorrupt
	case sqlite3.ErrIoErr:
		switch e.SystemErrno {
		case syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG:
			return ErrFull
		case syscall.EROFS, syscall.EACCES, syscall.EPERM:
			return ErrReadOnly
		}
	}
	return nil
}

// diskFull names the errors of files outside the cache that mean the same as SQLite's.
func diskFull(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG) {
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return err
}

// numbers reads one column of integers.
func numbers(ctx context.Context, tx *txn, query string, args ...any) ([]int64, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, rows.Err()
}

// list gives ids to a query as one argument, for json_each: SQLite has a limit on the number of arguments.
func list[T ~int64](ids []T) string {
	b := []byte{'['}
	for i, id := range ids {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(id), 10)
	}
	return string(append(b, ']'))
}
