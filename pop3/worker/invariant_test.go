package worker

import (
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// said says whether the client sent that verb.
func said(s *maildrop.Server, verb string) bool {
	return slices.ContainsFunc(s.Transcript(), func(line string) bool { return len(line) >= len(verb) && line[:len(verb)] == verb })
}

// What was fetched cannot be written: nothing may be marked, and above all no QUIT, on which some servers consume what
// was retrieved.
func TestFailedCommitEndsWithoutQuit(t *testing.T) {
	for _, big := range []bool{false, true} {
		ms := letters(30)
		if big {
			ms = append(ms, letter("big", 3<<20))
		}
		h := newHouse(t, maildrop.Config{}, ms...)
		h.acc.Keep = cache.Keep{Mode: cache.Never}
		_, err := h.worker().Visit(t.Context(), func(e Event) {
			if p, ok := e.(Phase); ok && p.Step == Bodies {
				h.cache.Close() // every write fails from here on
			}
		})
		if err == nil {
			t.Error("a visit that could not write went well")
		}
		if said(h.server, "DELE") || said(h.server, "QUIT") {
			t.Error("the visit went on after a commit had failed")
		}
		if n := len(h.onServer()); n != len(ms) {
			t.Errorf("the server holds %d of %d", n, len(ms))
		}
	}
}

// The same when only the bodies cannot be written, and everything else can.
func TestUnwrittenBodyEndsWithoutQuit(t *testing.T) {
	for _, ms := range [][]maildrop.Message{letters(80), {letter("a", 300), letter("big", 3<<20)}} {
		h := newHouse(t, maildrop.Config{}, ms...)
		h.acc.Keep = cache.Keep{Mode: cache.Never}
		db, err := sql.Open("sqlite3", filepath.Join(h.dir, "cache.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		_, err = db.Exec(`CREATE TRIGGER full BEFORE UPDATE ON message WHEN new.subject IN ('about m3', 'about big') AND new.body = 2
			BEGIN SELECT RAISE(ABORT, 'no room'); END`)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.try(); err == nil {
			t.Error("a visit that could not write went well")
		}
		if said(h.server, "DELE") || said(h.server, "QUIT") {
			t.Error("the visit went on after a commit had failed")
		}
		if _, err := db.Exec("DROP TRIGGER full"); err != nil {
			t.Fatal(err)
		}
		h.visit()
		h.wantServer()
		h.holds(ms...)
	}
}

// That QUIT is about to leave is durable before it does: a crash from here on must not take the removal for undone.
func TestSentIsDurableBeforeQuit(t *testing.T) {
	h := newHouse(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Hold, Command: "QUIT", Session: 2, At: 400}}}, letters(3)...)
	h.visit()
	h.delete("uid-m1")
	before := len(h.server.Transcript())
	ended := make(chan error, 1)
	go func() {
		_, err := h.worker().Visit(t.Context(), nil)
		ended <- err
	}()
	deadline := time.Now().Add(time.Minute)
	for !slices.Contains(h.server.Transcript()[before:], "QUIT") {
		if time.Now().After(deadline) {
			t.Fatal("no QUIT came")
		}
		time.Sleep(time.Millisecond)
	}
	if s := h.states()["uid-m1"]; s != cache.Sent && s != cache.Committed {
		t.Errorf("QUIT has left and the ledger says %q", s)
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	h.wantState("uid-m1", cache.Committed) // the answer came later than others may be kept waiting
}

// A reply too many behind the last DELE: nobody knows which one it answers, so the removal is neither acknowledged nor
// said to be on its way, and QUIT does not leave.
func TestAReplyTooManyEndsTheRemoval(t *testing.T) {
	for _, pipelining := range []Pipelining{PipeAuto, PipeOff} {
		h := newHouse(t, maildrop.Config{}, letters(4)...)
		h.acc.Pipelining = pipelining
		h.visit()
		h.delete("uid-m0", "uid-m2")
		h.serve(maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.StrayAfter, Command: "DELE", Number: 3, Text: "-ERR of what?"}}})
		if _, err := h.try(); err == nil {
			t.Error("a removal out of step went well")
		}
		if said(h.server, "QUIT") {
			t.Error("QUIT was sent")
		}
		h.wantState("uid-m0", cache.Planned)
		h.wantState("uid-m2", cache.Planned)
		h.wantServer(uidls(letters(4))...)
		h.serve(maildrop.Config{})
		h.visit()
		h.visit()
		h.wantServer("uid-m1", "uid-m3")
		h.wantState("uid-m2", cache.Verified)
	}
}

// Replies slip by one: no message may get the bytes of another, with and without pipelining.
func TestSlippedRepliesReachNobody(t *testing.T) {
	ms := letters(40)
	for _, pipelining := range []Pipelining{PipeAuto, PipeOff} {
		for _, n := range []int{40, 39, 25, 1} {
			h := newHouse(t, maildrop.Config{Faults: []maildrop.Fault{{
				Kind: maildrop.StrayBefore, Command: "RETR", Number: n, Session: 1, Text: "+OK 20 octets\r\nSubject: wrong\r\n\r\nwrong\r\n.",
			}}}, ms...)
			h.acc.Pipelining = pipelining
			h.try()
			for _, e := range h.entries() {
				if e.Body != cache.Full {
					continue
				}
				i := slices.IndexFunc(ms, func(m maildrop.Message) bool { return m.UIDL == e.UIDL })
				if string(h.raw(e.ID)) != string(ms[i].Raw) {
					t.Errorf("stray reply at %d, pipelining %d: %s has the bytes of another", n, pipelining, e.UIDL)
				}
			}
			h.visit()
			h.holds(ms...)
		}
	}
}

// Where the server has no UIDL, the header block read right before DELE has to be the one that was meant.
func TestDeleteByContentConfirms(t *testing.T) {
	h := newHouse(t, maildrop.Config{}, letters(3)...)
	h.visit()
	v := &visit{w: h.worker(), diary: newDiary(noon), tell: func(Event) {}}
	s, err := v.enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer v.conn.Abort()
	if _, err := v.list(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	m := marking{refusals: map[cache.ID]string{}}
	right := contentID(cache.Fingerprint(letters(3)[0].Raw))
	err = v.deleteByContent(t.Context(), []departure{{&cache.Known{ID: 1}, cache.Listing{Number: 1, UIDL: right}}, {&cache.Known{ID: 2}, cache.Listing{Number: 3, UIDL: right}}}, &m)
	if !errors.Is(err, pop3.ErrProtocol) || !slices.Equal(m.acked, []cache.ID{1}) || said(h.server, "DELE 3") {
		t.Errorf("%v; acknowledged %v", err, m.acked)
	}
}

// The gates of a removal, one by one.
func TestDepartures(t *testing.T) {
	session := agenda{lines: []cache.Listing{{Number: 4, UIDL: "u"}}}
	any := func(cache.Known) bool { return true }
	planned := cache.Known{ID: 1, UIDL: "u", Body: cache.Full, Removal: cache.Planned}
	for _, c := range []struct {
		name   string
		change func(*cache.Known)
		leaves bool
	}{
		{"planned, listed and whole here", func(*cache.Known) {}, true},
		{"not asked for", func(k *cache.Known) { k.Removal = "" }, false},
		{"sent already", func(k *cache.Known) { k.Removal = cache.Sent }, false},
		{"stuck", func(k *cache.Known) { k.Removal = cache.Stuck }, false},
		{"tried five times", func(k *cache.Known) { k.Tries = 5 }, false},
		{"not listed in this session", func(k *cache.Known) { k.UIDL = "other" }, false},
		{"the twin of what is listed", func(k *cache.Known) { k.Dup = 1 }, false},
		{"headers only", func(k *cache.Known) { k.Body = cache.Headers }, false},
		{"too big", func(k *cache.Known) { k.Body = cache.TooBig }, false},
		{"poison", func(k *cache.Known) { k.Body = cache.Poison }, false},
		{"headers only, and the person said it may go", func(k *cache.Known) { k.Body, k.NoCopy = cache.Headers, true }, true},
	} {
		k := planned
		c.change(&k)
		if got := departures(session.pairs([]cache.Known{k}, any)); (len(got) == 1) != c.leaves {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
