package pop3_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"

	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// mark deletes all of reqs and collects who was acknowledged and who was refused.
func mark(c *pop3.Conn, reqs []pop3.Request) (acked, refused []string, err error) {
	err = c.Delete(context.Background(), reqs,
		func(r pop3.Request) error { acked = append(acked, r.UIDL); return nil },
		func(r pop3.Request, _ *pop3.Error) error { refused = append(refused, r.UIDL); return nil })
	return acked, refused, err
}

func TestRemovals(t *testing.T) {
	for _, c := range []struct {
		name           string
		faults         []maildrop.Fault
		acked, refused int
		want           error
	}{
		{"DELE refused for one (S27)", []maildrop.Fault{{Kind: maildrop.Reply, Command: "DELE", Number: 10, Text: "-ERR locked"}}, 19, 1, nil},
		{"both refused for one that is gone", []maildrop.Fault{
			{Kind: maildrop.Reply, Command: "UIDL", Number: 10, Text: "-ERR expunged"},
			{Kind: maildrop.Reply, Command: "DELE", Number: 10, Text: "-ERR expunged"},
		}, 19, 1, nil},
		{"a read-only mailbox", []maildrop.Fault{{Kind: maildrop.Reply, Command: "DELE", Text: "-ERR read-only"}}, 0, -1, errRefusal},
		{"another id than the one meant", []maildrop.Fault{{Kind: maildrop.Rename, Text: "x"}}, 0, 0, pop3.ErrProtocol},
		{"numbers in another order (S29)", []maildrop.Fault{{Kind: maildrop.Shuffle}}, 0, 0, pop3.ErrProtocol},
		{"a stray +OK among the replies", []maildrop.Fault{{Kind: maildrop.StrayAfter, Command: "DELE", Number: 10, Text: "+OK"}}, -1, 0, pop3.ErrProtocol},
		{"a stray -ERR behind the last", []maildrop.Fault{{Kind: maildrop.StrayAfter, Command: "DELE", Number: 1, Text: "-ERR"}}, -1, 0, pop3.ErrProtocol},
		{"no reply to one", []maildrop.Fault{{Kind: maildrop.Silence, Command: "DELE", Number: 10}}, -1, 0, pop3.ErrTimeout},
		{"closed at one", []maildrop.Fault{{Kind: maildrop.HangUp, Command: "UIDL", Number: 10}}, -1, 0, pop3.ErrTruncated},
	} {
		for _, piped := range []bool{true, false} {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				ms := letters(20)
				h := serve(t, maildrop.Config{Faults: c.faults}, ms...)
				conn := h.login(t, h.expecting(pop3.Plain, c.want))
				conn.Pipelining(piped)
				acked, refused, err := mark(conn, requests(ms))
				expect(t, err, c.want)
				if c.acked >= 0 && len(acked) != c.acked || c.refused >= 0 && len(refused) != c.refused {
					t.Errorf("%d acknowledged, %d refused", len(acked), len(refused))
				}
				quit := conn.Quit(context.Background())
				h.Close()
				left := len(h.box.Messages())
				if c.want == nil && (quit != nil || left != 20-len(acked)) {
					t.Errorf("QUIT %v, %d left", quit, left)
				}
				if c.want != nil && c.want != errRefusal && (quit == nil || left != 20) {
					t.Errorf("after a failure QUIT went through (%v), %d left", quit, left)
				}
			})
		}
	}
}

func TestMarkedThoughItsIDWasRefused(t *testing.T) {
	ms := letters(20)
	h := serve(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "UIDL", Number: 10, Text: "-ERR what?"}}}, ms...)
	conn := h.login(t, nil)
	conn.Pipelining(true)
	_, _, err := mark(conn, requests(ms))
	expect(t, err, pop3.ErrProtocol)
	h.Close()
	if n := len(h.box.Messages()); n != 20 {
		t.Errorf("%d left", n)
	}

	h = serve(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "UIDL", Number: 10, Text: "-ERR what?"}}}, ms...)
	conn = h.login(t, nil)
	conn.Pipelining(false)
	if acked, refused, err := mark(conn, requests(ms)); len(acked) != 19 || len(refused) != 1 || err != nil {
		t.Errorf("one at a time: %d, %d, %v", len(acked), len(refused), err)
	}
	if slices.Contains(h.Transcript(), "DELE 10") {
		t.Error("DELE was sent for an unconfirmed message")
	}
}

func TestUndoWhileMarking(t *testing.T) {
	ms := letters(20)
	h := serve(t, maildrop.Config{}, ms...)
	conn := h.login(t, nil)
	undo := errors.New("taken back")
	err := conn.Delete(context.Background(), requests(ms), func(r pop3.Request) error {
		if r.Number == 10 {
			return undo
		}
		return nil
	}, nil)
	expect(t, err, undo)
	if err := conn.Quit(context.Background()); err == nil {
		t.Error("QUIT went through")
	}
	h.Close()
	if n := len(h.box.Messages()); n != 20 || slices.Contains(h.Transcript(), "QUIT") {
		t.Errorf("%d left", n)
	}
}

func TestNoRemovalWithoutAnID(t *testing.T) {
	h := serve(t, maildrop.Config{}, letters(3)...)
	conn := h.login(t, nil)
	if _, _, err := mark(conn, []pop3.Request{{Number: 1}}); err == nil {
		t.Error("a message without an id was marked")
	}
	if err := conn.Noop(context.Background()); err != nil {
		t.Errorf("the session did not survive a mistake of the caller: %v", err)
	}
}

