package cache

import (
	"testing"
)

func verify(t testing.TB, v *Visit, ids []ID) {
	t.Helper()
	ok(t, v.Ack(ctx, ids))
	ok(t, v.Send(ctx))
	ok(t, settle(v))
	must[[]ID](t)(v.Record(ctx, Changes{Missing: ids, Verified: ids, Complete: true}))
}

func TestAServerThatRollsBackIsToldAgain(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 1)
	must[Removal](t)(c.Delete(ctx, ids, RemoveOptions{}))
	v := begin(t, c, a)
	verify(t, v, ids)
	again := must[[]ID](t)(v.Record(ctx, Changes{New: listing(1), Complete: true}))
	if again[0] == ids[0] {
		t.Fatal("taken for the old message by its UIDL alone")
	}
	expect(t, c, ids[0], "")
	ok(t, v.Put(ctx, []Arrival{{ID: again[0], Raw: mail(0)}}))
	expect(t, c, ids[0], Planned)
	if r := row(t, c, ids[0]); r.Place != Trash || r.Body != Full || r.Flags&Gone != 0 {
		t.Errorf("row %+v", r)
	}
	if k := known(t, v); len(k) != 1 || k[ids[0]].UIDL != "u0" || k[ids[0]].Dup != 0 {
		t.Errorf("known %+v", k)
	}
	verify(t, v, ids)
	must[Undone](t)(c.Undo(ctx))
	again = must[[]ID](t)(v.Record(ctx, Changes{New: listing(1), Complete: true}))
	ok(t, v.Put(ctx, []Arrival{{ID: again[0], Raw: mail(0)}}))
	expect(t, c, ids[0], "") // undone here: it may stay
}

func TestAUIDLGivenASecondTimeIsAnotherMessage(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 1)
	must[Removal](t)(c.Delete(ctx, ids, RemoveOptions{}))
	v := begin(t, c, a)
	verify(t, v, ids)
	again := must[[]ID](t)(v.Record(ctx, Changes{New: listing(1), Complete: true}))
	ok(t, v.Put(ctx, []Arrival{{ID: again[0], Raw: mail(7)}}))
	expect(t, c, again[0], "")
	if string(raw(t, c, again[0])) != string(mail(7)) || string(raw(t, c, ids[0])) != string(mail(0)) {
		t.Error("the two were mixed up")
	}
	if r := row(t, c, again[0]); r.Place != Inbox {
		t.Errorf("row %+v", r)
	}
}

func TestAVanishedMessageUnderANewNameIsKnownAgain(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 2)
	ok(t, c.SetFlags(ctx, ids, Starred, true))
	must[Removal](t)(c.Delete(ctx, ids[1:], RemoveOptions{}))
	v := begin(t, c, a)
	verify(t, v, ids[1:])
	news := []Listing{{Number: 1, UIDL: "n0", Size: 9}, {Number: 2, UIDL: "n1", Size: 9}}
	again := must[[]ID](t)(v.Record(ctx, Changes{New: news, Missing: ids[:1], Complete: true}))
	ok(t, v.Put(ctx, []Arrival{{ID: again[0], Raw: mail(0)[:150], Top: true}, {ID: again[1], Raw: mail(1)}}))
	k := known(t, v)
	if got := k[ids[0]]; got.UIDL != "n0" || got.Gone || got.Body != Headers && got.Body != Full {
		t.Errorf("known as %+v", got)
	}
	if r := row(t, c, ids[0]); r.Flags&Starred == 0 || r.Flags&Gone != 0 {
		t.Errorf("row %+v", r)
	}
	if got := k[again[1]]; got.UIDL != "n1" || got.Place != Inbox { // removed once, and somebody put it back
		t.Errorf("known as %+v", got)
	}
}

func TestTwinsAreTwoMessages(t *testing.T) {
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	ids := must[[]ID](t)(v.Record(ctx, Changes{New: []Listing{{Number: 1, UIDL: "same", Dup: 0, Size: 10}, {Number: 2, UIDL: "same", Dup: 1, Size: 20}}}))
	if ids[0] == ids[1] {
		t.Fatal("one id for both")
	}
	k := known(t, v)
	if k[ids[0]].Dup != 0 || k[ids[1]].Dup != 1 || k[ids[0]].Size != 10 || k[ids[1]].Size != 20 {
		t.Errorf("known as %+v", k)
	}
}

func TestUIDLsAreBytes(t *testing.T) {
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	odd := []string{"a", "A", " a", "\xff\x00\x1b[2J", "ä", "a\u0308"}
	var news []Listing
	for i, u := range odd {
		news = append(news, Listing{Number: int32(i + 1), UIDL: u})
	}
	ids := must[[]ID](t)(v.Record(ctx, Changes{New: news}))
	k := known(t, v)
	for i, id := range ids {
		if k[id].UIDL != odd[i] {
			t.Errorf("%q is known as %q", odd[i], k[id].UIDL)
		}
	}
}

func TestNewUIDLsForOldMessages(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 3) // u0 u1 u2
	must[Removal](t)(c.Delete(ctx, ids[2:], RemoveOptions{}))
	v := begin(t, c, a)
	fresh := must[[]ID](t)(v.Record(ctx, Changes{New: []Listing{{Number: 3, UIDL: "new", Dup: 0, Size: 7}}, Missing: ids[:1], Complete: true}))
	ok(t, v.Put(ctx, []Arrival{{ID: fresh[0], Raw: mail(2)[:80], Top: true}}))
	// u1 now names what was u0, u0 what was u1, and "new" what was u2.
	must[[]ID](t)(v.Record(ctx, Changes{Adopt: map[ID]Listing{
		ids[0]: {Number: 1, UIDL: "u1", Dup: 0, Size: 5}, ids[1]: {Number: 2, UIDL: "u0", Dup: 0, Size: 6}, ids[2]: {Number: 3, UIDL: "new", Dup: 0, Size: 7}}}))
	k := known(t, v)
	for i, want := range []string{"u1", "u0", "new"} {
		if got := k[ids[i]]; got.UIDL != want || got.Gone || got.Body != Full || got.Dup != 0 {
			t.Errorf("message %d is known as %+v, want %s", i, got, want)
		}
	}
	if _, there := k[fresh[0]]; there || len(k) != 3 {
		t.Errorf("the row that stood for it is still known: %+v", k)
	}
	expect(t, c, ids[2], Planned) // what was to go is still to go
	if row(t, c, ids[0]).Flags&Gone != 0 {
		t.Error("still said to be gone")
	}
}
