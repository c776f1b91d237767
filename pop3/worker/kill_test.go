package worker

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"poplin/cache"
)

type sum = [sha256.Size]byte

// ordeal is one account whose visits are killed, and all that ever happened to it.
type ordeal struct {
	t      *testing.T
	office *postOffice
	visit  childVisit
	rng    *rand.Rand
	ever   map[sum]string // every message that existed
	asked  map[sum]bool   // to be removed by the person
	usual  time.Duration  // a visit takes
	n      int
}

// Visits that download and delete are killed at random moments, under several policies. Afterwards every message that
// ever existed is on the server or whole in the cache, none is here twice, and nothing left the server unasked.
func TestKilledAtRandomMoments(t *testing.T) {
	rounds := 24
	if n, err := strconv.Atoi(os.Getenv("POPLIN_KILLS")); err == nil {
		rounds = n
	} else if testing.Short() {
		rounds = 8
	}
	policies := []cache.Keep{{Mode: cache.UntilDeleted}, {Mode: cache.Always}, {Mode: cache.KeepDays, Days: 3}, {Mode: cache.Never}}
	office := newPostOffice(t, "u0", "u1", "u2", "u3")
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	for i, keep := range policies {
		o := &ordeal{t: t, office: office, rng: rand.New(rand.NewPCG(seed, uint64(i))), ever: map[sum]string{}, asked: map[sum]bool{}}
		o.visit = childVisit{Dir: filepath.Join(t.TempDir(), "data"), Server: office.d.Addr, User: fmt.Sprint("u", i), Keep: keep}
		if i%2 == 0 {
			o.visit.Limit = 60_000
		}
		o.deliver(30)
		for r := range (rounds + len(policies) - 1) / len(policies) {
			o.round()
			if t.Failed() {
				t.Fatalf("policy %+v, round %d", keep, r)
			}
		}
		o.converge()
		t.Logf("policy %+v: %d messages, %d asked to go, a visit takes %v", keep, len(o.ever), len(o.asked), o.usual)
	}
}

func (o *ordeal) deliver(n int) {
	for range n {
		o.n++
		size := 500 + o.rng.IntN(4000)
		switch o.rng.IntN(25) {
		case 0:
			size = 1_500_000
		case 1, 2:
			size = 100_000
		}
		m := letter(fmt.Sprintf("%s-%d", o.visit.User, o.n), size)
		o.ever[sha256.Sum256(m.Raw)] = m.UIDL
		o.office.deliver(o.visit.User, m)
	}
}

func (o *ordeal) round() {
	o.deliver(o.rng.IntN(6))
	o.act()
	if o.visit.Keep.Mode == cache.KeepDays {
		o.visit.Clock += 6 * time.Hour
	}
	began := time.Now()
	cmd := o.visit.start(o.t)
	if o.usual == 0 {
		if err := cmd.Wait(); err != nil {
			o.t.Fatalf("the first visit: %v", err)
		}
		o.usual = time.Since(began)
		return
	}
	timer := time.AfterFunc(time.Duration(o.rng.Float64()*1.1*float64(o.usual)), func() { cmd.Process.Kill() })
	if cmd.Wait() == nil && timer.Stop() {
		o.usual = (3*o.usual + time.Since(began)) / 4
	}
	timer.Stop()
	o.check()
}

