package cache

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// elsewhere copies some files of a cache that is in use into a new folder, as a crash at this moment would leave them.
func elsewhere(t testing.TB, c *Cache, clk *clock, names ...string) *Cache {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join(c.dir, name))
		ok(t, err)
		ok(t, os.WriteFile(filepath.Join(dir, name), b, 0o600))
	}
	return open(t, dir, clk.options())
}

// Somebody deletes the write-ahead log of a Poplin that was killed. What the server was told to remove is not only in
// the log; and since what the cache says of removals is old, nothing is removed by the first visit.
func TestALogThatIsLost(t *testing.T) {
	c, a, clk := home(t, Keep{})
	ids := fill(t, c, a, 3)
	must[Removal](t)(c.Delete(ctx, ids[:1], RemoveOptions{}))
	v := begin(t, c, a)
	fresh := must[[]ID](t)(v.Record(ctx, Changes{New: []Listing{{Number: 9, UIDL: "late", Size: 9}}}))
	ok(t, v.Put(ctx, []Arrival{{ID: fresh[0], Raw: mail(9)}}))
	ok(t, v.Anchor(ctx))
	must[Removal](t)(c.Archive(ctx, ids[1:2], RemoveOptions{}))
	must[Undone](t)(c.Undo(ctx)) // only the log knows
	ok(t, v.End(ctx, Outcome{Complete: true}))
	v = begin(t, c, a)
	back := elsewhere(t, c, clk, fileName, "visit-1.lock")
	if !bytes.Equal(raw(t, back, fresh[0]), mail(9)) || !bytes.Equal(raw(t, back, ids[0]), mail(0)) {
		t.Error("a copy was in the log only")
	}
	w := begin(t, back, a)
	if !w.Rebuilt() {
		t.Error("the visit does not know that the cache was set back")
	}
	ok(t, w.Ack(ctx, ids[:1]))
	if err := w.Send(ctx); !errors.Is(err, errRebuilt) {
		t.Errorf("send: %v", err)
	}
	ok(t, w.End(ctx, Outcome{Complete: true}))
	if begin(t, back, a).Rebuilt() {
		t.Error("still held back after a whole listing")
	}
	if again := elsewhere(t, c, clk, fileName, fileName+"-wal", "visit-1.lock"); begin(t, again, a).Rebuilt() {
		t.Error("a cache that lost nothing passes for one that was set back")
	}
	ok(t, v.End(ctx, Outcome{}))
}
