package pop3

import (
	"context"
	"io"
	"net"
)

// Conn is one POP3 session.
type Conn struct{}

// Dial connects and reads the greeting; with StartTLS it has also switched to TLS when it returns. Port default 995 or 110.
func Dial(ctx context.Context, addr string, o *Options) (*Conn, error) { panic("pop3: not built yet") }

// New wraps an open connection without any I/O; Hello must follow. server names it for TLS.
func New(nc net.Conn, server string, o *Options) *Conn { panic("pop3: not built yet") }

// Hello reads the greeting and does STLS where asked for.
func (c *Conn) Hello(ctx context.Context) error { panic("pop3: not built yet") }

// Caps returns what the last CAPA said; nil before the first.
func (c *Conn) Caps() Caps { panic("pop3: not built yet") }

// Capa asks.
func (c *Conn) Capa(ctx context.Context) (Caps, error) { panic("pop3: not built yet") }

// Login authenticates; a refusal is an *Error. CAPA is asked again after it where the server knows it.
func (c *Conn) Login(ctx context.Context, cr Credentials) error { panic("pop3: not built yet") }

// Stat returns the number of messages and their octets; octets is advisory.
func (c *Conn) Stat(ctx context.Context) (n int, octets int64, err error) {
	panic("pop3: not built yet")
}

// List yields every size. A listing without terminator is ErrTruncated; senseless lines are skipped and counted in bad.
func (c *Conn) List(ctx context.Context, yield func(Item) error) (bad int, err error) {
	panic("pop3: not built yet")
}

// UIDL yields every unique id.
func (c *Conn) UIDL(ctx context.Context, yield func(Item) error) (bad int, err error) {
	panic("pop3: not built yet")
}

// UIDLOf asks for one message's unique id.
func (c *Conn) UIDLOf(ctx context.Context, n int) (string, error) { panic("pop3: not built yet") }

// Top streams the header block and the first lines of the body; to be read to its end or closed (which ends the session).
func (c *Conn) Top(ctx context.Context, n, lines int) (io.ReadCloser, error) {
	panic("pop3: not built yet")
}

// Retr streams a message: io.EOF comes only after the terminator.
func (c *Conn) Retr(ctx context.Context, n int) (io.ReadCloser, error) { panic("pop3: not built yet") }

// Dele marks a message.
func (c *Conn) Dele(ctx context.Context, n int) error { panic("pop3: not built yet") }

// Noop does nothing, politely.
func (c *Conn) Noop(ctx context.Context) error { panic("pop3: not built yet") }

// Rset takes the marks back. Some servers renumber: the listing is void after it.
func (c *Conn) Rset(ctx context.Context) error { panic("pop3: not built yet") }

// Quit ends the session and lets the server delete. Any error but *Error leaves the outcome unknown.
func (c *Conn) Quit(ctx context.Context) error { panic("pop3: not built yet") }

// Abort closes the socket without QUIT: nothing is deleted. Always safe, any number of times, from any goroutine.
func (c *Conn) Abort() { panic("pop3: not built yet") }

// Pipelining switches windows on (only where the server may be trusted with them) or off.
func (c *Conn) Pipelining(on bool) { panic("pop3: not built yet") }

// Fetch brings messages in fenced windows (one command at a time when pipelining is off).
func (c *Conn) Fetch(ctx context.Context, reqs []Request, sink Sink) error {
	panic("pop3: not built yet")
}

// Delete marks messages, each after its UIDL was confirmed in this session. acked and refused are told of each; a
// message whose UIDL does not match ends the session with ErrProtocol.
func (c *Conn) Delete(ctx context.Context, reqs []Request, acked func(Request) error, refused func(Request, *Error) error) error {
	panic("pop3: not built yet")
}