// act does what a person does between visits.
func (o *ordeal) act() {
	ctx := o.t.Context()
	c, err := o.visit.open(ctx)
	if err != nil {
		o.t.Fatal(err)
	}
	defer c.Close()
	ids, err := c.Select(ctx, cache.View{}, 0)
	if err != nil {
		o.t.Fatal(err)
	}
	var some []cache.ID
	for range min(len(ids), o.rng.IntN(5)) {
		if id := ids[o.rng.IntN(len(ids))]; !slices.Contains(some, id) {
			some = append(some, id)
		}
	}
	if len(some) == 0 {
		return
	}
	es, err := c.Entries(ctx, some)
	if err != nil {
		o.t.Fatal(err)
	}
	some = some[:0]
	for _, e := range es {
		if e.Body == cache.Full || e.Subject != "" { // else the test could not say which it is
			some = append(some, e.ID)
			o.asked[o.sumOf(c, e)] = true
		}
	}
	if o.rng.IntN(2) == 0 {
		_, err = c.Delete(ctx, some, cache.RemoveOptions{})
	} else {
		_, err = c.Archive(ctx, some, cache.RemoveOptions{})
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

// sumOf knows a message by its hash or, when it is not whole here, by its subject.
func (o *ordeal) sumOf(c *cache.Cache, e cache.Entry) sum {
	if e.Body == cache.Full {
		h := sha256.New()
		if err := c.Raw(o.t.Context(), e.ID, h); err != nil {
			o.t.Fatalf("message %d: %v", e.ID, err)
		}
		return sum(h.Sum(nil))
	}
	for s, uidl := range o.ever {
		if e.Subject == "about "+uidl[len("uid-"):] {
			return s
		}
	}
	return sum{}
}

// inCache counts the whole messages, wherever they lie.
func (o *ordeal) inCache() (whole map[sum]int, partly int) {
	ctx := o.t.Context()
	c, err := o.visit.open(ctx)
	if err != nil {
		o.t.Fatal(err)
	}
	defer c.Close()
	trash, err := cache.ParseQuery("is:deleted", o.visit.now())
	if err != nil {
		o.t.Fatal(err)
	}
	whole = map[sum]int{}
	for _, view := range []cache.View{{}, {Query: trash}} {
		ids, err := c.Select(ctx, view, 0)
		if err != nil {
			o.t.Fatal(err)
		}
		es, err := c.Entries(ctx, ids)
		if err != nil {
			o.t.Fatal(err)
		}
		for _, e := range es {
			if e.Body == cache.Full {
				whole[o.sumOf(c, e)]++
			} else if e.Flags&cache.Gone == 0 && e.Size < 60_000 && (e.Place != cache.Trash || o.visit.Keep.Mode != cache.Always) {
				partly++ // what was thrown away while the server keeps all is not fetched any more
			}
		}
	}
	return whole, partly
}

func (o *ordeal) onServer() map[sum]int {
	all := map[sum]int{}
	for _, raw := range o.office.holds(o.visit.User) {
		all[sha256.Sum256(raw)]++
	}
	return all
}

// check is the promise.
func (o *ordeal) check() (whole map[sum]int, partly int) {
	o.t.Helper()
	server := o.onServer() // first: what leaves after this look must be in the cache
	whole, partly = o.inCache()
	for s, name := range o.ever {
		switch {
		case server[s] == 0 && whole[s] == 0:
			if o.onServer()[s] == 0 { // Dovecot may have renamed it under our eyes
				o.t.Errorf("%s is lost", name)
			}
		case server[s] == 0 && !o.asked[s] && o.visit.Keep.Mode != cache.Never && o.visit.Keep.Mode != cache.KeepDays:
			if o.onServer()[s] == 0 {
				o.t.Errorf("%s left the server and nobody asked for it", name)
			}
		case server[s] == 0 && o.visit.Keep.Mode == cache.Always && o.onServer()[s] == 0:
			o.t.Errorf("%s left the server of an account that keeps everything", name)
		}
		if whole[s] > 1 {
			o.t.Errorf("%s is here %d times", name, whole[s])
		}
	}
	for s := range whole {
		if o.ever[s] == "" {
			o.t.Errorf("the cache holds a message that never existed")
		}
	}
	return whole, partly
}

// converge lets visits end in peace and wants everything settled.
func (o *ordeal) converge() {
	for range 4 { // the second brings what crashes had brought into quarantine
		if err := o.visit.start(o.t).Wait(); err != nil {
			o.t.Fatalf("a visit in peace: %v", err)
		}
		o.visit.Clock += time.Hour
	}
	_, partly := o.check()
	if partly > 0 {
		o.t.Errorf("%d messages are still not whole", partly)
	}
	server := o.onServer()
	for s := range o.asked {
		if server[s] > 0 && o.visit.Keep.Mode != cache.Always {
			o.t.Errorf("%s was to go and is still on the server: %s", o.ever[s], o.story(o.ever[s]))
		}
	}
	if o.visit.Keep.Mode == cache.Never && len(server) > 0 {
		o.t.Errorf("%d messages are still on the server", len(server))
	}
}

// story tells what the cache knows of a message.
func (o *ordeal) story(uidl string) string {
	ctx := o.t.Context()
	c, err := o.visit.open(ctx)
	if err != nil {
		return err.Error()
	}
	defer c.Close()
	subject, told := "about "+uidl[len("uid-"):], ""
	all, err := c.Ledger(ctx)
	for _, l := range all {
		if l.Subject == subject {
			told += fmt.Sprintf("%s since %v after %d attempts (%s); ", l.State, l.Since, l.Attempts, l.Reason)
			if es, err := c.Entries(ctx, []cache.ID{l.Message}); err == nil {
				told += fmt.Sprintf("place %d, body %d, flags %b; ", es[0].Place, es[0].Body, es[0].Flags)
			}
		}
	}
	return fmt.Sprint(told, err)
}
