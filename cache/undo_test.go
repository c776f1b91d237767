package cache

import (
	"errors"
	"testing"
)

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

func TestUndoWhileQuitIsOnItsWay(t *testing.T) {
	c, a, clk := home(t, Keep{})
	other := open(t, c.dir, clk.options())
	ids := fill(t, c, a, 1)
	must[Removal](t)(c.Delete(ctx, ids, RemoveOptions{}))
	v := begin(t, c, a)
	ok(t, v.Ack(ctx, ids))
	ok(t, v.Send(ctx))
	if u := must[Undone](t)(other.Undo(ctx)); u.Kept != 0 || u.LocalOnly != 1 {
		t.Errorf("undone %+v", u)
	}
	expect(t, c, ids[0], Sent)
	ok(t, settle(v))
	expect(t, c, ids[0], Committed)
	if k := known(t, v)[ids[0]]; k.Tries != 1 {
		t.Errorf("known as %+v", k)
	}
	ok(t, v.End(ctx, Outcome{Quit: QuitOK}))
	v = begin(t, c, a)
	must[[]ID](t)(v.Record(ctx, Changes{Missing: ids, Verified: ids, Complete: true}))
	expect(t, c, ids[0], "")
	if r := row(t, c, ids[0]); r.Place != Inbox {
		t.Errorf("the row is %+v", r)
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
