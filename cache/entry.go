package cache

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"poplin/cache/message"
)

// Entries reads messages with all their details, in the order of ids; unknown ids are an ErrNotFound.
func (c *Cache) Entries(ctx context.Context, ids []ID) ([]Entry, error) {
	rows, err := c.read.QueryContext(ctx, "SELECT "+rowColumns+`, a.name, coalesce(l.uidl, x''), m.list,
		coalesce(d.message_id, ''), coalesce(d.recipients, '[]'), coalesce(d.files, '[]'),
		coalesce(d.arrived, 0) FROM json_each(?) j JOIN message m ON m.id = j.value JOIN account a ON a.id = m.account
		LEFT JOIN detail d ON d.message = m.id LEFT JOIN listing l ON l.message = m.id ORDER BY j.key`, list(ids))
	if err != nil {
		return nil, fmt.Errorf("cache: entries: %w", c.suspect(err))
	}
	defer rows.Close()
	all := make([]Entry, 0, len(ids))
	for rows.Next() {
		e, err := scanEntry(rows)
		if err != nil {
			return nil, fmt.Errorf("cache: entries: %w", c.suspect(err))
		}
		if want := ids[len(all)]; e.ID != want {
			return nil, fmt.Errorf("cache: message %d: %w", want, ErrNotFound)
		}
		all = append(all, e)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("cache: entries: %w", c.suspect(err))
	}
	if len(all) < len(ids) {
		return nil, fmt.Errorf("cache: message %d: %w", ids[len(all)], ErrNotFound)
	}
	return all, nil
}

func scanEntry(rows *sql.Rows) (Entry, error) {
	var (
		e         Entry
		uidl      []byte
		to, files string
		arrived   int64
	)
	row, err := scanRow(rows, &e.AccountName, &uidl, &e.List, &e.MessageID, &to, &files, &arrived)
	if err != nil {
		return e, err
	}
	e.Row, e.UIDL, e.Arrived = row, message.Clean(string(uidl)), moment(arrived)
	if err := json.Unmarshal([]byte(to), &e.To); err != nil {
		return e, err
	}
	e.Files, err = parseFiles(files)
	return e, err
}
