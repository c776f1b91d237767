package pop3

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"sync/atomic"
	"time"
)

// Conn is one POP3 session, from Dial to Quit or Abort.
type Conn struct {
	host string
	o    Options
	wire wire
	busy atomic.Bool

	stop      func() bool // ends the watch over the present command's context
	broken    error       // why the session is over; nil while it lives
	caps      Caps
	stamp     string // the greeting's timestamp for APOP, with its angle brackets
	count     int    // what STAT said last
	first     bool   // no command of the TRANSACTION state was answered yet: the mailbox may still be opening
	counted   bool   // STAT was answered
	loggedIn  bool
	encrypted bool
	pipe      pipelining
	ahead     listingAhead
	window    window   // what the server has proved to bear
	secrets   []string // never to appear in a trace or an error
}

type pipelining uint8

const (
	pipeAdvertised pipelining = iota // as CAPA says
	pipeOn
	pipeOff
)

// New wraps an open connection without any I/O; Hello must follow. server names it for TLS.
func New(nc net.Conn, server string, o *Options) *Conn {
	c := &Conn{host: server, stop: func() bool { return true }}
	if o != nil {
		c.o = *o
	}
	c.o.Timeouts = c.o.Timeouts.orDefault()
	c.wire = wire{nc: nc, raw: nc, buf: make([]byte, wireSize)}
	return c
}

// Caps returns what the last CAPA said; nil before the first.
func (c *Conn) Caps() Caps { return c.caps }

// Encrypted says whether TLS protects the line now.
func (c *Conn) Encrypted() bool { return c.encrypted }

// TLS describes the protection of the line, for those who explain it to people; nil without.
func (c *Conn) TLS() *tls.ConnectionState {
	tc, ok := c.wire.nc.(*tls.Conn)
	if !ok || !c.encrypted {
		return nil
	}
	state := tc.ConnectionState()
	return &state
}

// Pipelining switches windows on (only where the server may be trusted with them) or off. Before the first call the
// server's own CAPA decides.
func (c *Conn) Pipelining(on bool) {
	c.pipe = pipeOff
	if on {
		c.pipe = pipeOn
	}
}

// piped says whether several commands may be on their way at once.
func (c *Conn) piped() bool {
	return c.pipe == pipeOn || c.pipe == pipeAdvertised && c.caps.Has("PIPELINING")
}

// Abort closes the socket without QUIT: nothing is deleted. Always safe, any number of times, from any goroutine.
func (c *Conn) Abort() { c.wire.abort() }

// claim takes the Conn for one command, which ctx may cut short. release follows, whatever happens.
func (c *Conn) claim(ctx context.Context) error {
	if !c.busy.CompareAndSwap(false, true) {
		return ErrBusy
	}
	if c.broken != nil {
		c.busy.Store(false)
		return fmt.Errorf("pop3: the session is over: %w", c.broken)
	}
	if ctx.Err() != nil { // the watch alone would let a quick command slip through, and it may be QUIT
		defer c.busy.Store(false)
		return c.fail("not sent", context.Cause(ctx))
	}
	c.stop = c.wire.watch(ctx)
	return nil
}

func (c *Conn) release() {
	c.stop()
	c.busy.Store(false)
}

// fail judges an error of a command: a refusal leaves the session alive, anything else ends it without QUIT.
func (c *Conn) fail(what string, err error) error {
	if err == nil {
		return nil
	}
	if refusal, ok := err.(*Error); ok {
		return refusal
	}
	err = fmt.Errorf("pop3: %s: %w", what, err)
	c.breakOff(err)
	return err
}

// breakOff ends the session without QUIT, for that reason.
func (c *Conn) breakOff(why error) {
	if c.broken == nil {
		c.broken = why
	}
	c.wire.abort()
}

// run does one command from claim to release.
func (c *Conn) run(ctx context.Context, what string, do func() error) error {
	if err := c.claim(ctx); err != nil {
		return err
	}
	defer c.release()
	return c.fail(what, do())
}

// ask sends one line and returns the text after +OK. A refusal is an *Error.
func (c *Conn) ask(verb, line string, d time.Duration) (string, error) {
	if err := c.send(line, line); err != nil {
		return "", err
	}
	return c.answer(verb, d)
}

// protocol is ErrProtocol with the evidence.
func protocol(format string, a ...any) error {
	return fmt.Errorf("%w: %s", ErrProtocol, fmt.Sprintf(format, a...))
}

// noAnswer is ErrProtocol for a reply to verb that does not say what it should.
func (c *Conn) noAnswer(text, verb string) error {
	return protocol("%q is no answer to %s", c.scrub(clip([]byte(text))), verb)
}

// quiet makes sure that no octet waits to be taken for the reply to the next command: neither of an older reply, nor
// of a server that speaks unasked before it closes.
func (c *Conn) quiet() error {
	line, ok := c.surplus()
	if !ok {
		return nil
	}
	if _, o := status(line); o == refused || bytes.HasPrefix(line, []byte("* BYE")) {
		return fmt.Errorf("%w: %q", ErrEnded, c.scrub(clip(line)))
	}
	return protocol("surplus line %q", c.scrub(clip(line)))
}

// inStep is quiet at the end of a window, where whatever is left over belongs to one of its replies.
func (c *Conn) inStep() error {
	if line, ok := c.surplus(); ok {
		return protocol("surplus line %q", c.scrub(clip(line)))
	}
	return nil
}

func (c *Conn) surplus() (line []byte, ok bool) {
	if c.wire.buffered() == 0 {
		return nil, false
	}
	c.wire.await(time.Second)
	line, err := c.wire.line()
	if err == nil {
		c.told(string(line))
	}
	return line, true
}

// send writes one command after making sure that nothing is left over. shown is what the trace may tell of it.
func (c *Conn) send(line, shown string) error {
	if err := c.quiet(); err != nil {
		return err
	}
	c.tell('>', shown)
	return c.wire.write([]byte(line + "\r\n"))
}

// patience is d, longer while the server may still be opening the mailbox.
func (c *Conn) patience(d time.Duration) time.Duration {
	if c.first {
		return max(d, c.o.Timeouts.First)
	}
	return d
}
