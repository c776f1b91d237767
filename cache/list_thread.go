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
func (c *Cache) anchor(ctx context.Context, r route, p Position) (anchor, error) {
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
	err = c.read.QueryRowContext(ctx, fmt.Sprintf(`WITH %s here AS (SELECT 1)
		SELECT m.date, m.id FROM message m WHERE m.thread = ? AND m.thread <> 0 AND %s ORDER BY m.date DESC, m.id DESC LIMIT 1`,
		r.with.sql, r.sql), slices.Concat(r.with.args, []any{a.thread}, r.args)...).
		Scan(&a.date, &a.head)
	if errors.Is(err, sql.ErrNoRows) {
		return a, nil
	}
	return a, friendly(err)
}

// threadPage reads n rows in view order, or against it if back; then the rows come in that order too.
func (c *Cache) threadPage(ctx context.Context, v View, from *Position, n int, back bool) ([]Row, error) {
	r, err := c.route(ctx, v, false)
	if err != nil {
		return nil, err
	}
	if from == nil {
		return c.conversations(ctx, v, r, nil, n, back)
	}
	a, err := c.anchor(ctx, r, *from)
	if err != nil {
		return nil, err
	}
	rows, err := c.sameConversation(ctx, r, a, n, back)
	if err != nil || len(rows) == n {
		return rows, err
	}
	more, err := c.conversations(ctx, v, r, &a, n-len(rows), back)
	return slices.Concat(rows, more), err
}

// sameConversation reads what is left of the anchor's own.
func (c *Cache) sameConversation(ctx context.Context, r route, a anchor, n int, back bool) ([]Row, error) {
	if a.thread == 0 {
		return nil, nil
	}
	more, rise := ">", "ASC"
	if back {
		more, rise = "<", "DESC"
	}
	return c.readRows(ctx, fmt.Sprintf(`WITH %[6]s here AS (SELECT 1)
		SELECT %[1]s FROM message m WHERE m.thread = ? AND m.thread <> 0 AND (m.turn, m.date, m.id) %[2]s (?, ?, ?) AND %[3]s
		ORDER BY m.turn %[4]s, m.date %[4]s, m.id %[4]s LIMIT %[5]d`, rowColumns, more, r.sql, rise, n, r.with.sql),
		slices.Concat(r.with.args, []any{a.thread, a.turn, a.own, a.id}, r.args)...)
}

// pageOfThreads takes n heads, in order, and then their conversations.
const pageOfThreads = `WITH %[8]s head AS MATERIALIZED (SELECT h.id, h.date, h.thread
	FROM (SELECT m.id AS id, m.date AS date, m.thread AS thread FROM %[1]s WHERE %[2]s AND %[3]s) h
	WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.thread = h.thread AND m.thread <> 0
		AND (m.date, m.id) > (h.date, h.id) AND %[2]s) ORDER BY h.date %[4]s, h.id %[4]s LIMIT %[6]d)
	SELECT %[7]s FROM head CROSS JOIN message m ON m.id = head.id OR m.thread = head.thread AND m.thread <> 0
	WHERE %[2]s ORDER BY head.date %[4]s, head.id %[4]s, m.turn %[5]s, m.date %[5]s, m.id %[5]s LIMIT %[6]d`

// conversations reads whole conversations beyond the anchor's.
func (c *Cache) conversations(ctx context.Context, v View, r route, a *anchor, n int, back bool) ([]Row, error) {
	heads, turns, less := "DESC", "ASC", "<"
	if back != v.Reverse {
		heads, less = "ASC", ">"
	}
	if back {
		turns = "DESC"
	}
	beyond := test("TRUE")
	if a != nil {
		beyond = test(fmt.Sprintf("(m.date, m.id) %s (?, ?)", less), a.date, a.head)
	}
	return c.readRows(ctx, fmt.Sprintf(pageOfThreads, r.from, r.sql, beyond.sql, heads, turns, n, rowColumns, r.with.sql),
		slices.Concat(r.with.args, r.args, beyond.args, r.args, r.args)...)
}

// rankInThreads counts the messages alone and the conversations whose head comes before, and what stands before in the
// same conversation.
const rankInThreads = `WITH %[5]s here AS (SELECT 1) SELECT count(*)
	FROM (SELECT m.id AS id, m.date AS date, m.thread AS thread, m.turn AS turn FROM %[1]s WHERE %[2]s) r WHERE r.thread = 0 AND (r.date, r.id) %[3]s (?, ?)
	OR r.thread <> 0 AND r.thread <> ? AND %[4]s EXISTS (SELECT 1 FROM message m WHERE m.thread = r.thread
		AND m.thread <> 0 AND (m.date, m.id) > (?, ?) AND %[2]s)
	OR r.thread <> 0 AND r.thread = ? AND (r.turn, r.date, r.id) < (?, ?, ?)`

func (c *Cache) threadRank(ctx context.Context, v View, from Position) (n int, err error) {
	r, err := c.route(ctx, v, false)
	if err != nil {
		return 0, err
	}
	a, err := c.anchor(ctx, r, from)
	if err != nil {
		return 0, err
	}
	more, no := ">", ""
	if v.Reverse {
		more, no = "<", "NOT"
	}
	args := slices.Concat(r.with.args, r.args, []any{a.date, a.head, a.thread, a.date, a.head}, r.args,
		[]any{a.thread, a.turn, a.own, a.id})
	err = c.read.QueryRowContext(ctx, fmt.Sprintf(rankInThreads, r.from, r.sql, more, no, r.with.sql), args...).Scan(&n)
	return n, err
}
