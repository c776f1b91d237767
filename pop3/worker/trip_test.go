package worker

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// house is a mailbox on a server, a cache and the account between them.
type house struct {
	t      *testing.T
	box    *maildrop.Box // nil if the server is a real one
	server *maildrop.Server
	dir    string
	cache  *cache.Cache
	acc    Account
	now    time.Time

	patience time.Duration // with the server
	arrange  func(*house)  // another way to the server, after serve has set up the plain one; may be nil
}

const token = "ya29.ada"

// letter makes a message of about size octets, the same for the same name.
func letter(name string, size int) maildrop.Message {
	var b bytes.Buffer
	fmt.Fprintf(&b, "Received: from a by b; Sat, 14 Mar 2026 10:00:00 +0000\r\nFrom: %s <%s@example.org>\r\nTo: ada@example.org\r\n", name, name)
	fmt.Fprintf(&b, "Subject: about %s\r\nDate: Sat, 14 Mar 2026 10:00:00 +0000\r\nMessage-ID: <%s@example.org>\r\n\r\n", name, name)
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, ".line %d of %s, which says nothing in particular\r\n", i, name)
	}
	return maildrop.Message{UIDL: "uid-" + name, Raw: b.Bytes()}
}

func letters(n int) (ms []maildrop.Message) {
	for i := range n {
		ms = append(ms, letter(fmt.Sprint("m", i), 300+i%7*400))
	}
	return ms
}

// newHouse opens a cache beside a server with these messages.
func newHouse(t *testing.T, c maildrop.Config, ms ...maildrop.Message) *house {
	t.Helper()
	h := &house{t: t, box: maildrop.NewBox(ms...), now: noon}
	h.open()
	h.serve(c)
	return h
}

// open makes the cache.
func (h *house) open() {
	h.t.Helper()
	h.dir = h.t.TempDir()
	var err error
	h.cache, err = cache.Open(h.t.Context(), h.dir, cache.Options{Now: func() time.Time { return h.now }})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { h.cache.Close() })
}

// serve starts another server over the same mailbox.
func (h *house) serve(c maildrop.Config) {
	h.t.Helper()
	if h.server != nil {
		h.server.Close()
	}
	c.Users = map[string]maildrop.User{"ada": {Password: "secret", Token: token, Box: h.box}}
	var err error
	if h.server, err = maildrop.Start(c); err != nil {
		h.t.Fatal(err)
	}
	server := h.server
	h.t.Cleanup(func() { server.Close() })
	h.acc.Name, h.acc.Server, h.acc.Security = "home", h.server.Addr(), pop3.Plain
	h.acc.Login = func(context.Context) (pop3.Credentials, error) {
		return pop3.Credentials{User: "ada", Password: "secret", Mechanism: "plain"}, nil // the cheapest, since tests log in often
	}
	if h.arrange != nil {
		h.arrange(h)
	}
}

func (h *house) worker() *Worker {
	w := New(h.acc, h.cache, Options{Now: func() time.Time { return h.now }, Rand: func() float64 { return 0.5 }})
	p := h.patience
	if p == 0 {
		p = time.Minute
	}
	w.timeouts = pop3.Timeouts{Connect: p, TLS: p, Greeting: p, Auth: p, First: p, Listing: p, Body: p, Command: p, Quit: p}
	return w
}

// freed waits until the server has noticed that the last session is over.
func (h *house) freed() {
	for deadline := time.Now().Add(5 * time.Second); h.box != nil && h.box.Locked() && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
}

// try makes a visit that may fail.
func (h *house) try() (cache.Outcome, error) {
	h.freed()
	ctx, cancel := context.WithTimeout(h.t.Context(), 5*time.Minute)
	defer cancel()
	return h.worker().Visit(ctx, nil)
}

// visit makes a visit that must go well.
func (h *house) visit() cache.Outcome {
	h.t.Helper()
	o, err := h.try()
	if err != nil || o.Error != "" {
		h.t.Fatalf("visit: %v %q\n%s", err, o.Error, dialogue(o))
	}
	return o
}

func dialogue(o cache.Outcome) string {
	var b strings.Builder
	for _, l := range o.Log {
		fmt.Fprintf(&b, "%c %s\n", rune(l.Dir), l.Text)
	}
	return b.String()
}

// entries are all messages in the cache.
func (h *house) entries() []cache.Entry {
	h.t.Helper()
	ctx := h.t.Context()
	ids, err := h.cache.Select(ctx, cache.View{}, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	es, err := h.cache.Entries(ctx, ids)
	if err != nil {
		h.t.Fatal(err)
	}
	return es
}

// raw is what the cache holds of a message.
func (h *house) raw(id cache.ID) []byte {
	h.t.Helper()
	var b bytes.Buffer
	if err := h.cache.Raw(h.t.Context(), id, &b); err != nil {
		h.t.Fatal(err)
	}
	return b.Bytes()
}

// copies counts how often each message, by its bytes, is whole here, in the Trash or elsewhere.
func (h *house) copies() map[string]int {
	h.t.Helper()
	n := map[string]int{}
	for _, words := range []string{"", "is:deleted"} {
		q, err := cache.ParseQuery(words, h.now)
		if err != nil {
			h.t.Fatal(err)
		}
		ids, err := h.cache.Select(h.t.Context(), cache.View{Query: q}, 0)
		if err != nil {
			h.t.Fatal(err)
		}
		for _, id := range ids {
			var b bytes.Buffer
			if h.cache.Raw(h.t.Context(), id, &b) == nil {
				n[b.String()]++
			}
		}
	}
	return n
}

// holds checks that the cache has exactly these messages, whole, each once.
func (h *house) holds(want ...maildrop.Message) {
	h.t.Helper()
	var have, should []string
	for _, e := range h.entries() {
		if e.Body != cache.Full {
			h.t.Errorf("message %q is here to degree %v only", e.UIDL, e.Body)
			continue
		}
		have = append(have, e.UIDL+"\n"+string(h.raw(e.ID)))
	}
	for _, m := range want {
		should = append(should, m.UIDL+"\n"+string(m.Raw))
	}
	slices.Sort(have)
	slices.Sort(should)
	if !slices.Equal(have, should) {
		h.t.Errorf("the cache holds %d messages, not the %d it should", len(have), len(should))
	}
}

// find gives the id of a message by its UIDL.
func (h *house) find(uidl string) cache.ID {
	h.t.Helper()
	for _, e := range h.entries() {
		if e.UIDL == uidl {
			return e.ID
		}
	}
	h.t.Fatalf("the cache has no %q", uidl)
	return 0
}

// onServer lists what the server has.
func (h *house) onServer() (uidls []string) {
	for _, m := range h.box.Messages() {
		uidls = append(uidls, m.UIDL)
	}
	return uidls
}

func TestFirstVisitBringsEverything(t *testing.T) {
	for _, n := range []int{0, 1, 3, 200} {
		ms := letters(n)
		h := newHouse(t, maildrop.Config{}, ms...)
		o := h.visit()
		if o.Listed != n || o.New != n || o.Downloaded != n || !o.Complete || o.Quit != cache.QuitOK {
			t.Errorf("%d messages: outcome %+v", n, o)
		}
		h.holds(ms...)
		if o = h.visit(); o.New != 0 || o.Downloaded != 0 {
			t.Errorf("%d messages, second visit: outcome %+v", n, o)
		}
	}
}
