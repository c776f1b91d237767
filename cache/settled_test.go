package cache

import "testing"

// What Settled remembers from visit to visit must not outlive a message that is less than whole.
func TestSettledIsForgottenInTime(t *testing.T) {
	for name, unsettle := range map[string]func(t *testing.T, v *Visit, id ID){
		"a new message": func(t *testing.T, v *Visit, _ ID) {
			must[[]ID](t)(v.Record(ctx, Changes{New: []Listing{{Number: 9, UIDL: "new"}}, Complete: true}))
		},
		"a copy given up": func(t *testing.T, v *Visit, id ID) {
			ok(t, v.FetchAgain(ctx, []ID{id}, "it is rotten"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, a, _ := home(t, Keep{})
			id := fill(t, c, a, 3)[0]
			v := begin(t, c, a)
			if !must[bool](t)(v.Settled(ctx)) {
				t.Fatal("all is whole, and not settled")
			}
			ok(t, v.End(ctx, Outcome{}))
			v = begin(t, c, a)
			if !must[bool](t)(v.Settled(ctx)) {
				t.Fatal("not settled any more, with nothing changed")
			}
			unsettle(t, v, id)
			ok(t, v.End(ctx, Outcome{}))
			v = begin(t, c, a)
			if must[bool](t)(v.Settled(ctx)) {
				t.Error("settled, though a message is not whole")
			}
			ok(t, v.End(ctx, Outcome{}))
		})
	}
}

// The removal of a message that was settled is not.
func TestARemovalIsNotSettled(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 3)
	v := begin(t, c, a)
	must[bool](t)(v.Settled(ctx))
	ok(t, v.End(ctx, Outcome{}))
	must[Removal](t)(c.Delete(ctx, ids[:1], RemoveOptions{}))
	v = begin(t, c, a)
	if must[bool](t)(v.Settled(ctx)) {
		t.Error("settled, though a removal waits")
	}
	ok(t, v.End(ctx, Outcome{}))
}
