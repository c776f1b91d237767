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

const carryAtOnce = 500 // rows a transaction

// carry copies what SQLite can read of a table: from its beginning up to the damage, and from its end down to it. It
// says whether that was all.
func (c *Cache) carry(ctx context.Context, from *sql.DB, t table) (whole bool, err error) {
	w := &carrier{c: c, ctx: ctx, insert: t.insert()}
	defer w.drop()
	for _, order := range []string{"ASC", "DESC"} {
		if whole, err = w.scan(from, t.scan(order)); err != nil || whole {
			break
		}
	}
	if err != nil {
		return false, err
	}
	return whole, w.end(nil)
}

func (t table) insert() string {
	return fmt.Sprintf("INSERT OR IGNORE INTO %s (%s) VALUES (?%s)", t.name, strings.Join(t.columns, ", "),
		strings.Repeat(", ?", len(t.columns)-1))
}

func (t table) scan(order string) string {
	by := "rowid " + order
	if t.keyed { // by the beginning of the key, as the rows lie
		by = fmt.Sprintf("1 %s, 2 %s", order, order)
	}
	return fmt.Sprintf("SELECT %s FROM %s ORDER BY %s", strings.Join(t.columns, ", "), t.name, by)
}

// carrier inserts rows, some in one transaction.
type carrier struct {
	c      *Cache
	ctx    context.Context
	insert string
	tx     *sql.Tx
	n      int
}

// scan copies the rows of a query until it ends (whole) or meets damage. err is only for the new cache: the full disk,
// above all.
func (w *carrier) scan(from *sql.DB, query string) (whole bool, err error) {
	rows, err := from.QueryContext(w.ctx, query)
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
		if err := w.put(values); err != nil {
			return false, err
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

// fatal tells the trouble of the new cache, a full disk above all, from a row that it does not take.
func fatal(err error) bool {
	var e sqlite3.Error
	return err != nil && !(errors.As(err, &e) && (e.Code == sqlite3.ErrConstraint || e.Code == sqlite3.ErrMismatch))
}
