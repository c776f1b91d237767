package cache

import (
	"fmt"
	"testing"
)

// BenchmarkReindex makes the index of 2,000 small messages anew, from their bytes.
func BenchmarkReindex(b *testing.B) {
	c, a, _ := home(b, Keep{})
	v := begin(b, c, a)
	g := newGenerator(1)
	var ls []Listing
	var raws [][]byte
	size := int64(0)
	for i := range 2000 {
		raw := letterFrom(fmt.Sprintf("sender%d@example.org", i%50), "", g.text(5), g.text(150))
		size += int64(len(raw))
		raws = append(raws, raw)
		ls = append(ls, Listing{Number: int32(i + 1), UIDL: fmt.Sprint(i), Size: int64(len(raw))})
	}
	ids := must[[]ID](b)(v.Record(ctx, Changes{New: ls, Complete: true}))
	as := make([]Arrival, len(ids))
	for i, id := range ids {
		as[i] = Arrival{ID: id, Raw: raws[i]}
	}
	ok(b, v.Put(ctx, as))
	b.SetBytes(size)
	for b.Loop() {
		ok(b, c.Reindex(ctx, nil))
	}
}
