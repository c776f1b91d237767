package worker

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3"
)

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

// listed makes a whole listing of these UIDLs.
func listed(uidls ...string) listing {
	l := listing{}
	for i, u := range uidls {
		l.lines = append(l.lines, cache.Listing{Number: int32(i + 1), UIDL: u, Size: 1000})
	}
	return l
}

// known makes downloaded messages of these UIDLs, ids from 1, each changed by the function of its UIDL.
func known(changes map[string]func(*cache.Known), uidls ...string) []cache.Known {
	var ks []cache.Known
	twins := map[string]int{}
	for i, u := range uidls {
		k := cache.Known{ID: cache.ID(i + 1), UIDL: u, Dup: int32(twins[u]), Size: 1000, Body: cache.Full, Arrived: cache.MomentOf(noon.AddDate(0, 0, -5))}
		twins[u]++
		if f := changes[u]; f != nil {
			f(&k)
		}
		ks = append(ks, k)
	}
	return ks
}

func removal(s cache.State) func(*cache.Known) {
	return func(k *cache.Known) {
		k.Removal, k.Place, k.Tries = s, cache.Trash, 1
		k.SentAt = cache.MomentOf(noon.Add(-time.Hour))
	}
}

func many(prefix string, n int) (uidls []string) {
	for i := range n {
		uidls = append(uidls, fmt.Sprint(prefix, i))
	}
	return uidls
}

// summary writes a plan in short, for tables.
func summary(p plan) string {
	c := p.changes
	var parts []string
	add := func(name string, ids []cache.ID) {
		if len(ids) > 0 {
			parts = append(parts, fmt.Sprint(name, ids))
		}
	}
	if n := len(c.New); n > 0 {
		parts = append(parts, fmt.Sprint("new ", n))
	}
	add("missing", c.Missing)
	add("back", c.Back)
	add("verified", c.Verified)
	add("retry", c.Retry)
	add("stuck", slices.Sorted(maps.Keys(c.Stuck)))
	add("expire", c.Expire)
	if !c.Complete {
		parts = append(parts, "incomplete")
	}
	if !p.remove {
		parts = append(parts, "no removal")
	}
	return strings.Join(parts, ", ")
}

