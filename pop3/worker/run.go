package worker

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	"poplin/cache"
	"poplin/pop3"
)

// Options for New; the zero value is good.
type Options struct {
	Now  func() time.Time
	Rand func() float64 // for jitter

	// Aside has what a visit works out and writes give way to everything else that the program does, where the system
	// knows priorities of threads: for a program in which a person presses keys meanwhile.
	Aside bool
}

// Worker visits one account.
type Worker struct {
	a        Account
	cache    *cache.Cache
	now      func() time.Time
	rand     func() float64
	timeouts pop3.Timeouts
	dialer   func(ctx context.Context, network, addr string) (net.Conn, error)
	aside    bool
	quiet    time.Duration // between the last Settle and its visit
	yield    time.Duration // what is on its way gets, when less is to be fetched
	silence  time.Duration // the longest in a session
	big      int           // messages that make the quick check worth while

	queue  *queue
	outbox *outbox

	mu   sync.Mutex
	stop context.CancelFunc // of the visit under way
}

// New makes a worker; it does nothing before Run.
func New(a Account, c *cache.Cache, o Options) *Worker {
	w := &Worker{a: a, cache: c, now: o.Now, rand: o.Rand, aside: o.Aside, quiet: 30 * time.Second, yield: 2 * time.Second, silence: longSilence, big: bigMailbox, queue: newQueue(), outbox: newOutbox()}
	if w.now == nil {
		w.now = time.Now
	}
	if w.rand == nil {
		w.rand = rand.Float64
	}
	return w
}

// Name of the account.
func (w *Worker) Name() string { return w.a.Name }

// Hosts are the names under which the account's servers are known: that of the server, the domain of the address.
func (w *Worker) Hosts() []string { return w.a.Hosts() }

// Hosts are the names under which the account's servers are known: that of the server, the domain of the address.
func (a *Account) Hosts() []string {
	host, _, err := net.SplitHostPort(a.Server)
	if err != nil {
		host = a.Server
	}
	return []string{host, a.Domain}
}

// Post queues a command; it never blocks and keeps the order.
func (w *Worker) Post(c Command) { w.queue.post(c) }

// Events is closed when Run returns.
func (w *Worker) Events() <-chan Event { return w.outbox.out }

// Stop abandons what is under way, at once and safely (no QUIT); the queue stands.
func (w *Worker) Stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stop != nil {
		w.stop()
	}
}

// Visit makes one visit and returns its outcome; for commands that have no use for Run. Events go to hear, one at a
// time; nil for silence. The error is a *Problem.
func (w *Worker) Visit(ctx context.Context, hear func(Event)) (cache.Outcome, error) {
	return w.visitFor(ctx, job{}, hear)
}

// Fit makes one visit as Visit does that brings what fits into so many octets.
func (w *Worker) Fit(ctx context.Context, octets int64, hear func(Event)) (cache.Outcome, error) {
	return w.visitFor(ctx, job{octets: octets}, hear)
}

func (w *Worker) visitFor(ctx context.Context, j job, hear func(Event)) (cache.Outcome, error) {
	if hear == nil {
		hear = func(Event) {}
	}
	ctx, release := w.stoppable(ctx)
	defer release()
	v, err := w.visit(ctx, j, hear)
	for tries := 1; tries < mostTries && w.hasAnother(err); tries++ {
		v, err = w.visit(ctx, j, hear)
	}
	hear(Phase{Account: w.a.Name, Step: Resting})
	return v.out, err
}

// mostTries is how often one command tries to log in: servers shut out who is wrong too often.
const mostTries = 3

// hasAnother says that a visit failed because the server refused what Login gave, and that it will give something else.
func (w *Worker) hasAnother(err error) bool {
	var p *Problem
	var refusal *pop3.Error
	return w.a.Refused != nil && errors.As(err, &p) && p.class == refused && errors.As(err, &refusal) && w.a.Refused(p)
}

// stoppable lets Stop end what ctx is for.
func (w *Worker) stoppable(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stop = cancel
	return ctx, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.stop = nil
		cancel()
	}
}

// Run serves commands and the poll until ctx ends, then closes Events. At most one Run.
func (w *Worker) Run(ctx context.Context) error {
	inner, cancel := context.WithCancel(ctx)
	var delivery sync.WaitGroup
	delivery.Go(func() { w.outbox.run(inner) })
	defer delivery.Wait()
	defer cancel()
	s := newSchedule(w)
	for {
		if !w.wait(ctx, s) {
			return ctx.Err()
		}
		s.hear(w.queue.take(), w.now())
		if j, due := s.due(w.now()); due {
			w.make(ctx, s, j)
		} else if p, until := s.heldBack(w.now()); p != nil {
			w.outbox.send(Failed{Account: w.a.Name, Problem: p, Next: until})
		}
	}
}

// wait until something may be due; false when ctx ended.
func (w *Worker) wait(ctx context.Context, s *schedule) bool {
	var alarm <-chan time.Time
	if at := s.alarm(); !at.IsZero() {
		t := time.NewTimer(max(0, at.Sub(w.now())))
		defer t.Stop()
		alarm = t.C
	}
	select {
	case <-ctx.Done():
		return false
	case <-w.queue.bell:
	case <-alarm:
	}
	return ctx.Err() == nil
}

// make makes a visit and tells how it went and what comes next.
func (w *Worker) make(ctx context.Context, s *schedule, j job) {
	ctx, release := w.stoppable(ctx)
	defer release()
	j.less, j.weighs = w.queue.onFit, w.queue.takeWeigh
	j.orders, j.glances = w.queue.takeFetches, w.queue.takePeeks
	j.after = func(v *visit, p *Problem) time.Time { return s.ended(v, p, w.now()) }
	began := w.now()
	v, err := w.visit(ctx, j, w.outbox.send)
	w.outbox.send(Phase{Account: w.a.Name, Step: Resting})
	if problem, _ := err.(*Problem); problem != nil {
		if v.ledger == nil { // it never began
			v.next = s.ended(v, problem, w.now())
		}
		if !errors.Is(problem, errLess) {
			w.outbox.send(Failed{Account: w.a.Name, Problem: problem, Next: v.next})
		}
		if v.next.IsZero() && w.hasAnother(problem) { // else the same is tried once more: it was good a while ago
			s.repeat(j, w.now())
		}
		return
	}
	w.outbox.send(Finished{Account: w.a.Name, Outcome: v.out, Took: w.now().Sub(began), Next: v.next})
}
