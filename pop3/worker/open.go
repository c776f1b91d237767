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
	all := p.changes.New
	if len(all) <= 2*glance || !f.tops() || len(f.asked) > 0 {
		return f.record(ctx, p.changes)
	}
	slices.SortFunc(all, func(a, b cache.Listing) int { return b.Number - a.Number })
	first := p.changes
	first.New = all[:glance]
	ids, err := f.record(ctx, first)
	if err != nil {
		return nil, err
	}
	f.opened = true
	mails := plan{changes: first}.mails(ids, nil, 0, f.w.now())
	f.tallies.plan(f.w.a.Name, []leg{{top: true, mails: mails}})
	f.phase(Headers)
	if err := f.fetch(ctx, mails, true); err != nil {
		return nil, err
	}
	if err := f.meanwhile(ctx, f.store.drain); err != nil {
		return nil, err
	}
	before, err := f.oldest(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i := range all[glance:] {
		all[glance+i].Date = before.Add(-time.Duration(i) * time.Second)
	}
	rest, err := f.record(ctx, cache.Changes{New: all[glance:], Complete: p.changes.Complete})
	return append(ids, rest...), err
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
