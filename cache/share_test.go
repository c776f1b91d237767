package cache

import (
	"fmt"
	"sync"
	"testing"
)

// Two Poplins on one cache: while one visits, the other reads, flags and tags, and neither is turned away.
func TestTwoAtOnce(t *testing.T) {
	c, a, clk := home(t, Keep{})
	ids := fill(t, c, a, 100)
	other := open(t, c.dir, clk.options())
	v := begin(t, c, a)
	var (
		wg   sync.WaitGroup
		once sync.Once
		stop = make(chan struct{})
		end  = func() { once.Do(func() { close(stop) }) }
	)
	work := func(name string, f func(i int) error) {
		wg.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				if err := f(i); err != nil {
					t.Errorf("%s: %v", name, err)
					end()
				}
			}
		})
	}
	work("flags", func(i int) error { return other.SetFlags(ctx, ids[:50], Starred, i%2 == 0) })
	work("tags", func(i int) error { return other.Tag(ctx, ids[50:], "work", i%2 == 0) })
	work("reads", func(i int) error {
		_, err := other.Entries(ctx, ids)
		return err
	})
	work("versions", func(i int) error {
		_, err := other.Version(ctx)
		return err
	})
	for i := range 60 {
		fresh := must[[]ID](t)(v.Record(ctx, Changes{New: []Listing{{UIDL: fmt.Sprint("more", i), Number: int32(i)}}}))
		ok(t, v.Put(ctx, []Arrival{{ID: fresh[0], Raw: mail(1000 + i)}}))
	}
	end()
	wg.Wait()
	ok(t, c.Check(ctx))
	var messages, tallied int
	ok(t, c.read.QueryRow("SELECT (SELECT count(*) FROM message), (SELECT sum(messages) FROM tally)").Scan(&messages, &tallied))
	if messages != 160 || tallied != 160 {
		t.Errorf("%d messages, the totals say %d", messages, tallied)
	}
}

// The totals are always what counting would give.
func TestTotals(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 20)
	v := begin(t, c, a)
	check := func(what string) {
		t.Helper()
		var wrong int
		ok(t, c.read.QueryRow(`SELECT count(*) FROM (
			SELECT account, place, flags, messages, bytes FROM tally WHERE messages <> 0
			EXCEPT SELECT account, place, flags, count(*), sum(size) FROM message GROUP BY 1, 2, 3)`).Scan(&wrong))
		if wrong != 0 {
			t.Errorf("after %s %d totals are wrong", what, wrong)
		}
	}
	check("a visit")
	ok(t, c.SetFlags(ctx, ids[:7], Read|Starred, true))
	ok(t, c.SetFlags(ctx, ids[:3], Read, false))
	check("flags")
	must[Removal](t)(c.Delete(ctx, ids[5:15], RemoveOptions{}))
	check("a delete")
	must[Undone](t)(c.Undo(ctx))
	check("an undo")
	must[[]ID](t)(v.Record(ctx, Changes{Missing: ids, Complete: true}))
	check("a vanishing")
	must[Removal](t)(c.Delete(ctx, ids[:4], RemoveOptions{}))
	must[Purged](t)(c.EmptyTrash(ctx, nil))
	check("emptying Trash")
}
