package cache

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"github.com/mattn/go-sqlite3"
)

// txn is a write transaction. It is none of database/sql, which starts a goroutine for every query in one, as the
// driver does for every statement whose context can end: a visit runs some twenty statements a message. So the context
// is looked at between statements, and once more before the commit.
type txn struct {
	conn *sql.Conn
	soon bool // the commit does not wait for the disk
}

// beginTxn waits for other writers of this process, and of others as long as the connection's patience goes.
func beginTxn(ctx context.Context, db *sql.DB, soon bool) (*txn, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	t := &txn{conn, soon}
	if soon {
		_, err = conn.ExecContext(ctx, "PRAGMA synchronous = NORMAL")
	}
	if err == nil {
		_, err = conn.ExecContext(ctx, "BEGIN IMMEDIATE")
	}
	if err != nil {
		t.release()
		return nil, err
	}
	return t, nil
}

// release gives the connection back, which waits for the disk again. One that will not is given up.
func (t *txn) release() {
	if t.soon {
		t.conn.Raw(func(driverConn any) error {
			c, _ := driverConn.(*sqlite3.SQLiteConn)
			if c == nil {
				return driver.ErrBadConn
			}
			if _, err := c.Exec("PRAGMA synchronous = FULL", nil); err != nil {
				return driver.ErrBadConn
			}
			return nil
		})
	}
	t.conn.Close()
	t.conn = nil
}

// Commit makes it durable, or, of one that is to be so soon, seen by everybody. After an error nothing of it has happened.
func (t *txn) Commit(ctx context.Context) error {
	_, err := t.ExecContext(ctx, "COMMIT")
	if err == nil {
		t.release()
	}
	return err
}

// Rollback undoes it all; after Commit it does nothing.
func (t *txn) Rollback() {
	if t.conn == nil {
		return
	}
	t.conn.Raw(func(driverConn any) error {
		c, _ := driverConn.(*sqlite3.SQLiteConn)
		if c == nil || c.AutoCommit() { // on a full disk SQLite has undone it itself
			return nil
		}
		if _, err := c.Exec("ROLLBACK", nil); err != nil {
			return driver.ErrBadConn // the pool makes a new one
		}
		return nil
	})
	t.release()
}

// between gives ctx if it has ended, which stops the next statement, and else one that never does.
func between(ctx context.Context) context.Context {
	if ctx.Err() != nil {
		return ctx
	}
	return context.WithoutCancel(ctx)
}

func (t *txn) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return t.conn.ExecContext(between(ctx), query, args...)
}

func (t *txn) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return t.conn.QueryContext(between(ctx), query, args...)
}

func (t *txn) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return t.conn.QueryRowContext(between(ctx), query, args...)
}
