package pop3_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"poplin/pop3"
	"poplin/pop3/maildrop"
)

func TestMessagesComeOctetForOctet(t *testing.T) {
	for _, c := range []struct{ name, raw string }{
		{"empty", ""},
		{"one line", "x\r\n"},
		{"only dots", ".\r\n..\r\n...\r\n"},
		{"a line that is a dot, in the middle", "a\r\n.\r\nb\r\n"},
		{"dots inside lines", "a.b\r\n. \r\n.x\r\n..x\r\n"},
		{"bare LF", "a\nb\n.\nc\r\n"},
		{"bare CR", "a\rb\r.\rc\r\n"},
		{"CR CR LF", "a\r\r\n.\r\r\n"},
		{"NUL and eight bits", "\x00\xff\x80\r\n\x00.\r\n"},
		{"a line of a megabyte", strings.Repeat("x", 1<<20) + "\r\n"},
		{"a line as long as the buffer", strings.Repeat("x", 64<<10-2) + "\r\n.y\r\n"},
		{"a dot on the buffer's edge", strings.Repeat("x", 64<<10-3) + "\r\n.\r\ny\r\n"},
		{"ten thousand dot lines", strings.Repeat(".\r\n", 10000)},
		{"blank lines at the end", "a\r\n\r\n\r\n"},
	} {
		for _, how := range []string{"", maildrop.Crumbs} {
			if how != "" && len(c.raw) > 4096 {
				continue
			}
			t.Run(c.name+" "+how, func(t *testing.T) {
				m := maildrop.Message{UIDL: "a", Raw: []byte(c.raw)}
				h := serve(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: how, Command: "RETR"}}}, m)
				conn := h.login(t, nil)
				for _, read := range []func(io.Reader) ([]byte, error){io.ReadAll, copied, inCrumbs} {
					r, err := conn.Retr(context.Background(), 1)
					if err != nil {
						t.Fatal(err)
					}
					if got, err := read(r); err != nil || !bytes.Equal(got, m.Raw) {
						t.Fatalf("%v, %d octets, want %d", err, len(got), len(m.Raw))
					}
					if err := r.Close(); err != nil {
						t.Error(err)
					}
				}
				if err := conn.Noop(context.Background()); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func copied(r io.Reader) ([]byte, error) {
	var b bytes.Buffer
	_, err := io.Copy(&b, r)
	return b.Bytes(), err
}

func inCrumbs(r io.Reader) ([]byte, error) {
	var got []byte
	var b [3]byte
	for {
		n, err := r.Read(b[:])
		got = append(got, b[:n]...)
		if err == io.EOF {
			return got, nil
		}
		if err != nil {
			return got, err
		}
	}
}

func TestServersThatDoNotStuff(t *testing.T) {
	raw := "From: a\r\n\r\n.x stays\r\n... loses one\r\n"
	h := serve(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Unstuffed}}}, maildrop.Message{UIDL: "a", Raw: []byte(raw)})
	r, err := h.login(t, nil).Retr(context.Background(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != strings.Replace(raw, "...", "..", 1) {
		t.Errorf("%q, %v", got, err)
	}
}

func TestServersThatEndLinesWithLF(t *testing.T) {
	h := serve(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.BareLF}}}, letters(5)...)
	c := h.login(t, nil)
	s := newShelf()
	if err := c.Fetch(context.Background(), requests(letters(5)), s); err != nil {
		t.Fatal(err)
	}
	for i, m := range letters(5) {
		if want := bytes.ReplaceAll(m.Raw, []byte("\r\n"), []byte("\n")); !bytes.Equal(s.came[m.UIDL], want) {
			t.Errorf("message %d: %q", i+1, s.came[m.UIDL])
		}
	}
}

