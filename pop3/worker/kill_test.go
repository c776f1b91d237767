package worker

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"poplin/cache"
)

// kills is how many visits are killed: POPLIN_KILLS, or a few dozen.
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("POPLIN_KILLS")); err == nil {
		return n
	}
	if testing.Short() {
		return 10
	}
	return 40
}

// policies of the accounts whose visits are killed; the last one changes its mind before each visit.
var policies = []struct {
	name  string
	keep  cache.Keep
	mixed bool
}{
	{"until-deleted", cache.Keep{Mode: cache.UntilDeleted}, false},
	{"always", cache.Keep{Mode: cache.Always}, false},
	{"3d", cache.Keep{Mode: cache.KeepDays, Days: 3}, false},
	{"never", cache.Keep{Mode: cache.Never}, false},
	{"mixed", cache.Keep{Mode: cache.UntilDeleted}, true},
}

// Visits that download and delete are killed at random moments and at random octets of what is said, some of them over
// a line that is cut as well, some with a second Poplin that visits the same account, all while a person deletes,
// archives and undoes. Afterwards every message that ever existed is on the server or whole in the cache, none is here
// twice, nothing left the server unasked, and what undo promised to keep is kept. Then visits in peace settle everything.
func TestKilledAtRandomMoments(t *testing.T) {
	var users []string
	for i := range policies {
		users = append(users, fmt.Sprint("u", i))
	}
	office := newPostOffice(t, users...)
	seed := uint64(time.Now().UnixNano())
	if n, err := strconv.ParseUint(os.Getenv("POPLIN_SEED"), 10, 64); err == nil {
		seed = n
	}
	t.Logf("seed %d", seed)
	var mu sync.Mutex
	stages := map[string]int{}
	t.Cleanup(func() { t.Logf("the last command of the client when it was killed: %v", stages) })
	for i, p := range policies {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			o := newOrdeal(t, office, rand.New(rand.NewPCG(seed, uint64(i))), users[i])
			o.visit.Keep, o.mixed = p.keep, p.mixed
			if i%2 == 0 {
				o.visit.Limit = 60_000
			}
			o.deliver(30)
			rounds := 0
			for ; o.killed() < (kills()+len(policies)-1)/len(policies); rounds++ {
				if o.round(); t.Failed() {
					t.Fatalf("in round %d", rounds)
				}
			}
			o.converge()
			t.Logf("%d messages, %d asked to go, %d undone; %d visits, killed behind %v", len(o.ever), len(o.asked), o.undone, rounds, o.stages)
			mu.Lock()
			defer mu.Unlock()
			for s, n := range o.stages {
				stages[s] += n
			}
		})
	}
}

// ordeal is one account whose visits are killed, and all that ever happened to it.
type ordeal struct {
	t      *testing.T
	office *postOffice
	relay  *relay
	visit  childVisit
	mixed  bool // keep_on_server changes before each visit
	rng    *rand.Rand
	record

	usual  time.Duration // a visit takes
	octets int64         // pass in it
	says   int64         // of them the client
	n      int
	stages map[string]int // the last command before each kill
}

func newOrdeal(t *testing.T, office *postOffice, rng *rand.Rand, user string) *ordeal {
	r := newRelay(t, office.d.Addr)
	return &ordeal{
		t: t, office: office, relay: r, rng: rng, record: newRecord(), stages: map[string]int{},
		visit: childVisit{Dir: filepath.Join(t.TempDir(), "data"), Server: r.Addr().String(), User: user},
	}
}

func (o *ordeal) killed() (n int) {
	for _, at := range o.stages {
		n += at
	}
	return n
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
		o.exists(m)
		o.office.deliver(o.visit.User, m)
	}
}

// round is one visit that is killed, and one look at what is left.
func (o *ordeal) round() {
	o.deliver(o.rng.IntN(6))
	if o.mixed {
		o.visit.Keep = policies[o.rng.IntN(4)].keep
	}
	if o.visit.Keep.Mode == cache.KeepDays {
		o.visit.Clock += 6 * time.Hour
	}
	if o.visit.Keep.Mode == cache.KeepDays || o.visit.Keep.Mode == cache.Never {
		o.letAllGo()
	}
	if o.usual == 0 {
		began := time.Now()
		if err := o.visit.start(o.t).Wait(); err != nil {
			o.t.Fatalf("the first visit: %v", err)
		}
		o.usual = time.Since(began)
		_, o.octets, o.says = o.relay.stage()
		return
	}
	person := rand.New(rand.NewPCG(o.rng.Uint64(), 0))
	o.person(person)
	var wg sync.WaitGroup
	if o.rng.IntN(2) == 0 {
		wg.Go(func() { o.person(person) }) // during the visit
	}
	o.killOne()
	wg.Wait()
	o.check(o.visit)
}

