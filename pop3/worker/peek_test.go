package worker

import (
	"bytes"
	"strings"
	"testing"

	"poplin/cache"
	"poplin/pop3/maildrop"
)

// peek asks for the beginning of a message and waits for the answer; "" is a good one.
func (s *serving) peek(id cache.ID, lines int) (problem string) {
	s.t.Helper()
	s.w.Post(Peek{ID: id, Lines: lines})
	s.until("an answer", func(e Event) bool {
		switch e := e.(type) {
		case Peeked:
			return e.ID == id
		case Failed:
			if e.ID == id {
				problem = e.Problem.What
			}
			return e.ID == id
		}
		return false
	})
	return problem
}

func (h *house) piece(id cache.ID) cache.Piece {
	h.t.Helper()
	p, err := h.cache.Piece(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

// TestPeek looks further and further into a message, and then fetches it.
func TestPeek(t *testing.T) {
	big := letter("big", 50_000)
	h := newHouse(t, maildrop.Config{}, letter("a", 300), big, letter("b", 300))
	h.acc.Download = Download{Limit: 10_000}
	h.visit()
	id, s := h.find("uid-big"), h.run()
	last := 0
	for _, step := range []struct{ lines, here int }{{40, 40}, {200, 200}, {40, 200}} {
		if problem := s.peek(id, step.lines); problem != "" {
			t.Fatal(problem)
		}
		raw := h.raw(id)
		if got := h.piece(id); got.Lines != step.here || got.Octets != int64(len(raw)) || len(raw) < last || !bytes.HasPrefix(big.Raw, raw) {
			t.Errorf("after %d lines: %+v of %d octets, which were %d", step.lines, got, len(raw), last)
		}
		last = len(raw)
	}
	for _, e := range h.entries() {
		if (e.Body == cache.Full) != (e.ID != id) || e.ID == id && e.Size != int64(len(big.Raw)) {
			t.Errorf("%s is here to degree %v, of size %d", e.UIDL, e.Body, e.Size)
		}
	}
	s.w.Post(Fetch{ID: id})
	s.until("Fetched", func(e Event) bool { f, ok := e.(Fetched); return ok && f.ID == id })
	if string(h.raw(id)) != string(big.Raw) || h.piece(id) != (cache.Piece{}) {
		t.Errorf("fetched, but here is %+v", h.piece(id))
	}
	if problem := s.peek(id, 40); problem != "" || string(h.raw(id)) != string(big.Raw) {
		t.Errorf("a peek took away what was whole: %q", problem)
	}
}

// TestAPieceIsNoCopy has a message deleted of which only the beginning is here, on a server that does not give the rest.
func TestAPieceIsNoCopy(t *testing.T) {
	big := letter("big", 50_000)
	h := newHouse(t, maildrop.Config{}, letter("a", 300), big)
	h.acc.Download = Download{Limit: 10_000}
	h.visit()
	id, s := h.find("uid-big"), h.run()
	if problem := s.peek(id, 1000); problem != "" {
		t.Fatal(problem)
	}
	if _, err := h.cache.SavePart(t.Context(), id, 0, t.TempDir()); err == nil {
		t.Error("a part of a piece was saved")
	}
	s.cancel()
	<-s.ended
	h.delete("uid-big")
	h.serve(maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "RETR", Number: 2, Text: "-ERR not now"}}})
	for range 3 {
		if _, err := h.try(); err != nil {
			t.Log(err)
		}
		h.wantServer("uid-a", "uid-big")
	}
	h.serve(maildrop.Config{})
	h.try()
	h.try()
}

// TestPeekWithoutTop says what the server cannot do.
func TestPeekWithoutTop(t *testing.T) {
	for name, c := range map[string]struct {
		config maildrop.Config
		want   string
	}{
		"not known":  {maildrop.Config{Caps: []string{"USER", "UIDL"}}, "it knows no TOP"},
		"refused":    {maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "TOP", Text: "-ERR no"}}}, "refuses to show"},
		"of another": {maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.OtherBody, Command: "TOP", At: 1}}}, "not of this message"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, maildrop.Config{}, letter("a", 300), letter("big", 50_000))
			h.acc.Download = Download{Limit: 10_000}
			h.visit()
			h.serve(c.config)
			id, s := h.find("uid-big"), h.run()
			if problem := s.peek(id, 40); !strings.Contains(problem, c.want) {
				t.Errorf("%q", problem)
			}
			if h.piece(id).Lines != 0 {
				t.Errorf("here is %+v", h.piece(id))
			}
		})
	}
}

// TestPeekWhileAVisitIsUnderWay holds that whoever wants a glance does not wait for everything else.
func TestPeekWhileAVisitIsUnderWay(t *testing.T) {
	ms := letters(30)
	for i := range 12 {
		ms = append(ms, letter(string(rune('A'+i)), 2<<20))
	}
	h := newHouse(t, maildrop.Config{Rate: 8 << 20}, ms...)
	s := h.run()
	s.w.Post(Refresh{})
	var asked cache.ID
	var order []string
	s.until("Finished", func(e Event) bool {
		switch e := e.(type) {
		case Progress:
			if e.Step == Bodies && asked == 0 {
				asked = h.find("uid-A")
				s.w.Post(Peek{ID: asked, Lines: 40})
			}
		case Peeked:
			order = append(order, "peeked")
			if h.piece(asked).Lines != 40 {
				order = append(order, "late")
			}
		}
		return finished(e)
	})
	if strings.Join(order, " ") != "peeked" {
		t.Errorf("what was asked for came %q", order)
	}
	h.holds(ms...)
}
