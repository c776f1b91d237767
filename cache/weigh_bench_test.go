package cache

import "testing"

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
