package pop3_test

import (
	"context"
	"net"
	"testing"

	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// trips counts how often a client waited for the server after it had written, and the greeting.
type trips struct {
	net.Conn
	n     int
	wrote bool
}

func (c *trips) Write(b []byte) (int, error) {
	c.wrote = true
	return c.Conn.Write(b)
}

func (c *trips) Read(b []byte) (int, error) {
	if c.wrote || c.n == 0 {
		c.n++
		c.wrote = false
	}
	return c.Conn.Read(b)
}

func TestRoundTripsOfAVisitWithNothingNew(t *testing.T) {
	for _, c := range []struct {
		name  string
		caps  []string
		trips int
	}{
		{"pipelining", []string{"USER", "UIDL", "PIPELINING"}, 5},             // greeting, CAPA, login with CAPA and STAT, listing, QUIT
		{"pipelining and UTF8", []string{"USER", "PIPELINING", "UTF8"}, 6},    // UTF8 is a barrier
		{"pipelining and SASL only", []string{"SASL PLAIN", "PIPELINING"}, 6}, // so is AUTH
		{"one at a time", []string{"USER", "UIDL"}, 9},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := serve(t, maildrop.Config{Caps: c.caps}, letters(50)...)
			var wire *trips
			o := h.options(pop3.Plain)
			o.Dialer = func(ctx context.Context, network, addr string) (net.Conn, error) {
				nc, err := new(net.Dialer).DialContext(ctx, network, addr)
				wire = &trips{Conn: nc}
				return wire, err
			}
			conn := h.dial(t, o)
			ctx := context.Background()
			if n, _, err := conn.Open(ctx, ada); n != 50 || err != nil {
				t.Fatal(n, err)
			}
			if _, err := conn.Listing(ctx, func(pop3.Item) error { return nil }); err != nil {
				t.Fatal(err)
			}
			if err := conn.Quit(ctx); err != nil {
				t.Fatal(err)
			}
			if wire.n > c.trips {
				t.Errorf("%d round trips, want at most %d", wire.n, c.trips)
			}
		})
	}
}
