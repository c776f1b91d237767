package cache

import (
	"context"
	"fmt"
	"slices"
)

// textKey is where a row stands in an order by sender or subject: among equals the newest comes first.
type textKey struct {
	text string
	date int64
}

// PositionOf tells where a row stands in the view's order.
func (v View) PositionOf(r Row) Position {
	p := Position{Key: r.Date.Unix(), ID: r.ID}
	switch {
	case v.byThread():
		p.Key = threadKey{r.Thread, r.Date.Unix()}
	case v.Sort == BySize:
		p.Key = r.Size
	case v.Sort == ByFrom:
		p.Key = textKey{fromKey(r.From), r.Date.Unix()}
	case v.Sort == BySubject:
		p.Key = textKey{subjectKey(r.Subject), r.Date.Unix()}
	}
	return p
}

// After returns up to n rows of the view that follow from (exclusive); nil means from the top.
func (c *Cache) After(ctx context.Context, v View, from *Position, n int) ([]Row, error) {
	rows, err := c.page(ctx, v, from, n, v.Reverse)
	if err != nil {
		return nil, fmt.Errorf("cache: list: %w", err)
	}
	return rows, nil
}

// Before returns up to n rows that precede from (exclusive), in view order; nil means from the end.
func (c *Cache) Before(ctx context.Context, v View, from *Position, n int) ([]Row, error) {
	rows, err := c.page(ctx, v, from, n, !v.Reverse)
	if err != nil {
		return nil, fmt.Errorf("cache: list: %w", err)
	}
	slices.Reverse(rows)
	return rows, nil
}

// page reads n rows in the direction given: up is against the sort's natural order.
func (c *Cache) page(ctx context.Context, v View, from *Position, n int, up bool) ([]Row, error) {
	if n <= 0 {
		return nil, nil
	}
	if v.byThread() {
		return c.threadPage(ctx, v, from, n, up != v.Reverse) // back against the view's own order
	}
	r, err := c.route(ctx, v, true)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, stretch := range v.stretches(from, up) {
		some, err := c.stretch(ctx, v, r, stretch, n-len(rows), up)
		if rows = append(rows, some...); err != nil || len(rows) == n {
			return rows, err
		}
	}
	return rows, nil
}

// stretch picks the rows before it reads them whole, since picking may mean sorting.
func (c *Cache) stretch(ctx context.Context, v View, r route, beyond condition, n int, up bool) ([]Row, error) {
	if r.words.sql != "" {
		near := c.nearStretch
		if r.prefix != "" {
			near = c.nearPrefix
		}
		rows, err := near(ctx, v, r, beyond, n, up)
		if err != nil || len(rows) == n {
			return rows, err
		}
	}
	cond := both(r.condition, beyond)
	query := fmt.Sprintf(`SELECT %s FROM (SELECT m.id AS id FROM %s WHERE %s ORDER BY %s LIMIT %d) p
		CROSS JOIN message m ON m.id = p.id ORDER BY %[4]s`, rowColumns, r.from, cond.sql, v.order(up), n)
	return c.readRows(ctx, query, cond.args...)
}

// near is how many times as many rows as are wanted nearStretch looks at.
const near = 32

// nearStretch looks for the rows, which are asked of the index of words, among those that come first without it; there may
// be fewer. What is in half of all mail need not be gathered then to show the newest of it.
func (c *Cache) nearStretch(ctx context.Context, v View, r route, beyond condition, n int, up bool) ([]Row, error) {
	others := both(r.others, beyond)
	query := fmt.Sprintf(`WITH here AS MATERIALIZED (SELECT m.id AS id, m.date AS date FROM %s WHERE %s ORDER BY %s LIMIT %d)
		SELECT %s FROM (SELECT m.id AS id FROM here m WHERE %s ORDER BY %[3]s LIMIT %[7]d) p
		CROSS JOIN message m ON m.id = p.id ORDER BY %[3]s`, r.from, others.sql, v.order(up), near*n, rowColumns, r.words.sql, n)
	return c.readRows(ctx, query, slices.Concat(others.args, r.words.args)...)
}

