package pop3_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// dovecot serves ms to ada from a real Dovecot, or skips with a word.
func dovecot(t testing.TB, ms []maildrop.Message) *maildrop.Dovecot {
	t.Helper()
	dir := t.TempDir()
	cur := filepath.Join(dir, "ada", "cur")
	if err := os.MkdirAll(cur, 0o755); err != nil {
		t.Fatal(err)
	}
	for i, m := range ms {
		raw := bytes.ReplaceAll(m.Raw, []byte("\r\n"), []byte("\n"))
		if err := os.WriteFile(filepath.Join(cur, fmt.Sprintf("%010d.M%d.local:2,", i+1, i+1)), raw, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	d, err := maildrop.StartDovecot(dir, map[string]string{"ada": filepath.Join(dir, "ada")})
	if errors.Is(err, maildrop.ErrNoDovecot) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Stop)
	return d
}

func TestDovecotWholeTrip(t *testing.T) {
	ms := letters(200)
	d := dovecot(t, ms)
	for _, line := range []struct {
		name, addr string
		sec        pop3.Security
	}{{"plain", d.Addr, pop3.Plain}, {"STLS", d.Addr, pop3.StartTLS}, {"implicit TLS", d.TLSAddr, pop3.Implicit}} {
		t.Run(line.name, func(t *testing.T) {
			ctx := context.Background()
			c, err := pop3.Dial(ctx, line.addr, &pop3.Options{Security: line.sec, TLS: d.TLSConfig()})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Abort()
			n, _, err := c.Open(ctx, pop3.Credentials{User: "ada", Password: maildrop.DovecotPassword})
			if err != nil {
				t.Fatal(err)
			}
			var reqs []pop3.Request
			if _, err := c.Listing(ctx, func(it pop3.Item) error {
				reqs = append(reqs, pop3.Request{Number: it.Number, UIDL: it.UIDL, Size: it.Size})
				return nil
			}); err != nil || len(reqs) != n {
				t.Fatalf("STAT %d, listing %d, %v", n, len(reqs), err)
			}
			s := newShelf()
			if err := c.Fetch(ctx, reqs, s); err != nil {
				t.Fatal(err)
			}
			for _, r := range reqs {
				if !bytes.Equal(s.came[r.UIDL], ms[r.Number-1].Raw) {
					t.Fatalf("message %d differs", r.Number)
				}
			}
			ack := func(pop3.Request) error { return nil }
			refuse := func(_ pop3.Request, e *pop3.Error) error { return e }
			if err := c.Delete(ctx, reqs[len(reqs)-50:], ack, refuse); err != nil {
				t.Fatal(err)
			}
			if err := c.Quit(ctx); err != nil {
				t.Fatal(err)
			}
			ms = ms[:len(ms)-50]
		})
	}
}

func TestDovecotKilledAndStartedAgain(t *testing.T) {
	ctx := context.Background()
	d := dovecot(t, letters(20))
	dial := func() (*pop3.Conn, int, error) {
		c, err := pop3.Dial(ctx, d.Addr, &pop3.Options{Security: pop3.Plain})
		if err != nil {
			return nil, 0, err
		}
		n, _, err := c.Open(ctx, pop3.Credentials{User: "ada", Password: maildrop.DovecotPassword})
		return c, n, err
	}
	c, n, err := dial()
	if n != 20 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	if err := c.Dele(ctx, 1); err != nil {
		t.Fatal(err)
	}
	d.Kill()
	if err := c.Noop(ctx); !errors.Is(err, pop3.ErrTruncated) {
		t.Errorf("NOOP to a killed server: %v", err)
	}
	if _, _, err := dial(); err == nil {
		t.Error("a killed server answered")
	}
	if err := d.Restart(); err != nil {
		t.Fatal(err)
	}
	if _, n, err := dial(); n != 20 || err != nil {
		t.Errorf("after the restart: %d, %v", n, err)
	}
}

// assassin is a shelf whose server dies while a message is on its way.
type assassin struct {
	*shelf
	left int
	kill func()
}

func (a *assassin) Body(r pop3.Request) (io.Writer, error) {
	if a.left--; a.left == 0 {
		a.kill()
	}
	return a.shelf.Body(r)
}

func TestDovecotKilledInTheMiddleOfADownload(t *testing.T) {
	ctx := context.Background()
	ms := letters(2000)
	for i := range ms {
		ms[i].Raw = append(ms[i].Raw, bytes.Repeat([]byte("so many lines\r\n"), 2000)...)
	}
	d := dovecot(t, ms)
	s := &assassin{shelf: newShelf(), left: 500, kill: d.Kill}
	for try := range 2 {
		c, err := pop3.Dial(ctx, d.Addr, &pop3.Options{Security: pop3.Plain})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Abort()
		c.Pipelining(true)
		if _, _, err := c.Open(ctx, pop3.Credentials{User: "ada", Password: maildrop.DovecotPassword}); err != nil {
			t.Fatal(err)
		}
		var reqs []pop3.Request
		if _, err := c.Listing(ctx, func(it pop3.Item) error {
			if s.came[it.UIDL] == nil {
				reqs = append(reqs, pop3.Request{Number: it.Number, UIDL: it.UIDL, Size: it.Size})
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		err = c.Fetch(ctx, reqs, s)
		clear(s.pending)
		if try == 0 {
			expect(t, err, pop3.ErrTruncated)
			if err := d.Restart(); err != nil {
				t.Fatal(err)
			}
		} else if err != nil {
			t.Fatal(err)
		}
	}
	came := map[string]int{}
	for _, raw := range s.came {
		came[string(raw)]++
	}
	for i, m := range ms {
		if came[string(m.Raw)] != 1 {
			t.Fatalf("message %d came %d times", i+1, came[string(m.Raw)])
		}
	}
}

func TestDovecotEveryLogin(t *testing.T) {
	d := dovecot(t, letters(3))
	for _, mechanism := range []string{"auto", "user", "apop", "plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256"} {
		for _, line := range []struct {
			name, addr string
			sec        pop3.Security
		}{{"plain", d.Addr, pop3.Plain}, {"STLS", d.Addr, pop3.StartTLS}, {"implicit TLS", d.TLSAddr, pop3.Implicit}} {
			t.Run(mechanism+" over "+line.name, func(t *testing.T) {
				ctx := context.Background()
				c, err := pop3.Dial(ctx, line.addr, &pop3.Options{Security: line.sec, TLS: d.TLSConfig()})
				if err != nil {
					t.Fatal(err)
				}
				defer c.Abort()
				cr := pop3.Credentials{User: "ada", Password: maildrop.DovecotPassword, Mechanism: mechanism}
				if n, _, err := c.Open(ctx, cr); n != 3 || err != nil {
					t.Fatalf("%d, %v", n, err)
				}
			})
		}
		if mechanism == "login" || mechanism == "apop" || mechanism == "scram-sha-1" {
			continue // each failure takes Dovecot half a second, and its verdict is the same
		}
		t.Run(mechanism+" with a wrong password", func(t *testing.T) {
			c, err := pop3.Dial(context.Background(), d.Addr, &pop3.Options{Security: pop3.Plain})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Abort()
			var refusal *pop3.Error
			cr := pop3.Credentials{User: "ada", Password: "wrong", Mechanism: mechanism}
			if err := c.Login(context.Background(), cr); !errors.As(err, &refusal) || refusal.Code != "AUTH" {
				t.Fatal(err)
			}
		})
	}
}
