package pop3_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"testing"

	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// pit is a Sink that keeps nothing.
type pit struct{ octets int64 }

func (p *pit) Write(b []byte) (int, error)             { p.octets += int64(len(b)); return len(b), nil }
func (p *pit) Body(pop3.Request) (io.Writer, error)    { return p, nil }
func (p *pit) Refused(_ pop3.Request, err *pop3.Error) { panic(err) }
func (p *pit) Fence() error                            { return nil }

func BenchmarkFetch10000(b *testing.B) {
	for _, c := range []struct {
		name string
		tls  bool
	}{{"plain", false}, {"TLS", true}} {
		b.Run(c.name, func(b *testing.B) {
			ms := letters(10_000)
			filler := bytes.Repeat([]byte("the quick brown fox jumps over the lazy dog, and then .dots\r\n"), 160)
			for i := range ms {
				ms[i].Raw = append(ms[i].Raw, filler...) // some 10 KB each
			}
			h := serve(b, maildrop.Config{TLS: c.tls}, ms...)
			o := h.options(pop3.Plain)
			if c.tls {
				o = h.options(pop3.Implicit)
			}
			conn := h.login(b, o)
			p := &pit{}
			reqs := requests(ms)
			b.ReportAllocs()
			for b.Loop() {
				if err := conn.Fetch(context.Background(), reqs, p); err != nil {
					b.Fatal(err)
				}
			}
			b.SetBytes(p.octets / int64(b.N))
			b.ReportMetric(float64(b.N)*10_000/b.Elapsed().Seconds(), "messages/s")
		})
	}
}

func BenchmarkListing100000(b *testing.B) {
	ms := make([]maildrop.Message, 100_000)
	for i := range ms {
		ms[i] = maildrop.Message{UIDL: fmt.Sprintf("%016x", i), Raw: []byte("x\r\n")}
	}
	h := serve(b, maildrop.Config{}, ms...)
	conn := h.dial(b, h.options(pop3.Plain))
	if _, _, err := conn.Open(context.Background(), ada); err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name string
		list func(context.Context, func(pop3.Item) error) (int, error)
	}{{"UIDL", conn.UIDL}, {"LIST", conn.List}, {"both", conn.Listing}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				n := 0
				if _, err := c.list(context.Background(), func(pop3.Item) error { n++; return nil }); err != nil || n != len(ms) {
					b.Fatal(n, err)
				}
			}
		})
	}
}
