package pop3_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// shelf is a Sink that keeps what was proved, and only that.
type shelf struct {
	came    map[string][]byte // proved
	pending map[string]*bytes.Buffer
	refused map[string]*pop3.Error
	fences  int
}

func newShelf() *shelf {
	return &shelf{came: map[string][]byte{}, pending: map[string]*bytes.Buffer{}, refused: map[string]*pop3.Error{}}
}

func (s *shelf) Body(r pop3.Request) (io.Writer, error) {
	b := new(bytes.Buffer)
	s.pending[r.UIDL] = b
	return b, nil
}

func (s *shelf) Refused(r pop3.Request, err *pop3.Error) { s.refused[r.UIDL] = err }

func (s *shelf) Fence() error {
	s.fences++
	for id, b := range s.pending {
		s.came[id] = b.Bytes()
	}
	clear(s.pending)
	return nil
}

// requests asks for all of a mailbox, newest first.
func requests(ms []maildrop.Message) []pop3.Request {
	reqs := make([]pop3.Request, 0, len(ms))
	for i := len(ms); i > 0; i-- {
		reqs = append(reqs, pop3.Request{Number: i, UIDL: ms[i-1].UIDL, Size: int64(len(ms[i-1].Raw))})
	}
	return reqs
}

// checkCame compares what was proved with the mailbox; what is there must be right, and complete unless some may be missing.
func checkCame(t *testing.T, s *shelf, ms []maildrop.Message, missing int) {
	t.Helper()
	byID := map[string][]byte{}
	for _, m := range ms {
		byID[m.UIDL] = m.Raw
	}
	for id, raw := range s.came {
		if !bytes.Equal(raw, byID[id]) {
			t.Errorf("%s has the octets of another: %q", id, raw)
		}
	}
	if len(s.came) != len(ms)-missing {
		t.Errorf("%d messages came, want %d", len(s.came), len(ms)-missing)
	}
}

func TestFetchAll(t *testing.T) {
	for _, piped := range []bool{true, false} {
		ms := letters(300)
		ms[100].Raw = append(ms[100].Raw, bytes.Repeat([]byte(".big.\r\n"), 100_000)...)
		h := serve(t, maildrop.Config{}, ms...)
		c := h.login(t, nil)
		c.Pipelining(piped)
		s := newShelf()
		if err := c.Fetch(context.Background(), requests(ms), s); err != nil {
			t.Fatal(err)
		}
		checkCame(t, s, ms, 0)
		if err := c.Quit(context.Background()); err != nil {
			t.Error(err)
		}
	}
}

// What is small is proved before something big begins behind it, so that a line which breaks there costs nothing else.
func TestAFenceBeforeABigMessage(t *testing.T) {
	ms := letters(4)
	ms[0].Raw = append(ms[0].Raw, bytes.Repeat([]byte("so many lines\r\n"), 200_000)...)
	cut := maildrop.Fault{Kind: maildrop.CutReply, Command: "RETR", Number: 1, At: 1 << 20}
	h := serve(t, maildrop.Config{Faults: []maildrop.Fault{cut}}, ms...)
	for _, piped := range []bool{true, false} {
		c := h.login(t, nil)
		c.Pipelining(piped)
		s := newShelf()
		expect(t, c.Fetch(context.Background(), requests(ms), s), pop3.ErrTruncated)
		checkCame(t, s, ms, 1)
		h.freed(t)
	}
}

// A request of number 0 has what was drawn sent at once: the server hears of it before anything more is drawn.
func TestStreamSendsAtOnce(t *testing.T) {
	for _, piped := range []bool{true, false} {
		ms := letters(8)
		h := serve(t, maildrop.Config{}, ms...)
		conn := h.login(t, h.options(pop3.Plain))
		conn.Pipelining(piped)
		reqs := slices.Insert(requests(ms), 3, pop3.Request{})
		sink, heard := newShelf(), false
		err := conn.Stream(t.Context(), func() (pop3.Request, bool) {
			if len(reqs) == 0 {
				return pop3.Request{}, false
			}
			r := reqs[0]
			if reqs = reqs[1:]; len(reqs) == 4 {
				for end := time.Now().Add(10 * time.Second); !heard && time.Now().Before(end); time.Sleep(time.Millisecond) {
					heard = slices.Contains(h.Server.Transcript(), "UIDL 6")
				}
			}
			return r, true
		}, sink)
		if err != nil || !heard {
			t.Errorf("pipelining %v: heard %v, %v", piped, heard, err)
		}
		checkCame(t, sink, ms, 0)
	}
}

