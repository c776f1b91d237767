package worker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// postOffice is a real Dovecot with Maildirs that the test fills and reads behind its back.
type postOffice struct {
	t   testing.TB
	dir string
	d   *maildrop.Dovecot
	n   atomic.Int64
}

func newPostOffice(t testing.TB, users ...string) *postOffice {
	return newPostOfficeWith(t, nil, users...)
}

// newPostOfficeWith is newPostOffice with further lines of configuration.
func newPostOfficeWith(t testing.TB, settings []string, users ...string) *postOffice {
	t.Helper()
	p := &postOffice{t: t, dir: t.TempDir()}
	boxes := map[string]string{}
	for _, u := range users {
		boxes[u] = filepath.Join(p.dir, u)
		for _, sub := range []string{"cur", "new", "tmp"} {
			if err := os.MkdirAll(filepath.Join(boxes[u], sub), 0o777); err != nil {
				t.Fatal(err)
			}
		}
	}
	d, err := maildrop.StartDovecot(p.dir, boxes, settings...)
	if errors.Is(err, maildrop.ErrNoDovecot) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Stop)
	p.d = d
	return p
}

// deliver puts a message into a Maildir.
func (p *postOffice) deliver(user string, m maildrop.Message) {
	p.t.Helper()
	name := fmt.Sprintf("%d.M%dP1.local", time.Now().Unix(), p.n.Add(1))
	tmp, final := filepath.Join(p.dir, user, "tmp", name), filepath.Join(p.dir, user, "new", name)
	if err := os.WriteFile(tmp, bytes.ReplaceAll(m.Raw, []byte("\r\n"), []byte("\n")), 0o666); err != nil {
		p.t.Fatal(err)
	}
	if err := os.Chmod(tmp, 0o666); err != nil {
		p.t.Fatal(err)
	}
	if err := os.Rename(tmp, final); err != nil {
		p.t.Fatal(err)
	}
}

// holds reads what the server has, as POP3 would send it.
func (p *postOffice) holds(user string) (raws [][]byte) {
	p.t.Helper()
	for _, sub := range []string{"cur", "new"} {
		dir := filepath.Join(p.dir, user, sub)
		es, err := os.ReadDir(dir)
		if err != nil {
			p.t.Fatal(err)
		}
		for _, e := range es {
			b, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if errors.Is(err, os.ErrNotExist) {
				continue // renamed or deleted meanwhile: whoever needs it looks again
			}
			if err != nil {
				p.t.Fatal(err)
			}
			raws = append(raws, bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")))
		}
	}
	return raws
}

func (p *postOffice) account(user string) Account {
	return Account{Name: user, Server: p.d.Addr, Security: pop3.Plain, Login: func(context.Context) (pop3.Credentials, error) {
		return pop3.Credentials{User: user, Password: maildrop.DovecotPassword, Mechanism: "auto"}, nil
	}}
}

func TestDovecotKilledInTheMiddle(t *testing.T) {
	p := newPostOffice(t, "ada")
	var ms []maildrop.Message
	for i := range 120 {
		m := letter(fmt.Sprint("m", i), 2000+i%9*20_000)
		ms = append(ms, m)
		p.deliver("ada", m)
	}
	c, err := cache.Open(t.Context(), t.TempDir(), cache.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	killed := false
	_, err = New(p.account("ada"), c, Options{}).Visit(t.Context(), func(e Event) {
		if g, ok := e.(Progress); ok && g.Step == Bodies && !killed {
			killed = true
			p.d.Kill()
		}
	})
	if !killed || err == nil {
		t.Logf("the visit was over before the server was killed: %v", err)
	}
	if err := p.d.Restart(); err != nil {
		t.Fatal(err)
	}
	o, err := New(p.account("ada"), c, Options{}).Visit(t.Context(), nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, dialogue(o))
	}
	h := &house{t: t, cache: c}
	have := map[string]int{}
	for _, e := range h.entries() {
		if e.Body != cache.Full {
			t.Errorf("%q is not whole", e.Subject)
			continue
		}
		have[string(h.raw(e.ID))]++
	}
	for _, m := range ms {
		if have[string(m.Raw)] != 1 {
			t.Errorf("%s is here %d times", m.UIDL, have[string(m.Raw)])
		}
	}
}
