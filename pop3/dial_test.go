package pop3_test

import (
	"context"
	"net"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// nameServer knows one name, by an address of either kind, and says where it listens.
func nameServer(t *testing.T) string {
	t.Helper()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		var b [1500]byte
		for {
			n, from, err := pc.ReadFrom(b[:])
			if err != nil {
				return
			}
			if answer, err := resolve(b[:n]); err == nil {
				pc.WriteTo(answer, from)
			}
		}
	}()
	t.Cleanup(func() { pc.Close(); <-done })
	return pc.LocalAddr().String()
}

func resolve(question []byte) ([]byte, error) {
	var m dnsmessage.Message
	if err := m.Unpack(question); err != nil {
		return nil, err
	}
	m.Response, m.Additionals = true, nil
	h := dnsmessage.ResourceHeader{Name: m.Questions[0].Name, Class: dnsmessage.ClassINET, TTL: 60}
	switch h.Type = m.Questions[0].Type; h.Type {
	case dnsmessage.TypeA:
		m.Answers = []dnsmessage.Resource{{Header: h, Body: &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}}}}
	case dnsmessage.TypeAAAA:
		m.Answers = []dnsmessage.Resource{{Header: h, Body: &dnsmessage.AAAAResource{AAAA: [16]byte(net.IPv6loopback)}}}
	}
	return m.Pack()
}

// A name that stands for an address of either kind, and only the old kind leads anywhere (S37).
func TestDeadIPv6(t *testing.T) {
	h := serve(t, maildrop.Config{}, letters(1)...) // at 127.0.0.1 alone
	_, port, err := net.SplitHostPort(h.Addr())
	if err != nil {
		t.Fatal(err)
	}
	names := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", nameServer(t))
	}}
	for what, control := range map[string]func(context.Context, string, string, syscall.RawConn) error{
		"refuses": nil,
		"is silent": func(ctx context.Context, _, addr string, _ syscall.RawConn) error {
			if strings.HasPrefix(addr, "[") {
				<-ctx.Done()
			}
			return nil
		},
	} {
		o := h.options(pop3.Plain)
		o.Dialer = (&net.Dialer{Resolver: names, ControlContext: control}).DialContext
		c, err := pop3.Dial(t.Context(), net.JoinHostPort("pop.example.org", port), o)
		if err != nil {
			t.Errorf("the new kind %s: %v", what, err)
			continue
		}
		if n, _, err := c.Open(t.Context(), ada); n != 1 || err != nil {
			t.Errorf("the new kind %s: %d, %v", what, n, err)
		}
		c.Abort()
	}
}
