package pop3

import (
	"context"
	"errors"
	"fmt"
)

// Dele marks a message.
func (c *Conn) Dele(ctx context.Context, n int) error {
	return c.order(ctx, "DELE", fmt.Sprint("DELE ", n))
}

// Noop does nothing, politely.
func (c *Conn) Noop(ctx context.Context) error { return c.order(ctx, "NOOP", "NOOP") }

// Rset takes the marks back. Some servers renumber: the listing is void after it.
func (c *Conn) Rset(ctx context.Context) error { return c.order(ctx, "RSET", "RSET") }

func (c *Conn) order(ctx context.Context, verb, line string) error {
	return c.run(ctx, line, func() error {
		_, err := c.ask(verb, line, c.o.Timeouts.Command)
		return err
	})
}

var errQuit = errors.New("QUIT was sent")

// Quit ends the session and lets the server delete. Any error but *Error leaves the outcome unknown.
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
