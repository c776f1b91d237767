package cache

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/mattn/go-sqlite3"
)

// table is one to be carried over from a damaged cache.
type table struct {
	name    string
	keyed   bool // WITHOUT ROWID
	columns []string
}

const (
	carryAtOnce = 500     // rows a transaction
	maxProbes   = 200_000 // rows looked for one by one where a scan could not pass
)

// carry copies what can be read of a table: from its beginning up to the damage, from its end down to it, and in
// between row by row.
func (c *Cache) carry(ctx context.Context, from *sql.DB, t table) error {
	w := &carrier{c: c, ctx: ctx, insert: t.insert()}
	defer w.drop()
	if t.keyed {
		for _, order := range []string{"ASC", "DESC"} {
			whole, err := w.scan(from, t.scan("", order), nil)
			if err != nil || whole {
				return w.end(err)
			}
		}
		return w.end(nil)
	}
	first, last := int64(-1<<63), int64(1<<63-1)
	whole, err := w.scan(from, t.scan("rowid > ?1", "ASC"), &first)
	if err != nil || whole {
		return w.end(err)
	}
	if _, err := w.scan(from, t.scan("rowid > ?1", "DESC"), &last, first); err != nil {
		return w.end(err)
	}
	return w.end(w.probe(from, t, first, last))
}

func (t table) insert() string {
	return fmt.Sprintf("INSERT OR IGNORE INTO %s (%s) VALUES (?%s)", t.name, strings.Join(t.columns, ", "),
		strings.Repeat(", ?", len(t.columns)-1))
}

// scan selects the columns, and before them the rowid of a table that has one.
func (t table) scan(where, order string) string {
	names := strings.Join(t.columns, ", ")
	if t.keyed {
		return fmt.Sprintf("SELECT 0, %s FROM %s ORDER BY 2 %s, 3 %s", names, t.name, order, order)
	}
	return fmt.Sprintf("SELECT rowid, %s FROM %s WHERE %s ORDER BY rowid %s", names, t.name, where, order)
}

// carrier inserts rows, some in one transaction.
type carrier struct {
	c      *Cache
	ctx    context.Context
	insert string
	tx     *sql.Tx
	n      int
}

// scan copies the rows of a query until it ends (whole) or meets damage; at is where it came to. err is only for the
// new cache: the full disk, above all.
func (w *carrier) scan(from *sql.DB, query string, at *int64, args ...any) (whole bool, err error) {
	if at != nil && len(args) == 0 {
		args = []any{*at}
	}
	rows, err := from.QueryContext(w.ctx, query, args...)
	if err != nil {
		return false, nil
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return false, nil
	}
	values := make([]any, len(names))
	into := make([]any, len(names))
	for i := range into {
		into[i] = &values[i]
	}
	for rows.Next() {
		if rows.Scan(into...) != nil {
			return false, nil
		}
		if err := w.put(values[1:]); err != nil {
			return false, err
		}
		if at != nil {
			*at = values[0].(int64)
		}
	}
	return rows.Err() == nil, w.ctx.Err()
}

// put inserts a row; one that the new schema does not take is passed over.
func (w *carrier) put(values []any) (err error) {
	if w.tx == nil {
		if w.tx, err = w.c.write.BeginTx(w.ctx, nil); err != nil {
			return err
		}
	}
	_, err = w.tx.ExecContext(w.ctx, w.insert, values...)
	if fatal(err) {
		return err
	}
	if w.n++; w.n%carryAtOnce == 0 {
		return w.end(nil)
	}
	return nil
}

func (w *carrier) end(err error) error {
	if err != nil || w.tx == nil {
		return err
	}
	tx := w.tx
	w.tx = nil
	return tx.Commit()
}

func (w *carrier) drop() {
	if w.tx != nil {
		w.tx.Rollback()
	}
}

// probe looks for rows strictly between two rowids, one by one. Chunks lie far apart: theirs are guessed from the
// bodies, which were carried before.
func (w *carrier) probe(from *sql.DB, t table, first, last int64) error {
	candidates := func(yield func(int64) bool) {
		for id := max(first, 0) + 1; id < last; id++ {
			if !yield(id) {
				return
			}
		}
	}
	if t.name == "chunk" {
		if err := w.end(nil); err != nil {
			return err
		}
		keys, err := w.c.chunkKeys(w.ctx, first, last)
		if err != nil {
			return err
		}
		candidates = func(yield func(int64) bool) {
			for _, key := range keys {
				if !yield(key) {
					return
				}
			}
		}
	}
	query := t.scan("rowid = ?1", "ASC")
	left := maxProbes
	for id := range candidates {
		if left--; left < 0 {
			return nil
		}
		at := id
		if _, err := w.scan(from, query, &at); err != nil {
			return err
		}
	}
	return nil
}

// chunkKeys are the keys that bodies between two chunks should have.
func (c *Cache) chunkKeys(ctx context.Context, first, last int64) ([]int64, error) {
	rows, err := c.write.QueryContext(ctx, "SELECT id, size FROM body WHERE id BETWEEN ? AND ? ORDER BY id",
		first>>chunkBits, last>>chunkBits)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []int64
	for rows.Next() && len(all) < maxProbes {
		var id, size int64
		if err := rows.Scan(&id, &size); err != nil {
			return nil, err
		}
		for n := range (size + chunkSize - 1) / chunkSize {
			if key := id<<chunkBits | n; key > first && key < last {
				all = append(all, key)
			}
		}
	}
	return all, rows.Err()
}

// fatal tells the trouble of the new cache, a full disk above all, from a row that it does not take.
func fatal(err error) bool {
	var e sqlite3.Error
	return err != nil && !(errors.As(err, &e) && (e.Code == sqlite3.ErrConstraint || e.Code == sqlite3.ErrMismatch))
}
