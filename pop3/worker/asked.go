package worker

import (
	"sync"

	"poplin/cache"
)

// greetAsked answers at once those who wait for something that cannot be fetched, or is here already.
func (f *fetcher) greetAsked() {
	f.place(f.asked)
}

// takeOrders takes up what somebody asks for while the visit is under way.
func (f *fetcher) takeOrders() {
	orders := f.orders()
	if len(orders) == 0 {
		return
	}
	wanted := make([]cache.ID, len(orders))
	for i, o := range orders {
		wanted[i] = o.ID
	}
	f.asked = append(f.asked, wanted...) // the visit's failure is theirs
	f.urgent = append(f.urgent, f.place(wanted)...)
}

// place finds where the messages stand in this session, and answers where they do not or need not.
func (f *fetcher) place(wanted []cache.ID) (found []*mail) {
	if len(wanted) == 0 {
		return nil
	}
	here := make(map[cache.ID]*mail, len(wanted))
	for _, id := range wanted {
		here[id] = nil
	}
	for i := range f.agenda.mails {
		m := &f.agenda.mails[i]
		if _, is := here[m.id]; is {
			here[m.id] = m
		}
	}
	for _, id := range wanted {
		m := here[id]
		f.expect(id)
		switch {
		case m == nil:
			f.answered(id, &Problem{Kind: Server, What: "the server does not have this message any more"})
		case m.body == cache.Full || f.got.has(id):
			f.answered(id, nil)
		case f.await(id):
			f.answered(id, nil)
		default:
			urgent := *m
			urgent.asked = true
			found = append(found, &urgent)
		}
	}
	return found
}

// answered tells, once, those who wait for a message that it is here, or why not.
func (v *visit) answered(id cache.ID, p *Problem) {
	if !v.settle(id) {
		return
	}
	if p == nil {
		v.tell(Fetched{Account: v.w.a.Name, ID: id})
		return
	}
	v.tell(Failed{Account: v.w.a.Name, ID: id, Problem: p})
}

// waiting keeps account of bodies that somebody waits for. The fetcher and the writer share it.
type waiting struct {
	lock sync.Mutex
	told map[cache.ID]bool // the answer was given
	want map[cache.ID]bool
	here idSet // durable since this visit
}

func newWaiting() waiting {
	return waiting{told: map[cache.ID]bool{}, want: map[cache.ID]bool{}}
}

// expect notes that an answer is due, perhaps another one.
func (w *waiting) expect(id cache.ID) {
	w.lock.Lock()
	defer w.lock.Unlock()
	delete(w.told, id)
}

// settle says whether id was still waited for, and that it is no more.
func (w *waiting) settle(id cache.ID) bool {
	w.lock.Lock()
	defer w.lock.Unlock()
	if w.told[id] {
		return false
	}
	w.told[id] = true
	return true
}

// await notes that somebody waits for a body; it says whether it has come already.
func (w *waiting) await(id cache.ID) bool {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.want[id] = true
	return w.here.has(id)
}

// has says that a body came in this visit and is durable.
func (w *waiting) has(id cache.ID) bool {
	w.lock.Lock()
	defer w.lock.Unlock()
	return w.here.has(id)
}

// arrived notes that a body is durable; it says whether somebody waits for it.
func (w *waiting) arrived(id cache.ID) bool {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.here.add(id)
	return w.want[id]
}
