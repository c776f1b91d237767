package cache

import (
	"context"
	"fmt"
	"time"
)

// History sums up what the listings of an account's visits had more or less than those before.
type History struct {
	Came     int // new on the server
	Removed  int // gone because the person said so, verified
	Expired  int // gone because the keep policy said so, verified
	Vanished int // gone, and not by us
	Back     int // had vanished, listed again
	Visits   []PastVisit
}

// PastVisit is one visit of a History, newest first.
type PastVisit struct {
	Began, Ended                           time.Time
	Came, Removed, Expired, Vanished, Back int
	Outcome                                Outcome // without its Log
}

// History tells what visits since then saw; the zero time means all that are remembered. Visits that saw no change
// are counted in nothing and not listed.
func (c *Cache) History(ctx context.Context, a AccountID, since time.Time) (History, error) {
	h, err := c.history(ctx, a, since)
	if err != nil {
		return History{}, fmt.Errorf("cache: history: %w", friendly(err))
	}
	return h, nil
}

func (c *Cache) history(ctx context.Context, a AccountID, since time.Time) (h History, err error) {
	rows, err := c.read.QueryContext(ctx, `SELECT v.began, v.ended, v.listed, v.new, v.downloaded, v.deleted, v.verified,
		v.bytes, v.complete, v.quit, v.error,
		count(*) FILTER (WHERE x.change = ?3), count(*) FILTER (WHERE x.change = ?4),
		count(*) FILTER (WHERE x.change = ?5), count(*) FILTER (WHERE x.change = ?6),
		count(*) FILTER (WHERE x.change = ?7)
		FROM visit v JOIN visit_change x ON x.visit = v.id WHERE v.account = ?1 AND v.began >= ?2
		GROUP BY v.id ORDER BY v.id DESC`, a, unix(since), came, verified, expired, vanished, returned)
	if err != nil {
		return h, err
	}
	defer rows.Close()
	for rows.Next() {
		var (
			v            PastVisit
			began, ended int64
			o            = &v.Outcome
		)
		err := rows.Scan(&began, &ended, &o.Listed, &o.New, &o.Downloaded, &o.Deleted, &o.Verified, &o.Bytes, &o.Complete,
			&o.Quit, &o.Error, &v.Came, &v.Removed, &v.Expired, &v.Vanished, &v.Back)
		if err != nil {
			return h, err
		}
		v.Began, v.Ended = moment(began), moment(ended)
		h.add(v)
	}
	return h, rows.Err()
}

func (h *History) add(v PastVisit) {
	h.Came += v.Came
	h.Removed += v.Removed
	h.Expired += v.Expired
	h.Vanished += v.Vanished
	h.Back += v.Back
	h.Visits = append(h.Visits, v)
}
