package worker

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3/maildrop"
)

// overheard is a connection that remembers what the client said.
type overheard struct {
	net.Conn
	reading func()

	mu   sync.Mutex
	text []byte
}

func (c *overheard) Write(b []byte) (int, error) {
	c.mu.Lock()
	c.text = append(c.text, b...)
	c.mu.Unlock()
	return c.Conn.Write(b)
}

func (c *overheard) Read(b []byte) (int, error) {
	c.reading()
	return c.Conn.Read(b)
}

func (c *overheard) said(verb string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return bytes.Contains(c.text, []byte("\n"+verb+" "))
}

// While the headers of the newest are on their way, the messages behind them are noted, and the line is not idle.
func TestBodiesAreAskedForBehindTheHeaders(t *testing.T) {
	ms := letters(200)
	for i := 5; i < len(ms); i += 10 {
		ms[i] = letter(fmt.Sprint("big", i), small+1)
	}
	h := newHouse(t, maildrop.Config{}, ms...)
	w := h.worker()
	line := &overheard{}
	line.reading = func() {
		if line.said("TOP") && !line.said("RETR") {
			t.Error("headers were waited for before bodies were asked for")
		}
	}
	w.dialer = func(ctx context.Context, network, addr string) (_ net.Conn, err error) {
		line.Conn, err = new(net.Dialer).DialContext(ctx, network, addr)
		return line, err
	}
	changes := 0
	_, err := w.Visit(t.Context(), func(e Event) {
		if _, is := e.(Changed); is {
			if changes++; changes == 2 && !line.said("TOP") {
				t.Error("the rest was noted before the headers were asked for")
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	h.holds(ms...)
	asked := map[string]bool{}
	for _, line := range h.server.Transcript() {
		if asked[line] && strings.HasPrefix(line, "TOP ") {
			t.Errorf("%s was said twice", line)
		}
		asked[line] = true
	}
}

// dated makes n messages, one a day, the last of them two years ago.
func dated(n int) (ms []maildrop.Message) {
	for i := range n {
		m := letter(fmt.Sprint("m", i), 300)
		day := noon.AddDate(-2, 0, i-n).Format(time.RFC1123Z)
		m.Raw = bytes.ReplaceAll(m.Raw, []byte("Sat, 14 Mar 2026 10:00:00 +0000"), []byte(day))
		ms = append(ms, m)
	}
	return ms
}

// What is noted before its headers are known stands behind the newest, whose dates are known.
func TestWhatIsNotedAheadStandsBehind(t *testing.T) {
	for _, n := range []int{200, portionNew + 100} {
		ms := dated(n)
		h := newHouse(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.CutReply, Command: "RETR", At: 5}}}, ms...)
		if _, err := h.try(); err == nil {
			t.Fatal("the line was not cut")
		}
		want := uidls(ms)
		slices.Reverse(want)
		var bare []string
		here := h.entries() // in the order of the list
		for i, e := range here {
			if i < glance*3/4 && (e.UIDL != want[i] || e.Body != cache.Headers) {
				t.Errorf("of %d messages the list has %s, here to degree %v, in place %d", n, e.UIDL, e.Body, i)
			}
			if e.Body == cache.None {
				bare = append(bare, e.UIDL)
			}
		}
		if len(here) != n || !slices.Equal(bare, want[glance:]) {
			t.Errorf("the list has %d of %d, %d of them without headers", len(here), n, len(bare))
		}
		h.serve(maildrop.Config{})
		h.visit()
		h.holds(ms...)
	}
}

// The line is cut anywhere between the listing and the end, in a visit that brings much: the next one has it all, once.
func TestCutWhileMuchIsNew(t *testing.T) {
	for _, mode := range []Pipelining{PipeAuto, PipeOff} {
		cuts, step := 0, max(stride(t, 4001), 211)
		for at, missed := int64(3000), false; !missed; at += int64(step) {
			var ms []maildrop.Message
			for i := range 140 {
				ms = append(ms, letter(fmt.Sprint("m", i), 1))
			}
			h := newHouse(t, maildrop.Config{}, ms...)
			h.acc.Pipelining = mode
			line := newRelay(t, h.server.Addr())
			line.set(trap{at: at, side: server}, trap{}, nil)
			h.acc.Server = line.Addr().String()
			o, err := h.try()
			line.Close()
			if missed = !line.sprung(); !missed {
				cuts++
			} else if err != nil || o.New != len(ms) {
				t.Errorf("nothing was cut: %+v, %v", o, err)
			}
			h.serve(maildrop.Config{})
			h.visit()
			h.holds(ms...)
			for _, e := range h.entries() {
				if e.Body != cache.Full {
					t.Errorf("cut at %d: %s is here to degree %v", at, e.UIDL, e.Body)
				}
			}
			if t.Failed() {
				return
			}
		}
		if cuts < 40000/step {
			t.Errorf("only %d cuts", cuts)
		}
	}
}

// Who looks for something else meanwhile, or is refused a few, gets the rest all the same.
func TestMuchIsNewAndSomeIsRefused(t *testing.T) {
	ms := letters(200)
	for _, f := range []maildrop.Fault{
		{Kind: maildrop.Reply, Command: "TOP", Number: 190, Text: "-ERR no such message"},
		{Kind: maildrop.Reply, Command: "RETR", Number: 190, Times: 1, Text: "-ERR no such message"},
		{Kind: maildrop.Reply, Command: "TOP", Times: 6, Text: "-ERR busy"},
		{Kind: maildrop.Reply, Command: "RETR", Times: 6, Text: "-ERR busy"},
	} {
		for _, mode := range []Pipelining{PipeAuto, PipeOff} {
			h := newHouse(t, maildrop.Config{Faults: []maildrop.Fault{f}}, ms...)
			h.acc.Pipelining = mode
			h.try()
			here := 0
			for _, e := range h.entries() {
				if e.Body == cache.Full {
					here++
				}
			}
			if refused := max(f.Times, 1); here < len(ms)-refused {
				t.Errorf("%s %d refused %d times, %v: %d of %d are here", f.Command, f.Number, f.Times, mode, here, len(ms))
			}
			h.serve(maildrop.Config{})
			h.visit()
			h.holds(ms...)
		}
	}
}
