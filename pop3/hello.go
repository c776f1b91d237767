package pop3

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strings"
	"sync"
	"time"
)

// Dial connects and reads the greeting; with StartTLS it has also switched to TLS when it returns. Port default 995 or 110.
func Dial(ctx context.Context, addr string, o *Options) (*Conn, error) {
	if o == nil {
		o = &Options{}
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		host, port = addr, "110"
		if o.Security == Implicit {
			port = "995"
		}
	}
	dial := o.Dialer
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	wait, cancel := context.WithTimeoutCause(ctx, o.Timeouts.orDefault().Connect, ErrTimeout)
	defer cancel()
	nc, err := dial(wait, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		if ctx.Err() == nil && wait.Err() != nil {
			err = fmt.Errorf("%w: %w", ErrTimeout, err)
		}
		return nil, fmt.Errorf("pop3: connect: %w", err)
	}
	c := New(nc, host, o)
	if err := c.Hello(ctx); err != nil {
		c.Abort()
		return nil, err
	}
	return c, nil
}

// Hello reads the greeting and does STLS where asked for. A greeting of -ERR is an *Error, and the Conn is closed.
func (c *Conn) Hello(ctx context.Context) error {
	err := c.run(ctx, "greeting", func() error { return c.hello(ctx) })
	if isRefusal(err) {
		c.breakOff(err)
	}
	return err
}

func (c *Conn) hello(ctx context.Context) error {
	if _, ok := c.wire.nc.(*tls.Conn); ok || c.o.Security == Implicit {
		if err := c.handshake(ctx); err != nil {
			return err
		}
	}
	text, o, err := c.reply(c.o.Timeouts.Greeting)
	if err != nil {
		return foreign(err)
	}
	greeting, err := c.judge("greeting", text, o)
	if err != nil {
		return err
	}
	c.stamp = timestamp().FindString(greeting)
	if c.o.Security == StartTLS && !c.encrypted {
		return c.stls(ctx)
	}
	return nil
}

// foreign knows the first lines of the protocols whose ports are mistaken for ours.
func foreign(err error) error {
	for _, greeting := range []string{`"* OK`, `"* PREAUTH`, `"220`, `"HTTP/`, `"SSH-`} {
		if errors.Is(err, ErrProtocol) && strings.Contains(err.Error(), greeting) {
			return fmt.Errorf("%w: %w", ErrNotPOP3, err)
		}
	}
	return err
}

// timestamp is the msg-id of RFC 1939 section 7 in a greeting, printable ASCII only.
var timestamp = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`<[!-;=?-~]+@[!-;=?-~]+>`) })

// stls asks for TLS and takes nothing less: no capability list is believed that came in the clear (it may have been
// stripped), and an octet that was sent behind the reply would have been injected.
func (c *Conn) stls(ctx context.Context) error {
	_, err := c.ask("STLS", "STLS", c.o.Timeouts.Command)
	if refusal, ok := err.(*Error); ok && refusal.Code == "" { // with a code the server says that it is in trouble
		return fmt.Errorf("%w: %s", ErrNoTLS, refusal.Text)
	}
	if err != nil {
		return err
	}
	if c.wire.buffered() > 0 {
		return ErrInjected
	}
	c.caps = nil
	return c.handshake(ctx)
}

// handshake puts TLS on the line, unless the connection came with it.
func (c *Conn) handshake(ctx context.Context) error {
	tc, ok := c.wire.nc.(*tls.Conn)
	if !ok {
		tc = tls.Client(newRecords(c.wire.nc), c.tlsConfig())
		c.wire.secure(tc)
	}
	wait, cancel := context.WithTimeoutCause(ctx, c.o.Timeouts.TLS, ErrTimeout)
	defer cancel()
	c.wire.arm(tc.SetDeadline, time.Now().Add(c.o.Timeouts.TLS))
	if err := tc.HandshakeContext(wait); err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if wait.Err() != nil || isTimeout(err) {
			return fmt.Errorf("tls: %w", ErrTimeout)
		}
		return fmt.Errorf("tls: %w", err)
	}
	c.wire.arm(tc.SetDeadline, time.Time{})
	c.encrypted = true
	return nil
}

func (c *Conn) tlsConfig() *tls.Config {
	cfg := c.o.TLS.Clone()
	if cfg == nil {
		cfg = &tls.Config{}
	}
	if cfg.ServerName == "" {
		cfg.ServerName = c.host
	}
	cfg.MinVersion = max(cfg.MinVersion, tls.VersionTLS12)
	trustMore(cfg, c.o.Roots)
	return cfg
}

func isTimeout(err error) bool {
	var ne net.Error
	return errors.As(err, &ne) && ne.Timeout()
}
