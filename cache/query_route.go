package cache

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
)

// few is how many messages are rather gathered and sorted than found by walking the view's order and testing each.
// At this number both cost the same few milliseconds, in mailboxes of ten thousand to a million messages.
const few = 1500

// fewOf is few, or less for a page, one word and an order of time, since all that the walk asks for stands in its index: a page of what one
// message in n has takes sixty times n steps of it, and to gather a message the look at its row, which is as much as twenty.
// More than one word costs much to look up, and is not looked up twice.
func (c *Cache) fewOf(ctx context.Context, v View, x conjunct, page bool) (n int, err error) {
	if !page || x.match == "" || strings.Contains(x.match, " ") || v.Sort != ByDate || v.byThread() {
		return few, nil
	}
	err = c.read.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) FROM message").Scan(&n)
	return min(max(int(math.Sqrt(float64(3*n))), leastFew), few), err
}

const leastFew = 60 // a page

// route is how SQLite is told to read a view: from, with the alias m, and where. with names what the condition uses
// more than once.
type route struct {
	from string
	condition
	with condition

	words, others condition // of a walk past what much of the mail has, the condition in two: words asks the index of words
	prefix        string    // wide, of words that are all that words asks for; "" for none
}

// route finds the condition of a view that few messages satisfy, to start from those. SQLite keeps no statistics of an
// index of words and would guess. page says that a page of the view is wanted and not all of it.
func (c *Cache) route(ctx context.Context, v View, page bool) (route, error) {
	cs := v.conjuncts()
	if v.simple(cs) {
		return v.walk(cs), nil
	}
	for i, x := range cs {
		if !x.finding() {
			continue
		}
		most, err := c.fewOf(ctx, v, x, page)
		if err != nil {
			return route{}, friendly(err)
		}
		ids, ok, err := c.gather(ctx, x, most)
		if err != nil {
			return route{}, err
		}
		if ok {
			if !x.loose {
				cs = slices.Delete(cs, i, i+1)
			}
			these := test("m.id IN (SELECT value FROM json_each(?))", list(ids))
			return route{from: "message m", condition: both(these, conditions(cs))}, nil
		}
	}
	r := v.walk(cs)
	if v.Sort == ByDate && !v.byThread() && r.long() {
		c.part(&r, cs)
	}
	return r, nil
}

// part tells what is asked of the index of words from the rest, if that is found in much of the mail.
func (c *Cache) part(r *route, cs []conjunct) {
	var words, others []condition
	for _, x := range cs {
		switch {
		case x.match == "":
			others = append(others, x.condition)
		case c.wide.share(x.match) < common:
			return
		default:
			words = append(words, x.here)
			if r.prefix = ""; len(words) == 1 && widePrefix(x.match) {
				r.prefix = strings.Trim(x.match, `"*`)
			}
		}
	}
	if o := both(others...); len(words) > 0 && !strings.Contains(o.sql, "MATCH") {
		r.words, r.others = both(words...), o
	}
}

// common is the share of the mail in which words are found that are looked for among the newest first: twice as many as
// fill a page there (see nearStretch).
const common = 2. / near

// simple tells that an index holds the view, or that nothing narrows it.
func (v View) simple(cs []conjunct) bool {
	narrowing := slices.DeleteFunc(slices.Clone(cs), func(x conjunct) bool { return !x.finding() })
	return len(narrowing) == 0 || v.Sort == ByDate && len(cs) <= 2 && len(narrowing) == 1 && narrowing[0].walk != ""
}

// walk reads a view in its order, by the index of the sort, or for an order of time by one that leaves out the most.
func (v View) walk(cs []conjunct) route {
	index, best := orders[v.Sort], len(walks)
	for _, x := range cs {
		if i := slices.Index(walks, x.walk); v.Sort == ByDate && i >= 0 && i < best {
			index, best = x.walk, i
		}
	}
	r := route{from: "message m INDEXED BY " + index}
	if v.byThread() {
		cs = r.share(cs)
	}
	r.condition = conditions(cs)
	return r
}

// share has the index of words asked once for each of its conditions, where they are tested in several places.
func (r *route) share(cs []conjunct) []conjunct {
	cs = slices.Clone(cs)
	var named []string
	for i, x := range cs {
		if x.match == "" {
			continue
		}
		named = append(named, fmt.Sprintf("found%d AS MATERIALIZED (SELECT docid FROM word WHERE word MATCH ?)", i))
		r.with.args = append(r.with.args, x.match)
		found := test(fmt.Sprintf("(+m.id IN (SELECT docid FROM found%d))", i))
		cs[i].condition = both(append([]condition{found}, x.precise...)...)
	}
	if named != nil {
		r.with.sql = strings.Join(named, ", ") + ", "
	}
	return cs
}

// orders are the indexes of all messages in the order of a sort.
var orders = map[Sort]string{ByDate: "message_date", BySize: "message_size", ByFrom: "message_from",
	BySubject: "message_subject"}

// walks are the indexes by date of views that leave messages out, those that mostly leave out most first.
var walks = []string{"message_trash", "message_starred", "message_unread", "message_archive", "message_attached",
	"message_bulk", "message_account", "message_inbox"}

// long says that a route reads so much of the mailbox that it had better be read from end to end.
func (r route) long() bool {
	index, walked := strings.CutPrefix(r.from, "message m INDEXED BY ")
	return walked && slices.Contains([]string{"message_date", "message_account", "message_archive", "message_inbox"}, index)
}

func conditions(cs []conjunct) condition {
	all := make([]condition, len(cs))
	for i, x := range cs {
		all[i] = x.condition
	}
	return both(all...)
}

// gather lists the messages that satisfy x, or more of them than x says if x is loose, if they are few.
func (c *Cache) gather(ctx context.Context, x conjunct, most int) (ids []ID, ok bool, err error) {
	if x.match != "" {
		return c.gatherWords(ctx, x.match, most)
	}
	n := 0
	query := fmt.Sprintf("SELECT count(*) FROM (SELECT 1 FROM message m WHERE %s LIMIT %d)", x.sql, most+1)
	if err := c.read.QueryRowContext(ctx, query, x.args...).Scan(&n); err != nil || n > most {
		return nil, false, friendly(err)
	}
	ids, err = c.readIDs(ctx, "SELECT m.id FROM message m WHERE "+x.sql, x.args...)
	return ids, err == nil, err
}

// gatherWords asks the index once. What was found to be many is remembered, so that the next page, or the next key
// typed, does not ask twice.
func (c *Cache) gatherWords(ctx context.Context, match string, most int) (ids []ID, ok bool, err error) {
	if c.wide.share(match) > 0 {
		return nil, false, nil
	}
	ids, err = c.readIDs(ctx, fmt.Sprintf("SELECT docid FROM word WHERE word MATCH ? LIMIT %d", few+1), match)
	if err != nil {
		return nil, false, err
	}
	if len(ids) > few {
		c.wide.add(match, float64(len(ids))/float64(ids[few]))
	}
	if len(ids) > most {
		return nil, false, nil
	}
	return ids, true, nil
}

// widePrefix tells a single beginning of one or two letters, which costs much to look up and finds many.
func widePrefix(match string) bool {
	return len(match) <= len(`"me*"`) && match[0] == '"' && match[len(match)-2] == '*'
}
