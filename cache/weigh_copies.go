package cache

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"
)

// weighingCopies sums up what may go of each set of copies: those in the view, without the one that is kept, whose row
// the bare columns are of.
var weighingCopies = fmt.Sprintf(`SELECT id, sum(shown) - shown AS messages, sum(unread) - unread, sum(starred) - starred,
		sum(attached) - attached, sum(bulk) - bulk, sum(bytes) - bytes, date, subject, name, max(worth) AS best
	FROM (SELECT *, shown AND flags & %d = 0 AS unread, shown AND flags & %d <> 0 AS starred, shown AND flags & %d <> 0 AS attached,
			shown AND flags & %d <> 0 AS bulk, iif(shown, size, 0) AS bytes
		FROM (SELECT d.hash AS hash, m.id AS id, m.flags AS flags, m.size AS size, m.date AS date, m.subject AS subject,
			m.from_name AS name, `+face+`, `+worth+` AS worth, %%s AS shown FROM %%s))
	GROUP BY `+faces+` HAVING best > 0 AND count(*) > 1 AND messages > 0`, Read, Starred, Attached, Bulk)

// weighCopies takes the hashes in two halves, which have nothing to do with each other, side by side: where most of a big
// mailbox is there twice, the person waits for half as long.
func (c *Cache) weighCopies(ctx context.Context, v View, _ Dimension) ([]Group, error) {
	view := conditions(v.conjuncts())
	halves := []string{"hash < 0", "hash >= 0"}
	groups, errs := make([][]Group, len(halves)), make([]error, len(halves))
	var wg sync.WaitGroup
	for i, half := range halves {
		wg.Go(func() {
			errs[i] = each(ctx, c.read, fmt.Sprintf(weighingCopies, view.sql, candidates(half)), func(row []driver.Value) error {
				groups[i] = append(groups[i], copiesGroup(row))
				return nil
			}, view.args...)
		})
	}
	wg.Wait()
	return slices.Concat(groups...), errors.Join(errs...)
}

// copiesGroup reads a row of weighingCopies.
func copiesGroup(row []driver.Value) Group {
	subject, _ := row[8].(string)
	name, _ := row[9].(string)
	return Group{
		Key: strconv.FormatInt(asInt(row[0]), 10), Messages: int(asInt(row[1])), Unread: int(asInt(row[2])), Starred: int(asInt(row[3])),
		Attachments: int(asInt(row[4])), Bulk: int(asInt(row[5])), Bytes: asInt(row[6]), Newest: time.Unix(asInt(row[7]), 0),
		Subject: subject, Name: name,
	}
}
