package cache

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"poplin/cache/message"
)

// groupOf is the group of a note, the plain way.
func groupOf(n *note, by Dimension) string {
	switch by {
	case ByAddress:
		return strings.ToLower(n.from.Addr)
	case ByDomain:
		_, domain, _ := strings.Cut(strings.ToLower(n.from.Addr), "@")
		return domain
	case ByList:
		return strings.ToLower(n.list)
	case ByYear:
		return time.Unix(n.date, 0).Format("2006")
	case BySizeClass:
		if n.size < 10_000 {
			return "up to 10 kB"
		}
		return "10 to 100 kB"
	}
	return n.kind()
}

// TestWeigh holds that groups sum up to what is in the view, and that each group's query finds its messages alone.
func TestWeigh(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	notes := makeNotes(r, 200)
	c := stock(t, notes)
	for _, text := range []string{"", "is:unread", "tea OR café", "is:deleted -has:attachment", "larger:5k tag:work"} {
		for _, by := range Dimensions[:len(Dimensions)-1] { // duplicates have a test of their own
			v := View{Query: mustParse(t, text)}
			checkWeights(t, c, v, by, notes)
		}
	}
}

func checkWeights(t *testing.T, c *Cache, v View, by Dimension, notes []*note) {
	t.Helper()
	want := map[string][]*note{}
	for _, n := range notes {
		if v.finds(n) {
			want[groupOf(n, by)] = append(want[groupOf(n, by)], n)
		}
	}
	groups := must[[]Group](t)(c.Weigh(ctx, v, by))
	if len(groups) != len(want) {
		t.Errorf("%q by %s: %d groups, want %d", v.Query, by, len(groups), len(want))
	}
	for _, g := range groups {
		checkGroup(t, c, g, by, want[g.Key])
	}
	heavy := slices.IsSortedFunc(groups, func(a, b Group) int {
		if by == ByList && (a.Key == "" || b.Key == "") {
			return cmp.Compare(b.Key, a.Key)
		}
		if (by == ByAddress || by == ByDomain) && a.Unknown() != b.Unknown() {
			return cmp.Compare(b.Key, a.Key)
		}
		return cmp.Compare(b.Bytes, a.Bytes)
	})
	late := slices.IsSortedFunc(groups, func(a, b Group) int { return cmp.Compare(b.Key, a.Key) })
	if by == ByYear && !late || by != ByYear && by != BySizeClass && !heavy {
		t.Errorf("%q by %s: out of order", v.Query, by)
	}
}

func checkGroup(t *testing.T, c *Cache, g Group, by Dimension, want []*note) {
	t.Helper()
	var sum Group
	var ids []ID
	for _, n := range want {
		ids = append(ids, n.id)
		sum.Messages++
		sum.Bytes += n.size
		if n.flags&Read == 0 {
			sum.Unread++
		}
		if n.flags&Starred != 0 {
			sum.Starred++
		}
		if n.flags&Attached != 0 {
			sum.Attachments++
		}
	}
	if g.Messages != sum.Messages || g.Bytes != sum.Bytes || g.Unread != sum.Unread || g.Starred != sum.Starred ||
		g.Attachments != sum.Attachments {
		t.Errorf("by %s, %q: %+v, want %+v", by, g.Key, g, sum)
	}
	again := mustParse(t, g.Query.String()) // a group's query can be typed
	for _, q := range []*Query{g.Query, again} {
		got := must[[]ID](t)(c.Select(ctx, View{Query: q}, 0))
		slices.Sort(got)
		if !slices.Equal(got, ids) {
			t.Errorf("by %s, %q: %q finds %v, want %v", by, g.Key, q, got, ids)
		}
	}
	newest := slices.MaxFunc(want, func(a, b *note) int { return cmp.Compare(a.date, b.date) })
	if g.Newest.Unix() != newest.date || g.Subject == "" {
		t.Errorf("by %s, %q: newest is %v %q, want %v", by, g.Key, g.Newest, g.Subject, newest.date)
	}
}

func TestAnyOf(t *testing.T) {
	q := AnyOf(mustParse(t, "a b"), nil, mustParse(t, "c OR d"))
	if got := q.String(); got != "a b OR c OR d" {
		t.Errorf("got %q", got)
	}
	if AnyOf(nil, nil) != nil {
		t.Error("of nothing it is not nil")
	}
}

func TestKindOf(t *testing.T) {
	for _, c := range []struct {
		name, kind string
		files      []message.Attachment
	}{
		{"none", "", nil},
		{"by its type", "image", []message.Attachment{{Name: "x", Type: "image/x-odd"}}},
		{"by its name", "pdf", []message.Attachment{{Name: "Bill.PDF", Type: "application/octet-stream"}}},
		{"the biggest counts", "archive", []message.Attachment{{Name: "a.png", Type: "image/png", Size: 5},
			{Name: "b.zip", Type: "application/zip", Size: 9}}},
		{"office", "slides", []message.Attachment{{Type: "application/vnd.openxmlformats-officedocument.presentationml.presentation"}}},
		{"unheard of", "other", []message.Attachment{{Name: "noend", Type: "application/x-odd"}}},
	} {
		if got := kindOf(c.files); got != c.kind {
			t.Errorf("%s: %q, want %q", c.name, got, c.kind)
		}
	}
}

// TestWhatIsNotKnownYetComesLast: while headers are on their way, those whose mail is known stand in front, however little it is.
func TestWhatIsNotKnownYetComesLast(t *testing.T) {
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	arrive(t, v, letterFrom("grace@example.org", "", "Tea", "x"), []byte("Subject: from nobody\r\n\r\nx\r\n"))
	must[[]ID](t)(v.Record(ctx, Changes{New: []Listing{{Number: 8, UIDL: "p", Size: 9e6}, {Number: 9, UIDL: "q", Size: 9e6}}}))
	for _, by := range []Dimension{ByAddress, ByDomain, ByList} {
		gs := must[[]Group](t)(c.Weigh(ctx, View{}, by))
		last := gs[len(gs)-1]
		if last.Key != "" || last.Bare != 2 || by != ByList && gs[0].Key == "" {
			t.Errorf("by %s: %+v", by, gs)
		}
	}
}
