package cache

import (
	"context"
	"fmt"
)

// Count sums a view up. Views of places and flags are answered by sums kept up to date; others look at every message
// found and may take a while on a big cache: never wait for them.
func (c *Cache) Count(ctx context.Context, v View) (Counts, error) {
	sums := "count(*), coalesce(sum(m.flags & %d = 0), 0), coalesce(sum(m.size), 0) FROM message m"
	if v.Query.tallied() {
		sums = "coalesce(sum(m.messages), 0), coalesce(sum(iif(m.flags & %d = 0, m.messages, 0)), 0), coalesce(sum(m.bytes), 0) FROM tally m"
	}
	cond := v.condition()
	var n Counts
	err := c.read.QueryRowContext(ctx, "SELECT "+fmt.Sprintf(sums, Read)+" WHERE "+cond.sql, cond.args...).
		Scan(&n.Messages, &n.Unread, &n.Bytes)
	if err != nil {
		return Counts{}, fmt.Errorf("cache: count: %w", friendly(err))
	}
	return n, nil
}

// tallied tells whether the columns of tally answer the query.
func (q *Query) tallied() bool {
	return !q.mentions(func(n node) bool {
		switch n := n.(type) {
		case stateTerm:
			return n == "full"
		case fileTerm, accountTerm:
			return false
		}
		return true
	})
}

// Rank counts the rows of the view that come before from. It may take a while on a big cache: never wait for it.
func (c *Cache) Rank(ctx context.Context, v View, from Position) (int, error) {
	if v.byThread() {
		return c.threadRank(ctx, v, from)
	}
	total := 0
	for _, stretch := range v.stretches(&from, !v.Reverse) {
		cond := both(v.condition(), stretch)
		n := 0
		err := c.read.QueryRowContext(ctx, "SELECT count(*) FROM message m WHERE "+cond.sql, cond.args...).Scan(&n)
		if err != nil {
			return 0, fmt.Errorf("cache: rank: %w", friendly(err))
		}
		total += n
	}
	return total, nil
}
