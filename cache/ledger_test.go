package cache

import (
	"errors"
	"testing"
	"time"
)

// state is where the removal of a message stands, "" when none is open.
func state(t testing.TB, c *Cache, id ID) State {
	t.Helper()
	var ledger State
	if err := c.read.QueryRow(`SELECT state FROM ledger WHERE message = ? AND state NOT IN ('verified', 'called off')
		ORDER BY id DESC`, id).Scan(&ledger); err != nil {
		ledger = ""
	}
	if r := row(t, c, id); r.Removal != ledger {
		t.Errorf("message %d: the row says %q, the ledger %q", id, r.Removal, ledger)
	}
	return ledger
}

func expect(t testing.TB, c *Cache, id ID, want State) {
	t.Helper()
	if got := state(t, c, id); got != want {
		t.Errorf("message %d: removal is %q, want %q", id, got, want)
	}
}

func TestARemovalGoesAllTheWay(t *testing.T) {
	for _, action := range []Action{DeleteAction, ArchiveAction} {
		c, a, clk := home(t, Keep{})
		ids := fill(t, c, a, 3)
		id := ids[1]
		would := must[Removal](t)(c.WouldRemove(ctx, ids[1:2], action))
		r := must[Removal](t)(c.remove(ctx, ids[1:2], action, RemoveOptions{}))
		if r.Messages != 1 || r.Bytes != int64(len(mail(1))) || r.Unread != 1 || r.NoCopy != 0 || r.Local != 0 || r.Group == 0 {
			t.Errorf("removal is %+v", r)
		}
		if would.Group = r.Group; would != r {
			t.Errorf("would have been %+v, was %+v", would, r)
		}
		expect(t, c, id, Planned)
		v := begin(t, c, a)
		if k := known(t, v)[id]; k.Removal != Planned || k.Place != action.place() {
			t.Errorf("known as %+v", k)
		}
		ok(t, v.Ack(ctx, ids[1:2]))
		expect(t, c, id, Acked)
		clk.sleep(time.Second)
		ok(t, v.Send(ctx))
		expect(t, c, id, Sent)
		if k := known(t, v)[id]; !k.SentAt.Equal(clk.now) || k.Tries != 1 {
			t.Errorf("sent as %+v", k)
		}
		ok(t, v.Settle(ctx))
		expect(t, c, id, Committed)
		ok(t, v.End(ctx, Outcome{Quit: QuitOK}))
		v = begin(t, c, a)
		must[[]ID](t)(v.Record(ctx, Changes{Missing: ids[1:2], Verified: ids[1:2], Complete: true}))
		expect(t, c, id, "")
		if r := row(t, c, id); r.Flags&Gone == 0 || r.Place != action.place() {
			t.Errorf("at the end the row is %+v", r)
		}
		if _, there := known(t, v)[id]; there {
			t.Error("its story is over, yet it is known")
		}
		if got := raw(t, c, id); string(got) != string(mail(1)) {
			t.Error("the copy at home has changed")
		}
	}
}

func TestAbsenceProvesARemovalOnlyInAWholeListing(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 2)
	must[Removal](t)(c.Delete(ctx, ids[:1], RemoveOptions{}))
	v := begin(t, c, a)
	must[[]ID](t)(v.Record(ctx, Changes{Missing: ids, Verified: ids[:1], Complete: false}))
	expect(t, c, ids[0], Planned)
	if r := row(t, c, ids[1]); r.Flags&Gone != 0 {
		t.Error("a listing in part made a message vanish")
	}
}

func TestAbsenceDeletesNothing(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 3)
	for n := 1; n <= 3; n++ {
		v := begin(t, c, a)
		must[[]ID](t)(v.Record(ctx, Changes{Missing: ids, Complete: true}))
		if k := known(t, v)[ids[0]]; !k.Gone || k.Missing != n {
			t.Errorf("after %d listings without it: %+v", n, k)
		}
		ok(t, v.End(ctx, Outcome{Complete: true}))
	}
	for i, id := range ids {
		if string(raw(t, c, id)) != string(mail(i)) {
			t.Errorf("message %d is not what it was", i)
		}
		if r := row(t, c, id); r.Place != Inbox || r.Flags&Gone == 0 {
			t.Errorf("row is %+v", r)
		}
	}
	v := begin(t, c, a)
	must[[]ID](t)(v.Record(ctx, Changes{Back: ids, Complete: true}))
	if k := known(t, v)[ids[0]]; k.Gone || k.Missing != 0 || row(t, c, ids[0]).Flags&Gone != 0 {
		t.Errorf("back again: %+v", k)
	}
}

