package cache

import (
	"context"
	"database/sql"
	"strings"
	"time"
)

// rowColumns are what scanRow reads, of the table message under the alias m. The column removal tells planned (and
// acked), sent (and committed) and stuck apart, and saves looking where there is nothing; the ledger knows exactly.
const rowColumns = `m.id, m.account, m.from_name, m.from_addr, m.subject, m.date, m.size, m.flags, m.place, m.body,
	m.attachments, iif(m.thread = 0, m.id, m.thread), m.depth,
	iif(m.removal = '', '', coalesce((SELECT ` + standing + ` FROM ledger l WHERE message = m.id AND ` + openStates + `
	   ORDER BY l.id DESC LIMIT 1), '')),
	(SELECT group_concat(name, char(31)) FROM (SELECT t.name FROM message_tag mt JOIN tag t ON t.id = mt.tag
	   WHERE mt.message = m.id ORDER BY t.name))`

// scanRow reads rowColumns, and what the query asked for after them into more.
func scanRow(rows *sql.Rows, more ...any) (Row, error) {
	var (
		r    Row
		date int64
		tags sql.NullString
	)
	err := rows.Scan(append([]any{&r.ID, &r.Account, &r.From.Name, &r.From.Addr, &r.Subject, &date, &r.Size, &r.Flags,
		&r.Place, &r.Body, &r.Attachments, &r.Thread, &r.Depth, &r.Removal, &tags}, more...)...)
	r.Date = time.Unix(date, 0)
	if tags.Valid {
		r.Tags = strings.Split(tags.String, "\x1f")
	}
	return r, err
}

// readRows runs a query for rowColumns.
func (c *Cache) readRows(ctx context.Context, query string, args ...any) ([]Row, error) {
	rows, err := c.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, c.suspect(err)
	}
	defer rows.Close()
	var all []Row
	for rows.Next() {
		r, err := scanRow(rows)
		if err != nil {
			return nil, c.suspect(err)
		}
		all = append(all, r)
	}
	return all, c.suspect(rows.Err())
}

// unix is a time as the tables keep it.
func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// moment is the opposite of unix.
func moment(sec int64) time.Time {
	if sec == 0 {
		return time.Time{}
	}
	return time.Unix(sec, 0)
}
