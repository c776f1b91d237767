package cache

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// makeQuery makes up a query of some depth from the words that the notes are made of.
func makeQuery(r *rand.Rand, depth int) string {
	if depth > 0 && r.IntN(3) > 0 {
		a, b := makeQuery(r, depth-1), makeQuery(r, depth-1)
		switch r.IntN(5) {
		case 0, 1:
			return a + " " + b
		case 2:
			return "(" + a + " OR " + b + ")"
		case 3:
			return "-(" + a + ") " + b
		}
		return "(" + a + ") -(" + b + ")"
	}
	switch r.IntN(12) {
	case 0, 1, 2:
		return makeText(r, "")
	case 3:
		return makeText(r, pick(r, []string{"from:", "to:", "subject:", "body:", "list:", "file:"}))
	case 4:
		return "is:" + pick(r, states)
	case 5:
		return pick(r, []string{"from:=", "to:="}) + pick(r, []string{pick(r, stockNames), ""}) + "@" + pick(r, stockDomains)
	case 6:
		return `subject:="` + sentence(r, 1) + `"`
	case 7:
		return `list:="` + pick(r, stockLists) + `"`
	case 8:
		return pick(r, []string{"larger:6k", "smaller:5k", "has:attachment", "type:" + pick(r, attachmentKinds)})
	case 9:
		return pick(r, []string{"older:1y", "newer:9m", "before:2025-06-01", "after:2025"})
	case 10:
		return pick(r, []string{"tag:work", `tag:"to do"`, "tag:familie", "account:HOME", "account:work", "account:none"})
	}
	return fmt.Sprintf("thread:%d", 1+r.IntN(40))
}

func makeText(r *rand.Rand, key string) string {
	word := []rune(pick(r, append(append(stockWords, stockNames...), "example.org", "bill.pdf", "golang")))
	star := ""
	if r.IntN(3) == 0 {
		word, star = word[:1+r.IntN(len(word))], "*"
	}
	if r.IntN(3) == 0 {
		return key + `"` + sentence(r, 1) + " " + string(word) + star + `"`
	}
	return key + string(word) + star
}

// wanted are the ids a view must show in its order, the plain way.
func (v View) wantedIDs(notes []*note) []ID {
	var found []*note
	for _, n := range notes {
		if v.finds(n) {
			found = append(found, n)
		}
	}
	newest := func(a, b *note) int { return cmp.Or(cmp.Compare(b.date, a.date), cmp.Compare(b.id, a.id)) }
	order := map[Sort]func(a, b *note) int{
		ByDate: newest,
		BySize: func(a, b *note) int { return cmp.Or(cmp.Compare(b.size, a.size), cmp.Compare(b.id, a.id)) },
		ByFrom: func(a, b *note) int { return cmp.Or(strings.Compare(fromKey(a.from), fromKey(b.from)), newest(a, b)) },
		BySubject: func(a, b *note) int {
			return cmp.Or(strings.Compare(subjectKey(a.subject), subjectKey(b.subject)), newest(a, b))
		},
	}[v.Sort]
	if v.byThread() {
		order = v.threadOrder(found)
	}
	slices.SortFunc(found, order)
	if v.Reverse && !v.byThread() {
		slices.Reverse(found)
	}
	ids := make([]ID, len(found))
	for i, n := range found {
		ids[i] = n.id
	}
	return ids
}

func (v View) threadOrder(found []*note) func(a, b *note) int {
	newest := func(a, b *note) int { return cmp.Or(cmp.Compare(b.date, a.date), cmp.Compare(b.id, a.id)) }
	heads := map[int64]*note{}
	head := func(n *note) *note {
		if n.thread == 0 {
			return n
		}
		return heads[n.thread]
	}
	for _, n := range found {
		if h := heads[n.thread]; h == nil || newest(n, h) < 0 {
			heads[n.thread] = n
		}
	}
	return func(a, b *note) int {
		byHead := newest(head(a), head(b))
		if v.Reverse {
			byHead = -byHead
		}
		return cmp.Or(byHead, cmp.Compare(a.turn, b.turn), -newest(a, b))
	}
}

// TestQueriesFindWhatTheySay compares SQL and index with an evaluation in memory: what is found, in which order, page
// by page from both ends, counted and ranked.
func TestQueriesFindWhatTheySay(t *testing.T) {
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 1))
		notes := makeNotes(r, 150)
		c := stock(t, notes)
		for i := range 100 {
			text := makeQuery(r, 3)
			if i == 0 {
				text = ""
			}
			v := View{Query: mustParse(t, text), Sort: Sort(r.IntN(4)), Reverse: r.IntN(2) == 0, Threads: r.IntN(3) == 0}
			if r.IntN(4) == 0 {
				v.Accounts = []AccountID{AccountID(1 + r.IntN(2))}
			}
			checkView(t, c, v, notes, r)
		}
	}
}

func checkView(t *testing.T, c *Cache, v View, notes []*note, r *rand.Rand) {
	t.Helper()
	want := v.wantedIDs(notes)
	name := fmt.Sprintf("%q %+v", v.Query.String(), View{Accounts: v.Accounts, Sort: v.Sort, Reverse: v.Reverse, Threads: v.Threads})
	size := 1 + r.IntN(len(want)+2)
	if got := walkPages(t, c, v, size, false); !slices.Equal(got, want) {
		t.Fatalf("%s: down in pages of %d:\n got %v\nwant %v", name, size, got, want)
	}
	got := walkPages(t, c, v, size, true)
	slices.Reverse(got)
	if !slices.Equal(got, want) {
		t.Fatalf("%s: up in pages of %d:\n got %v\nwant %v", name, size, got, want)
	}
	n := must[Counts](t)(c.Count(ctx, v))
	if n.Messages != len(want) {
		t.Fatalf("%s: counted %d of %d", name, n.Messages, len(want))
	}
	if len(want) > 0 {
		i := r.IntN(len(want))
		row := must[[]Row](t)(c.After(ctx, v, nil, i+1))[i]
		if rank := must[int](t)(c.Rank(ctx, v, v.PositionOf(row))); rank != i {
			t.Fatalf("%s: row %d has rank %d", name, i, rank)
		}
	}
	v.Sort, v.Reverse, v.Threads = ByDate, false, false
	if got, want := must[[]ID](t)(c.Select(ctx, v, 0)), v.wantedIDs(notes); !slices.Equal(got, want) {
		t.Fatalf("%s: selected\n     %v\nwant %v", name, got, want)
	}
}

// walkPages reads a whole view page by page, down with After or up with Before; up gives the ids backwards.
func walkPages(t *testing.T, c *Cache, v View, size int, up bool) []ID {
	t.Helper()
	ids := []ID{}
	var from *Position
	for range 1000 {
		page := c.After
		if up {
			page = c.Before
		}
		rows := must[[]Row](t)(page(ctx, v, from, size))
		if len(rows) == 0 {
			return ids
		}
		if up {
			slices.Reverse(rows)
		}
		for _, r := range rows {
			ids = append(ids, r.ID)
		}
		p := v.PositionOf(rows[len(rows)-1])
		from = &p
	}
	t.Fatal("the pages do not end")
	return nil
}
