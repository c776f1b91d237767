package worker

import (
	"cmp"
	"context"
	"slices"

	"poplin/cache"
)

// takeWeigh takes up that somebody looks at what fills the mailbox. What comes on a budget is chosen already.
func (f *fetcher) takeWeigh() bool {
	if f.weighs == nil || f.fit != nil || len(f.agenda.mails) == 0 || !f.tops() || !f.weighs() {
		return false
	}
	f.weigh = len(f.bare()) > 0
	return f.weigh
}

// bare are the messages of which nothing is here, the biggest first.
func (f *fetcher) bare() (bare []*mail) {
	for i := range f.agenda.mails {
		m := &f.agenda.mails[i]
		if m.body == cache.None && m.tries == 0 && !f.headed.has(m.id) && !f.taken.has(m.id) {
			bare = append(bare, m)
		}
	}
	slices.SortFunc(bare, func(a, b *mail) int { return cmp.Or(cmp.Compare(b.size, a.size), newer(a, b)) })
	return bare
}

// headsFirst brings the headers of everything, and then goes on with the step that it broke off.
func (f *fetcher) headsFirst(ctx context.Context, next Step) error {
	f.weigh = false
	bare := f.bare()
	f.expected(f.w.a.Name, Headers, len(bare))
	f.phase(Headers)
	err := f.fetch(ctx, bare, true)
	f.phase(next)
	return err
}