func TestBrokenMessages(t *testing.T) {
	long := letter(49)
	for _, c := range []struct {
		name  string
		fault maildrop.Fault
		want  error
	}{
		{"no dot, then closed (S19)", maildrop.Fault{Kind: maildrop.NoTerminator}, pop3.ErrTruncated},
		{"no dot, then silence (S20)", maildrop.Fault{Kind: maildrop.Stall}, pop3.ErrTimeout},
		{"without end (S22)", maildrop.Fault{Kind: maildrop.EndlessLines, Text: strings.Repeat("x", 70)}, pop3.ErrTooLong},
		{"an error in the middle, then silence, as DavMail does", maildrop.Fault{Kind: maildrop.BrokenBody, At: 100, Text: "-ERR disk"}, pop3.ErrTimeout},
		{"no reply at all, as hMailServer does", maildrop.Fault{Kind: maildrop.Silence}, pop3.ErrTimeout},
		{"an octet now and then", maildrop.Fault{Kind: maildrop.Drip, At: 40}, pop3.ErrTimeout},
		{"two status lines, as FTGate sends", maildrop.Fault{Kind: maildrop.StrayBefore, Text: "+OK"}, pop3.ErrProtocol},
		{"a stray dot behind it", maildrop.Fault{Kind: maildrop.StrayAfter, Text: "."}, pop3.ErrProtocol},
		{"an -ERR behind it, as Inbucket sends", maildrop.Fault{Kind: maildrop.StrayAfter, Text: "-ERR internal error"}, pop3.ErrProtocol},
		{"refused", maildrop.Fault{Kind: maildrop.Reply, Text: "-ERR gone"}, nil},
	} {
		for _, piped := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, pipelining %v", c.name, piped), func(t *testing.T) {
				t.Parallel()
				fault := c.fault
				fault.Command, fault.Number = "RETR", 2
				ms := []maildrop.Message{letter(1), long, letter(3)}
				h := serve(t, maildrop.Config{Faults: []maildrop.Fault{fault}}, ms...)
				o := h.expecting(pop3.Plain, c.want)
				o.MaxBody = 1 << 20
				conn := h.login(t, o)
				conn.Pipelining(piped)
				s := newShelf()
				err := conn.Fetch(context.Background(), requests(ms), s)
				expect(t, err, c.want)
				for id, raw := range s.came {
					if id == long.UIDL || !bytes.Equal(raw, letter(int(id[len(id)-1]-'0')).Raw) {
						t.Errorf("%s was proved: %q", id, raw)
					}
				}
				if c.want != nil && conn.Quit(context.Background()) == nil {
					t.Error("QUIT went through")
				}
			})
		}
	}
}

// TestCutAtEveryOctet closes the connection after each octet of a whole visit in turn.
func TestCutAtEveryOctet(t *testing.T) {
	for _, piped := range []bool{true, false} {
		step := 1
		if testing.Short() {
			step = 17
		}
		at := 0
		for !cutVisit(t, at, piped) {
			at += step
		}
		if at < 500 {
			t.Errorf("a whole visit of %d octets", at)
		}
	}
}

// cutVisit fetches three messages, removes the first and quits, cut after so many octets of the server. It says
// whether the visit came to its end.
func cutVisit(t *testing.T, at int, piped bool) bool {
	t.Helper()
	ms := []maildrop.Message{letter(1), letter(2), letter(3)}
	h := serve(t, maildrop.Config{
		Caps:   []string{"USER", "PIPELINING"},
		Faults: []maildrop.Fault{{Kind: maildrop.CutSession, At: int64(at)}},
	}, ms...)
	s := newShelf()
	err := visit(context.Background(), h, piped, ms, s)
	h.Close()
	for id, raw := range s.came {
		if !bytes.Equal(raw, ms[id[len(id)-1]-'1'].Raw) {
			t.Fatalf("cut at %d: %s has the octets of another", at, id)
		}
	}
	left := len(h.box.Messages())
	if err == nil && (left != 2 || len(s.came) != 3) || left < 2 {
		t.Fatalf("cut at %d: %v, %d came, %d left", at, err, len(s.came), left)
	}
	if left == 2 && !slices.Contains(h.Transcript(), "QUIT") {
		t.Fatalf("cut at %d: removed without QUIT", at)
	}
	return err == nil
}

// visit is a whole one: everything is fetched, the first message removed.
func visit(ctx context.Context, h *house, piped bool, ms []maildrop.Message, s *shelf) error {
	return visitWith(ctx, h, h.options(pop3.Plain), piped, ms, s)
}

func visitWith(ctx context.Context, h *house, o *pop3.Options, piped bool, ms []maildrop.Message, s *shelf) error {
	c, err := pop3.Dial(ctx, h.Addr(), o)
	if err != nil {
		return err
	}
	defer c.Abort()
	c.Pipelining(piped)
	if _, _, err := c.Open(ctx, ada); err != nil {
		return err
	}
	if _, err := c.Listing(ctx, func(pop3.Item) error { return nil }); err != nil {
		return err
	}
	if err := c.Fetch(ctx, requests(ms), s); err != nil {
		return err
	}
	first := []pop3.Request{{Number: 1, UIDL: ms[0].UIDL}}
	refused := func(_ pop3.Request, e *pop3.Error) error { return e }
	if err := c.Delete(ctx, first, func(pop3.Request) error { return nil }, refused); err != nil {
		return err
	}
	return c.Quit(ctx)
}
