package pop3

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"
)

// Fetch brings messages in fenced windows (one command at a time when pipelining is off). When refusals pile up, or one
// speaks of trouble beyond its message, it stops asking, proves what came, and returns that *Error; the session lives on.
func (c *Conn) Fetch(ctx context.Context, reqs []Request, sink Sink) error {
	return c.Stream(ctx, func() (Request, bool) {
		if len(reqs) == 0 {
			return Request{}, false
		}
		r := reqs[0]
		reqs = reqs[1:]
		return r, true
	}, sink)
}

// Stream is Fetch for requests that are drawn one by one, as the window finds room for them: the line never runs dry
// between portions, and whoever draws can put an urgent one in front. next is called from the calling goroutine, and
// no more after its first false. A Request of number 0 has what was drawn so far sent at once, fence and all, and next
// is called again: what it then does, it does while the replies are on their way.
func (c *Conn) Stream(ctx context.Context, next func() (Request, bool), sink Sink) error {
	return c.run(ctx, "fetch", func() error {
		f := &fetch{c: c, next: next, sink: sink, fresh: true}
		return f.run()
	})
}

// fetch is one Fetch under way.
type fetch struct {
	flight
	c    *Conn
	next func() (Request, bool)
	sink Sink
	out  []byte

	drawn   Request // the next to be asked for, if waiting
	waiting bool
	dry     bool // next has no more
	flush   bool // next wants sent what it has given

	open    int     // messages asked for since the last fence was sent
	weight  int64   // their listed octets
	last    Request // the newest of them
	proof   Request // the newest message that came since a fence was passed; Number 0: none
	refused int     // refusals since a fence was passed
	inRow   int     // refusals in a row
	came    int64   // octets since a fence was passed
	fresh   bool    // nothing was answered since
	since   time.Time
	stop    *Error
}

func (f *fetch) run() error {
	if err := f.c.quiet(); err != nil {
		return err
	}
	for {
		if err := f.refill(); err != nil {
			return err
		}
		if len(f.queue) == 0 {
			break
		}
		if err := f.take(f.pop()); err != nil {
			return err
		}
	}
	if err := f.c.inStep(); err != nil {
		return err
	}
	if f.stop != nil {
		return f.stop
	}
	return nil
}

// refill writes what the window allows, in one write, once there is room worth a write.
func (f *fetch) refill() error {
	limit, room := f.c.limit(), f.c.room()
	if f.messages > limit-min(limit/2, worthWriting) || f.octets > room-room/8 {
		return nil
	}
	f.out = f.out[:0]
	for {
		s, ok := f.due()
		if !ok {
			break
		}
		at := len(f.out)
		f.out = s.appendTo(f.out)
		if s.length = len(f.out) - at; len(f.queue) > 0 && f.unread+s.length > maxUnread {
			f.out = f.out[:at]
			break
		}
		f.sent(s)
	}
	if err := f.write(); err != nil || !f.flush {
		return err
	}
	f.flush = false
	return f.refill()
}

func (f *fetch) write() error {
	if len(f.out) == 0 {
		return nil
	}
	if f.c.o.Trace != nil {
		for line := range strings.Lines(string(f.out)) {
			f.c.tell('>', strings.TrimRight(line, "\r\n"))
		}
	}
	return f.c.wire.write(f.out)
}

// due is the next command that may be sent: a fence, or a message that the window has room for.
func (f *fetch) due() (sent, bool) {
	limit := f.c.limit()
	every := min(limit, fenceEvery)
	if !f.c.piped() {
		every = serialFence
		if len(f.queue) > 0 {
			return sent{}, false
		}
	}
	over := !f.draw()
	switch {
	case f.open > 0 && (over || f.open >= every || f.weight >= minOctets || sent{r: f.drawn}.weight() >= minOctets):
		// what is small is not lost with something big behind it
		return sent{r: f.last, fence: true}, true
	case over && f.proof.Number > 0 && len(f.queue) == 0:
		return sent{r: f.proof, fence: true}, true // the fence behind it was about a message that was refused
	case over || f.messages >= limit || f.octets > 0 && f.octets >= f.c.room():
		return sent{}, false
	}
	return sent{r: f.drawn}, true
}

