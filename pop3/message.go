package pop3

import (
	"context"
	"fmt"
	"io"
)

const maxBody = 1 << 30

// Top streams the header block and the first lines of the body (TOP, RFC 1939 section 7); to be read to its end or closed (which ends the session).
func (c *Conn) Top(ctx context.Context, n, lines int) (io.ReadCloser, error) {
	return c.open(ctx, "TOP", fmt.Sprintf("TOP %d %d", n, lines))
}

// Retr streams a message (RFC 1939 section 5): io.EOF comes only after the terminator. To be read to its end or closed, as Top.
func (c *Conn) Retr(ctx context.Context, n int) (io.ReadCloser, error) {
	return c.open(ctx, "RETR", fmt.Sprintf("RETR %d", n))
}

func (c *Conn) open(ctx context.Context, verb, line string) (io.ReadCloser, error) {
	if err := c.claim(ctx); err != nil {
		return nil, err
	}
	if _, err := c.ask(verb, line, c.o.Timeouts.Listing); err != nil {
		defer c.release()
		return nil, c.fail(line, err)
	}
	return &body{c: c, what: line, dots: c.body(0)}, nil
}

// body makes the reader of a message of that listed size, which may be a lie.
func (c *Conn) body(size int64) dots {
	limit := c.o.MaxBody
	if limit <= 0 {
		limit = maxBody
	}
	c.wire.stream(c.o.Timeouts.Body)
	return dots{w: &c.wire, left: max(limit, 4*min(size, 1<<60))}
}

// body is a message on its way; it holds the Conn until its end.
type body struct {
	c    *Conn
	what string
	dots dots
	rest []byte
	err  error // set once it is over
}

// Read gives octets of the message; io.EOF means that it is complete.
func (b *body) Read(p []byte) (int, error) {
	if len(b.rest) == 0 {
		if err := b.more(); err != nil {
			return 0, err
		}
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

// WriteTo spares io.Copy a buffer.
func (b *body) WriteTo(w io.Writer) (total int64, err error) {
	for {
		if len(b.rest) > 0 {
			n, err := w.Write(b.rest)
			total += int64(n)
			b.rest = b.rest[n:]
			if err != nil {
				return total, err
			}
		}
		if err := b.more(); err == io.EOF {
			return total, nil
		} else if err != nil {
			return total, err
		}
	}
}

func (b *body) more() error {
	if b.err != nil {
		return b.err
	}
	var err error
	if b.rest, err = b.dots.next(); err == nil {
		return nil
	}
	b.rest = nil
	if b.err = io.EOF; err != io.EOF {
		b.err = b.c.fail(b.what, err)
	}
	b.c.release()
	return b.err
}

// Close ends the session if the message was not read to its end: what is still to come cannot be told from a reply.
func (b *body) Close() error {
	if b.err == nil {
		b.rest = nil
		b.err = b.c.fail(b.what, io.ErrClosedPipe)
		b.c.release()
	}
	return nil
}