func TestFetchGoesOnAfterARefusal(t *testing.T) {
	for _, piped := range []bool{true, false} {
		ms := letters(40)
		h := serve(t, maildrop.Config{Faults: []maildrop.Fault{
			{Kind: maildrop.Reply, Command: "RETR", Number: 1, Text: "-ERR Message 1 expunged."}, // behind it comes the last fence
			{Kind: maildrop.Reply, Command: "RETR", Number: 20, Text: "-ERR Message 20 expunged."},
			{Kind: maildrop.Reply, Command: "UIDL", Number: 1, Text: "-ERR Message 1 expunged."},
		}}, ms...)
		c := h.login(t, nil)
		c.Pipelining(piped)
		s := newShelf()
		if err := c.Fetch(context.Background(), requests(ms), s); err != nil {
			t.Fatal(err)
		}
		checkCame(t, s, ms, 2)
		if s.refused["uid-00020"] == nil || s.refused["uid-00001"] == nil || len(s.refused) != 2 {
			t.Errorf("refused: %v", s.refused)
		}
	}
}

// A number alone says where a message stands, and not which one it is.
func TestDeleteWantsNames(t *testing.T) {
	ms := letters(2)
	h := serve(t, maildrop.Config{}, ms...)
	c := h.login(t, nil)
	reqs := requests(ms)
	reqs[1].UIDL = ""
	ack := func(pop3.Request) error { return nil }
	if err := c.Delete(context.Background(), reqs, ack, func(_ pop3.Request, e *pop3.Error) error { return e }); err == nil {
		t.Error("a message without a unique id was deleted")
	}
	if err := c.Quit(context.Background()); err != nil || len(h.box.Messages()) != 2 {
		t.Errorf("%v; %d left, want both", err, len(h.box.Messages()))
	}
}

func TestDeleteMarksOnlyWhatIsConfirmed(t *testing.T) {
	for _, piped := range []bool{true, false} {
		ms := letters(150)
		h := serve(t, maildrop.Config{}, ms...)
		c := h.login(t, nil)
		c.Pipelining(piped)
		acked := 0
		ack := func(pop3.Request) error { acked++; return nil }
		refuse := func(_ pop3.Request, e *pop3.Error) error { return e }
		if err := c.Delete(context.Background(), requests(ms)[:100], ack, refuse); err != nil || acked != 100 {
			t.Fatalf("acked %d, %v", acked, err)
		}
		if err := c.Quit(context.Background()); err != nil {
			t.Fatal(err)
		}
		if n := len(h.box.Messages()); n != 50 {
			t.Errorf("%d left, want 50", n)
		}

		c = h.login(t, nil)
		c.Pipelining(piped)
		wrong := []pop3.Request{{Number: 1, UIDL: "uid-00001"}, {Number: 2, UIDL: "uid-00003"}}
		if err := c.Delete(context.Background(), wrong, ack, refuse); !errors.Is(err, pop3.ErrProtocol) {
			t.Errorf("deletion of another message: %v", err)
		}
		if err := c.Quit(context.Background()); err == nil {
			t.Error("QUIT went through after a mismatch")
		}
		h.Close()
		if n := len(h.box.Messages()); n != 50 {
			t.Errorf("%d left after the mismatch, want 50", n)
		}
	}
}

func TestListingJoinsSizes(t *testing.T) {
	for _, piped := range []bool{true, false} {
		ms := letters(30)
		h := serve(t, maildrop.Config{}, ms...)
		c := h.dial(t, h.options(pop3.Plain))
		c.Pipelining(piped)
		n, _, err := c.Open(context.Background(), ada)
		if n != 30 || err != nil {
			t.Fatalf("Open: %d, %v", n, err)
		}
		i := 0
		bad, err := c.Listing(context.Background(), func(it pop3.Item) error {
			if it.Number != i+1 || it.UIDL != ms[i].UIDL || it.Size != int64(len(ms[i].Raw)) {
				t.Errorf("item %d: %+v", i, it)
			}
			i++
			return nil
		})
		if bad != 0 || err != nil || i != 30 {
			t.Errorf("Listing: %d items, bad %d, %v", i, bad, err)
		}
	}
}
