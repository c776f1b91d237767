package cache

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
)

// threadKey is where a row stands in a view by conversation. The rest is looked up, since a conversation moves when
// something is added to it.
type threadKey struct{ thread, date int64 }

// byThread tells whether conversations are kept together. They can only be in the order of time.
func (v View) byThread() bool { return v.Threads && v.Sort == ByDate }

// anchor is a place in a view by conversation: those go by their head, the newest message that the view shows of them,
// and within one the messages go by turn.
type anchor struct {
	thread     int64 // 0: a message alone
	date, head int64
	turn, own  int64 // of the message itself: place in the conversation, date
	id         ID
}

// anchor finds where a position stands now. A message may have gone, from the cache or from the view, or have come to
// another conversation; what the position remembers serves where nothing better is known.
func (c *Cache) anchor(ctx context.Context, v View, p Position) (anchor, error) {
	key, _ := p.Key.(threadKey)
	a := anchor{thread: key.thread, date: key.date, own: key.date, head: int64(p.ID), id: p.ID}
	err := c.read.QueryRowContext(ctx, "SELECT thread, date, turn FROM message WHERE id = ?", p.ID).
		Scan(&a.thread, &a.own, &a.turn)
	a.date = a.own
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return a, friendly(err)
	}
	if a.thread == 0 {
		return a, nil
	}
	cond := v.condition()
	err = c.read.QueryRowContext(ctx, `SELECT m.date, m.id FROM message m WHERE m.thread = ? AND m.thread <> 0 AND `+
		cond.sql+` ORDER BY m.date DESC, m.id DESC LIMIT 1`, append([]any{a.thread}, cond.args...)...).
		Scan(&a.date, &a.head)
	if errors.Is(err, sql.ErrNoRows) {
		return a, nil
	}
	return a, friendly(err)
}

// threadPage reads n rows in view order, or against it if back; then the rows come in that order too.
func (c *Cache) threadPage(ctx context.Context, v View, from *Position, n int, back bool) ([]Row, error) {
	if from == nil {
		return c.conversations(ctx, v, nil, n, back)
	}
	a, err := c.anchor(ctx, v, *from)
	if err != nil {
		return nil, err
	}
	rows, err := c.sameConversation(ctx, v, a, n, back)
	if err != nil || len(rows) == n {
		return rows, err
	}
	more, err := c.conversations(ctx, v, &a, n-len(rows), back)
	return slices.Concat(rows, more), err
}

// sameConversation reads what is left of the anchor's own.
func (c *Cache) sameConversation(ctx context.Context, v View, a anchor, n int, back bool) ([]Row, error) {
	if a.thread == 0 {
		return nil, nil
	}
	more, rise := ">", "ASC"
	if back {
		more, rise = "<", "DESC"
	}
	cond := both(test(fmt.Sprintf("m.thread = ? AND m.thread <> 0 AND (m.turn, m.date, m.id) %s (?, ?, ?)", more),
		a.thread, a.turn, a.own, a.id), v.condition())
	return c.readRows(ctx, fmt.Sprintf(`SELECT %[1]s FROM message m WHERE %[2]s
		ORDER BY m.turn %[3]s, m.date %[3]s, m.id %[3]s LIMIT %[4]d`, rowColumns, cond.sql, rise, n), cond.args...)
}

// hits names what the view shows; the conditions are tested on each use, for a page looks at few messages.
const hits = `WITH hit AS NOT MATERIALIZED (SELECT m.id AS id, m.date AS date, m.thread AS thread FROM message m WHERE %s)`

// pageOfThreads takes n heads, in order, and then their conversations.
const pageOfThreads = hits + `,
	head AS MATERIALIZED (SELECT h.id, h.date, h.thread FROM hit h WHERE %[2]s AND NOT EXISTS (SELECT 1 FROM hit o
		WHERE o.thread = h.thread AND o.thread <> 0 AND (o.date, o.id) > (h.date, h.id))
		ORDER BY h.date %[3]s, h.id %[3]s LIMIT %[5]d)
	SELECT %[6]s FROM head CROSS JOIN message m ON m.id = head.id OR m.thread = head.thread AND m.thread <> 0
	WHERE %[1]s ORDER BY head.date %[3]s, head.id %[3]s, m.turn %[4]s, m.date %[4]s, m.id %[4]s LIMIT %[5]d`

// conversations reads whole conversations beyond the anchor's.
func (c *Cache) conversations(ctx context.Context, v View, a *anchor, n int, back bool) ([]Row, error) {
	heads, turns, less := "DESC", "ASC", "<"
	if back != v.Reverse {
		heads, less = "ASC", ">"
	}
	if back {
		turns = "DESC"
	}
	beyond := test("TRUE")
	if a != nil {
		beyond = test(fmt.Sprintf("(h.date, h.id) %s (?, ?)", less), a.date, a.head)
	}
	cond := v.condition()
	return c.readRows(ctx, fmt.Sprintf(pageOfThreads, cond.sql, beyond.sql, heads, turns, n, rowColumns),
		slices.Concat(cond.args, beyond.args, cond.args)...)
}

// threadRank counts the rows before a position in a view by conversation: those of conversations whose head comes
// before, and those before it in its own.
func (c *Cache) threadRank(ctx context.Context, v View, from Position) (int, error) {
	a, err := c.anchor(ctx, v, from)
	if err != nil {
		return 0, fmt.Errorf("cache: rank: %w", err)
	}
	newer := "EXISTS (SELECT 1 FROM hit o WHERE o.thread = r.thread AND o.thread <> 0 AND (o.date, o.id) > (?, ?))"
	alone := "(r.date, r.id) > (?, ?)"
	if v.Reverse {
		newer, alone = "NOT "+newer, "(r.date, r.id) < (?, ?)"
	}
	cond := v.condition()
	query := fmt.Sprintf(hits, cond.sql) + ` SELECT count(*) FROM hit r WHERE r.thread = 0 AND ` + alone +
		` OR r.thread <> 0 AND r.thread <> ? AND ` + newer + ` OR r.thread <> 0 AND r.thread = ?
		AND ((SELECT turn FROM message WHERE id = r.id), r.date, r.id) < (?, ?, ?)`
	args := slices.Concat(cond.args, []any{a.date, a.head, a.thread, a.date, a.head, a.thread, a.turn, a.own, a.id})
	n := 0
	if err := c.read.QueryRowContext(ctx, query, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("cache: rank: %w", friendly(err))
	}
	return n, nil
}
