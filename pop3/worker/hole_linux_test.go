package worker

import (
	"context"
	"fmt"
	"net"
	"syscall"
	"testing"
	"time"

	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// newHole listens at an address of this machine and lets nobody in: its queue is full, so that whoever connects hears
// nothing, as where a firewall drops what comes.
func newHole(t *testing.T, ip net.IP, port int) string {
	t.Helper()
	family, at := syscall.AF_INET, syscall.Sockaddr(&syscall.SockaddrInet4{Port: port, Addr: [4]byte(ip.To4())})
	if ip.To4() == nil {
		family, at = syscall.AF_INET6, &syscall.SockaddrInet6{Port: port, Addr: [16]byte(ip)}
	}
	fd, err := syscall.Socket(family, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { syscall.Close(fd) })
	if err := syscall.Bind(fd, at); err != nil {
		t.Skip(err)
	}
	if err := syscall.Listen(fd, 0); err != nil {
		t.Fatal(err)
	}
	name, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	switch name := name.(type) {
	case *syscall.SockaddrInet4:
		port = name.Port
	case *syscall.SockaddrInet6:
		port = name.Port
	}
	addr := net.JoinHostPort(ip.String(), fmt.Sprint(port))
	for range 8 {
		d := net.Dialer{Timeout: 50 * time.Millisecond}
		nc, err := d.Dial("tcp", addr)
		if err != nil {
			return addr // full
		}
		t.Cleanup(func() { nc.Close() })
	}
	t.Fatal("the queue does not fill")
	return ""
}

// resolver asks a name server at that address and no other.
func resolver(addr string) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", addr)
	}}
}

// deafNameServer hears questions and answers none.
func deafNameServer(t *testing.T) string {
	t.Helper()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pc.Close() })
	return pc.LocalAddr().String()
}

// Whatever a visit waits for, Stop ends it at once, long before any patience is over, and without QUIT.
func TestStopInEveryWait(t *testing.T) {
	silent := func(verb, kind string) func(*testing.T, *house) {
		return func(_ *testing.T, h *house) {
			h.serve(maildrop.Config{Faults: []maildrop.Fault{{Kind: kind, Command: verb}}})
		}
	}
	for _, c := range []struct {
		name   string
		at     Step
		spoil  func(*testing.T, *house)
		dialer *net.Dialer
	}{
		{"a connection into a black hole", Connecting, func(t *testing.T, h *house) { h.acc.Server = newHole(t, net.IPv4(127, 0, 0, 1), 0) }, nil},
		{"a name server that does not answer", Connecting, func(_ *testing.T, h *house) { h.acc.Server = "pop.example.org:995" }, new(net.Dialer)},
		{"no greeting", Connecting, silent("greeting", maildrop.Silence), nil},
		{"no handshake", Connecting, func(_ *testing.T, h *house) {
			h.serve(maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Silence, Command: "greeting"}}})
			h.acc.Security = pop3.Implicit
		}, nil},
		{"no capabilities", LoggingIn, silent("CAPA", maildrop.Silence), nil},
		{"no answer to the login", LoggingIn, silent("AUTH", maildrop.Silence), nil},
		{"no mailbox", LoggingIn, silent("STAT", maildrop.Silence), nil},
		{"no listing", Listing, silent("UIDL", maildrop.Silence), nil},
		{"half a listing", Listing, silent("LIST", maildrop.Stall), nil},
		{"half a message", Bodies, silent("RETR", maildrop.Stall), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, maildrop.Config{}, letters(3)...)
			c.spoil(t, h)
			s := h.run()
			if c.dialer != nil {
				c.dialer.Resolver = resolver(deafNameServer(t))
				s.w.dialer = c.dialer.DialContext
			}
			s.w.Post(Refresh{})
			s.until(string(c.at), func(e Event) bool { p, ok := e.(Phase); return ok && p.Step == c.at })
			s.w.Stop()
			s.until("Failed", func(e Event) bool {
				f, ok := e.(Failed)
				if ok && f.Problem.class != stopped {
					t.Errorf("stopped, and it says %q", f.Problem.What)
				}
				return ok
			})
			if said(h.server, "QUIT") {
				t.Error("QUIT was sent")
			}
		})
	}
}

// The same without anybody who stops it: patience ends, and what is told is that there was no answer.
func TestBlackHolesAreTold(t *testing.T) {
	for name, spoil := range map[string]func(*house) *net.Dialer{
		"connection": func(h *house) *net.Dialer {
			h.acc.Server = newHole(t, net.IPv4(127, 0, 0, 1), 0)
			return new(net.Dialer)
		},
		"name": func(h *house) *net.Dialer {
			h.acc.Server = "pop.example.org:995"
			return &net.Dialer{Resolver: resolver(deafNameServer(t))}
		},
	} {
		h := newHouse(t, maildrop.Config{}, letters(1)...)
		w := h.worker()
		w.dialer = spoil(h).DialContext
		w.a.Server, w.timeouts.Connect = h.acc.Server, 100*time.Millisecond
		_, err := w.Visit(t.Context(), nil)
		if p := explain(err, "it"); p.Kind != Network || p.class != offline {
			t.Errorf("%s: %v", name, err)
		}
	}
}
