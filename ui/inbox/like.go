package inbox

import (
	"context"
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/ui/screen"
)

// likeMsg asks to mark everything in the view that is like the message under the cursor.
type likeMsg struct{ by string }

// markedMsg brings messages to mark, with their sizes.
type markedMsg struct {
	gen    int
	ranged bool // the marks of a range: they replace those since it began
	sizes  map[cache.ID]int64
	err    error
}

// likeMenu offers what "like this" may mean.
func (m *Model) likeMenu() screen.Action {
	r := m.win.current()
	if r == nil {
		return nil
	}
	c := screen.Choose{Title: "Mark all"}
	for _, x := range [][3]string{
		{"s", "from " + screen.Cut(who(r), 30, m.env.Theme.Glyph.Ellipsis), "sender"}, {"m", "from " + domain(r), "domain"}, {"l", "of this list", "list"},
		{"j", "with this subject", "subject"}, {"t", "of this conversation", "thread"}, {"o", "older than this", "older"},
		{"b", "bigger than this", "bigger"}, {"a", "in this view", "all"},
	} {
		c.Choices = append(c.Choices, screen.Choice{Key: x[0], Label: x[1], Do: screen.Tell{Msg: likeMsg{by: x[2]}}})
	}
	return c
}

// domain is a sender's, with its at sign.
func domain(r *cache.Row) string {
	if i := strings.LastIndexByte(r.From.Addr, '@'); i >= 0 {
		return r.From.Addr[i:]
	}
	return "this sender"
}

var errNoList = errors.New("this message is from no list")

// like finds what is like the message under the cursor.
func (m *Model) like(l likeMsg) tea.Cmd {
	r := m.win.current()
	if r == nil {
		return nil
	}
	m.ahead.marks++
	row, view, now, c, ctx, gen := *r, m.view, m.now(), m.env.Cache, m.ctx, m.gen
	return func() tea.Msg {
		out := markedMsg{gen: gen}
		view.Threads = false
		if l.by == "older" {
			view.Sort, view.Reverse = cache.ByDate, false
			from := view.PositionOf(row)
			out.sizes, out.err = collect(ctx, c, view, &from, nil)
			return out
		}
		text, err := likeQuery(ctx, c, l.by, row)
		if err == nil {
			var q *cache.Query
			q, err = cache.ParseQuery(text, now)
			view.Query = view.Query.And(q)
		}
		if err == nil {
			out.sizes, err = collect(ctx, c, view, nil, nil)
		}
		out.err = err
		return out
	}
}

// likeQuery is the query that finds messages like row.
func likeQuery(ctx context.Context, c *cache.Cache, by string, row cache.Row) (string, error) {
	quote := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, " ") + `"` }
	switch by {
	case "sender":
		if row.From.Addr == "" {
			return "from:=" + quote(row.From.Name), nil
		}
		return "from:=" + quote(row.From.Addr), nil
	case "domain":
		return "from:=" + quote(domain(&row)), nil
	case "subject":
		return "subject:=" + quote(row.Subject), nil
	case "thread":
		return fmt.Sprintf("thread:%d", row.Thread), nil
	case "bigger":
		return fmt.Sprintf("larger:%d", row.Size), nil
	case "list":
		es, err := c.Entries(ctx, []cache.ID{row.ID})
		if err != nil {
			return "", err
		}
		if es[0].List == "" {
			return "", errNoList
		}
		return "list:=" + quote(es[0].List), nil
	}
	return "", nil
}

// collect reads the sizes of all rows after from up to and with to; nil is the view's end.
func collect(ctx context.Context, c *cache.Cache, v cache.View, from *cache.Position, to *cache.ID) (map[cache.ID]int64, error) {
	const page = 2000
	sizes := map[cache.ID]int64{}
	for {
		rows, err := c.After(ctx, v, from, page)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			sizes[r.ID] = r.Size
			if to != nil && r.ID == *to {
				return sizes, nil
			}
		}
		if len(rows) < page {
			return sizes, nil
		}
		p := v.PositionOf(rows[len(rows)-1])
		from = &p
	}
}

// between reads what lies between two rows of the view, both included, whichever comes first.
func (m *Model) between(a, b cache.Row) tea.Cmd {
	m.ahead.marks++
	view, c, ctx, gen := m.view, m.env.Cache, m.ctx, m.gen
	return func() tea.Msg {
		out := markedMsg{gen: gen, ranged: true}
		ra, err := c.Rank(ctx, view, view.PositionOf(a))
		if err == nil {
			var rb int
			if rb, err = c.Rank(ctx, view, view.PositionOf(b)); rb < ra {
				a, b = b, a
			}
		}
		if err != nil {
			out.err = err
			return out
		}
		from := view.PositionOf(a)
		out.sizes, out.err = collect(ctx, c, view, &from, &b.ID)
		if out.err == nil {
			out.sizes[a.ID] = a.Size
		}
		return out
	}
}

// markMany takes in what a menu or a long range marks.
func (m *Model) markMany(k markedMsg) effect {
	m.ahead.marks = max(m.ahead.marks-1, 0)
	if k.gen != m.gen || k.err != nil {
		m.ahead.keyed = nil
	}
	switch {
	case k.gen != m.gen:
		return effect{}
	case k.err != nil:
		return effect{act: screen.Notice{Text: k.err.Error(), Bad: true}}
	case k.ranged && m.marks.span == nil:
		return effect{}
	case k.ranged:
		m.marks.reset(m.marks.span.base)
	}
	for id, size := range k.sizes {
		m.marks.put(id, size)
	}
	return effect{}
}
