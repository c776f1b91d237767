package pop3

import (
	"context"
	"errors"
	"net"
)

// Login authenticates (RFC 1939 section 4, RFC 5034); a refusal is an *Error. UTF8 (RFC 6856) goes before it where it is
// offered, and CAPA is asked again after it where the server knows it.
func (c *Conn) Login(ctx context.Context, cr Credentials) error {
	if err := cr.check(); err != nil {
		return err
	}
	return c.run(ctx, "login", func() error {
		ways, err := c.prepare(cr)
		if err != nil {
			return err
		}
		if err := c.authenticate(ctx, ways); err != nil {
			return err
		}
		return c.recapa()
	})
}

// Open is Login, CAPA and STAT in as few round trips as the server allows: a single one where it announced PIPELINING
// before the login. An *Error whose Command is CAPA or STAT comes from a mailbox that would not open.
func (c *Conn) Open(ctx context.Context, cr Credentials) (n int, octets int64, err error) {
	if err := cr.check(); err != nil {
		return 0, 0, err
	}
	err = c.run(ctx, "login", func() error {
		ways, err := c.prepare(cr)
		if err != nil {
			return err
		}
		if ways[0].name == "USER" && c.atOnce() {
			n, octets, err = c.openAtOnce(cr)
			return err
		}
		if err := c.authenticate(ctx, ways); err != nil {
			return err
		}
		n, octets, err = c.enter()
		return err
	})
	return n, octets, err
}

// atOnce says whether the login itself may be pipelined: only where the server said so before it, whatever is
// switched on for later.
func (c *Conn) atOnce() bool { return c.pipe != pipeOff && c.caps.Has("PIPELINING") }

// prepare learns what the server can do, and chooses how to log in before any secret is sent.
func (c *Conn) prepare(cr Credentials) ([]way, error) {
	c.hide(cr.Password)
	if c.caps == nil {
		if err := c.knownCapa(); err != nil {
			return nil, err
		}
	}
	ways, err := c.choose(cr)
	if err != nil {
		return nil, err
	}
	if c.caps.Has("UTF8") {
		// Courier wraps mail with eight-bit headers for clients that did not ask, and its sizes change.
		if _, err := c.ask("UTF8", "UTF8", c.o.Timeouts.Command); err != nil && !isRefusal(err) {
			return nil, err
		}
	}
	return ways, nil
}

// knownCapa asks CAPA and takes a refusal for an empty answer, unless it speaks of trouble.
func (c *Conn) knownCapa() error {
	err := c.capa()
	var refusal *Error
	if errors.As(err, &refusal) && refusal.Code == "" {
		return nil
	}
	return err
}

// recapa asks CAPA again after the login: some servers tell more then (Gmail shows TOP), some less.
func (c *Conn) recapa() error {
	if len(c.caps) == 0 {
		return nil
	}
	return c.knownCapa()
}

func (c *Conn) loopback() bool {
	a, ok := c.wire.raw.RemoteAddr().(*net.TCPAddr)
	return ok && a.IP.IsLoopback()
}

func isRefusal(err error) bool {
	_, ok := err.(*Error)
	return ok
}
