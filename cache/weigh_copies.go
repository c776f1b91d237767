package cache

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// weighingCopies sums up what may go of each set of copies: those in the view.
var weighingCopies = `WITH copy AS MATERIALIZED (` + sets + `)
	SELECT g.kept, g.messages, g.unread, g.starred, g.attached, g.bulk, g.bytes, g.exact, k.date, k.subject, k.from_name
	FROM (SELECT c.kept AS kept, count(*) AS messages, sum(m.flags & %[1]d = 0) AS unread, sum(m.flags & %[2]d <> 0) AS starred,
		sum(m.flags & %[3]d <> 0) AS attached, sum(m.flags & %[4]d <> 0) AS bulk, sum(m.size) AS bytes, sum(` + sameBytes + `) AS exact
		FROM copy c CROSS JOIN message m ON m.id = c.id CROSS JOIN message k ON k.id = c.kept
		WHERE c.nth > 1 AND %[6]s GROUP BY 1) g CROSS JOIN message k ON k.id = g.kept`

// sameBytes says of a copy that every byte is that of the kept one.
const sameBytes = `m.body = %[5]d AND k.body = %[5]d AND
	(SELECT sha256 FROM detail JOIN body ON body.id = raw WHERE detail.message = m.id) =
	(SELECT sha256 FROM detail JOIN body ON body.id = raw WHERE detail.message = k.id)`

func (c *Cache) weighCopies(ctx context.Context, v View, _ Dimension) ([]Group, error) {
	view := conditions(v.conjuncts())
	rows, err := c.read.QueryContext(ctx, fmt.Sprintf(weighingCopies, Read, Starred, Attached, Bulk, Full, view.sql), view.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var groups []Group
	for rows.Next() {
		var (
			g          Group
			kept, date int64
		)
		err := rows.Scan(&kept, &g.Messages, &g.Unread, &g.Starred, &g.Attachments, &g.Bulk, &g.Bytes, &g.Exact, &date, &g.Subject, &g.Name)
		if err != nil {
			return nil, err
		}
		g.Key, g.Newest = strconv.FormatInt(kept, 10), time.Unix(date, 0)
		groups = append(groups, g)
	}
	return groups, rows.Err()
}
