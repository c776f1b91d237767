package pop3

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Delete marks messages, each after its UIDL was confirmed in this session. acked and refused are told of each; a
// message whose UIDL does not match ends the session with ErrProtocol. When refusals pile up it stops asking and
// returns the last of them; the session lives on.
func (c *Conn) Delete(ctx context.Context, reqs []Request, acked func(Request) error, refused func(Request, *Error) error) error {
	for _, r := range reqs {
		if r.UIDL == "" {
			return fmt.Errorf("pop3: delete %d: %w", r.Number, errNoUIDL)
		}
	}
	return c.run(ctx, "delete", func() error {
		if err := c.quiet(); err != nil {
			return err
		}
		d := &removal{c: c, todo: reqs, acked: acked, refused: refused}
		return d.run()
	})
}

var errNoUIDL = errors.New("a message without a unique id is not deleted by number")

// removal is one Delete under way.
type removal struct {
	c       *Conn
	todo    []Request
	queue   []Request // asked and not yet answered
	out     []byte    // what is asked at once
	acked   func(Request) error
	refused func(Request, *Error) error
	inRow   int
	stop    *Error
}

func (d *removal) run() error {
	for {
		if err := d.refill(); err != nil {
			return err
		}
		if len(d.queue) == 0 {
			break
		}
		r := d.queue[0]
		d.queue = d.queue[1:]
		if err := d.take(r); err != nil {
			return err
		}
	}
	if err := d.c.inStep(); err != nil {
		return err
	}
	if d.stop != nil {
		return d.stop
	}
	return nil
}

// refill asks for more pairs once half of the window is free. One at a time, only UIDL is asked: take sends the DELE.
func (d *removal) refill() error {
	pairs := max(1, d.c.limit()/2)
	if len(d.queue) > pairs/2 || d.stop != nil {
		return nil
	}
	out := d.out[:0]
	for len(d.queue) < pairs && len(d.todo) > 0 {
		r := d.todo[0]
		d.todo = d.todo[1:]
		d.queue = append(d.queue, r)
		out = d.command(out, "UIDL ", r)
		if d.c.piped() {
			out = d.command(out, "DELE ", r)
		}
	}
	d.out = out
	if len(out) == 0 {
		return nil
	}
	return d.c.wire.write(out)
}

func (d *removal) command(out []byte, verb string, r Request) []byte {
	from := len(out)
	out = strconv.AppendInt(append(out, verb...), int64(r.Number), 10)
	if d.c.o.Trace != nil {
		d.c.tell('>', string(out[from:]))
	}
	return append(out, "\r\n"...)
}

// take reads the replies about r. A message that could not be confirmed must not be marked: if it was, nothing but
// the end of the session without QUIT takes that back.
func (d *removal) take(r Request) error {
	text, err := d.c.answer("UIDL", d.c.o.Timeouts.Command)
	if err != nil && !isRefusal(err) {
		return err
	}
	if err == nil && !names(sent{r: r, fence: true}, []byte(text)) {
		return protocol("message %d is not the one to delete", r.Number)
	}
	unknown, _ := err.(*Error)
	if !d.c.piped() {
		if unknown != nil {
			return d.refuse(r, unknown)
		}
		if err := d.c.send(fmt.Sprint("DELE ", r.Number), fmt.Sprint("DELE ", r.Number)); err != nil {
			return err
		}
	}
	_, err = d.c.answer("DELE", d.c.o.Timeouts.Command)
	refusal, _ := err.(*Error)
	switch {
	case err != nil && refusal == nil:
		return err
	case unknown != nil && refusal == nil:
		return protocol("message %d was marked though its unique id was refused", r.Number)
	case unknown != nil:
		return d.refuse(r, unknown)
	case refusal != nil:
		return d.refuse(r, refusal)
	}
	d.inRow = 0
	d.c.grow()
	return d.acked(r)
}

func (d *removal) refuse(r Request, e *Error) error {
	if d.inRow++; d.inRow >= maxRefused || strings.HasPrefix(string(e.Code), "SYS/") {
		d.stop = e
	}
	return d.refused(r, e)
}
