package worker

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3/maildrop"
)

// listings counts whole UIDL listings asked for.
func listings(s *maildrop.Server) (n int) {
	for _, line := range s.Transcript() {
		if line == "UIDL" {
			n++
		}
	}
	return n
}

func TestQuickCheck(t *testing.T) {
	ms := letters(30)
	h := newHouse(t, maildrop.Config{}, ms...)
	visit := func(what string, wholes int) cache.Outcome {
		t.Helper()
		h.serve(maildrop.Config{})
		w := h.worker()
		w.big = 20
		there := len(h.box.Messages())
		o, err := w.Visit(t.Context(), nil)
		if err != nil || o.Error != "" || o.Listed != there {
			t.Errorf("%s: %v, outcome %+v", what, err, o)
		}
		if n := listings(h.server); n != wholes {
			t.Errorf("%s: %d whole listings, not %d\n%s", what, n, wholes, dialogue(o))
		}
		return o
	}
	visit("first", 1)
	visit("nothing new", 0)
	h.now = h.now.Add(13 * time.Hour)
	visit("half a day later", 1)
	fresh := []maildrop.Message{letter("x", 300), letter("y", 300)}
	h.box.Add(fresh...)
	if o := visit("two new", 0); o.New != 2 || o.Downloaded != 2 {
		t.Errorf("two new: %+v", o)
	}
	h.holds(append(ms, fresh...)...)
	visit("nothing new again", 0)
	h.box.Remove("uid-m3")
	visit("one vanished", 1)
	h.box.Remove("uid-m4")
	h.box.Add(letter("z", len(ms[4].Raw)))
	if o := visit("one vanished and one came", 1); o.New != 1 {
		t.Errorf("one for one: %+v", o)
	}
	h.delete("uid-m5")
	visit("a removal", 1)
	visit("to be verified", 1)
	h.wantState("uid-m5", cache.Verified)
	visit("nothing new at last", 0)
	for i := range fewNew + 1 {
		h.box.Add(letter(fmt.Sprint("many", i), 300))
	}
	visit("too many new", 1)
	h.box.Add(letter("m7", 300))
	visit("one that bears a known name", 1)
	if log := dialogue(visit("the last", 0)); !strings.Contains(log, "nothing has changed") {
		t.Error(log)
	}
}

func TestGmailIsDrained(t *testing.T) {
	// Shows its ten oldest messages only, and takes what was retrieved out of the listing.
	ms := letters(35)
	caps := []string{"USER", "TOP", "UIDL", "EXPIRE 0", "X-GOOGLE-RICO"}
	h := newHouse(t, maildrop.Config{}, ms...)
	h.serve(maildrop.Config{Caps: caps, Faults: []maildrop.Fault{{Kind: maildrop.Oldest, At: 10}, {Kind: maildrop.Drain}}})
	total := 0
	for range 4 {
		v, err := h.worker().visit(t.Context(), job{}, func(Event) {})
		if err != nil {
			t.Fatal(err)
		}
		total += v.out.Downloaded
		if more := v.out.Downloaded > 0; v.more != more {
			t.Errorf("after %d messages more is said to wait: %v", total, v.more)
		}
	}
	if total != 35 {
		t.Errorf("%d messages came", total)
	}
	h.holds(ms...)
}
