package cache

import "testing"

// TestCopiesThatAreNotHereAreNotExact holds that headers alone never prove two messages to be the same.
func TestCopiesThatAreNotHereAreNotExact(t *testing.T) {
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	raw := []byte("Message-ID: <twice@a.example>\r\nSubject: twice\r\n\r\nText.\r\n")
	head := raw[:len(raw)-len("Text.\r\n")]
	ids := must[[]ID](t)(v.Record(ctx, Changes{New: listing(2), Complete: true}))
	ok(t, v.Put(ctx, []Arrival{{ID: ids[0], Raw: head, Top: true}, {ID: ids[1], Raw: head, Top: true}}))
	check := func(what string, want bool) {
		t.Helper()
		all := must[[]Copies](t)(c.Duplicates(ctx))
		if len(all) != 1 || len(all[0].IDs) != 2 || all[0].Exact != want {
			t.Errorf("%s: %+v", what, all)
		}
	}
	check("headers", false)
	ok(t, v.Put(ctx, []Arrival{{ID: ids[0], Raw: raw}}))
	check("one is here", false)
	ok(t, v.Put(ctx, []Arrival{{ID: ids[1], Raw: raw}}))
	check("both are here", true)
}
