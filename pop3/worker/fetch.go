package worker

import (
	"context"
	"errors"
	"maps"
	"sync/atomic"
	"time"

	"poplin/cache"
	"poplin/pop3"
)

// fetchAll brings home what the visit wants, leg by leg. What arrived is kept whatever happens.
func (f *fetcher) fetchAll(ctx context.Context, a agenda) error {
	legs := f.takeUp(a)
	if f.unnoted != nil {
		legs = f.unnoted.glimpse(a.mails)
	}
	f.began = time.Now()
	less, done := f.yielding(ctx)
	err := f.run(less, legs)
	if done(); err != nil {
		return errors.Join(context.Cause(less), err)
	}
	return f.meanwhile(ctx, func() error {
		if err := f.store.drain(); err != nil {
			return err
		}
		return f.ledger.TooBig(ctx, f.tooBig)
	})
}

// takeUp makes a what the fetcher works from, and gives the legs in which it does.
func (f *fetcher) takeUp(a agenda) []leg {
	f.agenda = a
	f.quarantined = inQuarantine(a.mails, f.ledger.Number())
	maps.Copy(f.prints, a.prints)
	legs, tooBig := errands(a.mails, f.download(), !f.opened)
	switch {
	case f.only, f.fit != nil:
		return onlyAsked(legs)
	case !f.tops():
		legs = withoutTops(legs)
	}
	f.tooBig = tooBig
	return legs
}

// tops says whether headers can be had alone. A server without CAPA may know TOP all the same.
func (v *visit) tops() bool {
	return !v.latches.noTop && (v.conn.Caps().Has("TOP") || len(v.conn.Caps()) == 0)
}

func onlyAsked(legs []leg) []leg {
	if len(legs) > 0 && !legs[0].top && legs[0].mails[0].asked {
		return legs[:1]
	}
	return nil
}

func withoutTops(legs []leg) (kept []leg) {
	for _, l := range legs {
		if !l.top {
			kept = append(kept, l)
		}
	}
	return kept
}

// fetcher carries out the legs of a visit.
type fetcher struct {
	*visit
	agenda  agenda
	legs    []leg // still to come
	unnoted *unnoted
	redate  func() error // of what was noted ahead, once the headers before it are stored; nil for none
	tooBig  []cache.ID   // is left on the server
	store   *store
	got     idSet   // whole, in this visit
	headed  idSet   // by header block, in this visit
	taken   idSet   // asked for whole, in this visit
	urgent  []*mail // asked for by somebody since the visit began
	strange []*mail // to be asked for once more, alone
	began   time.Time
	opened  bool        // the newest headers came first
	stops   int         // how often the server made us stop asking
	weigh   bool        // somebody looks at what fills the mailbox
	enough  atomic.Bool // nothing more is to be asked for
	came    bool        // anything at all
}

func newFetcher(ctx context.Context, v *visit) *fetcher {
	v.prints, v.checked = map[cache.ID]uint64{}, map[cache.ID]bool{}
	return &fetcher{visit: v, store: newStore(ctx, v, v.stored)}
}

func (f *fetcher) run(ctx context.Context, legs []leg) error {
	f.greetAsked()
	if err := f.peekAll(ctx); err != nil {
		return err
	}
	if err := f.tour(ctx, legs); err != nil {
		return err
	}
	if f.fit != nil {
		if err := f.fitIn(ctx); err != nil {
			return err
		}
	}
	late := f.urgent
	f.urgent = nil
	if err := f.fetch(ctx, late, false); err != nil {
		return err
	}
	if err := f.checkStrange(ctx); err != nil {
		return err
	}
	f.takeGlances()
	return f.peekAll(ctx)
}

// tour goes leg by leg.
func (f *fetcher) tour(ctx context.Context, legs []leg) error {
	f.tallies.plan(f.w.a.Name, legs)
	f.legs = legs
	for f.unnoted != nil || len(f.legs) > 0 && !f.enough.Load() {
		if len(f.legs) == 0 || f.enough.Load() {
			if err := f.noteRest(ctx); err != nil {
				return err
			}
			continue
		}
		l := f.legs[0]
		f.legs = f.legs[1:]
		if f.needless(l) {
			continue
		}
		f.phase(l.step())
		for todo := l.mails; len(todo) > 0 && !f.enough.Load(); {
			n := portion(todo)
			if err := f.fetch(ctx, todo[:n], l.top); err != nil {
				return err
			}
			todo = todo[n:]
		}
	}
	return nil
}

