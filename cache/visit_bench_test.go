package cache

import (
	"bytes"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
)

// letters are n messages of about the sizes that mail has: most small, a few big, 60 kB in the mean.
func letters(n int) (all [][]byte, size int64) {
	r := rand.New(rand.NewPCG(1, 60))
	text := bytes.Repeat([]byte("QmFzZTY0IG9mIHNvbWV0aGluZyB0aGF0IGRvZXMgbm90IGNvbXByZXNz\r\n"), 1<<20/60)
	for i := range n {
		body := 1000 + int(60_000*r.ExpFloat64()*r.ExpFloat64()*r.ExpFloat64()) // median some 20 kB
		b := append(mail(i), text[:min(body, len(text))]...)
		all, size = append(all, b), size+int64(len(b))
	}
	return all, size
}

const window = 64 // messages a transaction, as a visit fetches them

// BenchmarkPut stores a thousand messages in windows; BenchmarkPlainBlobs is the limit beside it.
func BenchmarkPut(b *testing.B) {
	all, size := letters(1000)
	b.SetBytes(size)
	for b.Loop() {
		b.StopTimer()
		c, a, _ := home(b, Keep{})
		v := begin(b, c, a)
		ids := must[[]ID](b)(v.Record(ctx, Changes{New: listing(len(all)), Complete: true}))
		b.StartTimer()
		for at := 0; at < len(all); at += window {
			var as []Arrival
			for i := at; i < min(at+window, len(all)); i++ {
				as = append(as, Arrival{ID: ids[i], Raw: all[i]})
			}
			ok(b, v.Put(ctx, as))
		}
		b.StopTimer()
		ok(b, v.End(ctx, Outcome{}))
		ok(b, c.Close())
		b.StartTimer()
	}
}

func BenchmarkPlainBlobs(b *testing.B) {
	all, size := letters(1000)
	b.SetBytes(size)
	for b.Loop() {
		b.StopTimer()
		db := writer(filepath.Join(b.TempDir(), "plain.db"), pageSize)
		_, err := db.Exec("CREATE TABLE plain (id INTEGER PRIMARY KEY, raw BLOB)")
		ok(b, err)
		b.StartTimer()
		for at := 0; at < len(all); at += window {
			tx := must[*sql.Tx](b)(db.Begin())
			for _, raw := range all[at:min(at+window, len(all))] {
				must[sql.Result](b)(tx.Exec("INSERT INTO plain (raw) VALUES (?)", raw))
			}
			ok(b, tx.Commit())
		}
		b.StopTimer()
		ok(b, db.Close())
		b.StartTimer()
	}
}

// BenchmarkOpen opens a cache and reads the first page of its list.
func BenchmarkOpen(b *testing.B) {
	for _, n := range sizes() {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir := bigCache(b, n).dir
			for b.Loop() {
				c := must[*Cache](b)(Open(ctx, dir, Options{}))
				if rows := must[[]Row](b)(c.After(ctx, View{}, nil, 60)); len(rows) != 60 {
					b.Fatal(len(rows))
				}
				ok(b, c.Close())
			}
		})
	}
}

func BenchmarkSetFlags(b *testing.B) {
	c := bigCache(b, 10_000)
	for _, n := range []int{1, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			ids := must[[]ID](b)(c.Select(ctx, View{}, n))
			on := false
			for b.Loop() {
				on = !on
				ok(b, c.SetFlags(ctx, ids, Starred, on))
			}
		})
	}
}

// BenchmarkKnown reads what a visit needs of a full maildrop.
func BenchmarkKnown(b *testing.B) {
	c, a, _ := home(b, Keep{})
	v := begin(b, c, a)
	must[[]ID](b)(v.Record(ctx, Changes{New: listing(100_000), Complete: true}))
	for b.Loop() {
		if all := must[[]Known](b)(v.Known(ctx)); len(all) != 100_000 {
			b.Fatal(len(all))
		}
	}
}
