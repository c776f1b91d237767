package cache

import (
	"fmt"
	"slices"
	"testing"
)

// BenchmarkWeigh groups a whole mailbox, and one sender's mail.
func BenchmarkWeigh(b *testing.B) {
	for _, q := range []string{"", "is:unread", "from:=sender0@example0.org"} {
		for _, by := range Dimensions {
			b.Run("q="+q+"/by="+string(by), func(b *testing.B) {
				benchSizes(b, func(b *testing.B, c *Cache, n int) {
					v := View{Query: mustParse(b, q)}
					for b.Loop() {
						must[[]Group](b)(c.Weigh(ctx, v, by))
					}
				})
			})
		}
	}
}

// BenchmarkFlag marks a fifth of a mailbox read and unread, which is what all the indexes cost.
func BenchmarkFlag(b *testing.B) {
	benchSizes(b, func(b *testing.B, c *Cache, n int) {
		ids := must[[]ID](b)(c.Select(ctx, View{}, n/5))
		for b.Loop() {
			ok(b, c.SetFlags(ctx, ids, Read, false))
			ok(b, c.SetFlags(ctx, ids, Read, true))
		}
	})
}

// BenchmarkWeighCopies groups by duplicate where one message of every so many has a copy.
func BenchmarkWeighCopies(b *testing.B) {
	for _, every := range []int{50, 2} {
		b.Run(fmt.Sprintf("every=%d", every), func(b *testing.B) {
			n := slices.Max(sizes())
			c := must[*Cache](b)(Open(ctx, b.TempDir(), Options{}))
			b.Cleanup(func() { c.Close() })
			fillBig(b, c, n)
			ok(b, c.change(ctx, func(tx *txn) error { return run(ctx, tx, copyEvery(every)) }))
			v := View{Query: mustParse(b, "is:inbox")}
			groups := must[[]Group](b)(c.Weigh(ctx, v, ByCopies))
			b.ResetTimer()
			for b.Loop() {
				must[[]Group](b)(c.Weigh(ctx, v, ByCopies))
			}
			b.ReportMetric(float64(len(groups)), "groups")
		})
	}
}

// copyEvery makes every so-manieth message a copy of the one before it, and gives all of them names and ancestors.
func copyEvery(n int) []statement {
	return []statement{
		{"UPDATE message SET place = 0, flags = flags & ~32", nil},
		{`UPDATE message SET (date, from_addr, subject_key) = (SELECT date, from_addr, subject_key FROM message k
			WHERE k.id = message.id - 1) WHERE id % ? = 0`, []any{n}},
		{"UPDATE detail SET message_id = 'x'", nil},
		{"INSERT INTO reference SELECT (id - (id % ?1 = 0)) * 704602925438 * (1 - (id - (id % ?1 = 0)) / 2 % 2 * 2), id, 0 FROM message", []any{n}},
		{"INSERT INTO reference SELECT (id + 1) * 320203452262, id, 1 FROM message WHERE id % 3 = 0", nil},
	}
}