// needless legs bring what the server does not give alone, or what the legs behind them bring as soon.
func (f *fetcher) needless(l leg) bool {
	return l.top && f.latches.noTop || l.ahead && f.soon(f.legs)
}

// onward gives bodies of the next leg that may go through the same stream as those before: between two streams the line
// is empty for a round trip.
func (f *fetcher) onward() []*mail {
	for len(f.legs) > 0 && f.needless(f.legs[0]) {
		f.legs = f.legs[1:]
	}
	if len(f.legs) == 0 || f.legs[0].top || f.legs[0].mails[0].tries > 0 {
		return nil
	}
	l := &f.legs[0]
	n := portion(l.mails)
	next := l.mails[:n]
	if l.mails = l.mails[n:]; len(l.mails) == 0 {
		f.legs = f.legs[1:]
	}
	return next
}

// soon says that at the pace so far the bodies to come are here before anybody misses their headers.
func (f *fetcher) soon(legs []leg) bool {
	octets, took := f.tallies.bodies(), time.Since(f.began)
	if octets < fewBytes {
		return false
	}
	var left int64
	for _, l := range legs {
		for _, m := range l.mails {
			left += m.size
		}
	}
	return time.Duration(float64(left)/float64(octets)*float64(took)) < patience
}

// patience is how long a list may show messages without their headers.
const patience = 15 * time.Second

func (l leg) step() Step {
	if l.top {
		return Headers
	}
	return Bodies
}

// portion says how many of the next messages go through one stream. What failed in an earlier visit comes in small
// portions, and at last alone, so that a message that kills sessions is found out and its neighbours are not blamed.
func portion(todo []*mail) int {
	limit := len(todo)
	switch todo[0].tries {
	case 0:
	case 1:
		limit = min(limit, 16)
	default:
		return 1
	}
	for i, m := range todo[:limit] {
		if m.tries != todo[0].tries {
			return i
		}
	}
	return limit
}

// fetch asks for some messages. When the server refused several running it asks once more for the rest.
func (f *fetcher) fetch(ctx context.Context, mails []*mail, top bool) error {
	for len(mails) > 0 {
		c := newCatch(f)
		d := &draft{fetcher: f, ctx: ctx, catch: c, todo: mails, top: top, tries: mails[0].tries}
		err := f.conn.Stream(ctx, d.next, c)
		refusal, _ := err.(*pop3.Error)
		kept := c.settle(err != nil && refusal == nil)
		f.note(c)
		top = d.top
		if err := errors.Join(f.blame(ctx, d, err), kept, d.err); err != nil {
			return err
		}
		switch {
		case err == nil && len(f.peeks) > 0: // the stream was broken off for somebody
			if err := f.peekAll(ctx); err != nil {
				return err
			}
			mails = d.todo
			continue
		case err == nil && f.weigh:
			if err := f.headsFirst(ctx, leg{top: top}.step()); err != nil {
				return err
			}
			mails = d.todo
			continue
		case refusal == nil:
			return err
		}
		d.putBack()
		switch {
		case c.knowsNoTop():
			f.latches.noTop = true
			f.diary.say("the server knows no TOP: messages come whole, without their headers first")
			if top {
				return nil
			}
		case grave(refusal), c.came == 0, f.stops >= maxStops:
			return refusal
		default:
			f.stops++
		}
		mails = d.todo
	}
	return nil
}

// maxStops is how often a visit goes on after the server refused several messages running.
const maxStops = 3

func (f *fetcher) note(c *catch) {
	f.came = f.came || c.came > 0
	f.strange = append(f.strange, c.strange...)
}

// checkStrange asks again for what did not fit its own headers, each alone, and takes it as it comes.
func (f *fetcher) checkStrange(ctx context.Context) error {
	for _, m := range f.strange {
		f.diary.say("message %d did not fit the headers that came before; asking again", m.line.Number)
		f.checked[m.id] = true
		f.taken.drop(m.id)
		if err := f.fetch(ctx, []*mail{m}, false); err != nil {
			return err
		}
	}
	return nil
}

func ids(mails []*mail) []cache.ID {
	all := make([]cache.ID, len(mails))
	for i, m := range mails {
		all[i] = m.id
	}
	return all
}
