package worker

import (
	"errors"
	"slices"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// delete asks for the removal of messages by their UIDLs.
func (h *house) delete(uidls ...string) {
	h.t.Helper()
	var ids []cache.ID
	for _, u := range uidls {
		ids = append(ids, h.find(u))
	}
	if _, err := h.cache.Delete(h.t.Context(), ids, cache.RemoveOptions{}); err != nil {
		h.t.Fatal(err)
	}
}

// states tells the ledger by UIDL.
func (h *house) states() map[string]cache.State {
	h.t.Helper()
	es, err := h.cache.Ledger(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	all := map[string]cache.State{}
	for _, e := range slices.Backward(es) {
		all[e.UIDL] = e.State
	}
	return all
}

func (h *house) wantState(uidl string, want cache.State) {
	h.t.Helper()
	if got := h.states()[uidl]; got != want {
		h.t.Errorf("the removal of %s is %q, not %q", uidl, got, want)
	}
}

func (h *house) wantServer(want ...string) {
	h.t.Helper()
	if got := h.onServer(); !slices.Equal(got, want) {
		h.t.Errorf("the server holds %v, not %v", got, want)
	}
}

func TestRemovalIsVerifiedByTheNextVisit(t *testing.T) {
	h := newHouse(t, maildrop.Config{}, letters(5)...)
	h.visit()
	h.delete("uid-m1", "uid-m3")
	if o := h.visit(); o.Deleted != 2 || o.Verified != 0 {
		t.Errorf("outcome %+v", o)
	}
	h.wantServer("uid-m0", "uid-m2", "uid-m4")
	h.wantState("uid-m1", cache.Committed)
	if o := h.visit(); o.Deleted != 0 || o.Verified != 2 {
		t.Errorf("outcome %+v", o)
	}
	h.wantState("uid-m1", cache.Verified)
	h.wantState("uid-m3", cache.Verified)
}

func TestArchiveKeepsTheCopy(t *testing.T) {
	ms := letters(2)
	h := newHouse(t, maildrop.Config{}, ms...)
	h.visit()
	if _, err := h.cache.Archive(t.Context(), []cache.ID{h.find("uid-m0")}, cache.RemoveOptions{}); err != nil {
		t.Fatal(err)
	}
	h.visit()
	h.wantServer("uid-m1")
	h.holds(ms...)
}

func TestKeepPolicies(t *testing.T) {
	day := 24 * time.Hour
	for _, c := range []struct {
		name  string
		keep  cache.Keep
		after time.Duration // between the daily visits and the last
		left  int
	}{
		{"until deleted", cache.Keep{Mode: cache.UntilDeleted}, 40 * day, 3},
		{"always", cache.Keep{Mode: cache.Always}, 40 * day, 3},
		{"never", cache.Keep{Mode: cache.Never}, 0, 0},
		{"30 days, on the 29th", cache.Keep{Mode: cache.KeepDays, Days: 30}, 29 * day, 3},
		{"30 days, on the 30th", cache.Keep{Mode: cache.KeepDays, Days: 30}, 30 * day, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			ms := letters(3)
			h := newHouse(t, maildrop.Config{}, ms...)
			h.acc.Keep = c.keep
			h.visit()
			for end := h.now.Add(c.after); h.now.Before(end); {
				h.now = h.now.Add(day)
				h.visit()
			}
			if n := len(h.onServer()); n != c.left {
				t.Errorf("the server holds %d messages, not %d", n, c.left)
			}
			h.holds(ms...)
		})
	}
}

func TestJumpedClockRemovesNothing(t *testing.T) {
	h := newHouse(t, maildrop.Config{}, letters(3)...)
	h.acc.Keep = cache.Keep{Mode: cache.KeepDays, Days: 30}
	h.visit()
	h.now = h.now.AddDate(1, 0, 0)
	h.visit()
	h.wantServer("uid-m0", "uid-m1", "uid-m2")
}

func TestDeleteStaysLocalUnderAlways(t *testing.T) {
	h := newHouse(t, maildrop.Config{}, letters(2)...)
	h.acc.Keep = cache.Keep{Mode: cache.Always}
	h.visit()
	h.delete("uid-m0")
	h.visit()
	h.wantServer("uid-m0", "uid-m1")
}

func TestVaultGate(t *testing.T) {
	big := letter("big", 5000)
	h := newHouse(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "RETR", Number: 1, Text: "-ERR cannot open it"}}}, big, letter("small", 300))
	h.acc.Download = Download{Limit: 1000}
	h.visit()
	h.delete("uid-big") // was never downloaded: its copy must come first, and cannot
	if _, err := h.try(); err != nil {
		t.Fatal(err)
	}
	h.wantServer("uid-big", "uid-small")
	h.wantState("uid-big", cache.Planned)
	h.serve(maildrop.Config{})
	h.visit()
	h.wantServer("uid-small")
	if got := h.raw(1); string(got) != string(big.Raw) && string(h.raw(2)) != string(big.Raw) {
		t.Error("the copy that the removal waited for is not here")
	}
}

