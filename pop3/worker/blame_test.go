package worker

import (
	"fmt"
	"slices"
	"testing"

	"poplin/cache"
	"poplin/pop3/maildrop"
)

func TestPoisonIsQuarantined(t *testing.T) {
	ms := letters(6)
	for _, f := range []maildrop.Fault{
		{Kind: maildrop.HangUp, Command: "RETR", Number: 4},
		{Kind: maildrop.Stall, Command: "RETR", Number: 4},
		{Kind: maildrop.Reply, Command: "RETR", Number: 4, Text: "-ERR cannot be read"},
	} {
		t.Run(f.Kind, func(t *testing.T) {
			h := newHouse(t, maildrop.Config{Faults: []maildrop.Fault{f}}, ms...)
			h.patience = 0
			if f.Kind == maildrop.Stall {
				h.patience = 300e6
			}
			for range 4 {
				h.try()
			}
			o, err := h.try() // lets it alone now
			if err != nil {
				t.Errorf("still stumbles: %v\n%s", err, dialogue(o))
			}
			var poisoned []string
			for _, e := range h.entries() {
				if e.Body == cache.Poison {
					poisoned = append(poisoned, e.UIDL)
				} else if e.Body != cache.Full {
					t.Errorf("%s is here to degree %v", e.UIDL, e.Body)
				}
			}
			if !slices.Equal(poisoned, []string{"uid-m3"}) {
				t.Errorf("in quarantine: %v", poisoned)
			}
			for range 3 { // its second chance is in vain, and the last
				if o, err := h.try(); err != nil || o.Error != "" {
					t.Errorf("a visit beside a message in quarantine: %v %q", err, o.Error)
				}
			}
			if n := retrs(h.server, 4); n > 10 {
				t.Errorf("it was tried %d times", n)
			}
			h.serve(maildrop.Config{})
			h.visit()
			if len(h.entries()) != 6 {
				t.Error("it was forgotten")
			}
		})
	}
}

// A line that breaks again and again brings nobody into quarantine who was only near.
func TestBadLineBlamesFew(t *testing.T) {
	ms := letters(30)
	h := newHouse(t, maildrop.Config{}, ms...)
	for _, pipelining := range []Pipelining{PipeAuto, PipeOff} {
		h.acc.Pipelining = pipelining
		h.serve(maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.HangUp, Command: "RETR", Times: 8}}})
		for range 4 {
			h.try()
		}
		h.serve(maildrop.Config{})
	}
	h.visit()
	h.holds(ms...)
}

func retrs(s *maildrop.Server, number int) (n int) {
	for _, line := range s.Transcript() {
		if line == fmt.Sprint("RETR ", number) {
			n++
		}
	}
	return n
}

func TestSecondChance(t *testing.T) {
	ms := letters(6)
	h := newHouse(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.HangUp, Command: "RETR", Number: 4}}}, ms...)
	for range 4 {
		h.try()
	}
	h.serve(maildrop.Config{})
	h.visit()
	h.visit()
	h.holds(ms...)
}

func TestMisbehavingPipelining(t *testing.T) {
	ms := letters(20)
	for _, f := range []maildrop.Fault{
		{Kind: maildrop.StrayAfter, Command: "RETR", Number: 15, Session: 1, Text: "-ERR oops"},
		{Kind: maildrop.StrayBefore, Command: "TOP", Session: 1, Text: "+OK"},
		{Kind: maildrop.HangUp, Command: "RETR", Number: 20, Session: 1},
	} {
		h := newHouse(t, maildrop.Config{Faults: []maildrop.Fault{f}}, ms...)
		o, err := h.try()
		if err != nil {
			t.Errorf("%s: %v\n%s", f.Kind, err, dialogue(o))
		}
		h.holds(ms...)
		learnt, err := h.cache.Learnt(t.Context(), 1)
		if err != nil || f.Kind != maildrop.HangUp && f.Command == "RETR" && learnt[keySerial] == "" {
			t.Errorf("%s: nothing was learnt: %v %v", f.Kind, learnt, err)
		}
	}
}
