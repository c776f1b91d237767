package cache

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"

	"poplin/cache/message"
)

// wording is what the index holds of one message, before it is cut into tokens.
type wording struct {
	id                                           ID
	body, sender, recipient, subject, list, file string
}

// insertWords adds a message to the index. A message may come again once its body is here: a newer row of the same id
// takes the place of the older one word by word, and the words of the header are in both.
const insertWords = `INSERT INTO word (docid, body, sender, recipient, subject, list, file) VALUES (?, ?, ?, ?, ?, ?, ?)`

// args are the tokens, worked out here so that it can be done outside the transaction.
func (w *wording) args() []any {
	args := []any{w.id}
	for _, s := range []string{w.body, w.sender, w.recipient, w.subject, w.list, w.file} {
		args = append(args, string(indexText(nil, s)))
	}
	return args
}

const selectWording = `SELECT m.id, m.from_name, m.from_addr, m.subject, m.list, coalesce(d.recipients, '[]'),
	coalesce(d.files, '[]') FROM message m LEFT JOIN detail d ON d.message = m.id`

// scanWording reads selectWording; the body comes from elsewhere.
func scanWording(rows *sql.Rows) (wording, error) {
	var (
		w         wording
		from      message.Address
		to, files string
	)
	if err := rows.Scan(&w.id, &from.Name, &from.Addr, &w.subject, &w.list, &to, &files); err != nil {
		return w, err
	}
	var tos []message.Address
	if err := json.Unmarshal([]byte(to), &tos); err != nil {
		return w, err
	}
	attached, err := parseFiles(files)
	if err != nil {
		return w, err
	}
	w.sender = addressText(from)
	var b strings.Builder
	for _, a := range tos {
		b.WriteString(addressText(a) + "\n")
	}
	w.recipient = b.String()
	for _, a := range attached {
		w.file += a.Name + "\n"
	}
	return w, nil
}

func addressText(a message.Address) string { return a.Name + "\n" + a.Addr }

// writeWords puts a batch into the index, in the transaction.
func writeWords(ctx context.Context, tx *sql.Tx, batch [][]any) error {
	insert, err := tx.PrepareContext(ctx, insertWords)
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, args := range batch {
		if _, err := insert.ExecContext(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}
