package cache

import (
	"fmt"
	"testing"
)

// benchSizes runs f on every mailbox.
func benchSizes(b *testing.B, f func(b *testing.B, c *Cache, n int)) {
	for _, n := range sizes() {
		b.Run(fmt.Sprintf("rows=%d", n), func(b *testing.B) {
			c := bigCache(b, n)
			b.ResetTimer()
			f(b, c, n)
		})
	}
}

// BenchmarkPage reads the first 60 rows of the views, which must not grow with the mailbox.
func BenchmarkPage(b *testing.B) {
	for _, view := range []struct {
		name string
		View
	}{
		{"all", View{}}, {"threads", View{Threads: true}}, {"inbox", View{Query: mustParse(b, "is:inbox")}},
		{"unread", View{Query: mustParse(b, "is:unread")}}, {"starred", View{Query: mustParse(b, "is:starred")}},
		{"archived", View{Query: mustParse(b, "is:archived")}}, {"trash", View{Query: mustParse(b, "is:deleted")}},
		{"attachment", View{Query: mustParse(b, "has:attachment")}}, {"list", View{Query: mustParse(b, "is:list")}},
		{"big", View{Query: mustParse(b, "larger:30k"), Sort: BySize}}, {"size", View{Sort: BySize}},
		{"from", View{Sort: ByFrom}}, {"subject", View{Sort: BySubject}}, {"starred-by-subject", View{Query: mustParse(b, "is:starred"), Sort: BySubject}},
		{"sender", View{Query: mustParse(b, "from:=sender300@example0.org")}}, {"account", View{Accounts: []AccountID{1}}},
	} {
		b.Run(view.name, func(b *testing.B) {
			benchSizes(b, func(b *testing.B, c *Cache, n int) {
				for b.Loop() {
					must[[]Row](b)(c.After(ctx, view.View, nil, 60))
				}
			})
		})
	}
}

// BenchmarkEnd jumps to the other end.
func BenchmarkEnd(b *testing.B) {
	for name, v := range map[string]View{"flat": {}, "threads": {Threads: true}} {
		b.Run(name, func(b *testing.B) {
			benchSizes(b, func(b *testing.B, c *Cache, n int) {
				for b.Loop() {
					must[[]Row](b)(c.Before(ctx, v, nil, 60))
				}
			})
		})
	}
}

// BenchmarkMiddle reads a page from somewhere in the middle.
func BenchmarkMiddle(b *testing.B) {
	for name, v := range map[string]View{"flat": {}, "threads": {Threads: true}, "from": {Sort: ByFrom}} {
		b.Run(name, func(b *testing.B) {
			benchSizes(b, func(b *testing.B, c *Cache, n int) {
				row := must[[]Row](b)(c.readRows(ctx, "SELECT "+rowColumns+" FROM message m WHERE id = ?", n/2))[0]
				from := v.PositionOf(row)
				for b.Loop() {
					must[[]Row](b)(c.After(ctx, v, &from, 60))
				}
			})
		})
	}
}

// BenchmarkCount sums up views, the last two of which have no sums kept.
func BenchmarkCount(b *testing.B) {
	for _, q := range []string{"", "is:unread", "is:inbox has:attachment", "larger:30k", "quokkafest"} {
		b.Run("q="+q, func(b *testing.B) {
			benchSizes(b, func(b *testing.B, c *Cache, n int) {
				v := View{Query: mustParse(b, q)}
				for b.Loop() {
					must[Counts](b)(c.Count(ctx, v))
				}
			})
		})
	}
}

// BenchmarkSearch reads the first 60 hits.
func BenchmarkSearch(b *testing.B) {
	for _, q := range []string{"zanzibarium", "quokkafest", "meeting", "zanz*", "me*", "invoice budget", "京タ", "東京タワー",
		"meeting -invoice", "meeting is:unread", "subject:meeting", "from:sender3 meeting", `"invoice meeting"`, "nowhere"} {
		b.Run("q="+q, func(b *testing.B) {
			benchSizes(b, func(b *testing.B, c *Cache, n int) {
				v := View{Query: mustParse(b, q)}
				for b.Loop() {
					must[[]Row](b)(c.After(ctx, v, nil, 60))
				}
			})
		})
	}
}
