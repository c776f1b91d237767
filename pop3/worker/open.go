package worker

import (
	"context"
	"errors"
	"slices"
	"time"

	"poplin/cache"
)

// open records what the listing taught. When much is new, the newest come first: a page of the list is on the screen,
// with its headers, before the thousands behind it are so much as noted.
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
	slices.SortFunc(all, func(a, b cache.Listing) int { return b.Number - a.Number })
	first.New = all[:glance]
	ids, err := f.record(ctx, first)
	if err != nil {
		return nil, err
	}
	f.opened = true
	bare := plan{changes: first}.mails(ids, nil, 0, f.w.now())
	newest := make([]*mail, len(bare))
	for i := range bare {
		newest[i] = &bare[i]
	}
	f.tallies.plan(f.w.a.Name, []leg{{top: true, mails: newest}})
	f.phase(Headers)
	if err := f.fetch(ctx, newest, true); err != nil {
		return nil, err
	}
	if err := f.meanwhile(ctx, f.store.drain); err != nil {
		return nil, err
	}
	before, err := f.oldest(ctx, ids)
	if err != nil {
		return nil, err
	}
	return f.recordRest(ctx, ids, all, before)
}

// portionNew is how many new messages one transaction notes. What it changes is in memory until it is over, and nobody
// else writes meanwhile.
const portionNew = 2000

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
