package cache

import "testing"

func TestUnsaved(t *testing.T) {
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	ids := must[[]ID](t)(v.Record(ctx, Changes{New: listing(6), Complete: true}))
	count := func(what string, want int) {
		t.Helper()
		if n := must[int](t)(c.Unsaved(ctx, a)); n != want {
			t.Errorf("%s: %d are not saved, want %d", what, n, want)
		}
	}
	count("listed", 6)
	ok(t, v.Put(ctx, []Arrival{{ID: ids[0], Raw: mail(0)}}))
	count("one came", 5)
	must[Removal](t)(c.Delete(ctx, ids[1:2], RemoveOptions{NoCopy: true}))
	count("one was thrown away", 4)
	must[[]ID](t)(v.Record(ctx, Changes{Missing: ids[2:3], Complete: true}))
	count("one is gone from the server", 3)
}