// draw makes sure that a request waits to be sent; false when there is none, or none is wanted any more.
func (f *fetch) draw() bool {
	if f.stop == nil && !f.waiting && !f.dry && !f.flush {
		f.drawn, f.waiting = f.next()
		f.dry = !f.waiting
		if f.flush = f.waiting && f.drawn.Number == 0; f.flush {
			f.waiting = false
		}
	}
	return f.stop == nil && f.waiting
}

// sent notes that s is on its way.
func (f *fetch) sent(s sent) {
	f.push(s)
	if s.fence {
		f.open, f.weight = 0, 0
		return
	}
	f.waiting = false
	f.open++
	f.weight += s.weight()
	f.last = s.r
}

// take reads the reply to s.
func (f *fetch) take(s sent) error {
	text, o, err := f.c.reply(f.c.patience(f.c.o.Timeouts.Listing))
	if err != nil {
		return err
	}
	f.c.first = false
	if f.fresh { // the wait for the first answer tells how far away the server is, not how wide the line
		f.fresh, f.since, f.came = false, time.Now(), 0
	}
	switch {
	case o == goOn:
		return protocol("a challenge to %s %d", s.verb(), s.r.Number)
	case s.fence:
		return f.fence(s, text, o)
	case o == refused:
		f.octets -= s.weight()
		f.refuse(s, f.c.refusal(s.verb(), text))
		return nil
	}
	f.inRow = 0
	return f.body(s)
}

// body brings one message home, asking for more as soon as there is room.
func (f *fetch) body(s sent) error {
	w, err := f.sink.Body(s.r)
	if err != nil {
		return err
	}
	d, expected := f.c.body(s.r.Size), s.weight()
	for {
		b, err := d.next()
		if err == io.EOF {
			f.octets -= expected
			f.proof = s.r
			return nil
		}
		if err != nil {
			return fmt.Errorf("message %d: %w", s.r.Number, err)
		}
		if _, err := w.Write(b); err != nil {
			return err
		}
		n := min(int64(len(b)), expected)
		expected -= n
		f.octets -= n
		f.came += int64(len(b))
		if f.c.piped() {
			if err := f.refill(); err != nil {
				return err
			}
		}
	}
}

// refuse notes that a message will not come.
func (f *fetch) refuse(s sent, e *Error) {
	f.refused++
	f.inRow++
	if f.refused > maxRefused || f.inRow >= maxRefused || strings.HasPrefix(string(e.Code), "SYS/") {
		f.stop = e
	}
	f.sink.Refused(s.r, e)
}

// fence proves, by a reply that names itself, that no reply slipped since the last one.
func (f *fetch) fence(s sent, text []byte, o outcome) error {
	if o == refused {
		if f.proof.Number == s.r.Number {
			return protocol("the fence behind message %d was refused", s.r.Number)
		}
		return nil // it was about a message that was refused itself
	}
	if !names(s, text) {
		return protocol("the fence behind message %d failed", s.r.Number)
	}
	f.c.measured(f.came, time.Since(f.since))
	f.c.grow()
	f.fresh = true
	f.proof, f.refused = Request{}, 0
	return f.sink.Fence()
}

// names says whether text answers the fence s and no other command. A server that leaves the number out still names the id.
func names(s sent, text []byte) bool {
	if s.r.UIDL == "" {
		it, ok := sizeItem(text)
		return ok && it.Number == s.r.Number
	}
	it, ok := uidlItem(text)
	return ok && it.Number == s.r.Number && it.UIDL == s.r.UIDL || string(text) == s.r.UIDL
}
