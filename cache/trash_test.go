package cache

import (
	"bytes"
	"errors"
	"testing"
	"time"
)

// rest lets days pass with a visit every ten of them, as a machine in use would.
func rest(t testing.TB, c *Cache, a AccountID, clk *clock, days int) {
	t.Helper()
	for ; days > 0; days -= 10 {
		clk.days(min(days, 10))
		ok(t, begin(t, c, a).End(ctx, Outcome{}))
	}
}

func here(t testing.TB, c *Cache, id ID) bool {
	t.Helper()
	err := c.Raw(ctx, id, &bytes.Buffer{})
	if err != nil && !errors.Is(err, ErrNotFound) {
		t.Fatal(err)
	}
	return err == nil
}

func TestTrashLetsGoAfterItsDays(t *testing.T) {
	c, a, clk := home(t, Keep{Mode: Always})
	ids := fill(t, c, a, 3)
	clk.days(5)
	must[Removal](t)(c.Delete(ctx, ids[:1], RemoveOptions{}))
	rest(t, c, a, clk, 20)
	must[Removal](t)(c.Delete(ctx, ids[1:2], RemoveOptions{}))
	rest(t, c, a, clk, 9)
	if !here(t, c, ids[0]) {
		t.Fatal("purged before its time")
	}
	rest(t, c, a, clk, 1)
	for i, want := range []bool{false, true, true} {
		if here(t, c, ids[i]) != want {
			t.Errorf("message %d is here: %v", i, !want)
		}
	}
	v := begin(t, c, a)
	if k := known(t, v)[ids[0]]; k.UIDL != "u0" || k.Body != Full || k.Place != Trash {
		t.Errorf("the purged message is known as %+v, so it would be fetched again", k)
	}
}

func TestTrashWaitsForTheRemoval(t *testing.T) {
	c, a, clk := home(t, Keep{})
	ids := fill(t, c, a, 1)
	must[Removal](t)(c.Delete(ctx, ids, RemoveOptions{}))
	rest(t, c, a, clk, 60)
	if !here(t, c, ids[0]) {
		t.Error("purged while its removal is open")
	}
	v := begin(t, c, a)
	verify(t, v, ids)
	ok(t, v.End(ctx, Outcome{}))
	if here(t, c, ids[0]) {
		t.Error("kept although its days are over and its removal is verified")
	}
	var chunks int
	ok(t, c.read.QueryRow("SELECT count(*) FROM chunk").Scan(&chunks))
	if chunks != 0 {
		t.Errorf("%d chunks are left", chunks)
	}
}

func TestTrashDoesNotTrustAClockThatJumped(t *testing.T) {
	c, a, clk := home(t, Keep{Mode: Always})
	ids := fill(t, c, a, 1)
	must[Removal](t)(c.Delete(ctx, ids, RemoveOptions{}))
	clk.days(4000)
	ok(t, begin(t, c, a).End(ctx, Outcome{}))
	clk.days(-4000)
	ok(t, begin(t, c, a).End(ctx, Outcome{}))
	if !here(t, c, ids[0]) {
		t.Error("purged by a wrong clock")
	}
}

// What is not in Trash is not purged, whatever its dates say.
func TestOnlyTrashIsSwept(t *testing.T) {
	c, a, clk := home(t, Keep{Mode: Always})
	ids := fill(t, c, a, 2)
	execute(t, c, "UPDATE message SET trashed = 1 WHERE id = ?", ids[0])
	must[Purged](t)(c.EmptyTrash(ctx, nil))
	rest(t, c, a, clk, 60)
	for i, id := range ids {
		if !here(t, c, id) {
			t.Errorf("message %d was purged from the inbox", i)
		}
	}
}

// A message that vanished from the server and then from Trash is no new one when the server shows it again, however
// much later: only a removal that was verified lets a name be forgotten.
func TestAVanishedNameOutlivesItsMessage(t *testing.T) {
	c, a, clk := home(t, Keep{Mode: Always})
	ids := fill(t, c, a, 1)
	must[Removal](t)(c.Delete(ctx, ids, RemoveOptions{}))
	v := begin(t, c, a)
	must[[]ID](t)(v.Record(ctx, Changes{Missing: ids, Complete: true}))
	ok(t, v.End(ctx, Outcome{}))
	rest(t, c, a, clk, 2*tombstoneDays)
	if here(t, c, ids[0]) {
		t.Error("still in Trash")
	}
	if k := known(t, begin(t, c, a))[ids[0]]; k.UIDL != "u0" {
		t.Errorf("known as %+v", k)
	}
}

func TestEmptyTrash(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 2*purgeAtOnce+3)
	must[Removal](t)(c.Delete(ctx, ids[1:], RemoveOptions{}))
	p := must[Purged](t)(c.EmptyTrash(ctx, nil))
	if p.Messages != len(ids)-1 || p.Bytes == 0 {
		t.Errorf("purged %+v", p)
	}
	if !here(t, c, ids[0]) || here(t, c, ids[1]) {
		t.Error("purged the wrong ones")
	}
	v := begin(t, c, a)
	if k := known(t, v)[ids[1]]; k.Removal != Planned || k.Body != Full {
		t.Errorf("known as %+v", k)
	}
	ok(t, v.Ack(ctx, ids[1:])) // what was under way goes on
	ok(t, v.Send(ctx))
	if _, err := c.Undo(ctx); !errors.Is(err, ErrNothing) {
		t.Errorf("undo: %v", err)
	}
}

func TestRestore(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 3)
	must[Removal](t)(c.Delete(ctx, ids, RemoveOptions{}))
	v := begin(t, c, a)
	ok(t, v.Ack(ctx, ids[:1]))
	ok(t, v.Send(ctx))
	u := must[Undone](t)(c.Restore(ctx, ids[:2]))
	if u != (Undone{Messages: 2, Kept: 1, LocalOnly: 1}) {
		t.Errorf("restored %+v", u)
	}
	expect(t, c, ids[0], Sent)
	expect(t, c, ids[1], "")
	expect(t, c, ids[2], Planned)
	must[[]ID](t)(v.Record(ctx, Changes{Retry: ids[:1], Complete: true}))
	expect(t, c, ids[0], "") // restored: not tried again
	if u := must[Undone](t)(c.Undo(ctx)); u.Messages != 1 {
		t.Errorf("undone %+v", u)
	}
}

func TestHistory(t *testing.T) {
	c, a, clk := home(t, Keep{})
	ids := fill(t, c, a, 5)
	since := clk.now.Add(time.Second)
	clk.days(1)
	must[Removal](t)(c.Delete(ctx, ids[:2], RemoveOptions{}))
	v := begin(t, c, a)
	verify(t, v, ids[:2])
	must[[]ID](t)(v.Record(ctx, Changes{Missing: ids[2:3], New: []Listing{{Number: 9, UIDL: "x", Dup: 0, Size: 1}}, Complete: true}))
	must[[]ID](t)(v.Record(ctx, Changes{Back: ids[2:3], Missing: ids[3:4], Complete: true}))
	ok(t, v.End(ctx, Outcome{Listed: 3}))
	ok(t, begin(t, c, a).End(ctx, Outcome{}))
	h := must[History](t)(c.History(ctx, a, since))
	if h.Came != 1 || h.Removed != 2 || h.Vanished != 2 || h.Back != 1 || len(h.Visits) != 1 || h.Visits[0].Outcome.Listed != 3 {
		t.Errorf("history %+v", h)
	}
	if h := must[History](t)(c.History(ctx, a, time.Time{})); h.Came != 6 || len(h.Visits) != 2 {
		t.Errorf("history of all %+v", h)
	}
}
