package worker

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3/maildrop"
)

// Every way in which a server may be odd for a whole session: visits that follow, to a server in its right mind, find
// everything as it should be.
func TestEveryOddSession(t *testing.T) {
	for _, c := range []struct {
		fault maildrop.Fault
		coy   bool // the removal may wait for a better day
	}{
		{maildrop.Fault{Kind: maildrop.OneOfBurst}, false},
		{maildrop.Fault{Kind: maildrop.HangUpBurst}, false},
		{maildrop.Fault{Kind: maildrop.TightBuffers}, false},
		{maildrop.Fault{Kind: maildrop.Shuffle}, false},
		{maildrop.Fault{Kind: maildrop.Renumber}, false},
		{maildrop.Fault{Kind: maildrop.DeleteAtOnce}, false},
		{maildrop.Fault{Kind: maildrop.ResetQuit, Command: "QUIT"}, false},
		{maildrop.Fault{Kind: maildrop.DeafQuit, Command: "QUIT"}, false},
		{maildrop.Fault{Kind: maildrop.LateDelete, Command: "QUIT"}, false},
		{maildrop.Fault{Kind: maildrop.BareUIDL, Command: "UIDL"}, false},
		{maildrop.Fault{Kind: maildrop.WrongSize, At: 7}, false},
		{maildrop.Fault{Kind: maildrop.Lines, Command: "UIDL", Number: maildrop.NoNumber, Text: "x y\n0 nought\n-1 less\n1"}, true},
		{maildrop.Fault{Kind: maildrop.Lines, Command: "LIST", Text: "1 2147483648\n2 -5\n3 nought"}, true},
		{maildrop.Fault{Kind: maildrop.Empty}, true},
		{maildrop.Fault{Kind: maildrop.Newest, At: 1}, true},
		{maildrop.Fault{Kind: maildrop.Oldest, At: 1}, true},
		{maildrop.Fault{Kind: maildrop.Rename, Text: "x"}, true},
	} {
		for _, pipelining := range []Pipelining{PipeAuto, PipeOff} {
			t.Run(fmt.Sprintf("%s, pipelining %d", c.fault.Kind, pipelining), func(t *testing.T) {
				t.Parallel()
				r := newRounds(t)
				r.h.acc.Pipelining, r.coy = pipelining, c.coy
				for range 3 {
					r.play(t, c.fault.Kind, func() { r.fault(c.fault) })
				}
				r.h.holds(r.want...)
			})
		}
	}
}

// Half of the DELEs are refused, visit after visit: what is accepted goes, what is not says why, and goes when the
// server has changed its mind.
func TestHalfOfTheDELEsRefused(t *testing.T) {
	var refusals []maildrop.Fault
	for n := 2; n <= 40; n += 2 {
		refusals = append(refusals, maildrop.Fault{Kind: maildrop.Reply, Command: "DELE", Number: n, Session: 2, Text: "-ERR locked by an anonymous force"})
	}
	ms := letters(40)
	h := newHouse(t, maildrop.Config{Faults: refusals}, ms...)
	h.visit()
	h.delete(uidls(ms)...)
	o, err := h.try()
	if err != nil || o.Error == "" || o.Deleted != 20 {
		t.Errorf("outcome %+v, %v", o, err)
	}
	es, err := h.cache.Ledger(t.Context(), cache.Planned)
	if err != nil || len(es) != 20 {
		t.Fatalf("%d removals wait, %v", len(es), err)
	}
	for _, e := range es {
		if e.Reason == "" {
			t.Errorf("%s waits and does not say why", e.UIDL)
		}
	}
	h.visit()
	h.visit()
	h.wantServer()
	for u, s := range h.states() {
		if s != cache.Verified {
			t.Errorf("%s is %s", u, s)
		}
	}
	h.everywhere(ms...)
}

// Gmail takes what was fetched for removed: nothing may be consumed by a QUIT before it is durable, and what a later
// listing lacks is still here.
func TestADrainingServer(t *testing.T) {
	ms := letters(12)
	h := newHouse(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Drain}}}, ms...)
	h.visit()
	if left := h.onServer(); len(left) != 0 {
		t.Fatalf("the server still shows %v", left)
	}
	h.visit()
	h.visit()
	h.holds(ms...)
	h.box.Add(ms...)
	h.serve(maildrop.Config{})
	h.visit()
	h.visit()
	h.holds(ms...)
}

