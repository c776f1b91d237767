package pop3

import (
	"context"
	"errors"
	"net"
	"strings"
)

// Login authenticates; a refusal is an *Error. CAPA is asked again after it where the server knows it.
func (c *Conn) Login(ctx context.Context, cr Credentials) error {
	if err := cr.check(); err != nil {
		return err
	}
	return c.run(ctx, "login", func() error {
		w, err := c.prepare(cr)
		if err == nil {
			err = c.authenticate(ctx, w)
		}
		if err != nil {
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
		w, err := c.prepare(cr)
		if err != nil {
			return err
		}
		if w.name == "USER" && c.pipe != pipeOff && c.caps.Has("PIPELINING") {
			n, octets, err = c.openAtOnce(w)
			return err
		}
		if err := c.authenticate(ctx, w); err != nil {
			return err
		}
		n, octets, err = c.enter()
		return err
	})
	return n, octets, err
}

// prepare learns what the server can do, chooses how to log in, and makes sure that no password crosses an open line.
func (c *Conn) prepare(cr Credentials) (way, error) {
	if c.caps == nil {
		if err := c.knownCapa(); err != nil {
			return way{}, err
		}
	}
	w, err := c.choose(cr)
	if err != nil {
		return way{}, err
	}
	if w.clear && !c.encrypted && c.o.Security != Plain && !c.loopback() {
		return way{}, ErrNoTLS
	}
	if c.caps.Has("UTF8") {
		// Courier wraps mail with eight-bit headers for clients that did not ask, and its sizes change.
		if _, err := c.ask("UTF8", "UTF8", c.o.Timeouts.Command); err != nil && !isRefusal(err) {
			return way{}, err
		}
	}
	return w, nil
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

// enter does what follows a login: CAPA and STAT.
func (c *Conn) enter() (n int, octets int64, err error) {
	if !c.piped() || len(c.caps) == 0 {
		if err := c.recapa(); err != nil {
			return 0, 0, err
		}
		text, err := c.ask("STAT", "STAT", c.o.Timeouts.Command)
		if err != nil {
			return 0, 0, err
		}
		return drop(text)
	}
	if err := c.sendAll("CAPA", "STAT"); err != nil {
		return 0, 0, err
	}
	return c.entered()
}

// entered reads the replies to CAPA and STAT, sent together.
func (c *Conn) entered() (n int, octets int64, err error) {
	capa := c.readCaps()
	if capa != nil && !isRefusal(capa) {
		return 0, 0, capa
	}
	text, err := c.answer("STAT", c.o.Timeouts.Command)
	if err != nil {
		return 0, 0, err
	}
	if n, octets, err = drop(text); err == nil {
		c.grow()
	}
	return n, octets, err
}

// sendAll sends several commands in one write.
func (c *Conn) sendAll(lines ...string) error {
	if err := c.quiet(); err != nil {
		return err
	}
	for _, l := range lines {
		c.tell('>', l)
	}
	return c.wire.write([]byte(strings.Join(lines, "\r\n") + "\r\n"))
}

func (c *Conn) loopback() bool {
	a, ok := c.wire.raw.RemoteAddr().(*net.TCPAddr)
	return ok && a.IP.IsLoopback()
}

func isRefusal(err error) bool {
	_, ok := err.(*Error)
	return ok
}
