package worker

import (
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3/maildrop"
)

// Every way in which the end of a session can go wrong: the ledger ends in the true state, and the server holds exactly
// what it should.
func TestQuitGoesWrong(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault maildrop.Fault
		after cache.State // of m1 after the visit that went wrong
		left  int         // on the server after it, of 5 with 2 deleted
		quit  cache.Quit
	}{
		{"reply lost, deleted", maildrop.Fault{Kind: maildrop.LostQuit, Command: "QUIT"}, cache.Sent, 3, cache.QuitUnknown},
		{"reply lost, not deleted", maildrop.Fault{Kind: maildrop.DeadQuit, Command: "QUIT"}, cache.Sent, 5, cache.QuitUnknown},
		{"-ERR, half deleted", maildrop.Fault{Kind: maildrop.PartialQuit, Command: "QUIT", At: 1, Text: "-ERR some deleted messages not removed"}, cache.Sent, 4, cache.QuitRefused},
		{"-ERR, none deleted", maildrop.Fault{Kind: maildrop.PartialQuit, Command: "QUIT", Text: "-ERR disk quota"}, cache.Sent, 5, cache.QuitRefused},
		{"no sense", maildrop.Fault{Kind: maildrop.Reply, Command: "QUIT", Text: "* BYE"}, cache.Sent, 5, cache.QuitUnknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.fault.Session = 2
			h := newHouse(t, maildrop.Config{Faults: []maildrop.Fault{c.fault}}, letters(5)...)
			h.visit()
			h.delete("uid-m1", "uid-m3")
			o, err := h.try()
			if err != nil || o.Error == "" || o.Quit != c.quit || o.Deleted != 0 {
				t.Errorf("outcome %+v, %v", o, err)
			}
			if n := len(h.onServer()); n != c.left {
				t.Errorf("the server holds %d, not %d", n, c.left)
			}
			h.wantState("uid-m1", c.after)
			h.visit() // sees what is left and tries again
			h.wantServer("uid-m0", "uid-m2", "uid-m4")
			h.visit()
			h.wantState("uid-m1", cache.Verified)
			h.wantState("uid-m3", cache.Verified)
		})
	}
}

func TestServerDeletesAfterItsGoodbye(t *testing.T) {
	// QUIT says +OK and nothing happens: the next visit, within ten minutes, waits; a later one tries again.
	h := newHouse(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "QUIT", Session: 2, Text: "+OK bye"}}}, letters(3)...)
	h.visit()
	h.delete("uid-m1")
	h.visit()
	h.wantState("uid-m1", cache.Committed)
	h.visit()
	h.wantState("uid-m1", cache.Committed)
	h.wantServer("uid-m0", "uid-m1", "uid-m2")
	h.now = h.now.Add(time.Hour)
	h.visit()
	h.wantServer("uid-m0", "uid-m2")
	h.visit()
	h.wantState("uid-m1", cache.Verified)
}

func TestServerThatNeverDeletes(t *testing.T) {
	h := newHouse(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "QUIT", Text: "+OK bye"}}}, letters(3)...)
	h.visit()
	h.delete("uid-m1")
	for range 7 {
		h.now = h.now.Add(time.Hour)
		h.visit()
	}
	h.wantState("uid-m1", cache.Stuck)
	h.wantServer("uid-m0", "uid-m1", "uid-m2")
	h.box.Remove("uid-m1")
	h.visit()
	h.wantState("uid-m1", cache.Verified)
}
