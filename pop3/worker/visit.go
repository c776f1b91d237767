package worker

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"poplin/cache"
)

// visit is one visit to the server, from taking the account's lock to the outcome in the cache. It belongs to the
// goroutine that makes it; tell, the diary, the tallies and the waiting may be used from any.
type visit struct {
	w       *Worker
	tell    func(Event)
	diary   *diary
	account cache.AccountID
	ledger  *cache.Visit
	latches latches
	learnt  cache.Learnt // what latches were read from

	job
	line
	tallies
	waiting
	fit         *fitting            // what may come, where somebody has said
	copies      copies              // of what is to leave
	prints      map[cache.ID]uint64 // of headers that came in this visit
	checked     map[cache.ID]bool   // came twice: taken as it is
	quarantined []cache.ID          // three visits failed over them

	out      cache.Outcome
	partly   []string      // what went wrong without ending the visit
	again    bool          // worth another visit soon, since one was broken off for an undo
	more     bool          // there is more to do soon: the server shows a part of its mail, or a copy is to be fetched again
	exact    bool          // the sizes that the server tells can be believed
	next     time.Time     // visit, if any is planned
	delay    time.Duration // the server's LOGIN-DELAY, as far as known
	loggedIn bool
	entered  bool // the ledger knows of the visit
}

// job says what a visit is made for.
type job struct {
	asked  []cache.ID                       // bodies that somebody is waiting for
	only   bool                             // nothing else is wanted
	after  func(*visit, *Problem) time.Time // told how it went, says when the next visit comes; may be nil
	orders func() []Fetch                   // what is asked for while the visit is under way; may be nil

	octets  int64        // that may come; 0: as the account says
	weighs  func() bool  // says, once, that somebody looks at what fills the mailbox; may be nil
	less    func(func()) // calls back when less is to be fetched, until it is called with nil; may be nil
	sparing bool         // nobody has asked for it, and somebody does not want much to come

	peeks   []Peek        // beginnings that somebody is waiting for
	glances func() []Peek // the same, asked for while the visit is under way; may be nil
}

// visit makes one visit, whatever happens in it. The error is a *Problem.
func (w *Worker) visit(ctx context.Context, j job, tell func(Event)) (*visit, error) {
	v := &visit{w: w, diary: newDiary(time.Now()), job: j, waiting: newWaiting()}
	if j.octets > 0 {
		v.fit = &fitting{budget: newBudget(j.octets)}
	}
	var mu sync.Mutex
	v.tell = func(e Event) {
		mu.Lock()
		defer mu.Unlock()
		tell(e)
	}
	w.readRoots()
	err := v.safely(func() error { return v.begin(ctx) })
	if err == nil {
		err = v.end(ctx, v.safely(func() error { return v.sessions(ctx) }))
	}
	if err == nil {
		return v, nil
	}
	p := explain(err, w.host())
	for _, id := range v.asked {
		v.answered(id, p)
	}
	for _, k := range v.peeks {
		v.tell(Failed{Account: v.w.a.Name, ID: k.ID, Problem: p})
	}
	return v, p
}

// safely turns a panic into an error: a mistake of ours must not take the screens down, nor leave the account locked.
func (v *visit) safely(do func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			v.diary.say("%s", debug.Stack())
			err = fmt.Errorf("the visit stumbled over a mistake of its own: %v", r)
		}
	}()
	return do()
}

func (v *visit) begin(ctx context.Context) (err error) {
	w := v.w
	if v.account, err = w.cache.Account(ctx, w.a.Name, w.a.Keep); err != nil {
		return err
	}
	if v.learnt, err = w.cache.Learnt(ctx, v.account); err != nil {
		return err
	}
	v.latches = parseLatches(v.learnt)
	v.delay = v.latches.delay
	if p := v.tooSoon(w.now()); p != nil {
		return p
	}
	v.ledger, err = w.cache.HoldVisit(v.account)
	return err
}

// tooSoon is the server's LOGIN-DELAY counted from the last login, in whatever process that was. A wait longer than any
// server asks for is a clock that jumped.
func (v *visit) tooSoon(now time.Time) *Problem {
	wait := v.latches.free.Sub(now)
	if wait <= 0 || wait > maxDelay {
		return nil
	}
	v.delay = wait
	return tooSoon(v.latches.free)
}

// end writes down how the visit went. It does so even if the person has stopped it or the program is leaving.
func (v *visit) end(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		err = errors.Join(ctx.Err(), err) // whatever it was cut off in
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	v.latches.free = time.Time{}
	if v.delay > 0 && (v.loggedIn || err != nil && explain(err, v.w.host()).class == limited) {
		v.latches.free = v.w.now().Add(v.delay)
	}
	if l := v.latches.learnt(); !maps.Equal(l, v.learnt) {
		err = errors.Join(err, v.w.cache.Learn(ctx, v.account, l))
	}
	v.out.Error = strings.Join(v.partly, "; ")
	var p *Problem
	if err != nil {
		p = explain(err, v.w.host())
		v.out.Error = p.What
	}
	if v.after != nil {
		v.next = v.after(v, p)
	}
	v.conclude(p)
	v.out.Log = v.diary.lines()
	return errors.Join(err, v.ledger.End(ctx, v.out))
}

// conclude writes the last sentence of the diary: what failed, and what happens next.
func (v *visit) conclude(p *Problem) {
	switch {
	case p != nil && !v.next.IsZero():
		v.diary.say("%s; trying again at %s", p.What, v.next.Format(time.TimeOnly))
	case p != nil && !v.latches.free.IsZero():
		v.diary.say("%s; it may be tried again from %s", p.What, v.latches.free.Format(time.TimeOnly))
	case p != nil:
		v.diary.say("%s; it is tried again when somebody asks", p.What)
	case len(v.partly) > 0:
		v.diary.say("%s", v.out.Error)
	}
	if p != nil && p.Hint != "" {
		v.diary.say("%s", p.Hint)
	}
}

func (v *visit) phase(s Step) {
	v.tell(Phase{Account: v.w.a.Name, Step: s, Encrypted: v.conn != nil && v.conn.Encrypted()})
}

// host names the server in sentences.
func (w *Worker) host() string {
	if host, _, err := net.SplitHostPort(w.a.Server); err == nil {
		return host
	}
	return w.a.Server
}
