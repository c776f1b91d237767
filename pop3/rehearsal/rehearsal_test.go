package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3"
	"poplin/pop3/maildrop"
	"poplin/pop3/worker"
)

// town is a Dovecot with one mailbox of many small messages from a few senders.
type town struct {
	t      *testing.T
	dir    string
	server *maildrop.Dovecot
	cache  *cache.Cache
	a      worker.Account
	skew   time.Duration // how far the clock runs ahead
}

func newTown(t *testing.T, keep cache.Keep, n int) *town {
	t.Helper()
	dir, err := os.MkdirTemp("", "town") // the names of its sockets may not be long
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	x := &town{t: t, dir: dir}
	for _, sub := range []string{"cur", "new", "tmp"} {
		if err := os.MkdirAll(filepath.Join(x.dir, "ada", sub), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	x.deliver(0, n)
	x.server, err = maildrop.StartDovecot(x.dir, map[string]string{"ada": filepath.Join(x.dir, "ada")})
	if errors.Is(err, maildrop.ErrNoDovecot) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(x.server.Stop)
	if x.cache, err = cache.Open(t.Context(), t.TempDir(), cache.Options{Now: x.now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.cache.Close() })
	x.a = worker.Account{Name: "ada", Server: x.server.Addr, Security: pop3.Plain, Keep: keep, Login: func(context.Context) (pop3.Credentials, error) {
		return pop3.Credentials{User: "ada", Password: maildrop.DovecotPassword, Mechanism: "auto"}, nil
	}}
	return x
}

func (x *town) now() time.Time { return time.Now().Add(x.skew) }

// deliver puts messages from..to into the Maildir, with sizes that differ.
func (x *town) deliver(from, to int) { x.deliverAs(from, to, 0) }

// deliverAs delivers them under file names of their own: again, if they are there already.
func (x *town) deliverAs(from, to, shift int) {
	x.t.Helper()
	for i := from; i < to; i++ {
		raw := fmt.Sprintf("From: sender%d@example.org\nTo: ada@example.org\nSubject: Letter %d\nMessage-ID: <%d@x>\nDate: Sun, 22 Nov 2026 10:00:00 +0000\n\n%s\n",
			i%4, i, i, strings.Repeat("x", 20+i*7%400))
		name := filepath.Join(x.dir, "ada", "new", fmt.Sprintf("%d.M%dP1.local", 1_700_000_000+i+shift, i+shift))
		if err := os.WriteFile(name, []byte(raw), 0o666); err != nil {
			x.t.Fatal(err)
		}
		if err := os.Chmod(name, 0o666); err != nil {
			x.t.Fatal(err)
		}
	}
}

// session is one of another client.
func (x *town) session(do func(c *pop3.Conn, items []pop3.Item)) (items []pop3.Item) {
	x.t.Helper()
	c, err := pop3.Dial(x.t.Context(), x.server.Addr, &pop3.Options{Security: pop3.Plain})
	if err != nil {
		x.t.Fatal(err)
	}
	defer c.Abort()
	creds, _ := x.a.Login(x.t.Context())
	if err := c.Login(x.t.Context(), creds); err != nil {
		x.t.Fatal(err)
	}
	if _, err := c.Listing(x.t.Context(), func(it pop3.Item) error {
		items = append(items, it)
		return nil
	}); err != nil {
		x.t.Fatal(err)
	}
	if do != nil {
		do(c, items)
	}
	if err := c.Quit(x.t.Context()); err != nil {
		x.t.Fatal(err)
	}
	return items
}

func (x *town) visit() cache.Outcome {
	x.t.Helper()
	o, err := worker.New(x.a, x.cache, worker.Options{Now: x.now}).Visit(x.t.Context(), nil)
	if err != nil {
		x.t.Fatal(err)
	}
	return o
}

func (x *town) plan(query string, a cache.Action) *cache.Plan {
	x.t.Helper()
	q, err := cache.ParseQuery(query, time.Now())
	if err != nil {
		x.t.Fatal(err)
	}
	p, err := x.cache.Plan(x.t.Context(), cache.View{Query: q}, a, nil)
	if err != nil {
		x.t.Fatal(err)
	}
	return p
}

// TestRehearsalComesTrue holds that what a rehearsal says the server will hold is what Dovecot holds when the same plan
// was carried out.
func TestRehearsalComesTrue(t *testing.T) {
	for _, c := range []struct {
		name   string
		keep   cache.Keep
		light  bool // headers only
		action cache.Action
		query  string
		noCopy bool
		copies bool // half of the mail is there twice
		before func(x *town, p *cache.Plan) *cache.Plan
	}{
		{name: "delete", action: cache.DeleteAction, query: "from:=sender1@example.org"},
		{name: "archive", action: cache.ArchiveAction, query: "from:=sender2@example.org OR from:=sender3@example.org"},
		{name: "everything", action: cache.DeleteAction, query: "is:inbox"},
		{name: "trimmed by hand", action: cache.DeleteAction, query: "is:inbox", before: func(_ *town, p *cache.Plan) *cache.Plan {
			return p.Without(func(it cache.PlanItem) bool { return it.Message%3 == 0 })
		}},
		{name: "all is kept", keep: cache.Keep{Mode: cache.Always}, action: cache.DeleteAction, query: "from:=sender1@example.org"},
		{name: "for some days", keep: cache.Keep{Mode: cache.KeepDays, Days: 30}, action: cache.ArchiveAction, query: "from:=sender1@example.org"},
		{name: "days that are over", keep: cache.Keep{Mode: cache.KeepDays, Days: 30}, action: cache.DeleteAction, query: "from:=sender1@example.org", before: func(x *town, p *cache.Plan) *cache.Plan {
			for range 4 { // a clock that is looked at now and then is believed
				x.skew += 12 * 24 * time.Hour
				if _, err := x.cache.Account(x.t.Context(), "ada", cache.Keep{}); err != nil {
					x.t.Fatal(err)
				}
				x.a.Keep = cache.Keep{}
				x.visit()
			}
			x.a.Keep = cache.Keep{Mode: cache.KeepDays, Days: 30}
			if _, err := x.cache.Account(x.t.Context(), "ada", x.a.Keep); err != nil {
				x.t.Fatal(err)
			}
			return p
		}},
		{name: "nothing here yet", light: true, action: cache.DeleteAction, query: "from:=sender1@example.org"},
		{name: "thrown away unread", light: true, action: cache.DeleteAction, query: "from:=sender1@example.org", noCopy: true},
		{name: "another client was there", action: cache.DeleteAction, query: "is:inbox", before: func(x *town, p *cache.Plan) *cache.Plan {
			x.session(removeEvery(x.t, 5))
			x.deliver(100, 110)
			x.visit()
			return p
		}},
		{name: "a plan that does not fit", action: cache.DeleteAction, query: "is:inbox", before: func(x *town, p *cache.Plan) *cache.Plan {
			for i := range p.Items {
				switch i % 4 {
				case 0:
					p.Items[i].Size++
				case 1:
					p.Items[i].UIDL += "x"
				}
			}
			return p
		}},
		{name: "twice", action: cache.DeleteAction, query: "is:inbox", before: func(x *town, p *cache.Plan) *cache.Plan {
			if _, _, err := x.cache.ApplyPlan(x.t.Context(), x.plan("from:=sender3@example.org", cache.ArchiveAction), cache.RemoveOptions{}); err != nil {
				x.t.Fatal(err)
			}
			return p
		}},
		{name: "copies", copies: true, action: cache.DeleteAction, query: "is:duplicate"},
		{name: "copies of which only headers are here", copies: true, light: true, action: cache.DeleteAction, query: "is:duplicate"},
		{name: "copies, archived", copies: true, action: cache.ArchiveAction, query: "is:duplicate from:=sender1@example.org"},
		{name: "copies that became the last", copies: true, action: cache.DeleteAction, query: "is:duplicate", before: func(x *town, p *cache.Plan) *cache.Plan {
			if _, _, err := x.cache.ApplyPlan(x.t.Context(), x.plan("-is:duplicate from:=sender1@example.org", cache.DeleteAction), cache.RemoveOptions{}); err != nil {
				x.t.Fatal(err)
			}
			return p
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if testing.Short() && c.name != "archive" && c.name != "another client was there" {
				t.Skip("a Dovecot for each takes its time")
			}
			x := newTown(t, c.keep, 40)
			if c.copies {
				x.deliverAs(0, 20, 500)
			}
			x.a.Download.HeadersOnly = c.light
			x.visit()
			p := x.plan(c.query, c.action)
			if c.before != nil {
				p = c.before(x, p)
			}
			before := uidls(x.session(nil))
			o := cache.RemoveOptions{NoCopy: c.noCopy}
			rs, err := Play(t.Context(), x.cache, []worker.Account{x.a}, p, o, x.now)
			if err != nil || len(rs) != 1 {
				t.Fatalf("%+v, %v", rs, err)
			}
			r := rs[0]
			if got := uidls(x.session(nil)); !slices.Equal(got, before) {
				t.Errorf("the rehearsal touched the server: %d messages, were %d", len(got), len(before))
			}
			if !slices.Equal(names(r.Cut), before) || !slices.Equal(names(r.Before), before) {
				t.Errorf("before %d messages, after the cut line %d, want %d", len(r.Before), len(r.Cut), len(before))
			}
			_, refused, err := x.cache.ApplyPlan(t.Context(), p, o)
			if err != nil || len(refused) != len(r.Refused) {
				t.Fatalf("%d refused, rehearsed %d, %v", len(refused), len(r.Refused), err)
			}
			x.visit()
			verified := x.visit().Verified
			t.Logf("%d on the server, %d planned, %d refused; after: %d, %d verified", len(before), len(p.Items), len(refused), len(r.After), verified)
			after := uidls(x.session(nil))
			if !slices.Equal(names(r.After), after) {
				t.Errorf("the server holds %d messages, the rehearsal said %d:\n%v\n%v", len(after), len(r.After), after, names(r.After))
			}
			if r.Verified != verified {
				t.Errorf("%d verified, the rehearsal said %d", verified, r.Verified)
			}
		})
	}
}

// removeEvery is what another client does.
func removeEvery(t *testing.T, n int) func(c *pop3.Conn, items []pop3.Item) {
	return func(c *pop3.Conn, items []pop3.Item) {
		for i, it := range items {
			if i%n == 0 {
				if err := c.Dele(context.Background(), it.Number); err != nil {
					t.Error(err)
				}
			}
		}
	}
}

func uidls(items []pop3.Item) (all []string) {
	for _, it := range items {
		all = append(all, it.UIDL)
	}
	slices.Sort(all)
	return all
}

func names(listed []cache.Listing) (all []string) {
	for _, l := range listed {
		all = append(all, l.UIDL)
	}
	slices.Sort(all)
	return all
}

// TestAPlanDeletesOnlyWhatStillMatches has another client change the mailbox between the plan and the visit, unseen.
func TestAPlanDeletesOnlyWhatStillMatches(t *testing.T) {
	x := newTown(t, cache.Keep{}, 40)
	x.visit()
	p := x.plan("from:=sender1@example.org OR from:=sender2@example.org", cache.DeleteAction)
	planned := map[string]bool{}
	for _, it := range p.Items {
		planned[it.UIDL] = true
	}
	x.session(removeEvery(t, 3)) // every number that follows is another message's now
	x.deliver(200, 220)
	there := uidls(x.session(nil))
	if _, refused, err := x.cache.ApplyPlan(t.Context(), p, cache.RemoveOptions{}); err != nil || len(refused) > 0 {
		t.Fatalf("refused %v, %v", refused, err)
	}
	o := x.visit()
	want := slices.DeleteFunc(slices.Clone(there), func(uidl string) bool { return planned[uidl] })
	if got := uidls(x.session(nil)); !slices.Equal(got, want) {
		t.Errorf("the server holds %v, want %v", got, want)
	}
	if o.Deleted != len(there)-len(want) || o.Deleted == 0 || o.Deleted == len(planned) {
		t.Errorf("%d deleted of %d planned, of which %d were there", o.Deleted, len(planned), len(there)-len(want))
	}
}
