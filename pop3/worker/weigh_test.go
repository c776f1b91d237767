package worker

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"poplin/pop3/maildrop"
)

// TestWeighBringsHeadersFirst: who looks at what fills the mailbox does not wait for the bodies, nor long for the biggest.
func TestWeighBringsHeadersFirst(t *testing.T) {
	ms := []maildrop.Message{letter("giant", 2<<20)}
	for i := range 400 {
		ms = append(ms, letter(fmt.Sprint("m", i), 20_000+i))
	}
	h := newHouse(t, maildrop.Config{Rate: 4 << 20}, ms...)
	s := h.run()
	s.w.Post(Weigh{}) // asks for no visit
	s.w.Post(Refresh{})
	before := -1
	s.until("Finished", func(e Event) bool {
		if p, ok := e.(Progress); ok && p.Step == Bodies && before < 0 {
			before = len(h.server.Transcript())
			s.w.Post(Weigh{})
		}
		return finished(e)
	})
	h.holds(ms...)
	after := slices.DeleteFunc(h.server.Transcript()[before:], func(l string) bool { return !strings.HasPrefix(l, "TOP ") && !strings.HasPrefix(l, "RETR ") })
	first := slices.IndexFunc(after, func(l string) bool { return strings.HasPrefix(l, "TOP ") })
	if first < 0 {
		t.Fatal("no headers came")
	}
	tops := after[first:]
	tops = tops[:slices.IndexFunc(tops, func(l string) bool { return strings.HasPrefix(l, "RETR ") })]
	if len(tops) < 100 || tops[0] != "TOP 1 0" || slices.ContainsFunc(after[first+len(tops):], func(l string) bool { return strings.HasPrefix(l, "TOP ") }) {
		t.Errorf("%d headers came first, beginning with %q, after %d bodies", len(tops), tops[0], first)
	}
}