func TestWaivedVaultGate(t *testing.T) {
	h := newHouse(t, maildrop.Config{}, letter("big", 5000))
	h.acc.Download = Download{Limit: 1000}
	h.visit()
	if _, err := h.cache.Delete(t.Context(), []cache.ID{h.find("uid-big")}, cache.RemoveOptions{NoCopy: true}); err != nil {
		t.Fatal(err)
	}
	if o := h.visit(); o.Downloaded != 0 || o.Deleted != 1 {
		t.Errorf("outcome %+v", o)
	}
	h.wantServer()
}

func TestUndo(t *testing.T) {
	undo := func(h *house) {
		if _, err := h.cache.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("before the visit", func(t *testing.T) {
		h := newHouse(t, maildrop.Config{}, letters(2)...)
		h.visit()
		h.delete("uid-m0")
		undo(h)
		h.visit()
		h.wantServer("uid-m0", "uid-m1")
	})
	for _, step := range []Step{Removing, Leaving} {
		t.Run("while "+string(step), func(t *testing.T) {
			h := newHouse(t, maildrop.Config{}, letters(2)...)
			h.visit()
			h.delete("uid-m0")
			_, err := h.worker().Visit(t.Context(), func(e Event) {
				if p, ok := e.(Phase); ok && p.Step == step {
					undo(h)
				}
			})
			if !errors.Is(err, cache.ErrCalledOff) {
				t.Errorf("the visit ended with %v", err)
			}
			h.wantServer("uid-m0", "uid-m1")
			h.visit()
			h.wantServer("uid-m0", "uid-m1")
		})
	}
	t.Run("after", func(t *testing.T) {
		ms := letters(2)
		h := newHouse(t, maildrop.Config{}, ms...)
		h.visit()
		h.delete("uid-m0")
		h.visit()
		undo(h)
		h.visit()
		h.wantServer("uid-m1")
		h.holds(ms...)
	})
}

func TestDeleRefused(t *testing.T) {
	h := newHouse(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "DELE", Number: 2, Session: 2, Text: "-ERR locked by an anonymous force"}}}, letters(4)...)
	h.visit()
	h.delete("uid-m1", "uid-m2")
	o, err := h.try()
	if err != nil || o.Error == "" || o.Deleted != 1 {
		t.Errorf("outcome %+v, %v", o, err)
	}
	h.wantServer("uid-m0", "uid-m1", "uid-m3")
	h.wantState("uid-m1", cache.Planned)
	h.visit()
	h.wantServer("uid-m0", "uid-m3")
}

func TestNumbersShiftBetweenVisits(t *testing.T) {
	h := newHouse(t, maildrop.Config{}, letters(5)...)
	h.visit()
	h.delete("uid-m3")
	h.box.Remove("uid-m0")
	h.box.Remove("uid-m1")
	h.visit()
	h.wantServer("uid-m2", "uid-m4")
}

func TestServerRollsBack(t *testing.T) {
	ms := letters(4)
	h := newHouse(t, maildrop.Config{}, ms...)
	h.visit()
	h.delete("uid-m1")
	h.visit()
	h.visit()
	h.wantState("uid-m1", cache.Verified)
	h.box.Replace(ms...)
	h.visit()
	h.visit()
	h.wantServer("uid-m0", "uid-m2", "uid-m3")
	h.wantState("uid-m1", cache.Verified)
	h.holds(ms[0], ms[2], ms[3])
}

func TestRemovalMatchesItsSession(t *testing.T) {
	// The fence before a DELE names another message: nothing may leave.
	h := newHouse(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "UIDL", Number: 2, Session: 2, Text: "+OK 2 uid-other"}}}, letters(3)...)
	h.acc.Pipelining = PipeOff
	h.visit()
	h.delete("uid-m0", "uid-m1")
	if _, err := h.try(); !errors.Is(err, pop3.ErrProtocol) {
		t.Errorf("the visit ended with %v", err)
	}
	h.wantServer("uid-m0", "uid-m1", "uid-m2")
	h.wantState("uid-m0", cache.Planned)
}