func TestQuits(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault maildrop.Fault
		want  error
		left  int
	}{
		{"+OK", maildrop.Fault{}, nil, 2},
		{"removed, and no reply", maildrop.Fault{Kind: maildrop.LostQuit}, pop3.ErrTruncated, 2},
		{"not removed, and no reply", maildrop.Fault{Kind: maildrop.DeadQuit}, pop3.ErrTruncated, 5},
		{"some removed", maildrop.Fault{Kind: maildrop.PartialQuit, At: 1, Text: "-ERR some were not removed"}, errRefusal, 4},
		{"silence", maildrop.Fault{Kind: maildrop.Silence}, pop3.ErrTimeout, 5},
		{"+OK, and nothing removed", maildrop.Fault{Kind: maildrop.DeafQuit}, nil, 5},
		{"+OK, and removed later", maildrop.Fault{Kind: maildrop.LateDelete}, nil, 5},
		{"senseless", maildrop.Fault{Kind: maildrop.Reply, Text: "bye"}, pop3.ErrProtocol, 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.fault.Command = "QUIT"
			h := serve(t, maildrop.Config{Faults: []maildrop.Fault{c.fault}}, letters(5)...)
			conn := h.login(t, h.expecting(pop3.Plain, c.want))
			if _, _, err := mark(conn, requests(letters(5))[:3]); err != nil {
				t.Fatal(err)
			}
			expect(t, conn.Quit(context.Background()), c.want)
			if err := conn.Quit(context.Background()); err == nil {
				t.Error("a second QUIT went through")
			}
			h.Close()
			if n := len(h.box.Messages()); n != c.left {
				t.Errorf("%d left, want %d", n, c.left)
			}
		})
	}
}

func TestServerThatDeletesLate(t *testing.T) {
	h := serve(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.LateDelete, Command: "QUIT", Session: 1}}}, letters(5)...)
	for session, want := range []int{5, 5, 2} {
		c := h.dial(t, h.options(pop3.Plain))
		n, _, err := c.Open(context.Background(), ada)
		if n != want || err != nil {
			t.Fatalf("session %d: %d messages, %v", session+1, n, err)
		}
		if session == 0 {
			mark(c, requests(letters(5))[:3])
		}
		if err := c.Quit(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestServerThatSpeaksUnasked(t *testing.T) {
	for _, text := range []string{"-ERR Disconnected for inactivity.", "* BYE Server shutting down."} {
		h := serve(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Farewell, Command: "NOOP", Text: text}}}, letters(1)...)
		c := h.login(t, h.options(pop3.Plain))
		if err := c.Noop(context.Background()); err != nil {
			t.Fatal(err)
		}
		expect(t, c.Quit(context.Background()), pop3.ErrEnded)
	}
}

func TestEmptyLineFromExchange(t *testing.T) {
	blank := maildrop.Fault{Kind: maildrop.StrayBefore, Command: "DELE", Number: 2}
	h := serve(t, maildrop.Config{Faults: []maildrop.Fault{blank}}, letters(3)...)
	c := h.login(t, nil)
	c.Pipelining(false)
	if acked, _, err := mark(c, requests(letters(3))); len(acked) != 3 || err != nil {
		t.Errorf("one at a time: %d, %v", len(acked), err)
	}
	c.Abort()
	h.freed(t)
	c = h.login(t, nil)
	c.Pipelining(true)
	_, _, err := mark(c, requests(letters(3)))
	expect(t, err, pop3.ErrProtocol)
}

func TestDialIsCutByItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	o := &pop3.Options{Dialer: func(ctx context.Context, _, _ string) (net.Conn, error) {
		cancel()
		<-ctx.Done() // a black hole
		return nil, ctx.Err()
	}}
	_, err := pop3.Dial(ctx, "pop.example.org", o)
	expect(t, err, context.Canceled)

	o.Timeouts.Connect = 1
	o.Dialer = func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	_, err = pop3.Dial(context.Background(), "pop.example.org", o)
	expect(t, err, pop3.ErrTimeout)
}

// reluctant cancels a context at its nth read.
type reluctant struct {
	net.Conn
	left   int
	cancel func()
}

func (r *reluctant) Read(b []byte) (int, error) {
	if r.left--; r.left == 0 {
		r.cancel()
	}
	return r.Conn.Read(b)
}

func TestCancelledAtEveryAwait(t *testing.T) {
	for n := 1; n < 100; n++ {
		ms := letters(30)
		h := serve(t, maildrop.Config{Caps: []string{"USER"}}, ms...)
		ctx, cancel := context.WithCancel(context.Background())
		o := h.options(pop3.Plain)
		o.Dialer = func(ctx context.Context, network, addr string) (net.Conn, error) {
			nc, err := new(net.Dialer).DialContext(ctx, network, addr)
			return &reluctant{nc, n, cancel}, err
		}
		s := newShelf()
		err := visitWith(ctx, h, o, false, ms, s)
		cancel()
		h.Close()
		if err == nil {
			if n < 40 {
				t.Errorf("the visit was over after %d reads", n)
			}
			return
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled at read %d: %v", n, err)
		}
		if left := len(h.box.Messages()); left != 30 && !strings.Contains(strings.Join(h.Transcript(), " "), "QUIT") {
			t.Errorf("cancelled at read %d: %d left", n, left)
		}
	}
	t.Error("the visit never came to its end")
}
