package worker

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3/maildrop"
)

// BenchmarkPurge removes a whole mailbox from Dovecot and verifies it, beside the limit: pairs of UIDL and DELE with as
// many in flight as the line takes, and QUIT.
func BenchmarkPurge(b *testing.B) {
	n := 20_000
	if testing.Short() {
		n = 500
	}
	for b.Loop() {
		p := newPostOffice(b, "ada", "bob")
		for _, user := range []string{"ada", "bob"} {
			for i := range n {
				p.deliver(user, maildrop.Message{Raw: fmt.Appendf(nil, "From: shop@example.org\r\nSubject: Deal %d\r\n\r\nBuy.\r\n", i)})
			}
		}
		raw := rawPurge(b, p, "bob")
		c, err := cache.Open(b.Context(), b.TempDir(), cache.Options{})
		if err != nil {
			b.Fatal(err)
		}
		w := New(p.account("ada"), c, Options{})
		visit := func() (cache.Outcome, time.Duration) {
			began := time.Now()
			o, err := w.Visit(b.Context(), nil)
			if err != nil {
				b.Fatal(err)
			}
			return o, time.Since(began)
		}
		visit()
		ids, err := c.Select(b.Context(), cache.View{}, 0)
		if err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		if _, err := c.Delete(b.Context(), ids, cache.RemoveOptions{}); err != nil {
			b.Fatal(err)
		}
		planned := time.Since(began)
		o, removed := visit()
		v, verified := visit()
		if o.Deleted != n || v.Verified != n {
			b.Fatalf("removed %d, verified %d", o.Deleted, v.Verified)
		}
		for name, d := range map[string]time.Duration{"raw": raw, "plan": planned, "removal": removed, "proof": verified} {
			b.ReportMetric(d.Seconds(), name+"-s")
		}
		b.ReportMetric(removed.Seconds()/raw.Seconds(), "removal/raw")
		c.Close()
	}
}

// rawPurge is the limit: it looks at the mailbox once, as any client has before it removes, and then takes the time.
func rawPurge(b *testing.B, p *postOffice, user string) time.Duration {
	b.Helper()
	for _, remove := range []bool{false, true} {
		began := time.Now()
		nc, err := net.Dial("tcp", p.d.Addr)
		if err != nil {
			b.Fatal(err)
		}
		r := bufio.NewReaderSize(nc, 64<<10)
		line := func() string {
			s, err := r.ReadString('\n')
			if err != nil || !strings.HasPrefix(s, "+OK") {
				b.Fatal(s, err)
			}
			return s
		}
		ask := func(s string) string {
			fmt.Fprint(nc, s+"\r\n")
			return line()
		}
		line()
		ask("USER " + user)
		ask("PASS " + maildrop.DovecotPassword)
		n := 0
		fmt.Sscanf(ask("STAT"), "+OK %d", &n)
		if !remove {
			for ask("UIDL"); !strings.HasPrefix(must(r.ReadString('\n')), "."); {
			}
			ask("QUIT")
			nc.Close()
			continue
		}
		go func() {
			w := bufio.NewWriterSize(nc, 16<<10)
			for i := range n {
				fmt.Fprintf(w, "UIDL %d\r\nDELE %[1]d\r\n", i+1)
			}
			w.Flush()
		}()
		for range 2 * n {
			line()
		}
		ask("QUIT")
		nc.Close()
		return time.Since(began)
	}
	return 0
}

func must(s string, _ error) string { return s }
