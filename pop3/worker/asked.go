package worker

import (
	"context"

	"poplin/cache"
)

// greetAsked answers at once those who wait for something that cannot be fetched, or is here already.
func (f *fetcher) greetAsked() error {
	here := make(map[cache.ID]mail, len(f.asked))
	for _, m := range f.agenda.mails {
		if m.asked {
			here[m.id] = m
		}
	}
	for _, id := range f.asked {
		f.answer(id, here)
	}
	return nil
}

// answer tells of id unless it has to be fetched first; it says whether it has.
func (f *fetcher) answer(id cache.ID, here map[cache.ID]mail) (fetch bool) {
	m, listed := here[id]
	switch {
	case !listed:
		f.delivered[id] = true
		f.refuse(id, &Problem{Kind: Server, What: "the server does not have this message any more"})
	case m.body == cache.Full || f.got[id]:
		f.delivered[id] = true
		f.tell(Fetched{Account: f.w.a.Name, ID: id})
	default:
		return true
	}
	return false
}

func (f *fetcher) refuse(id cache.ID, p *Problem) {
	f.tell(Failed{Account: f.w.a.Name, ID: id, Problem: p})
}

// attend fetches what somebody asked for since the visit began, before anything else.
func (f *fetcher) attend(ctx context.Context) error {
	if f.orders == nil {
		return nil
	}
	wanted := f.orders()
	if len(wanted) == 0 {
		return nil
	}
	here := make(map[cache.ID]mail, len(f.agenda.mails))
	for _, m := range f.agenda.mails {
		here[m.id] = m
	}
	var mails []mail
	for _, w := range wanted {
		if f.answer(w.ID, here) {
			m := here[w.ID]
			m.asked = true
			mails = append(mails, m)
		}
	}
	if err := f.fetch(ctx, mails, false); err != nil {
		for _, m := range mails {
			f.asked = append(f.asked, m.id) // the visit's failure is theirs
		}
		return err
	}
	return f.deliver(mails)
}

// deliver tells those who wait, once the bodies are durable.
func (f *fetcher) deliver(mails []mail) error {
	drained := false
	for _, m := range mails {
		if !m.asked {
			continue
		}
		if !drained {
			if err := f.store.drain(); err != nil {
				return err
			}
			drained = true
		}
		f.delivered[m.id] = true
		if f.got[m.id] {
			f.tell(Fetched{Account: f.w.a.Name, ID: m.id})
		} else {
			f.refuse(m.id, &Problem{Kind: Server, What: "the server refuses to hand this message out", Hint: "see the dialogue: poplin log"})
		}
	}
	return nil
}
