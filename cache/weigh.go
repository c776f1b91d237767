package cache

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"poplin/cache/message"
)

// Dimension is what the cleanup groups messages by.
type Dimension string

const (
	ByAddress    Dimension = "sender"
	ByDomain     Dimension = "domain"
	ByList       Dimension = "list"
	ByYear       Dimension = "year"
	BySizeClass  Dimension = "size"
	ByAttachment Dimension = "type" // of what weighs most among the attachments
	ByCopies     Dimension = "duplicate"
)

// Dimensions lists them in the order in which they are offered.
var Dimensions = []Dimension{ByAddress, ByDomain, ByList, ByYear, BySizeClass, ByAttachment, ByCopies}

// Group sums up the messages of a view that have something in common.
type Group struct {
	Key         string // address, domain, list, year, size class, kind or number of the copy that is kept; "" where a message has none
	Name        string // of the sender, as the newest message gives it
	Messages    int
	Unread      int // never read
	Starred     int
	Attachments int // messages with attachments
	Bulk        int // from lists and newsletters
	Bare        int // of which nothing is here, not even who they are from
	Bytes       int64
	Newest      time.Time
	Subject     string // of the newest
	Query       *Query // finds the group's messages, in a view with the same accounts
}

// Weigh groups a view's messages and sums each group up, heaviest first, with what is from no list, or not known yet,
// behind all others; years come newest first, sizes biggest first. By duplicate a group is what one message is there again for: all its copies
// but the one that is kept, which may be outside the view.
func (c *Cache) Weigh(ctx context.Context, v View, by Dimension) ([]Group, error) {
	weigh := c.weigh
	if by == ByCopies {
		weigh = c.weighCopies
	}
	groups, err := weigh(ctx, v, by)
	if err != nil {
		return nil, fmt.Errorf("cache: weigh by %s: %w", by, friendly(err))
	}
	for i := range groups {
		groups[i].Query = v.Query.And(c.groupQuery(by, groups[i].Key))
	}
	slices.SortFunc(groups, func(a, b Group) int {
		switch by {
		case ByYear:
			return cmp.Compare(b.Key, a.Key)
		case BySizeClass:
			return cmp.Compare(classOf(b.Key), classOf(a.Key))
		case ByList:
			if a.Key == "" || b.Key == "" {
				return cmp.Compare(b.Key, a.Key)
			}
		case ByAddress, ByDomain:
			if a.Unknown() != b.Unknown() {
				return cmp.Compare(b.Key, a.Key)
			}
		}

		return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(b.Messages, a.Messages), cmp.Compare(a.Key, b.Key))
	})
	return groups, nil
}

// Unknown says that the group is, for the most part, of messages that nothing is known of yet.
func (g *Group) Unknown() bool { return g.Key == "" && 2*g.Bare > g.Messages }

// weighing sums up what has the same column first and brings what has the same key together after: there are few of the
// former, and a key that SQLite has to work out costs as much as the rest of a row. It picks the newest message of each
// group by SQLite's rule that bare columns beside one max() are of its row.
const weighing = `SELECT g.key, g.messages, g.unread, g.starred, g.attached, g.bulk, g.bare, g.bytes, g.date, n.subject,
	n.from_name, n.from_addr
	FROM (SELECT %s AS key, sum(messages) AS messages, sum(unread) AS unread, sum(starred) AS starred,
		sum(attached) AS attached, sum(bulk) AS bulk, sum(bare) AS bare, sum(bytes) AS bytes, max(date) AS date, newest
		FROM (SELECT %s AS part, count(*) AS messages, sum(m.flags & %d = 0) AS unread, sum(m.flags & %d <> 0) AS starred,
			sum(m.flags & %d <> 0) AS attached, sum(m.flags & %d <> 0) AS bulk, sum(m.body = %d) AS bare, sum(m.size) AS bytes, max(m.date) AS date, m.id AS newest
			FROM %s WHERE %s GROUP BY 1) GROUP BY 1) g JOIN message n ON n.id = g.newest`

func (c *Cache) weigh(ctx context.Context, v View, by Dimension) ([]Group, error) {
	part, key, err := c.groupKey(by)
	if err != nil {
		return nil, err
	}
	v.Sort, v.Threads = ByDate, false
	r, err := c.route(ctx, v, false)
	if err != nil {
		return nil, err
	}
	if r.long() {
		r.from = "message m NOT INDEXED" // in the order of the table, which is read once
	}
	rows, err := c.read.QueryContext(ctx, fmt.Sprintf(weighing, key, part.sql, Read, Starred, Attached, Bulk, None, r.from, r.sql),
		slices.Concat(part.args, r.args)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var groups []Group
	for rows.Next() {
		var (
			g    Group
			date int64
			from message.Address
		)
		err := rows.Scan(&g.Key, &g.Messages, &g.Unread, &g.Starred, &g.Attachments, &g.Bulk, &g.Bare, &g.Bytes, &date, &g.Subject,
			&from.Name, &from.Addr)
		if err != nil {
			return nil, err
		}
		g.Newest = time.Unix(date, 0)
		if by == ByAddress {
			g.Name = from.Name
		}
		groups = append(groups, g)
	}
	return groups, rows.Err()
}

// groupKey is the SQL of what a dimension groups by: the part of a message, and the key of the parts.
func (c *Cache) groupKey(by Dimension) (part condition, key string, err error) {
	switch by {
	case ByAddress:
		return test("m.from_addr"), "lower(part)", nil
	case ByDomain:
		return test("m.from_addr"), strings.ReplaceAll(domainOf, "m.from_addr", "part"), nil
	case ByList:
		return test("m.list"), "lower(part)", nil
	case ByYear:
		return c.yearOf(), "part", nil
	case BySizeClass:
		return test(classSQL()), "part", nil
	case ByAttachment:
		return test(kindSQL), "part", nil
	}
	return condition{}, "", fmt.Errorf("unknown dimension %q", by)
}

// yearOf counts years by this machine's clock, as before: and after: do. SQLite knows the offset of each date only by
// asking the C library, a microsecond a time; so New Year's Eves are worked out here.
func (c *Cache) yearOf() condition {
	last := c.now().Year() + 1
	sql, args := "CASE", []any(nil)
	for y := last; y >= firstYear; y-- {
		sql += " WHEN m.date >= ? THEN '" + strconv.Itoa(y) + "'"
		args = append(args, c.newYear(y))
	}
	return test(sql+" ELSE '' END", args...)
}

// firstYear is that of the first standard for mail; what claims to be older goes without a year.
const firstYear = 1982

func (c *Cache) newYear(y int) int64 {
	return time.Date(y, 1, 1, 0, 0, 0, 0, c.now().Location()).Unix()
}
