package pop3

import (
	"context"
	"errors"
	"fmt"
)

// Dele marks a message (RFC 1939 section 5); the server removes it on Quit. Delete is safer: it confirms whom it marks.
func (c *Conn) Dele(ctx context.Context, n int) error {
	return c.order(ctx, "DELE", fmt.Sprint("DELE ", n))
}

// Noop does nothing, politely (RFC 1939 section 5): it keeps a session from being ended as idle.
func (c *Conn) Noop(ctx context.Context) error { return c.order(ctx, "NOOP", "NOOP") }

// Rset takes the marks back (RFC 1939 section 5). Some servers renumber: the listing is void after it.
func (c *Conn) Rset(ctx context.Context) error { return c.order(ctx, "RSET", "RSET") }

func (c *Conn) order(ctx context.Context, verb, line string) error {
	return c.run(ctx, line, func() error {
		_, err := c.ask(verb, line, c.o.Timeouts.Command)
		return err
	})
}

var errQuit = errors.New("QUIT was sent")

// Quit ends the session and lets the server remove what is marked (RFC 1939 section 6). After an *Error some or none of it
// is gone; any other error leaves the outcome unknown, and only a later listing tells.
func (c *Conn) Quit(ctx context.Context) error {
	err := c.run(ctx, "quit", func() error {
		_, err := c.ask("QUIT", "QUIT", c.o.Timeouts.Quit)
		return err
	})
	if err != ErrBusy {
		c.breakOff(errQuit)
	}
	return err
}
