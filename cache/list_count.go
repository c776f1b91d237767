package cache

import (
	"context"
	"fmt"
)

// Count sums a view up. Views of places and flags are answered by sums kept up to date; others look at every message
// found and may take a while on a big cache: never wait for them.
func (c *Cache) Count(ctx context.Context, v View) (Counts, error) {
	n, err := c.count(ctx, v)
	if err != nil {
		return Counts{}, fmt.Errorf("cache: count: %w", friendly(err))
	}
	return n, nil
}

const (
	sumMessages = "count(*), coalesce(sum(m.flags & %d = 0), 0), coalesce(sum(m.size), 0)"
	sumTally    = `coalesce(sum(m.messages), 0), coalesce(sum(iif(m.flags & %d = 0, m.messages, 0)), 0),
		coalesce(sum(m.bytes), 0)`
)

func (c *Cache) count(ctx context.Context, v View) (n Counts, err error) {
	sums, r := sumTally, route{from: "tally m", condition: conditions(v.conjuncts())}
	if !v.Query.tallied() {
		v.Sort, v.Threads = ByDate, false
		if r, err = c.route(ctx, v, false); err != nil {
			return n, err
		}
		sums = sumMessages
	}
	err = c.read.QueryRowContext(ctx, fmt.Sprintf("SELECT "+sums, Read)+" FROM "+r.from+" WHERE "+r.sql, r.args...).
		Scan(&n.Messages, &n.Unread, &n.Bytes)
	return n, err
}

// tallied tells whether the columns of tally answer the query.
func (q *Query) tallied() bool {
	return !q.mentions(func(n node) bool {
		switch n := n.(type) {
		case stateTerm:
			return n == "full" || n == "duplicate"
		case fileTerm, accountTerm, copiesTerm:
			return false
		}
		return true
	})
}

// Rank counts the rows of the view that come before from. It may take a while on a big cache: never wait for it.
func (c *Cache) Rank(ctx context.Context, v View, from Position) (int, error) {
	rank := c.rank
	if v.byThread() {
		rank = c.threadRank
	}
	n, err := rank(ctx, v, from)
	if err != nil {
		return 0, fmt.Errorf("cache: rank: %w", friendly(err))
	}
	return n, nil
}

func (c *Cache) rank(ctx context.Context, v View, from Position) (int, error) {
	r, err := c.route(ctx, v, false)
	if err != nil {
		return 0, err
	}
	total := 0
	for _, stretch := range v.stretches(&from, !v.Reverse) {
		cond := both(r.condition, stretch)
		n := 0
		err := c.read.QueryRowContext(ctx, "SELECT count(*) FROM "+r.from+" WHERE "+cond.sql, cond.args...).Scan(&n)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}
