package cache

import (
	"context"
	"fmt"
	"time"
)

// Prospect is what speaks for fetching a message, as far as its headers and the mail at home tell.
type Prospect struct {
	Date    time.Time
	Known   bool // its header block is here
	Bulk    bool
	Starred bool
	Mails   int // of the sender that are here whole
	Opened  int // of those, that were read
}

// Prospects says of messages what speaks for fetching them. What is not here any more has no entry.
func (c *Cache) Prospects(ctx context.Context, ids []ID) (map[ID]Prospect, error) {
	all := make(map[ID]Prospect, len(ids))
	rows, err := c.read.QueryContext(ctx, prospects, list(ids))
	if err != nil {
		return nil, fmt.Errorf("cache: prospects: %w", friendly(err))
	}
	defer rows.Close()
	for rows.Next() {
		var (
			id   ID
			date int64
			p    Prospect
		)
		if err := rows.Scan(&id, &date, &p.Known, &p.Bulk, &p.Starred, &p.Mails, &p.Opened); err != nil {
			return nil, fmt.Errorf("cache: prospects: %w", err)
		}
		p.Date = time.Unix(date, 0)
		all[id] = p
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("cache: prospects: %w", friendly(err))
	}
	return all, nil
}

// prospects counts what was deleted unread as well: it tells as much as what was read.
var prospects = fmt.Sprintf(`WITH sender AS MATERIALIZED (SELECT lower(from_addr) AS addr, count(*) AS mails, sum(flags & %d <> 0) AS opened
		FROM message WHERE body = %d AND from_addr <> '' GROUP BY 1)
	SELECT m.id, m.date, m.body <> %d, m.flags & %d <> 0, m.flags & %d <> 0, coalesce(s.mails, 0), coalesce(s.opened, 0)
	FROM json_each(?1) j JOIN message m ON m.id = j.value LEFT JOIN sender s ON s.addr = lower(m.from_addr)`,
	Read, Full, None, Bulk, Starred)