// nearPrefix is nearStretch where a wide prefix is all that is asked of the index.
func (c *Cache) nearPrefix(ctx context.Context, v View, r route, beyond condition, n int, up bool) ([]Row, error) {
	found, err := c.having(ctx, r.prefix)
	if err != nil {
		return nil, err
	}
	others := both(r.others, beyond)
	ids, err := c.readIDs(ctx, fmt.Sprintf("SELECT m.id FROM %s WHERE %s ORDER BY %s LIMIT %d", r.from, others.sql, v.order(up), near*n),
		others.args...)
	if err != nil {
		return nil, err
	}
	ids = slices.DeleteFunc(ids, func(id ID) bool { return !found.has(id) })
	return c.readRows(ctx, fmt.Sprintf("SELECT %s FROM message m WHERE m.id IN (SELECT value FROM json_each(?)) ORDER BY %s",
		rowColumns, v.order(up)), list(ids[:min(n, len(ids))]))
}

// sortColumns are the sort keys. Two stand for orders from A to Z, where the newest of equals comes first.
var sortColumns = map[Sort]string{ByDate: "m.date", BySize: "m.size", ByFrom: "m.from_key", BySubject: "m.subject_key"}

func (v View) byText() bool { return v.Sort == ByFrom || v.Sort == BySubject }

func (v View) order(up bool) string {
	down, rise := " DESC", " ASC"
	if up {
		down, rise = rise, down
	}
	key := sortColumns[v.Sort]
	if v.byText() {
		return key + rise + ", m.date" + down + ", m.id" + down
	}
	return key + down + ", m.id" + down
}

// stretches are the conditions that, one after the other, give what lies beyond a position. An order by text takes
// two, the rest of the equals and then everything else, because each alone is one range of the index.
func (v View) stretches(from *Position, up bool) []condition {
	if from == nil {
		return []condition{test("TRUE")}
	}
	less, more := "<", ">"
	if up {
		less, more = more, less
	}
	key := sortColumns[v.Sort]
	if !v.byText() {
		return []condition{test(fmt.Sprintf("(%s, m.id) %s (?, ?)", key, less), from.Key, from.ID)}
	}
	k, ok := from.Key.(textKey)
	if !ok {
		return []condition{test("TRUE")}
	}
	return []condition{
		test(fmt.Sprintf("(%s = ? AND (m.date, m.id) %s (?, ?))", key, less), k.text, k.date, from.ID),
		test(fmt.Sprintf("(%s %s ?)", key, more), k.text),
	}
}

// Select returns the ids of a view, newest first, at most limit (0: all).
func (c *Cache) Select(ctx context.Context, v View, limit int) ([]ID, error) {
	if limit <= 0 {
		limit = -1
	}
	v.Sort, v.Threads = ByDate, false
	ids, err := c.selectIDs(ctx, v, limit)
	if err != nil {
		return nil, fmt.Errorf("cache: select: %w", err)
	}
	return ids, nil
}

func (c *Cache) selectIDs(ctx context.Context, v View, limit int) ([]ID, error) {
	r, err := c.route(ctx, v, false)
	if err != nil {
		return nil, err
	}
	return c.readIDs(ctx, fmt.Sprintf("SELECT m.id FROM %s WHERE %s ORDER BY m.date DESC, m.id DESC LIMIT %d", r.from, r.sql,
		limit), r.args...)
}

func (c *Cache) readIDs(ctx context.Context, query string, args ...any) ([]ID, error) {
	rows, err := c.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, friendly(err)
	}
	defer rows.Close()
	var ids []ID
	for rows.Next() {
		var id ID
		if err := rows.Scan(&id); err != nil {
			return nil, friendly(err)
		}
		ids = append(ids, id)
	}
	return ids, friendly(rows.Err())
}