// killOne kills a visit by the clock or at an octet, perhaps after its line was cut, perhaps with a rival beside it.
func (o *ordeal) killOne() {
	began := time.Now()
	cmd := o.visit.start(o.t)
	var cut, strike trap
	if o.rng.IntN(4) == 0 {
		cut.at = 1 + int64(o.rng.Float64()*float64(o.octets))
	}
	after := time.Duration(o.rng.Float64() * 1.1 * float64(o.usual))
	if o.rng.IntN(3) > 0 {
		strike.at, after = 1+int64(o.rng.Float64()*float64(o.octets)), 20*o.usual+time.Minute
		if o.rng.IntN(3) > 0 { // what the client says is little, and matters most, the more the nearer to its end
			early := o.rng.Float64()
			strike.at, strike.side = 1+int64((1-early*early)*float64(o.says)), client
		}
		if o.rng.IntN(3) == 0 {
			cut = strike // killed at an octet that does not arrive any more
		}
	}
	o.relay.set(cut, strike, func() { cmd.Process.Kill() })
	timer := time.AfterFunc(after, func() { cmd.Process.Kill() })
	if o.rng.IntN(6) == 0 {
		rival := o.visit.start(o.t)
		if o.rng.IntN(2) == 0 {
			time.AfterFunc(time.Duration(o.rng.Float64()*float64(o.usual)), func() { rival.Process.Kill() })
		}
		defer rival.Wait()
	}
	err := cmd.Wait()
	verb, passed, said := o.relay.stage()
	if timer.Stop() && err == nil && cut.at == 0 {
		o.usual = (3*o.usual + time.Since(began)) / 4
		o.octets, o.says = (3*o.octets+passed)/4, (3*o.says+said)/4
	}
	if state := cmd.ProcessState; state != nil && !state.Exited() {
		o.stages[verb]++
	}
}

// person does what a person does, in a Poplin of their own.
func (o *ordeal) person(rng *rand.Rand) {
	ctx := o.t.Context()
	c, err := o.visit.open(ctx)
	if err != nil {
		o.t.Error(err)
		return
	}
	defer c.Close()
	for range 1 + rng.IntN(3) {
		if rng.IntN(4) == 0 {
			err = o.undo(c)
		} else {
			err = o.putAway(c, rng)
		}
		if err != nil {
			o.t.Error(err)
		}
	}
}

func (o *ordeal) putAway(c *cache.Cache, rng *rand.Rand) error {
	ctx := o.t.Context()
	ids, err := c.Select(ctx, cache.View{}, 0)
	if err != nil || len(ids) == 0 {
		return err
	}
	var some []cache.ID
	for range rng.IntN(5) {
		if id := ids[rng.IntN(len(ids))]; !slices.Contains(some, id) {
			some = append(some, id)
		}
	}
	es, err := c.Entries(ctx, some)
	if errors.Is(err, cache.ErrNotFound) {
		return nil // one row was made one with another meanwhile
	}
	if err != nil {
		return err
	}
	chosen := map[cache.ID]sum{}
	for _, e := range es {
		if s, ok := o.sumOf(ctx, c, e); ok {
			chosen[e.ID] = s
		}
	}
	act := c.Delete
	if rng.IntN(2) == 0 {
		act = c.Archive
	}
	o.mayGo(slices.Collect(maps.Values(chosen)))
	r, err := act(ctx, slices.Collect(maps.Keys(chosen)), cache.RemoveOptions{})
	if err == nil {
		o.asks(r.Group, slices.Collect(maps.Values(chosen)))
	}
	return err
}

// waits says that something is still to come or to go. What a visit brings home from quarantine, at its end, leaves in the next.
func (o *ordeal) waits() bool {
	_, partly := o.inCache(o.visit)
	return partly > 0 || len(o.open()) > 0 || o.visit.Keep.Mode == cache.Never && len(o.onServer()) > 0
}

// converge lets visits end in peace and wants everything settled.
func (o *ordeal) converge() {
	if o.mixed {
		o.visit.Keep = cache.Keep{Mode: cache.UntilDeleted}
	}
	o.relay.set(trap{}, trap{}, nil)
	for n := 0; n < 4 || n < 20 && o.waits(); n++ { // what crashes had brought into quarantine comes by and by
		if err := o.visit.start(o.t).Wait(); err != nil {
			o.t.Fatalf("a visit in peace: %v", err)
		}
		o.visit.Clock += time.Hour
	}
	if _, partly := o.check(o.visit); partly > 0 {
		o.t.Errorf("%d messages are still not whole", partly)
	}
	server := o.onServer()
	for s := range o.asked {
		if server[s] > 0 && o.visit.Keep.Mode != cache.Always && !o.mixed && o.mustGo(s) {
			o.t.Errorf("%s was to go and is still on the server: %s", o.ever[s], o.story(o.ever[s]))
		}
	}
	if open := o.open(); len(open) > 0 && o.visit.Keep.Mode != cache.Always {
		o.t.Errorf("removals that have not ended: %+v", open)
	}
	if o.visit.Keep.Mode == cache.Never && len(server) > 0 {
		o.t.Errorf("%d messages are still on the server", len(server))
		for s := range server {
			o.t.Logf("%s: %s", o.ever[s], o.story(o.ever[s]))
		}
	}
}
