package cache

import (
	"errors"
	"reflect"
	"testing"
)

func TestLastRemoval(t *testing.T) {
	c, a, clk := home(t, Keep{})
	if _, err := c.LastRemoval(ctx); !errors.Is(err, ErrNothing) {
		t.Errorf("before anything was asked: %v", err)
	}
	ids := fill(t, c, a, 6)
	must[Removal](t)(c.Delete(ctx, ids[:1], RemoveOptions{}))
	must[Removal](t)(c.Archive(ctx, ids[1:6], RemoveOptions{}))
	want := Aftermath{Action: ArchiveAction, Asked: moment(clk.now.Unix()), Messages: 5, Waiting: 5}
	check := func(what string) {
		t.Helper()
		if got := must[Aftermath](t)(c.LastRemoval(ctx)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n%+v, want\n%+v", what, got, want)
		}
	}
	check("asked")
	v := begin(t, c, a)
	ok(t, v.Ack(ctx, ids[1:5]))
	ok(t, v.Send(ctx))
	want.Waiting, want.Unsure = 1, 4
	check("sent")
	ok(t, settle(v))
	want.Unsure, want.Committed = 0, 4
	check("the server said yes")
	ok(t, v.End(ctx, Outcome{Quit: QuitOK}))
	v = begin(t, c, a)
	must[[]ID](t)(v.Record(ctx, Changes{Missing: ids[1:3], Verified: ids[1:3], Retry: ids[3:4], Complete: true}))
	entries := must[[]LedgerEntry](t)(c.Ledger(ctx, Planned))
	why, size := "", int64(0)
	for _, e := range entries {
		if e.Message == ids[3] {
			why = e.Reason
		}
	}
	for _, e := range must[[]LedgerEntry](t)(c.Ledger(ctx, Verified)) {
		size += e.Size
	}
	want.Waiting, want.Committed, want.Verified, want.Bytes = 2, 1, 2, size
	want.Remarks = []Remark{{Reason: why, Messages: 1, Back: true}}
	check("one came back")
	ok(t, v.End(ctx, Outcome{Quit: QuitOK}))
	must[Undone](t)(c.Undo(ctx))
	want.Waiting, want.CalledOff, want.Remarks = 0, 2, nil
	check("taken back")
}
