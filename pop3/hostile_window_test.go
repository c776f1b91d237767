package pop3_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"poplin/pop3"
	"poplin/pop3/maildrop"
)

func TestRepliesOutOfStep(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault maildrop.Fault
	}{
		{"a stray -ERR behind a message, as Inbucket sends", maildrop.Fault{Kind: maildrop.StrayAfter, Text: "-ERR internal error"}},
		{"a stray +OK behind a message", maildrop.Fault{Kind: maildrop.StrayAfter, Text: "+OK"}},
		{"two status lines, as FTGate sends", maildrop.Fault{Kind: maildrop.StrayBefore, Text: "+OK"}},
		{"a stray dot behind a message, as hMailServer sends", maildrop.Fault{Kind: maildrop.StrayAfter, Text: "."}},
		{"the dot behind the next status line, as WildDuck sent", maildrop.Fault{Kind: maildrop.LateDot}},
		{"a refusal too many", maildrop.Fault{Kind: maildrop.StrayBefore, Text: "-ERR wait"}},
		{"a reply that is missing", maildrop.Fault{Kind: maildrop.Reply, Text: ""}},
		{"a farewell in the middle", maildrop.Fault{Kind: maildrop.Farewell, Text: "-ERR [SYS/TEMP] Server shutting down"}},
	} {
		for n := 1; n <= 40; n += 13 {
			t.Run(fmt.Sprintf("%s, at message %d", c.name, n), func(t *testing.T) {
				t.Parallel()
				fault := c.fault
				fault.Command, fault.Number = "RETR", n
				ms := letters(40)
				h := serve(t, maildrop.Config{Faults: []maildrop.Fault{fault}}, ms...)
				conn := h.login(t, h.impatient(pop3.Plain))
				conn.Pipelining(true)
				s := newShelf()
				err := conn.Fetch(context.Background(), requests(ms), s)
				if !errors.Is(err, pop3.ErrProtocol) && !errors.Is(err, pop3.ErrTruncated) && !errors.Is(err, pop3.ErrTimeout) {
					t.Errorf("got %v", err)
				}
				checkCame(t, s, ms, 40-len(s.came)) // fewer, but none wrong
				if s.came[ms[n-1].UIDL] != nil {
					t.Error("the message in question was proved")
				}
			})
		}
	}
}

func TestServersThatCannotPipeline(t *testing.T) {
	for _, c := range []struct {
		kind string
		want error
	}{{maildrop.OneOfBurst, pop3.ErrTimeout}, {maildrop.HangUpBurst, pop3.ErrTruncated}} {
		t.Run(c.kind, func(t *testing.T) {
			t.Parallel()
			ms := letters(20)
			h := serve(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: c.kind}}, Caps: []string{"USER", "UIDL", "TOP", "PIPELINING"}}, ms...)
			_, _, err := h.dial(t, h.expecting(pop3.Plain, c.want)).Open(context.Background(), ada)
			expect(t, err, c.want)

			h.freed(t)
			conn := h.dial(t, h.options(pop3.Plain))
			conn.Pipelining(false)
			if n, _, err := conn.Open(context.Background(), ada); n != 20 || err != nil {
				t.Fatalf("one at a time: %d, %v", n, err)
			}
			s := newShelf()
			if err := conn.Fetch(context.Background(), requests(ms), s); err != nil {
				t.Fatal(err)
			}
			checkCame(t, s, ms, 0)
		})
	}
}

func TestServerThatReadsNothingBeforeItIsRead(t *testing.T) {
	ms := letters(1000)
	h := serve(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.TightBuffers}}}, ms...)
	conn := h.login(t, nil)
	conn.Pipelining(true)
	s := newShelf()
	if err := conn.Fetch(context.Background(), requests(ms), s); err != nil {
		t.Fatal(err)
	}
	checkCame(t, s, ms, 0)
}

func TestRefusalsThatPileUp(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault maildrop.Fault
		most  int
	}{
		{"each message is refused", maildrop.Fault{Kind: maildrop.Reply, Text: "-ERR no"}, 5},
		{"trouble beyond the message", maildrop.Fault{Kind: maildrop.Reply, Text: "-ERR [SYS/TEMP] no"}, 1},
	} {
		for _, piped := range []bool{true, false} {
			for _, command := range []string{"RETR", "TOP"} {
				c.fault.Command = command
				ms := letters(100)
				h := serve(t, maildrop.Config{Faults: []maildrop.Fault{c.fault}}, ms...)
				conn := h.login(t, nil)
				conn.Pipelining(piped)
				reqs := requests(ms)
				for i := range reqs {
					reqs[i].Top = command == "TOP"
				}
				err := conn.Fetch(context.Background(), reqs, newShelf())
				expect(t, err, errRefusal)
				asked := strings.Count(strings.Join(h.Transcript(), "\n"), command)
				if most := c.most; asked > most && (!piped || asked > most+16) {
					t.Errorf("%s: asked %d times", c.name, asked)
				}
				if err := conn.Noop(context.Background()); err != nil {
					t.Errorf("the session did not survive: %v", err)
				}
			}
		}
	}
}

func TestLyingSizes(t *testing.T) {
	for _, size := range []int64{-1, 0, 1, 1 << 40, 1 << 62} {
		for _, piped := range []bool{true, false} {
			ms := letters(100)
			reqs := requests(ms)
			for i := range reqs {
				reqs[i].Size = size
			}
			h := serve(t, maildrop.Config{}, ms...)
			conn := h.login(t, nil)
			conn.Pipelining(piped)
			s := newShelf()
			if err := conn.Fetch(context.Background(), reqs, s); err != nil {
				t.Fatal(err)
			}
			checkCame(t, s, ms, 0)
		}
	}
}

