package cache

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// weighingCopies sums up what may go of each set of copies: those in the view, without the one that is kept, whose row
// the bare columns are of.
var weighingCopies = fmt.Sprintf(`SELECT g.*, k.date, k.subject, k.from_name FROM (
	SELECT id, sum(shown) - shown AS messages, sum(unread) - unread, sum(starred) - starred, sum(attached) - attached,
		sum(bulk) - bulk, sum(bytes) - bytes
	FROM (SELECT id, hash, day, sender, topic, worth, shown, shown AND flags & %[2]d = 0 AS unread, shown AND flags & %[3]d <> 0 AS starred,
			shown AND flags & %[4]d <> 0 AS attached, shown AND flags & %[5]d <> 0 AS bulk, iif(shown, size, 0) AS bytes
		FROM (SELECT d.hash AS hash, m.id AS id, m.flags AS flags, m.size AS size, `+face+`, `+worth+` AS worth,
			%%s AS shown FROM `+candidates+`))
	GROUP BY hash, day, sender, topic HAVING max(worth) > 0 AND count(*) > 1 AND messages > 0) g CROSS JOIN message k ON k.id = g.id`,
	"m", Read, Starred, Attached, Bulk)

func (c *Cache) weighCopies(ctx context.Context, v View, _ Dimension) ([]Group, error) {
	view := conditions(v.conjuncts())
	rows, err := c.read.QueryContext(ctx, fmt.Sprintf(weighingCopies, view.sql), view.args...)
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
		err := rows.Scan(&kept, &g.Messages, &g.Unread, &g.Starred, &g.Attachments, &g.Bulk, &g.Bytes, &date, &g.Subject, &g.Name)
		if err != nil {
			return nil, err
		}
		g.Key, g.Newest = strconv.FormatInt(kept, 10), time.Unix(date, 0)
		groups = append(groups, g)
	}
	return groups, rows.Err()
}
