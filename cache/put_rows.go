package cache

import (
	"context"
	"database/sql"
	"encoding/json"
)

// before is what the tables have of a message before more of it is written.
type before struct {
	body  Body
	flags Flag
	size  int64
	noted bool  // in detail
	raw   int64 // body.id of what is here of it, 0 for nothing
}

func (p *putting) before(id ID) (b before, err error) {
	err = p.tx.QueryRowContext(p.ctx, `SELECT m.body, m.flags, m.size, d.message IS NOT NULL, coalesce(d.raw, 0)
		FROM message m LEFT JOIN detail d ON d.message = m.id WHERE m.id = ?`, id).
		Scan(&b.body, &b.flags, &b.size, &b.noted, &b.raw)
	return b, err
}

func (a *arrival) writeBody(ctx context.Context, tx *txn) (int64, error) {
	if a.staged != 0 {
		_, err := tx.ExecContext(ctx, "UPDATE body SET size = ?, sha256 = ?, message = ? WHERE id = ?", a.size, a.sum, a.id,
			a.staged)
		return a.staged, err
	}
	body, err := newBody(ctx, tx, a.id, a.size, a.sum, a.top())
	if err != nil {
		return 0, err
	}
	return body, writeChunks(ctx, tx, body, 0, a.chunks)
}

// top is what body.top says: 0 of a whole message, 1 of a header block.
func (a *arrival) top() int {
	if a.body == Headers {
		return 1
	}
	return 0
}

// Without what the sums of tally depend on, an update costs no trigger, and none of the copies of pages that SQLite
// makes before it runs one. A header block alone does not end a quarantine or the download limit's word.
const (
	updateRest = `body = iif(?3 OR body = 0, ?4, body), date = coalesce(?2, date), attachments = ?5, from_name = ?6,
		from_addr = ?7, subject = ?8, list = ?9, from_key = ?10, subject_key = ?11, kind = ?12`
	updateMessage = "UPDATE message SET " + updateRest + " WHERE id = ?1"
	updateCounted = "UPDATE message SET " + updateRest + ", flags = ?13, size = ?14 WHERE id = ?1"
	insertDetail  = `INSERT INTO detail (message, arrived, raw, message_id, recipients, files, structure)
		VALUES (?, ?, ?, ?, ?, ?, ?)`
	replaceDetail = `UPDATE detail SET arrived = ?2, raw = ?3, message_id = ?4, recipients = ?5, files = ?6, structure = ?7
		WHERE message = ?1`
)

// rows are the statements that write down what was learnt of a message.
func (a *arrival) rows(old before, body, now int64) []statement {
	s, full := a.summary, a.body == Full
	var (
		date    sql.NullInt64 // without one the message stays where it was first seen
		arrived int64
	)
	if !s.Date.IsZero() {
		date = sql.NullInt64{Int64: s.Date.Unix(), Valid: true}
	}
	flags, size := old.flags&^(Bulk|Attached)|a.flags, old.size
	if full {
		arrived, size = now, a.size
	}
	update := statement{updateMessage, []any{a.id, date, full, a.body, len(s.Attachments), a.from.Name, a.from.Addr, s.Subject,
		s.List, fromKey(a.from), subjectKey(s.Subject), kindOf(s.Attachments)}}
	if flags != old.flags || size != old.size {
		update = statement{updateCounted, append(update.args, flags, size)}
	}
	detail := insertDetail
	if old.noted {
		detail = replaceDetail
	}
	return []statement{
		update,
		{detail, []any{a.id, arrived, body, s.MessageID, a.to, a.files, a.structure}},
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