func TestACrashedVisitTakesAckedBack(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 1)
	must[Removal](t)(c.Delete(ctx, ids, RemoveOptions{}))
	v := begin(t, c, a)
	ok(t, v.Ack(ctx, ids))
	v.lock.Close()
	begin(t, c, a)
	expect(t, c, ids[0], Planned)
}

func TestAVisitEndedWithoutQuitTakesAckedBack(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 1)
	must[Removal](t)(c.Delete(ctx, ids, RemoveOptions{}))
	v := begin(t, c, a)
	ok(t, v.Ack(ctx, ids))
	ok(t, v.End(ctx, Outcome{Quit: QuitNone}))
	expect(t, c, ids[0], Planned)
}

func TestUndoBeforeQuitStopsTheVisit(t *testing.T) {
	c, a, clk := home(t, Keep{})
	other := open(t, c.dir, clk.options()) // another process takes it back
	ids := fill(t, c, a, 2)
	must[Removal](t)(c.Delete(ctx, ids, RemoveOptions{}))
	v := begin(t, c, a)
	ok(t, v.Ack(ctx, ids))
	u := must[Undone](t)(other.Undo(ctx))
	if u != (Undone{Action: DeleteAction, Messages: 2, Kept: 2}) {
		t.Errorf("undone %+v", u)
	}
	if err := v.Send(ctx); !errors.Is(err, ErrCalledOff) {
		t.Errorf("send: %v", err)
	}
	expect(t, c, ids[0], "")
	if r := row(t, c, ids[0]); r.Place != Inbox {
		t.Errorf("place is %d", r.Place)
	}
}

func TestUndoBetweenPlanAndAckStopsTheVisit(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 1)
	must[Removal](t)(c.Delete(ctx, ids, RemoveOptions{}))
	v := begin(t, c, a)
	must[[]Known](t)(v.Known(ctx))
	must[Undone](t)(c.Undo(ctx))
	ok(t, v.Ack(ctx, ids)) // the server has said +OK by now
	if err := v.Send(ctx); !errors.Is(err, ErrCalledOff) {
		t.Errorf("send: %v", err)
	}
}

func TestUndoAfterQuitIsHonest(t *testing.T) {
	for _, took := range []bool{true, false} {
		c, a, _ := home(t, Keep{})
		ids := fill(t, c, a, 1)
		must[Removal](t)(c.Delete(ctx, ids, RemoveOptions{}))
		v := begin(t, c, a)
		ok(t, v.Ack(ctx, ids))
		ok(t, v.Send(ctx))
		ok(t, v.End(ctx, Outcome{Quit: QuitUnknown}))
		u := must[Undone](t)(c.Undo(ctx))
		if u != (Undone{Action: DeleteAction, Messages: 1, LocalOnly: 1}) {
			t.Errorf("undone %+v", u)
		}
		expect(t, c, ids[0], Sent)
		v = begin(t, c, a)
		if took {
			must[[]ID](t)(v.Record(ctx, Changes{Missing: ids, Verified: ids, Complete: true}))
		} else {
			must[[]ID](t)(v.Record(ctx, Changes{Retry: ids, Complete: true}))
		}
		expect(t, c, ids[0], "") // and above all not planned again
		r := row(t, c, ids[0])
		if gone := r.Flags&Gone != 0; gone != took || r.Place != Inbox {
			t.Errorf("took %v: the row is %+v", took, r)
		}
	}
}

func TestUndoTakesBackOneAfterTheOther(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 2)
	must[Removal](t)(c.Archive(ctx, ids, RemoveOptions{}))
	must[Removal](t)(c.Delete(ctx, ids[:1], RemoveOptions{}))
	if r := row(t, c, ids[0]); r.Place != Trash {
		t.Errorf("place %d", r.Place)
	}
	must[Undone](t)(c.Undo(ctx))
	if r := row(t, c, ids[0]); r.Place != Archive {
		t.Errorf("after one undo: place %d", r.Place)
	}
	expect(t, c, ids[0], Planned) // it is still to be archived
	must[Undone](t)(c.Undo(ctx))
	if r := row(t, c, ids[0]); r.Place != Inbox {
		t.Errorf("after two: place %d", r.Place)
	}
	expect(t, c, ids[0], "")
	if _, err := c.Undo(ctx); !errors.Is(err, ErrNothing) {
		t.Errorf("a third: %v", err)
	}
}

