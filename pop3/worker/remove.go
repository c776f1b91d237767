package worker

import (
	"cmp"
	"context"
	"slices"

	"poplin/cache"
)

// departure is a message that is to leave the server, and where it stands in this session.
type departure struct {
	*cache.Known
	line cache.Listing
}

// remove marks what is to leave the server, and says how many. Nothing is gone before leave.
func (v *visit) remove(ctx context.Context, a agenda, m *memory) (marked int, err error) {
	if !a.remove {
		return 0, nil
	}
	known, listed, err := v.removals(ctx, a, m)
	if err != nil {
		return 0, err
	}
	v.exact = exactSizes(known)
	leaving := departures(listed)
	if len(leaving) == 0 {
		return 0, nil
	}
	v.phase(Removing)
	for _, check := range []func(context.Context, []departure, []cache.Listing) ([]departure, error){v.tellApart, v.confirm} {
		if leaving, err = check(ctx, leaving, a.lines); err != nil {
			return 0, err
		}
	}
	marked, err = v.mark(ctx, leaving)
	if err == nil && v.out.Downloaded > 0 {
		err = v.meanwhile(ctx, func() error { return v.ledger.Anchor(ctx) })
	}
	return marked, err
}

// removals reads the ledger's part of the cache anew: the person may have planned or undone something meanwhile, and
// under keep_on_server = never what has just come home may leave. Of a visit that brought nothing the rest stands as it
// was read. listed is where those stand in this session that may be among the removals.
func (v *visit) removals(ctx context.Context, a agenda, m *memory) (known []cache.Known, listed []pair, err error) {
	if v.fences == 0 && m.fresh() && a.listed != nil {
		return m.known, a.listed, v.ledger.Renew(ctx, m.known)
	}
	known, err = v.ledger.Known(ctx)
	if err == nil && v.w.a.Keep.Mode == cache.Never && v.out.Downloaded > 0 {
		here := a.pairs(known, func(cache.Known) bool { return true })
		if _, err = v.record(ctx, cache.Changes{Expire: expired(here, v.outlook()), Complete: true}); err == nil {
			known, err = v.ledger.Known(ctx)
		}
	}
	return known, a.pairs(known, func(k cache.Known) bool { return k.Removal == cache.Planned }), err
}

// departures picks the removals that may be carried out now. The vault gate: a message leaves the server only when it
// is wholly and durably here, or when the person said that it may go without.
func departures(listed []pair) []departure {
	leaving := make([]departure, 0, len(listed))
	for _, c := range listed {
		k := c.known
		if k.Removal != cache.Planned || k.Tries >= maxTries || k.Body != cache.Full && !k.NoCopy {
			continue
		}
		leaving = append(leaving, departure{k, *c.line})
	}
	slices.SortFunc(leaving, func(a, b departure) int { return cmp.Compare(a.line.Number, b.line.Number) })
	return leaving
}
