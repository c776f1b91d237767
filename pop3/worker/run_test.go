package worker

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// serving is a worker that runs.
type serving struct {
	t      *testing.T
	w      *Worker
	cancel context.CancelFunc
	ended  chan error
}

func (h *house) run() *serving {
	ctx, cancel := context.WithCancel(h.t.Context())
	w := h.worker()
	w.now = time.Now
	s := &serving{h.t, w, cancel, make(chan error, 1)}
	go func() { s.ended <- w.Run(ctx) }()
	h.t.Cleanup(cancel)
	return s
}

// until drains events to the first for which ok holds.
func (s *serving) until(what string, ok func(Event) bool) {
	s.t.Helper()
	deadline := time.After(2 * time.Minute)
	for {
		select {
		case e, open := <-s.w.Events():
			if !open {
				s.t.Fatalf("events ended before %s", what)
			}
			if ok(e) {
				return
			}
		case <-deadline:
			s.t.Fatalf("no %s came", what)
		}
	}
}

func finished(e Event) bool { _, ok := e.(Finished); return ok }

func failed(kind Kind) func(Event) bool {
	return func(e Event) bool { f, ok := e.(Failed); return ok && f.Problem.Kind == kind }
}

func TestRunPollsAtOnce(t *testing.T) {
	ms := letters(3)
	h := newHouse(t, maildrop.Config{}, ms...)
	h.acc.Poll = time.Hour
	s := h.run()
	s.until("Finished", func(e Event) bool {
		f, ok := e.(Finished)
		if ok && (f.Outcome.Downloaded != 3 || f.Next.IsZero()) {
			t.Errorf("got %+v", f)
		}
		return ok
	})
	h.holds(ms...)
	s.cancel()
	if err := <-s.ended; !errors.Is(err, context.Canceled) {
		t.Errorf("Run ended with %v", err)
	}
	for range s.w.Events() { // closed
	}
}

func TestRunWaitsToBeAsked(t *testing.T) {
	h := newHouse(t, maildrop.Config{}, letters(1)...)
	s := h.run()
	s.w.Post(Refresh{})
	s.w.Post(Refresh{})
	s.until("Finished", finished)
	if n := logins(h.server); n > 1 {
		t.Errorf("%d visits for two Refresh at once", n)
	}
}

func logins(s *maildrop.Server) (n int) {
	for _, line := range s.Transcript() {
		if strings.HasPrefix(line, "USER") || strings.HasPrefix(line, "AUTH") {
			n++
		}
	}
	return n
}

func TestChangedComesAfterCommit(t *testing.T) {
	h := newHouse(t, maildrop.Config{}, letters(40)...)
	most := 0
	_, err := h.worker().Visit(t.Context(), func(e Event) {
		if _, ok := e.(Changed); ok {
			most = max(most, len(h.entries()))
		}
		if p, ok := e.(Progress); ok && p.Step == Bodies {
			whole := 0
			for _, x := range h.entries() {
				if x.Body == cache.Full {
					whole++
				}
			}
			if whole < p.Done {
				t.Errorf("progress says %d, the cache has %d", p.Done, whole)
			}
		}
	})
	if err != nil || most != 40 {
		t.Errorf("%v; Changed was last seen with %d rows", err, most)
	}
}

func TestFetchOnDemand(t *testing.T) {
	big := letter("big", 50_000)
	h := newHouse(t, maildrop.Config{}, letter("a", 300), big, letter("b", 300))
	h.acc.Download = Download{Limit: 10_000}
	h.visit()
	id := h.find("uid-big")
	s := h.run()
	s.w.Post(Fetch{ID: id})
	s.until("Fetched", func(e Event) bool { f, ok := e.(Fetched); return ok && f.ID == id })
	if string(h.raw(id)) != string(big.Raw) {
		t.Error("the body is not the one asked for")
	}
}

func TestFetchOfWhatIsGone(t *testing.T) {
	h := newHouse(t, maildrop.Config{}, letter("a", 300), letter("big", 50_000))
	h.acc.Download = Download{Limit: 10_000}
	h.visit()
	id := h.find("uid-big")
	h.box.Remove("uid-big")
	s := h.run()
	s.w.Post(Fetch{ID: id})
	s.until("Failed", func(e Event) bool { f, ok := e.(Failed); return ok && f.ID == id })
	if got := h.entries(); len(got) != 2 || got[1].Flags&cache.Gone != 0 {
		t.Error("a hurried visit drew conclusions")
	}
}