func TestPlan(t *testing.T) {
	sent, committed := removal(cache.Sent), removal(cache.Committed)
	gone := func(k *cache.Known) { k.Gone = true }
	for _, c := range []struct {
		name    string
		listing listing
		known   []cache.Known
		outlook outlook
		want    string
	}{
		{"first visit", listed("a", "b"), nil, outlook{}, "new 2"},
		{"nothing new", listed("a", "b"), known(nil, "a", "b"), outlook{}, ""},
		{"order of the server does not matter", listed("b", "a"), known(nil, "a", "b"), outlook{}, ""},
		{"ids differ in case", listed("ab", "AB"), known(nil, "AB"), outlook{}, "new 1"},
		{"one vanished", listed("a", "c", "d"), known(nil, "a", "b", "c", "d"), outlook{}, "missing[2]"},
		{"one came back", listed("a", "b"), known(map[string]func(*cache.Known){"b": gone}, "a", "b"), outlook{}, "back[2]"},
		{"R1 sent and absent", listed("a"), known(map[string]func(*cache.Known){"b": sent}, "a", "b"), outlook{}, "missing[2], verified[2]"},
		{"R1 planned and absent", listed("a", "c"), known(map[string]func(*cache.Known){"b": removal(cache.Planned)}, "a", "b", "c"), outlook{}, "missing[2], verified[2]"},
		{"R1 stuck and absent after all", listed("a", "c"), known(map[string]func(*cache.Known){"b": removal(cache.Stuck)}, "a", "b", "c"), outlook{}, "missing[2], verified[2]"},
		{"R2 sent and present", listed("a", "b"), known(map[string]func(*cache.Known){"b": sent}, "a", "b"), outlook{}, "retry[2]"},
		{"R3 committed and present, long ago", listed("a", "b"), known(map[string]func(*cache.Known){"b": committed}, "a", "b"), outlook{}, "retry[2]"},
		{"R3 committed and present, just now", listed("a", "b"), known(map[string]func(*cache.Known){"b": func(k *cache.Known) {
			committed(k)
			k.SentAt = cache.MomentOf(noon.Add(-9 * time.Minute))
		}}, "a", "b"), outlook{}, ""},
		{"R3 committed in what is now the future", listed("b"), known(map[string]func(*cache.Known){"b": func(k *cache.Known) {
			committed(k)
			k.SentAt = cache.MomentOf(noon.AddDate(1, 0, 0))
		}}, "b"), outlook{}, "retry[1]"},
		{"R4 five tries", listed("a"), known(map[string]func(*cache.Known){"a": func(k *cache.Known) { sent(k); k.Tries = 5 }}, "a"), outlook{}, "stuck[1]"},
		{"R4 refused five times", listed("a"), known(map[string]func(*cache.Known){"a": func(k *cache.Known) { removal(cache.Planned)(k); k.Tries = 5 }}, "a"), outlook{}, "stuck[1]"},
		{"flawed listing forgets nothing", listing{lines: listed("a").lines, flaw: "x"}, known(map[string]func(*cache.Known){"b": sent}, "a", "b", "c"), outlook{}, "incomplete, no removal"},
		{"flawed listing still brings new mail", listing{lines: listed("z").lines, flaw: "x"}, known(nil, "a"), outlook{}, "new 1, incomplete, no removal"},
		{"empty once", listed(), known(map[string]func(*cache.Known){"b": sent}, "a", "b"), outlook{}, "incomplete, no removal"},
		{"empty twice", listed(), known(map[string]func(*cache.Known){"b": sent}, "a", "b"), outlook{shrunk: true}, "missing[1 2], verified[2]"},
		{"empty because we emptied it", listed(), known(map[string]func(*cache.Known){"a": sent, "b": committed}, "a", "b"), outlook{}, "missing[1 2], verified[1 2]"},
		{"empty and never was anything", listed(), nil, outlook{}, ""},
		{"most vanished once", listed(many("m", 10)...), known(nil, many("m", 50)...), outlook{}, "incomplete, no removal"},
		{"half vanished is a cleanup by another client", listed(many("m", 30)...), known(nil, many("m", 40)...), outlook{}, "missing[31 32 33 34 35 36 37 38 39 40]"},
		{"a server known to show a part", listed(many("z", 3)...), known(nil, "a", "b"), outlook{partial: true}, "new 3, missing[1 2]"},
		{"all names changed", listed(many("z", 3)...), known(nil, many("a", 3)...), outlook{}, "new 3, missing[1 2 3], no removal"},
		{"all names changed, and found again", listed("x", "y"), known(map[string]func(*cache.Known){"x": sent}, "x", "y"), outlook{
			compared: true, renamed: 1, adopted: map[cache.ID]cache.Listing{1: {UIDL: "x"}},
		}, "retry[1], no removal"},
		{"found again but one, never downloaded", listed("x"), known(map[string]func(*cache.Known){"b": func(k *cache.Known) {
			removal(cache.Planned)(k)
			k.Body = cache.None
		}}, "x", "b"), outlook{compared: true, renamed: 1, adopted: map[cache.ID]cache.Listing{1: {UIDL: "x"}}}, "missing[2], stuck[2], no removal"},
		{"compared, and truly new", listed("x", "y"), known(nil, "a", "b"), outlook{compared: true}, "new 2, missing[1 2]"},
		{"after a rebuild nothing leaves", listed("a"), known(nil, "a"), outlook{rebuilt: true, keep: cache.Keep{Mode: cache.Never}}, "no removal"},
		{"twins are both kept", listed("t", "t"), known(nil, "t", "t"), outlook{}, ""},
		{"a twin arrives", listed("t", "t"), known(nil, "t"), outlook{}, "new 1"},
		{"the twin that was sent away is the one that is gone", listed("t"), func() []cache.Known {
			ks := known(nil, "t", "t")
			sent(&ks[0])
			return ks
		}(), outlook{}, "missing[1], verified[1]"},
		{"a twin vanished", listed("t", "a", "b"), known(nil, "t", "t", "a", "b"), outlook{}, "missing[2]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.outlook.now = noon
			m := match(c.listing.lines, c.known)
			if got := summary(conclude(c.listing, m, c.outlook)); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestTwinsAreNumbered(t *testing.T) {
	ks := known(nil, "t", "t")
	ks[0].Dup, ks[1].Dup = 3, 1
	m := match(listed("t", "t", "t", "n", "n").lines, ks)
	var dups []int
	for _, l := range m.fresh {
		dups = append(dups, int(l.Dup))
	}
	if !slices.Equal(dups, []int{4, 0, 1}) || len(m.listed) != 2 {
		t.Errorf("fresh twins got %v, %d known were found", dups, len(m.listed))
	}
	for _, p := range m.listed {
		if p.line.Dup != p.known.Dup {
			t.Errorf("line has dup %d, the message %d", p.line.Dup, p.known.Dup)
		}
	}
}

func TestSurvey(t *testing.T) {
	item := func(n int, u string, size int64) pop3.Item { return pop3.Item{Number: n, UIDL: u, Size: size} }
	for _, c := range []struct {
		name   string
		stat   stat
		items  []pop3.Item
		bad    int
		flawed bool
		want   []cache.Listing
	}{
		{"plain", stat{2, 30}, []pop3.Item{item(1, "a", 10), item(2, "b", 20)}, 0, false,
			[]cache.Listing{{Number: 1, UIDL: "a", Size: 10}, {Number: 2, UIDL: "b", Size: 20}}},
		{"mail arrived after STAT and after LIST", stat{1, 10}, []pop3.Item{item(1, "a", 10), item(2, "b", -1)}, 0, false,
			[]cache.Listing{{Number: 1, UIDL: "a", Size: 10}, {Number: 2, UIDL: "b"}}},
		{"fewer than STAT", stat{3, 30}, []pop3.Item{item(1, "a", 0)}, 0, true, []cache.Listing{{Number: 1, UIDL: "a"}}},
		{"nothing but octets", stat{0, 30}, nil, 0, true, nil},
		{"a line without sense", stat{1, 0}, []pop3.Item{item(1, "a", 0)}, 1, true, []cache.Listing{{Number: 1, UIDL: "a"}}},
		{"empty id", stat{2, 0}, []pop3.Item{item(1, "", 0), item(2, "b", 0)}, 0, true, []cache.Listing{{Number: 2, UIDL: "b"}}},
		{"a number twice", stat{2, 0}, []pop3.Item{item(1, "a", 0), item(1, "b", 0)}, 0, true, []cache.Listing{{Number: 1, UIDL: "a"}}},
		{"number 0", stat{1, 0}, []pop3.Item{item(0, "a", 0)}, 0, true, nil},
		{"Courier out of memory", stat{1, 9}, []pop3.Item{item(1, "ENOMEM-1", 0)}, 0, true, []cache.Listing{{Number: 1, UIDL: "ENOMEM-1"}}},
	} {
		taken := takeDown(c.stat.n)
		for _, it := range c.items {
			taken.take(it)
		}
		l := taken.judge(c.stat, c.bad)
		if (l.flaw != "") != c.flawed || !slices.Equal(l.lines, c.want) {
			t.Errorf("%s: got %+v", c.name, l)
		}
	}
}

// TestAPlanGoesByTheSize: a removal by plan is refused when the server lists another size than the plan says; any other
// removal has no size to go by.
func TestAPlanGoesByTheSize(t *testing.T) {
	planned := func(size int64) func(*cache.Known) {
		return func(k *cache.Known) { k.Removal, k.Place, k.Planned = cache.Planned, cache.Trash, size }
	}
	ks := known(map[string]func(*cache.Known){"same": planned(1000), "other": planned(999), "none": planned(-1)}, "same", "other", "none")
	l := listed("same", "other", "none")
	p := conclude(l, match(l.lines, ks), outlook{now: noon})
	if len(p.changes.Stuck) != 1 || !strings.Contains(p.changes.Stuck[2], "the plan says 999 bytes and the server 1000") || !p.remove {
		t.Errorf("stuck %v, remove %v", p.changes.Stuck, p.remove)
	}
}