func TestAnAccountThatKeepsAllDeletesHereOnly(t *testing.T) {
	c, a, _ := home(t, Keep{Mode: Always})
	ids := fill(t, c, a, 2)
	r := must[Removal](t)(c.Delete(ctx, ids[:1], RemoveOptions{}))
	if r.Local != 1 {
		t.Errorf("removal %+v", r)
	}
	must[Removal](t)(c.Archive(ctx, ids[1:], RemoveOptions{}))
	expect(t, c, ids[0], "")
	expect(t, c, ids[1], "")
	if row(t, c, ids[0]).Place != Trash || row(t, c, ids[1]).Place != Archive {
		t.Error("not put away here")
	}
	if u := must[Undone](t)(c.Undo(ctx)); u.Kept != 1 || u.LocalOnly != 0 {
		t.Errorf("undone %+v", u)
	}
}

func TestNothingIsSentWithoutACopy(t *testing.T) {
	for _, waived := range []bool{false, true} {
		c, a, _ := home(t, Keep{})
		v := begin(t, c, a)
		ids := must[[]ID](t)(v.Record(ctx, Changes{New: listing(1)}))
		r := must[Removal](t)(c.Delete(ctx, ids, RemoveOptions{NoCopy: waived}))
		if r.NoCopy != 1 {
			t.Errorf("removal %+v", r)
		}
		if k := known(t, v)[ids[0]]; k.NoCopy != waived {
			t.Errorf("waived %v, known as %+v", waived, k)
		}
		ok(t, v.Ack(ctx, ids))
		if err := v.Send(ctx); (err == nil) != waived {
			t.Errorf("waived %v: send says %v", waived, err)
		}
	}
}

func TestRefusedAndStuck(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 1)
	must[Removal](t)(c.Delete(ctx, ids, RemoveOptions{}))
	v := begin(t, c, a)
	ok(t, v.Refuse(ctx, ids[0], "the server said: not today"))
	ok(t, v.Send(ctx))
	expect(t, c, ids[0], Planned)
	must[[]ID](t)(v.Record(ctx, Changes{Stuck: map[ID]string{ids[0]: "tried five times"}, Complete: true}))
	expect(t, c, ids[0], Stuck)
	must[Removal](t)(c.Delete(ctx, ids, RemoveOptions{})) // the person wants it tried again
	expect(t, c, ids[0], Planned)
	if k := known(t, v)[ids[0]]; k.Tries != 0 {
		t.Errorf("known as %+v", k)
	}
}

// verify takes the removal of messages all the way.
func verify(t testing.TB, v *Visit, ids []ID) {
	t.Helper()
	ok(t, v.Ack(ctx, ids))
	ok(t, v.Send(ctx))
	ok(t, v.Settle(ctx))
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

func TestKeepPolicy(t *testing.T) {
	for _, test := range []struct {
		name string
		keep Keep
		age  []int // days between visits
		want State
	}{
		{"never keeps", Keep{Mode: Never}, nil, Planned},
		{"until deleted", Keep{Mode: UntilDeleted}, []int{10, 10, 10, 10}, ""},
		{"always", Keep{Mode: Always}, []int{10, 10, 10, 10}, ""},
		{"30d, young", Keep{KeepDays, 30}, []int{10, 10, 9}, ""},
		{"30d, of age", Keep{KeepDays, 30}, []int{10, 10, 10}, Planned},
		{"30d, the clock jumped", Keep{KeepDays, 30}, []int{400}, ""},
		{"30d, the clock jumped and ran on", Keep{KeepDays, 30}, []int{400, 1}, Planned},
		{"30d, the clock jumped and came back", Keep{KeepDays, 30}, []int{400, -399}, ""},
	} {
		c, a, clk := home(t, test.keep)
		ids := fill(t, c, a, 1)
		var v *Visit
		for _, days := range append(test.age, 0) {
			clk.days(days)
			v = begin(t, c, a)
			ok(t, v.End(ctx, Outcome{}))
		}
		v = begin(t, c, a)
		must[[]ID](t)(v.Record(ctx, Changes{Expire: ids, Complete: true}))
		if got := state(t, c, ids[0]); got != test.want {
			t.Errorf("%s: removal is %q, want %q", test.name, got, test.want)
		}
		if r := row(t, c, ids[0]); r.Place != Inbox {
			t.Errorf("%s: the policy moved the message to %d", test.name, r.Place)
		}
	}
}

func TestKeepPolicyWantsACopy(t *testing.T) {
	c, a, _ := home(t, Keep{Mode: Never})
	v := begin(t, c, a)
	ids := must[[]ID](t)(v.Record(ctx, Changes{New: listing(1)}))
	ok(t, v.Put(ctx, []Arrival{{ID: ids[0], Raw: mail(0)[:30], Top: true}}))
	must[[]ID](t)(v.Record(ctx, Changes{Expire: ids, Complete: true}))
	expect(t, c, ids[0], "")
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
		news = append(news, Listing{Number: i + 1, UIDL: u})
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
