package worker

import (
	"context"

	"poplin/cache"
)

// secondChance fetches, each alone, the messages that three visits had failed over: it may have been the line, or a
// machine that was switched off. It has a session of its own, so that nothing else suffers if the message was to blame;
// then it is tried again more and more rarely, unless somebody asks for it.
func (v *visit) secondChance(ctx context.Context) error {
	if len(v.quarantined) == 0 || v.delay > 0 || v.only {
		return nil
	}
	if _, last, err := v.w.cache.LastVisit(ctx, v.account); err != nil || last.Error != "" {
		return nil // not while times are rough
	}
	v.diary.say("trying %s again that three visits could not fetch", count(len(v.quarantined), "message"))
	v.serial = true
	s, err := v.enter(ctx)
	if v.conn != nil {
		defer v.conn.Abort()
	}
	if err != nil {
		return err
	}
	known, err := v.ledger.Known(ctx)
	if err != nil {
		return err
	}
	l, err := v.list(ctx, s)
	if err != nil {
		return err
	}
	f := newFetcher(ctx, v)
	defer f.store.close()
	err = f.fetchAlone(ctx, plan{listed: match(l.lines, known).listed})
	if closing := f.store.close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	return v.conn.Quit(ctx)
}

func (f *fetcher) fetchAlone(ctx context.Context, p plan) error {
	chosen := map[cache.ID]bool{}
	for _, id := range f.quarantined {
		chosen[id] = true
	}
	mails := p.mails(nil, nil, 0, f.w.now())
	for i := range mails {
		m := &mails[i]
		if !chosen[m.id] {
			continue
		}
		if err := f.fetch(ctx, []*mail{m}, false); err != nil {
			return err
		}
	}
	return nil
}

// inQuarantine picks those whose chance comes in the nth visit: in the next, in every second after that was in vain, in
// every fourth, and so on.
func inQuarantine(mails []mail, nth int64) (ids []cache.ID) {
	for _, m := range mails {
		pause := int64(1) << min(max(m.tries-maxAttempts, 0), 12)
		if m.body == cache.Poison && nth%pause == 0 && !m.rests {
			ids = append(ids, m.id)
		}
	}
	return ids
}
