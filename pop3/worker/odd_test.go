package worker

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3/maildrop"
)

// TestOddServers: servers that are always odd. One message of twelve is to go, and it alone goes; what is here stays here.
func TestOddServers(t *testing.T) {
	for _, c := range []struct {
		name   string
		faults []maildrop.Fault
	}{
		{"LIST and UIDL count anew behind a DELE, as WildDuck's", []maildrop.Fault{{Kind: maildrop.Renumber}}},
		{"DELE removes at once, as DavMail's", []maildrop.Fault{{Kind: maildrop.DeleteAtOnce}}},
		{"the connection is reset behind the goodbye", []maildrop.Fault{{Kind: maildrop.ResetQuit, Command: "QUIT"}}},
		{"only the newest are listed, as WildDuck's", []maildrop.Fault{{Kind: maildrop.Newest, At: 5}}},
		{"the numbers run the other way", []maildrop.Fault{{Kind: maildrop.Shuffle, Session: 1}, {Kind: maildrop.Shuffle, Session: 3}}},
		{"octet by octet", []maildrop.Fault{{Kind: maildrop.Crumbs}}},
		{"buffers of 4 KiB", []maildrop.Fault{{Kind: maildrop.TightBuffers}}},
		{"sizes that lie", []maildrop.Fault{{Kind: maildrop.WrongSize, Command: "LIST", At: 1}}},
		{"an empty line before each DELE", []maildrop.Fault{{Kind: maildrop.StrayBefore, Command: "DELE"}}},
		{"no RSET", []maildrop.Fault{{Kind: maildrop.Reply, Command: "RSET", Text: "-ERR what?"}}},
	} {
		for _, pipelining := range []Pipelining{PipeAuto, PipeOff} {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				ms := letters(12)
				h := newHouse(t, maildrop.Config{}, ms...)
				h.acc.Pipelining = pipelining
				h.visit()
				h.delete("uid-m9")
				h.serve(maildrop.Config{Faults: c.faults})
				for range 4 {
					h.try()
					h.now = h.now.Add(time.Hour)
				}
				left := uidls(slices.Delete(letters(12), 9, 10))
				h.wantServer(left...)
				h.wantState("uid-m9", cache.Verified)
				h.holds(slices.Delete(ms, 9, 10)...)
			})
		}
	}
}

// TestLoginDelayBetweenProcesses: what one process has learnt of a server's pause binds the next, and ends.
func TestLoginDelayBetweenProcesses(t *testing.T) {
	h := newHouse(t, maildrop.Config{}, letters(2)...)
	h.serve(maildrop.Config{Caps: []string{"USER", "UIDL", "TOP", "LOGIN-DELAY 300"}})
	h.visit()
	before := h.server.Sessions()
	h.now = h.now.Add(time.Minute)
	_, err := h.try()
	if p := (*Problem)(nil); !errors.As(err, &p) || p.Kind != Busy || !strings.Contains(p.What, "the next is at ") {
		t.Errorf("a minute later: %v", err)
	}
	if n := h.server.Sessions(); n != before {
		t.Errorf("the server was bothered %d times in its pause", n-before)
	}
	h.now = h.now.Add(5 * time.Minute)
	h.visit()
	h.now = h.now.Add(-48 * time.Hour) // the clock was wrong
	h.visit()
}

// TestConclusion: why a visit failed and when it is tried again stands where people look first.
func TestConclusion(t *testing.T) {
	h := newHouse(t, maildrop.Config{}, letters(2)...)
	h.serve(maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "AUTH", Text: "-ERR [IN-USE] locked"}}})
	h.acc.Poll = 10 * time.Minute
	s := h.run()
	s.until("Failed", failed(Busy))
	s.cancel()
	<-s.ended
	_, o, err := h.cache.LastVisit(t.Context(), 1)
	if err != nil || !strings.HasPrefix(o.Conclusion(), "another program holds the mailbox (it says: locked); trying again at ") {
		t.Errorf("%q, %v", o.Conclusion(), err)
	}
	if _, err := h.try(); err == nil {
		t.Fatal("no failure")
	}
	if _, o, _ = h.cache.LastVisit(t.Context(), 1); !strings.HasSuffix(o.Conclusion(), "(it says: locked); it is tried again when somebody asks") {
		t.Errorf("%q", o.Conclusion())
	}
}

// What the server hides behind names that are none is not passed over in silence.
func TestMessagesWithoutANameAreTold(t *testing.T) {
	ms := letters(3)
	ms[1].UIDL = "uid\x07"
	h := newHouse(t, maildrop.Config{}, ms...)
	o, err := h.try()
	if err != nil || !strings.Contains(o.Error, "1 line of the listing made no sense") || o.Downloaded != 2 {
		t.Errorf("%+v, %v", o, err)
	}
}
