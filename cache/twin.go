package cache

import (
	"context"
	"fmt"
)

// Copies are messages that are here more than once: with the same Message-ID or, lacking one, the same bytes.
type Copies struct {
	IDs   []ID // the first that came first
	Exact bool // all are here, and every byte is the same
}

// Duplicates finds messages outside Trash that are here more than once.
func (c *Cache) Duplicates(ctx context.Context) ([]Copies, error) {
	rows, err := c.read.QueryContext(ctx, `SELECT r.hash, r.message, iif(m.body = ?2, coalesce(b.sha256, x''), x'') FROM reference r
		JOIN message m ON m.id = r.message AND m.place <> ?1 LEFT JOIN detail d ON d.message = m.id
		LEFT JOIN body b ON b.id = d.raw
		WHERE r.pos = 0 AND r.hash IN (SELECT hash FROM reference JOIN message ON id = message AND place <> ?1
			WHERE pos = 0 GROUP BY hash HAVING count(*) > 1)
		ORDER BY r.hash, r.message`, Trash, Full)
	if err != nil {
		return nil, fmt.Errorf("cache: duplicates: %w", friendly(err))
	}
	defer rows.Close()
	var (
		all      []Copies
		last     int64
		firstSum string
	)
	for rows.Next() {
		var (
			hash int64
			id   ID
			sum  []byte
		)
		if err := rows.Scan(&hash, &id, &sum); err != nil {
			return nil, fmt.Errorf("cache: duplicates: %w", friendly(err))
		}
		if len(all) == 0 || hash != last {
			all = append(all, Copies{Exact: true})
			last, firstSum = hash, string(sum)
		}
		group := &all[len(all)-1]
		group.IDs = append(group.IDs, id)
		group.Exact = group.Exact && len(sum) > 0 && string(sum) == firstSum
	}
	return all, friendly(rows.Err())
}