// A message grows between LIST and RETR, or its end is not where LIST said: what came is kept, as it came.
func TestAMessageThatIsNotAsLongAsListed(t *testing.T) {
	ms := []maildrop.Message{letter("small", 400), letter("medium", 900_000), letter("big", 2<<20)}
	for _, size := range []int64{1, 5000, 3 << 20, 1 << 40} {
		h := newHouse(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.WrongSize, At: size}}}, ms...)
		h.visit()
		h.holds(ms...)
	}
}

// UIDLs that differ only in case, by a blank or by a byte that is no text are different names.
func TestNamesAreBytes(t *testing.T) {
	ms := letters(5)
	for i, u := range []string{"abc", "ABC", "Abc", "abc\xff", "a b c"} {
		ms[i].UIDL = u
	}
	h := newHouse(t, maildrop.Config{}, ms...)
	h.visit()
	for _, e := range h.entries() {
		if e.Subject == "about m1" {
			if _, err := h.cache.Delete(t.Context(), []cache.ID{e.ID}, cache.RemoveOptions{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	h.visit()
	h.visit()
	h.wantServer("abc", "Abc", "abc\xff", "a b c")
	h.everywhere(ms...)
}

// Two accounts look into one mailbox: what the one removes stays with the other, and neither takes the other's removal
// for its own.
func TestTwoAccountsOfOneMailbox(t *testing.T) {
	ms := letters(6)
	h := newHouse(t, maildrop.Config{}, ms...)
	h.visit()
	home := h.entries()
	h.acc.Name, h.acc.Keep = "work", cache.Keep{Mode: cache.Never}
	w := h.worker()
	if _, err := w.Visit(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	h.wantServer()
	h.acc.Name, h.acc.Keep = "home", cache.Keep{}
	h.visit()
	h.visit()
	if all := h.entries(); len(all) != 2*len(ms) {
		t.Errorf("%d messages are here", len(all))
	}
	for _, e := range home {
		if i := slices.IndexFunc(ms, func(m maildrop.Message) bool { return m.UIDL == e.UIDL }); string(h.raw(e.ID)) != string(ms[i].Raw) {
			t.Errorf("%s has changed", e.UIDL)
		}
	}
	es, err := h.cache.Ledger(t.Context())
	for _, e := range es {
		if e.Account != "work" || !e.Policy {
			t.Errorf("the ledger has %+v", e)
		}
	}
	hist, err2 := h.cache.History(t.Context(), 1, time.Time{})
	if err != nil || err2 != nil || hist.Vanished != len(ms) || hist.Removed != 0 {
		t.Errorf("history %+v, %v, %v", hist, err, err2)
	}
}

// What was taken back and then vanished from the server is still here; so is what was archived, verified and taken back.
func TestTakenBackAndGone(t *testing.T) {
	ms := letters(4)
	h := newHouse(t, maildrop.Config{}, ms...)
	h.visit()
	h.delete("uid-m0")
	if u, err := h.cache.Undo(t.Context()); err != nil || u.Kept != 1 || u.LocalOnly != 0 {
		t.Errorf("undone %+v, %v", u, err)
	}
	h.box.Remove("uid-m0")
	h.visit()
	if _, err := h.cache.Archive(t.Context(), []cache.ID{h.find("uid-m1")}, cache.RemoveOptions{}); err != nil {
		t.Fatal(err)
	}
	h.visit()
	h.visit()
	h.wantState("uid-m1", cache.Verified)
	if u, err := h.cache.Undo(t.Context()); err != nil || u.Kept != 0 || u.LocalOnly != 1 {
		t.Errorf("undone %+v, %v", u, err)
	}
	h.visit()
	h.visit()
	h.holds(ms...)
	for _, e := range h.entries() {
		if e.Place != cache.Inbox {
			t.Errorf("%s is in place %d", e.UIDL, e.Place)
		}
	}
	h.wantServer("uid-m2", "uid-m3")
}
