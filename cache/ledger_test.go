package cache

import (
	"errors"
	"reflect"
	"testing"
	"time"
)

// state is where the removal of a message stands, "" when none is open.
func state(t testing.TB, c *Cache, id ID) State {
	t.Helper()
	var ledger State
	if err := c.read.QueryRow(`SELECT `+standing+` FROM ledger l WHERE message = ? AND state NOT IN ('verified', 'called off')
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
		if would.Group = r.Group; !reflect.DeepEqual(would, r) {
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
		if k := known(t, v)[id]; k.Removal != Sent || k.SentAt == 0 {
			t.Errorf("sent as %+v", k)
		}
		ok(t, settle(v))
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
	for n := int32(1); n <= 3; n++ {
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

// Nobody knows what became of a removal once QUIT may have left, however the visit ended.
func TestWhatMayHaveLeftStaysSent(t *testing.T) {
	for _, c := range []struct {
		name string
		end  func(*Visit) error
	}{
		{"it crashed", func(v *Visit) error { return v.lock.Close() }},
		{"no answer came", func(v *Visit) error { return v.End(ctx, Outcome{Quit: QuitUnknown}) }},
		{"it was refused", func(v *Visit) error { return v.End(ctx, Outcome{Quit: QuitRefused}) }},
		{"QUIT was not even written", func(v *Visit) error { return v.End(ctx, Outcome{Quit: QuitNone}) }},
	} {
		cache, a, _ := home(t, Keep{})
		ids := fill(t, cache, a, 1)
		must[Removal](t)(cache.Delete(ctx, ids, RemoveOptions{}))
		v := begin(t, cache, a)
		ok(t, v.Ack(ctx, ids))
		ok(t, v.Send(ctx))
		if all := must[[]LedgerEntry](t)(cache.Ledger(ctx, Sent)); len(all) != 1 || all[0].State != Sent {
			t.Errorf("%s: the ledger says %+v", c.name, all)
		}
		if what := must[Aftermath](t)(cache.LastRemoval(ctx)); what.Unsure != 1 {
			t.Errorf("%s: what became of it: %+v", c.name, what)
		}
		ok(t, c.end(v))
		v = begin(t, cache, a)
		expect(t, cache, ids[0], Sent)
		if k := known(t, v)[ids[0]]; k.Removal != Sent || k.Tries != 1 {
			t.Errorf("%s: known as %+v", c.name, k)
		}
		ok(t, v.lock.Close())
		expect(t, cache, ids[0], Sent)
	}
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

// A visit may make a second session. What was marked in the first has come to nothing, or may have left.
func TestASecondSessionTakesAckedBack(t *testing.T) {
	for _, quit := range []bool{false, true} {
		c, a, _ := home(t, Keep{})
		ids := fill(t, c, a, 3)
		must[Removal](t)(c.Delete(ctx, ids, RemoveOptions{}))
		v := begin(t, c, a)
		ok(t, v.Ack(ctx, ids))
		was, tries := Acked, 0
		if quit {
			ok(t, v.Send(ctx))
			was, tries = Sent, 1
		}
		for _, id := range ids {
			expect(t, c, id, was)
		}
		must[[]ID](t)(v.Record(ctx, Changes{Retry: ids[:2], Missing: ids[2:], Verified: ids[2:], Complete: true}))
		for _, id := range ids[:2] {
			if expect(t, c, id, Planned); known(t, v)[id].Tries != int32(tries) {
				t.Errorf("QUIT %v: known as %+v", quit, known(t, v)[id])
			}
		}
		ok(t, v.Ack(ctx, ids[:1]))
		expect(t, c, ids[0], Acked)
		ok(t, v.Send(ctx))
		ok(t, settle(v))
		expect(t, c, ids[0], Committed)
		expect(t, c, ids[1], Planned)
		expect(t, c, ids[2], "")
		ok(t, v.End(ctx, Outcome{Quit: QuitOK}))
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

// What counts as whole and is still being written is not here.
func TestNothingIsSentWithAStagedCopy(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 2)
	must[Removal](t)(c.Delete(ctx, ids, RemoveOptions{}))
	v := begin(t, c, a)
	ok(t, v.Ack(ctx, ids))
	execute(t, c, "UPDATE body SET sha256 = x'' WHERE id = (SELECT raw FROM detail WHERE message = ?)", ids[1])
	if err := v.Send(ctx); !errors.Is(err, errNotHome) {
		t.Errorf("send says %v", err)
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