func TestFetchWhileAVisitIsUnderWay(t *testing.T) {
	ms := letters(30)
	for i := range 12 {
		ms = append(ms, letter(string(rune('A'+i)), 2<<20)) // a portion holds eight of them
	}
	h := newHouse(t, maildrop.Config{Rate: 8 << 20}, ms...)
	s := h.run()
	s.w.Post(Refresh{})
	asked := cache.ID(0)
	order := []string{}
	s.until("Finished", func(e Event) bool {
		switch e := e.(type) {
		case Progress:
			if e.Step == Bodies && asked == 0 {
				asked = h.find("uid-A") // the last in turn: the oldest of the giants
				s.w.Post(Fetch{ID: asked})
			}
		case Fetched:
			if e.ID == asked {
				order = append(order, "fetched")
				for _, x := range h.entries() {
					if x.UIDL == "uid-B" && x.Body == cache.Full {
						order = append(order, "late")
					}
				}
			}
		}
		return finished(e)
	})
	if strings.Join(order, " ") != "fetched" {
		t.Errorf("what was asked for came %q", order)
	}
	h.holds(ms...)
}

func TestSettleWaitsForQuiet(t *testing.T) {
	h := newHouse(t, maildrop.Config{}, letters(3)...)
	h.visit()
	h.delete("uid-m1")
	ctx, cancel := context.WithCancel(t.Context())
	w := h.worker()
	w.now, w.quiet = time.Now, 10*time.Millisecond
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	s := &serving{t, w, cancel, ended}
	w.Post(Settle{})
	s.until("Finished", finished)
	h.wantServer("uid-m0", "uid-m2")
	cancel()
	<-ended
}

func TestStop(t *testing.T) {
	h := newHouse(t, maildrop.Config{Rate: 20_000}, letter("slow", 900_000))
	s := h.run()
	s.w.Post(Refresh{})
	s.until("bodies", func(e Event) bool { p, ok := e.(Phase); return ok && p.Step == Bodies })
	s.w.Stop()
	s.until("Failed", failed(Local))
	for _, line := range h.server.Transcript() {
		if line == "QUIT" {
			t.Error("QUIT was sent by a visit that was stopped")
		}
	}
	h.serve(maildrop.Config{})
	h.visit()
	h.holds(letter("slow", 900_000))
}

func TestPanicIsContained(t *testing.T) {
	h := newHouse(t, maildrop.Config{}, letters(1)...)
	login := h.acc.Login
	h.acc.Login = func(context.Context) (pop3.Credentials, error) { panic("ouch") }
	if _, err := h.try(); err == nil || strings.Contains(err.Error(), "goroutine") {
		t.Errorf("got %v", err)
	}
	h.acc.Login = login
	h.visit() // the lock is free again
}

func TestHeldByAnother(t *testing.T) {
	h := newHouse(t, maildrop.Config{}, letters(1)...)
	id, err := h.cache.Account(t.Context(), "home", h.acc.Keep)
	if err != nil {
		t.Fatal(err)
	}
	other, err := h.cache.BeginVisit(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.try()
	var p *Problem
	if !errors.As(err, &p) || p.Kind != Held || !strings.Contains(p.What, "process") {
		t.Errorf("got %v", err)
	}
	if n := logins(h.server); n != 0 {
		t.Errorf("%d logins while another visits", n)
	}
	if err := other.End(t.Context(), cache.Outcome{}); err != nil {
		t.Fatal(err)
	}
	h.visit()
}

func TestNothingLeaks(t *testing.T) {
	h := newHouse(t, maildrop.Config{}, letters(20)...)
	h.visit()
	h.serve(maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.HangUp, Command: "UIDL"}}})
	before := runtime.NumGoroutine()
	for range 20 {
		h.try()
	}
	for range 5 {
		s := h.run()
		s.w.Post(Refresh{})
		s.until("Failed", failed(Network))
		s.cancel()
		<-s.ended
	}
	deadline := time.Now().Add(time.Minute)
	for runtime.NumGoroutine() > before+2 && time.Now().Before(deadline) {
		runtime.Gosched()
	}
	if n := runtime.NumGoroutine(); n > before+2 {
		t.Errorf("%d goroutines, %d before", n, before)
	}
}