func TestFenceWhereUIDLIsUnknown(t *testing.T) {
	for _, piped := range []bool{true, false} {
		ms := letters(30)
		reqs := requests(ms)
		for i := range reqs {
			reqs[i].UIDL = ""
		}
		h := serve(t, maildrop.Config{Faults: []maildrop.Fault{
			{Kind: maildrop.Reply, Command: "UIDL", Text: "-ERR unknown command"},
			{Kind: maildrop.StrayAfter, Command: "RETR", Number: 8, Text: "-ERR", Session: 2},
		}}, ms...)
		conn := h.login(t, nil)
		conn.Pipelining(piped)
		if err := conn.Fetch(context.Background(), reqs, newShelf()); err != nil {
			t.Fatal(err)
		}
		conn.Abort()
		h.freed(t)
		conn = h.login(t, h.options(pop3.Plain))
		conn.Pipelining(piped)
		expect(t, conn.Fetch(context.Background(), reqs, newShelf()), pop3.ErrProtocol)
	}
}

func TestFenceThatLeavesTheNumberOut(t *testing.T) {
	ms := letters(30)
	h := serve(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.BareUIDL, Command: "UIDL"}}}, ms...)
	s := newShelf()
	if err := h.login(t, nil).Fetch(context.Background(), requests(ms), s); err != nil {
		t.Fatal(err)
	}
	checkCame(t, s, ms, 0)
}

func TestFenceOfAnotherMessage(t *testing.T) {
	for _, text := range []string{"+OK 7 uid-00008", "+OK 8 uid-00007", "+OK", "-ERR no", "hello"} {
		for _, piped := range []bool{true, false} {
			ms := letters(30)
			h := serve(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "UIDL", Number: maildrop.AnyNumber, Text: text}}}, ms...)
			conn := h.login(t, nil)
			conn.Pipelining(piped)
			s := newShelf()
			expect(t, conn.Fetch(context.Background(), requests(ms), s), pop3.ErrProtocol)
			checkCame(t, s, ms, 30)
		}
	}
}

// counter measures what a client has in flight: it counts commands written, and lets a test hold the replies back.
type counter struct {
	net.Conn
	mu       sync.Mutex
	commands []string
	largest  int
}

func (c *counter) Write(b []byte) (int, error) {
	c.mu.Lock()
	c.largest = max(c.largest, len(b))
	for line := range strings.Lines(string(b)) {
		c.commands = append(c.commands, strings.TrimSpace(line))
	}
	c.mu.Unlock()
	return c.Conn.Write(b)
}

func TestWindowsStartSmallAndStayBounded(t *testing.T) {
	ms := letters(3000)
	for _, c := range []struct {
		name, kind     string
		silentAt, most int
	}{
		{"the first window", maildrop.Silence, 3000, 4},
		{"after many fences", maildrop.Silence, 1000, 512},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := serve(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: c.kind, Command: "RETR", Number: c.silentAt}}}, ms...)
			var wire *counter
			o := h.impatient(pop3.Plain)
			o.Dialer = func(ctx context.Context, network, addr string) (net.Conn, error) {
				nc, err := new(net.Dialer).DialContext(ctx, network, addr)
				wire = &counter{Conn: nc}
				return wire, err
			}
			conn := h.login(t, o)
			conn.Pipelining(true)
			expect(t, conn.Fetch(context.Background(), requests(ms), newShelf()), pop3.ErrTimeout)
			asked, octets := 0, 0
			for i, command := range wire.commands {
				if command == fmt.Sprint("RETR ", c.silentAt) {
					for _, later := range wire.commands[i:] {
						octets += len(later) + 2
						if strings.HasPrefix(later, "RETR") {
							asked++
						}
					}
				}
			}
			if asked == 0 || asked > c.most || octets > 8192 || wire.largest > 8192 {
				t.Errorf("%d messages and %d octets in flight, a write of %d", asked, octets, wire.largest)
			}
		})
	}
}

func TestStreamTakesAnUrgentMessageIn(t *testing.T) {
	ms := letters(500)
	h := serve(t, maildrop.Config{}, ms...)
	conn := h.login(t, nil)
	conn.Pipelining(true)
	reqs := requests(ms)
	s := &ordered{shelf: newShelf()}
	drawn := 0
	err := conn.Stream(context.Background(), func() (pop3.Request, bool) {
		if drawn++; drawn == 100 { // a person asks for the oldest message
			last := reqs[len(reqs)-1]
			reqs = reqs[:len(reqs)-1]
			return last, true
		}
		if len(reqs) == 0 {
			return pop3.Request{}, false
		}
		r := reqs[0]
		reqs = reqs[1:]
		return r, true
	}, s)
	if err != nil {
		t.Fatal(err)
	}
	checkCame(t, s.shelf, ms, 0)
	if s.order[99] != 1 {
		t.Errorf("the urgent message came not hundredth but %v", s.order[95:105])
	}
}

// ordered is a shelf that remembers the order in which messages came.
type ordered struct {
	*shelf
	order []int
}

func (o *ordered) Body(r pop3.Request) (io.Writer, error) {
	o.order = append(o.order, r.Number)
	return o.shelf.Body(r)
}
