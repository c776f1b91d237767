package cache

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Aftermath is what became of the last removal that a person asked for.
type Aftermath struct {
	Action    Action
	Asked     time.Time
	Messages  int   // asked for, those included that no server has
	Waiting   int   // for the next visit, or being removed in this one
	Unsure    int   // QUIT left, no answer came
	Committed int   // the server said yes; not verified yet
	Verified  int   // absent from a later listing
	Bytes     int64 // of the verified
	CalledOff int   // taken back in time
	Remarks   []Remark
}

// Remark is why messages of a removal are still on the server.
type Remark struct {
	Reason   string
	Messages int
	Back     bool // they were removed and came back, or the server did not keep its word
	Stuck    bool // it is not tried again
}

// LastRemoval tells what became of the last removal that a person asked for; ErrNothing if there was none.
func (c *Cache) LastRemoval(ctx context.Context) (Aftermath, error) {
	a, err := c.lastAftermath(ctx)
	if err != nil {
		return Aftermath{}, fmt.Errorf("cache: last removal: %w", friendly(err))
	}
	return a, nil
}

func (c *Cache) lastAftermath(ctx context.Context) (a Aftermath, err error) {
	var group, at int64
	err = c.read.QueryRowContext(ctx, `SELECT r.id, r.action, r.at, (SELECT count(*) FROM removal_item WHERE removal = r.id)
		FROM removal r ORDER BY r.id DESC LIMIT 1`).Scan(&group, &a.Action, &at, &a.Messages)
	if errors.Is(err, sql.ErrNoRows) {
		return a, ErrNothing
	}
	if err != nil {
		return a, err
	}
	a.Asked = moment(at)
	rows, err := c.read.QueryContext(ctx, `SELECT `+standing+`, iif(state IN ('planned', 'stuck'), reason, ''), attempts > 0, count(*), sum(size)
		FROM ledger l WHERE removal <> 0 AND removal = ? GROUP BY 1, 2, 3 ORDER BY 4 DESC`, group)
	if err != nil {
		return a, err
	}
	defer rows.Close()
	for rows.Next() {
		var (
			s      State
			remark Remark
			bytes  int64
		)
		if err := rows.Scan(&s, &remark.Reason, &remark.Back, &remark.Messages, &bytes); err != nil {
			return a, err
		}
		a.count(s, remark, bytes)
	}
	return a, rows.Err()
}

// count adds the removals that stand at s.
func (a *Aftermath) count(s State, r Remark, bytes int64) {
	switch s {
	case Planned, Acked:
		a.Waiting += r.Messages
	case Sent:
		a.Unsure += r.Messages
	case Committed:
		a.Committed += r.Messages
	case Verified:
		a.Verified += r.Messages
		a.Bytes += bytes
	case Stuck:
		r.Stuck = true
	default:
		a.CalledOff += r.Messages
	}
	if r.Reason != "" || r.Stuck {
		a.Remarks = append(a.Remarks, r)
	}
}
