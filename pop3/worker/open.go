package worker

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"poplin/cache"
)

// open records what the listing taught, and gives the ids of what is new. When much is, these are the newest only: a page
// of the list is on the screen, with its headers, before the thousands behind it get rows. They are in f.unnoted then.
func (f *fetcher) open(ctx context.Context, p *plan) ([]cache.ID, error) {
	all, first := p.changes.New, p.changes
	if len(all) <= 2*glance || !f.tops() || len(f.asked) > 0 || f.fit != nil && f.fit.limit < headShare*headGuess*glance {
		first.New = all[:min(len(all), portionNew)]
		ids, err := f.record(ctx, first)
		if err != nil {
			return nil, err
		}
		return f.recordRest(ctx, ids, all, time.Time{})
	}
	slices.SortFunc(all, func(a, b cache.Listing) int { return cmp.Compare(b.Number, a.Number) })
	first.New = all[:glance]
	ids, err := f.record(ctx, first)
	if err != nil {
		return nil, err
	}
	f.unnoted = &unnoted{all: all, ids: ids}
	return ids, nil
}

// unnoted are new messages of which only the newest have rows.
type unnoted struct {
	all    []cache.Listing // newest first
	ids    []cache.ID      // of the first of them
	agenda func(ids []cache.ID) agenda
}

// portionNew is how many new messages one transaction notes. What it changes is in memory until it is over, and nobody
// else writes meanwhile.
const portionNew = 2000

// glimpse is the leg that brings the headers of the newest, the last of mails.
func (u *unnoted) glimpse(mails []mail) []leg {
	l := leg{top: true}
	for i := len(mails) - len(u.ids); i < len(mails); i++ {
		l.mails = append(l.mails, &mails[i])
	}
	return []leg{l}
}

// noteRest gives the others rows, once the headers of the newest are here.
func (f *fetcher) noteRest(ctx context.Context) error {
	u := f.unnoted
	if err := f.meanwhile(ctx, f.store.drain); err != nil {
		return err
	}
	before, err := f.oldest(ctx, u.ids)
	if err != nil {
		return err
	}
	ids, err := f.recordRest(ctx, u.ids, u.all, before)
	if err == nil {
		f.noted(ids, f.headed.has)
	}
	return err
}

// noteAhead does the same while the headers of the newest are on their way: what comes behind those may be asked for a
// round trip sooner. Only few are noted so, since nobody says NOOP meanwhile. They have no date to stand behind yet, and
// are put far down until it is known.
func (f *fetcher) noteAhead(ctx context.Context) error {
	u := f.unnoted
	more, err := f.write(ctx, cache.Changes{New: u.all[len(u.ids):], Older: f.w.now().AddDate(0, 0, -30)})
	if err != nil {
		return err
	}
	f.redate = func() error {
		before, err := f.oldest(f.store.ctx, u.ids)
		if err != nil {
			return err
		}
		return f.ledger.Redate(f.store.ctx, more, before)
	}
	f.noted(slices.Concat(u.ids, more), func(cache.ID) bool { return true })
	return nil
}

// noted goes on with all that is new. headed says of one of the newest that its header block is here, or on its way.
func (f *fetcher) noted(ids []cache.ID, headed func(cache.ID) bool) {
	a := f.unnoted.agenda(ids)
	fresh := a.mails[len(a.mails)-len(ids):]
	for i := range f.unnoted.ids {
		if m := &fresh[i]; headed(m.id) && m.body == cache.None {
			m.body = cache.Headers
		}
	}
	f.unnoted, f.opened = nil, true
	f.legs = f.takeUp(a)
	f.tallies.plan(f.w.a.Name, f.legs)
}

// recordRest records the new messages behind those that have ids, and gives the ids of all. before, if not zero, stands
// for the date of the first of them.
func (f *fetcher) recordRest(ctx context.Context, done []cache.ID, all []cache.Listing, before time.Time) ([]cache.ID, error) {
	ids := append(make([]cache.ID, 0, len(all)), done...)
	for len(ids) < len(all) {
		n := min(portionNew, len(all)-len(ids))
		more, err := f.record(ctx, cache.Changes{New: all[len(ids) : len(ids)+n], Older: before})
		if err != nil {
			return nil, err
		}
		if ids = append(ids, more...); !before.IsZero() {
			before = before.Add(-time.Duration(n) * time.Second)
		}
	}
	return ids, nil
}

// oldest is about the date of the oldest of the newest, given newest first. The messages behind them are older, and
// stand there in the list until their own headers are known.
func (f *fetcher) oldest(ctx context.Context, ids []cache.ID) (time.Time, error) {
	const sample = 15 // the middle of some, since any one date may be a lie
	es, err := f.w.cache.Entries(ctx, ids[len(ids)-sample:])
	if errors.Is(err, cache.ErrNotFound) {
		return f.w.now(), nil // one of them turned out to be an old acquaintance
	}
	if err != nil {
		return time.Time{}, err
	}
	dates := make([]time.Time, len(es))
	for i, e := range es {
		dates[i] = e.Date
	}
	slices.SortFunc(dates, time.Time.Compare)
	return dates[sample/2], nil
}
