package worker

import (
	"context"
	"slices"

	"poplin/cache"
)

// fitting is a visit that brings what fits.
type fitting struct {
	*budget
	wanted []*mail // what is not here whole
	pieces int     // beginnings that came
}

// purse is the visit's budget; nil where it has none.
func (v *visit) purse() *budget {
	if v.fit == nil {
		return nil
	}
	return v.fit.budget
}

// download says which bodies come by themselves in this visit.
func (v *visit) download() Download {
	if v.sparing {
		return Download{newHeaders: true}
	}
	return v.w.a.Download
}

// fitIn brings what fits into the budget: headers, where there is more mail than fits, then what is chosen by them, and
// the beginnings of big messages that were not.
func (f *fetcher) fitIn(ctx context.Context) error {
	f.fit.reserved, f.fit.wanted = 0, nil // by a session before that broke
	var octets int64
	for i := range f.agenda.mails {
		m := &f.agenda.mails[i]
		if wanted(m, Download{}) == cache.Full {
			f.fit.wanted = append(f.fit.wanted, m)
			octets += f.fit.cost(m)
		}
	}
	if octets > f.fit.left() && f.tops() {
		if err := f.headsThatFit(ctx); err != nil {
			return err
		}
	}
	for tried := false; ; tried = true {
		whole, pieces, err := f.chosen(ctx)
		if err != nil {
			return err
		}
		if !tried && len(whole) > 1 {
			whole = whole[:1] // shows what the server's sizes are worth, before much is on its way
		}
		if len(whole) == 0 || f.enough.Load() {
			return f.beginnings(ctx, pieces)
		}
		if err := f.tour(ctx, []leg{{mails: whole}}); err != nil {
			return err
		}
	}
}

// fewHeads are not worth a round trip.
const fewHeads = 8

// headsThatFit brings the headers of the newest. How big they are shows as they come.
func (f *fetcher) headsThatFit(ctx context.Context) error {
	var bare []*mail
	for _, m := range f.fit.wanted {
		if m.body == cache.None && m.tries == 0 && !f.headed.has(m.id) {
			bare = append(bare, m)
		}
	}
	slices.SortFunc(bare, newer)
	for f.tops() && !f.enough.Load() {
		n := min(f.fit.roomForHeads(), len(bare))
		if n < min(fewHeads, len(bare)) || n == 0 {
			break
		}
		if err := f.tour(ctx, []leg{{top: true, mails: bare[:n]}}); err != nil {
			return err
		}
		bare = bare[n:]
	}
	return nil
}

// chosen is what is best asked for next, of what was not asked for yet.
func (f *fetcher) chosen(ctx context.Context) (whole, pieces []*mail, err error) {
	var open []*mail
	for _, m := range f.fit.wanted {
		if !f.taken.has(m.id) {
			open = append(open, m)
		}
	}
	if len(open) == 0 {
		return nil, nil, nil
	}
	var known map[cache.ID]cache.Prospect
	err = f.meanwhile(ctx, func() (err error) {
		if err = f.store.drain(); err == nil {
			known, err = f.w.cache.Prospects(ctx, ids(open))
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	cs := make([]candidate, len(open))
	for i, m := range open {
		cs[i] = candidate{m, known[m.id]}
	}
	whole, pieces = choose(cs, f.fit.budget, f.w.now())
	return whole, pieces, nil
}

// beginnings shows how some of what stays on the server begins.
func (f *fetcher) beginnings(ctx context.Context, mails []*mail) error {
	if !f.tops() {
		return nil
	}
	for _, m := range mails {
		if f.fit.left() < 2*pieceCost {
			return nil
		}
		p, err := f.peek(ctx, Peek{ID: m.id, Lines: pieceFrom}, f.fit.budget)
		if err != nil {
			return err
		}
		if p == nil {
			f.fit.pieces++
		}
	}
	return nil
}
