package worker

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"poplin/cache"
)

// route writes legs in short: T for header blocks, R for messages, with their numbers.
func route(legs []leg) string {
	var parts []string
	for _, l := range legs {
		kind := "R"
		if l.top {
			kind = "T"
		}
		for _, m := range l.mails {
			kind += fmt.Sprint(" ", m.line.Number)
		}
		parts = append(parts, kind)
	}
	return strings.Join(parts, "; ")
}

func TestErrands(t *testing.T) {
	bare := func(n int, size int64) mail {
		return mail{id: cache.ID(n), line: &cache.Listing{Number: int32(n)}, size: size}
	}
	with := func(m mail, f func(*mail)) mail { f(&m); return m }
	for _, c := range []struct {
		name     string
		mails    []mail
		download Download
		want     string
		tooBig   []cache.ID
	}{
		{"few and small: bodies at once, newest first", []mail{bare(1, 10), bare(2, 10), bare(3, 10)}, Download{}, "R 3 2 1", nil},
		{"whole ones are left alone", []mail{with(bare(1, 10), func(m *mail) { m.body = cache.Full })}, Download{}, "", nil},
		{"much: a glance first, then bands", []mail{bare(1, 2<<20), bare(2, 100<<10), bare(3, 10), bare(4, 10)}, Download{}, "T 4 3 2 1; R 4 3; R 2 1", nil},
		{"headers only", []mail{bare(1, 10), bare(2, 10)}, Download{HeadersOnly: true}, "T 2 1", nil},
		{"limit", []mail{bare(1, 10), bare(2, 300)}, Download{Limit: 100}, "R 1; T 2", []cache.ID{2}},
		{"limit, noted already", []mail{with(bare(2, 300), func(m *mail) { m.body = cache.TooBig })}, Download{Limit: 100}, "", nil},
		{"limit raised", []mail{with(bare(2, 300), func(m *mail) { m.body = cache.TooBig })}, Download{}, "R 2", nil},
		{"a person waits", []mail{bare(3, 10), with(bare(1, 300), func(m *mail) { m.asked, m.body = true, cache.TooBig })}, Download{Limit: 100}, "R 1; R 3", nil},
		{"a person waits for a poisoned one", []mail{with(bare(1, 10), func(m *mail) { m.asked, m.body = true, cache.Poison })}, Download{}, "R 1", nil},
		{"a removal waits for its copy", []mail{bare(3, 10), with(bare(1, 300), func(m *mail) { m.vault = true })}, Download{HeadersOnly: true}, "R 1; T 3", nil},
		{"poison is skipped", []mail{with(bare(1, 10), func(m *mail) { m.body = cache.Poison })}, Download{}, "", nil},
		{"three attempts are enough", []mail{with(bare(1, 10), func(m *mail) { m.tries = 3 }), bare(2, 10)}, Download{}, "R 2", nil},
		{"what failed comes last", []mail{bare(1, 10), with(bare(5, 10), func(m *mail) { m.tries = 2 }), with(bare(4, 10), func(m *mail) { m.tries = 1 }), bare(2, 2<<20)}, Download{}, "T 2 1; R 1; R 2 4 5", nil},
		{"thrown away without a copy", []mail{with(bare(1, 10), func(m *mail) { m.rests = true })}, Download{}, "", nil},
	} {
		legs, tooBig := errands(c.mails, c.download, true)
		if got := route(legs); got != c.want || !slices.Equal(tooBig, c.tooBig) {
			t.Errorf("%s: got %q %v, want %q %v", c.name, got, tooBig, c.want, c.tooBig)
		}
	}
}

func TestGlanceTakesTheNewest(t *testing.T) {
	var ms []mail
	for n := range 1000 {
		size := int64(1000)
		if n%10 == 0 {
			size = 100 << 10
		}
		ms = append(ms, mail{id: cache.ID(n + 1), line: &cache.Listing{Number: int32(n + 1)}, size: size})
	}
	legs, _ := errands(ms, Download{}, true)
	var kinds []string
	for _, l := range legs {
		kinds = append(kinds, fmt.Sprint(l.top, len(l.mails), l.mails[0].line.Number))
	}
	// The newest 64 headers, the small bodies, the headers of the big ones not glanced at, the big ones.
	if want := []string{"true 64 1000", "false 900 1000", "true 94 931", "false 100 991"}; !slices.Equal(kinds, want) {
		t.Errorf("got %v, want %v", kinds, want)
	}
}

func TestMails(t *testing.T) {
	k := func(f func(*cache.Known)) cache.Known {
		k := cache.Known{ID: 7, UIDL: "u", Seen: cache.MomentOf(noon.AddDate(0, 0, -28))}
		f(&k)
		return k
	}
	for _, c := range []struct {
		name         string
		known        cache.Known
		expire       int
		vault, rests bool
	}{
		{"plain", k(func(*cache.Known) {}), -1, false, false},
		{"planned", k(func(k *cache.Known) { k.Removal, k.Place = cache.Planned, cache.Trash }), -1, true, false},
		{"planned without a copy", k(func(k *cache.Known) { k.Removal, k.NoCopy, k.Place = cache.Planned, true, cache.Trash }), -1, false, true},
		{"thrown away, the server keeps it", k(func(k *cache.Known) { k.Place = cache.Trash }), -1, false, true},
		{"the server lets go in two days", k(func(*cache.Known) {}), 30, true, false},
		{"the server lets go in weeks", k(func(*cache.Known) {}), 60, false, false},
		{"only RETR consumes it", k(func(k *cache.Known) { k.Seen = cache.MomentOf(noon) }), 0, false, false},
		{"thrown away, the server lets go", k(func(k *cache.Known) { k.Place = cache.Trash }), 3, false, true},
	} {
		p := plan{listed: []pair{{&c.known, &cache.Listing{Number: 3, UIDL: "u"}}}}
		m := p.mails(nil, nil, c.expire, noon)[0]
		if m.vault != c.vault || m.rests != c.rests || m.line.Number != 3 {
			t.Errorf("%s: got %+v", c.name, m)
		}
	}
	p := plan{changes: cache.Changes{New: listed("a", "b").lines}}
	if ms := p.mails([]cache.ID{11, 12}, nil, -1, time.Time{}); len(ms) != 2 || ms[0].id != 11 {
		t.Errorf("new mail: got %+v", ms)
	}
}
