package cache

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Plan is a removal written down before it is done: to be read, trimmed by hand, and applied later, when only what
// still is as it says will go.
type Plan struct {
	Action Action
	Made   time.Time
	Query  string // what was asked, for people
	Copies bool   // what goes is there more than once, and of each a copy stays
	Items  []PlanItem
}

// PlanItem is one message that is to go, and how it is known again.
type PlanItem struct {
	Message  ID
	Account  string
	UIDL     string // exact bytes; "" for a message that is not on the server
	Size     int64  // as the server listed it, else as it is here
	Date     time.Time
	Warnings []Warning
	Why      string // it goes, where the query of the plan does not say that well enough; for people, as is what follows
	From     string
	Subject  string
}

// Aim is a part of what is to go, and why: the messages of a query, or those picked one by one.
type Aim struct {
	Why    string
	View   View
	IDs    []ID // in place of the view, unless nil
	Copies bool // IDs go only as long as a copy of each stays; a query says so itself
}

// Warning is a reason to think twice about a message.
type Warning string

const (
	WarnUnread   Warning = "unread"
	WarnStarred  Warning = "starred"
	WarnNoCopy   Warning = "no-copy"  // not wholly at home
	WarnOpened   Warning = "opened"   // of a sender most of whose mail was opened
	WarnAnswered Warning = "answered" // in a conversation with a message of the person's own
)

// Warnings lists them all, weightiest first.
var Warnings = []Warning{WarnAnswered, WarnStarred, WarnOpened, WarnUnread, WarnNoCopy}

// Plan writes a plan for what a view shows, newest first. own are the person's own addresses.
func (c *Cache) Plan(ctx context.Context, v View, a Action, own []string) (*Plan, error) {
	p, err := c.PlanAims(ctx, []Aim{{View: v}}, a, own)
	if err == nil {
		p.Query = v.Query.String()
	}
	return p, err
}

// PlanAims writes a plan for several aims; a message that two of them mean goes for the first.
func (c *Cache) PlanAims(ctx context.Context, aims []Aim, a Action, own []string) (*Plan, error) {
	p := &Plan{Action: a, Made: c.now().Truncate(time.Second)}
	seen := map[ID]bool{}
	for _, aim := range aims {
		p.Copies = p.Copies || aim.Copies || aim.IDs == nil && aim.View.Query.OnlyCopies()
		ids := aim.IDs
		if ids == nil {
			var err error
			if ids, err = c.selectIDs(ctx, View{Query: aim.View.Query, Accounts: aim.View.Accounts}, -1); err != nil {
				return nil, fmt.Errorf("cache: plan: %w", err)
			}
		}
		items, err := c.planItems(ctx, ids, a, own)
		if err != nil {
			return nil, fmt.Errorf("cache: plan: %w", friendly(err))
		}
		for _, it := range items {
			if !seen[it.Message] {
				seen[it.Message], it.Why = true, oneField(aim.Why)
				p.Items = append(p.Items, it)
			}
		}
	}
	return p, nil
}

// usually is the share of a sender's mail that is read if the person usually opens it, and of how much mail at least.
const (
	usually     = 0.5
	usuallyFrom = 3
)

var selectItems = fmt.Sprintf(`WITH sender AS MATERIALIZED (SELECT lower(from_addr) AS addr FROM message
		WHERE place <> %d GROUP BY 1 HAVING count(*) >= %d AND avg(flags & %d <> 0) >= %g)
	SELECT m.id, a.name, coalesce(l.uidl, x''), coalesce(l.size, m.size), m.date, m.from_name, m.from_addr, m.subject,
		m.flags & %d = 0, m.flags & %d <> 0, m.body <> %d, m.from_addr <> '' AND lower(m.from_addr) IN (SELECT addr FROM sender),
		m.thread <> 0 AND EXISTS (SELECT 1 FROM message o WHERE o.thread = m.thread AND o.thread <> 0
			AND lower(o.from_addr) IN (SELECT value FROM json_each(?2)))
	FROM json_each(?1) j JOIN message m ON m.id = j.value JOIN account a ON a.id = m.account
		LEFT JOIN listing l ON l.message = m.id AND l.gone = 0
	WHERE m.place <> ?3 ORDER BY j.key`, Trash, usuallyFrom, Read, usually, Read, Starred, Full)

func (c *Cache) planItems(ctx context.Context, ids []ID, a Action, own []string) ([]PlanItem, error) {
	mine := make([]string, len(own))
	for i, addr := range own {
		mine[i] = lowerPlain(addr)
	}
	rows, err := c.read.QueryContext(ctx, selectItems, list(ids), array(mine), a.place())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var items []PlanItem
	for rows.Next() {
		it, err := scanItem(rows)
		if err != nil {
			return nil, err
		}
		items = append(items, it)
	}
	return items, rows.Err()
}

func scanItem(rows *sql.Rows) (PlanItem, error) {
	var (
		it                                        PlanItem
		uidl                                      []byte
		date                                      int64
		name, addr                                string
		unread, starred, noCopy, opened, answered bool
	)
	err := rows.Scan(&it.Message, &it.Account, &uidl, &it.Size, &date, &name, &addr, &it.Subject, &unread, &starred, &noCopy,
		&opened, &answered)
	it.UIDL, it.Date = string(uidl), time.Unix(date, 0)
	it.From = strings.TrimSpace(name + " <" + addr + ">")
	for i, yes := range []bool{answered, starred, opened, unread, noCopy} {
		if yes {
			it.Warnings = append(it.Warnings, Warnings[i])
		}
	}
	return it, err
}

// Bytes is what the plan would free.
func (p *Plan) Bytes() (n int64) {
	for _, it := range p.Items {
		n += it.Size
	}
	return n
}

// Warned counts the messages with each warning.
func (p *Plan) Warned() map[Warning]int {
	n := map[Warning]int{}
	for _, it := range p.Items {
		for _, w := range it.Warnings {
			n[w]++
		}
	}
	return n
}

// Without is the plan without what keep says; the plan itself stays as it is.
func (p *Plan) Without(keep func(PlanItem) bool) *Plan {
	q := *p
	q.Items = slices.DeleteFunc(slices.Clone(p.Items), keep)
	return &q
}

// Warned says that an item has a warning.
func (it PlanItem) Warned(w Warning) bool { return slices.Contains(it.Warnings, w) }
