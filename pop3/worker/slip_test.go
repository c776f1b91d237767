package worker

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3/maildrop"
)

// slip is a way in which the replies of a window come to belong to the commands beside them. No fence of the window
// passes, so nothing of it may be kept.
type slip struct {
	name   string
	faults func(verb string, ms []maildrop.Message) []maildrop.Fault
}

// extra is a whole reply that nobody asked for.
func extra(m maildrop.Message) string {
	return fmt.Sprintf("+OK %d octets\r\n%s.", len(m.Raw), bytes.ReplaceAll(m.Raw, []byte("\n."), []byte("\n..")))
}

// shifted brings under each number the message above it, as if a reply were missing.
func shifted(verb string, n int) (all []maildrop.Fault) {
	for i := 1; i < n; i++ {
		all = append(all, maildrop.Fault{Kind: maildrop.OtherBody, Command: verb, Number: i, At: int64(i + 1), Session: 1})
	}
	return all
}

var slips = []slip{
	{"a reply is swallowed", func(verb string, ms []maildrop.Message) []maildrop.Fault {
		return []maildrop.Fault{{Kind: maildrop.Swallow, Command: verb, Number: len(ms), Session: 1}}
	}},
	{"a reply in the middle is swallowed", func(verb string, ms []maildrop.Message) []maildrop.Fault {
		return []maildrop.Fault{{Kind: maildrop.Swallow, Command: verb, Number: len(ms) / 2, Session: 1}}
	}},
	{"a reply comes twice", func(verb string, ms []maildrop.Message) []maildrop.Fault {
		return []maildrop.Fault{{Kind: maildrop.StrayAfter, Command: verb, Number: len(ms), Session: 1, Text: extra(ms[len(ms)-1])}}
	}},
	{"a message comes unasked", func(verb string, ms []maildrop.Message) []maildrop.Fault {
		return []maildrop.Fault{{Kind: maildrop.StrayBefore, Command: verb, Number: len(ms) / 2, Session: 1, Text: extra(ms[0])}}
	}},
	{"the fence names another message", func(verb string, ms []maildrop.Message) []maildrop.Fault {
		return append(shifted(verb, len(ms)), maildrop.Fault{
			Kind: maildrop.Reply, Command: "UIDL", Number: maildrop.AnyNumber, Session: 1, Text: "+OK 2 " + ms[1].UIDL,
		})
	}},
	{"the line is cut before the fence", func(verb string, ms []maildrop.Message) []maildrop.Fault {
		return append(shifted(verb, len(ms)), maildrop.Fault{
			Kind: maildrop.HangUp, Command: "UIDL", Number: maildrop.AnyNumber, Session: 1,
		})
	}},
}

// rightful checks that whatever the cache holds under a UIDL is that message's.
func (h *house) rightful(ms []maildrop.Message) {
	h.t.Helper()
	of := map[string]maildrop.Message{}
	for _, m := range ms {
		of[m.UIDL] = m
	}
	for _, e := range h.entries() {
		switch {
		case e.Body == cache.Full && !bytes.Equal(h.raw(e.ID), of[e.UIDL].Raw):
			h.t.Errorf("%s has the bytes of another message", e.UIDL)
		case e.Body == cache.Headers && e.Subject != "about "+strings.TrimPrefix(e.UIDL, "uid-"):
			h.t.Errorf("%s has the headers of another message: %q", e.UIDL, e.Subject)
		}
	}
}

// A body belongs to a UIDL only once its fence has passed. There is no TOP here, so that nothing but the fence tells
// whose the bytes are: neither messages of the arena nor those that go to disk as they come may stay.
func TestNoBodyBeforeItsFence(t *testing.T) {
	const big = 2 << 20
	for _, s := range slips {
		for _, size := range []int{300, big} {
			t.Run(fmt.Sprintf("%s, %d octets", s.name, size), func(t *testing.T) {
				t.Parallel()
				ms := letters(20)
				for i := range ms {
					if size == big && i%4 == 3 {
						ms[i] = letter(fmt.Sprint("m", i), size+1000*i)
					}
				}
				h := newHouse(t, maildrop.Config{Caps: []string{"USER", "UIDL", "PIPELINING"}, Faults: s.faults("RETR", ms)}, ms...)
				h.slipsAndMends(ms)
				h.holds(ms...)
			})
		}
	}
}

// The same for header blocks.
func TestNoHeadersBeforeTheirFence(t *testing.T) {
	for _, s := range slips {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			ms := letters(20)
			h := newHouse(t, maildrop.Config{Faults: s.faults("TOP", ms)}, ms...)
			h.acc.Download = Download{HeadersOnly: true}
			h.slipsAndMends(ms)
			if n := len(h.entries()); n != len(ms) {
				t.Errorf("%d messages are known", n)
			}
		})
	}
}

// slipsAndMends makes a visit whose replies slip, and some that go well.
func (h *house) slipsAndMends(ms []maildrop.Message) {
	h.t.Helper()
	h.patience = 300 * time.Millisecond
	h.acc.Pipelining = PipeOn
	h.try()
	h.rightful(ms)
	h.patience = 0
	h.acc.Pipelining = PipeAuto
	for range 3 {
		h.visit()
		h.rightful(ms)
	}
	if said(h.server, "DELE") {
		h.t.Error("something was marked")
	}
}

// One reply is another's while the fence is right, as where a server mixes up its own files: the headers that came
// before tell, and the message is asked for again.
func TestABodyThatIsNotItsHeaders(t *testing.T) {
	for _, size := range []int{300, 40_000} {
		ms := letters(20)
		ms[7] = letter("m7", size)
		h := newHouse(t, maildrop.Config{}, ms...)
		h.acc.Download = Download{HeadersOnly: true}
		h.visit()
		h.serve(maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.OtherBody, Command: "RETR", Number: 8, At: 9, Times: 1}}})
		h.acc.Download = Download{}
		h.visit()
		h.rightful(ms)
		h.visit()
		h.holds(ms...)
	}
}
