package worker

import "sync"

// tallies count what a visit brings home, for Progress. The writer counts, the visit reads.
type tallies struct {
	mu    sync.Mutex
	steps map[Step]*Progress
}

// plan sets the totals.
func (t *tallies) plan(account string, legs []leg) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.steps = map[Step]*Progress{}
	for _, l := range legs {
		p := t.step(account, l.step())
		p.Total += len(l.mails)
		for _, m := range l.mails {
			p.BytesTotal += m.size
		}
	}
}

// expected adds to the total of a step.
func (t *tallies) expected(account string, s Step, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.step(account, s)
	p.Total = max(p.Total, p.Done+n)
}

// bodies is how many octets of bodies are here.
func (t *tallies) bodies() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	if p := t.steps[Bodies]; p != nil {
		return p.Bytes
	}
	return 0
}

func (t *tallies) step(account string, s Step) *Progress {
	p := t.steps[s]
	if p == nil {
		p = &Progress{Account: account, Step: s}
		t.steps[s] = p
	}
	return p
}

// stored counts a batch that is durable now, and tells.
func (v *visit) stored(b *batch) {
	v.tell(Changed{Account: v.w.a.Name})
	for _, p := range v.tallyUp(b) {
		v.tell(p)
	}
	for _, it := range b.items {
		if !it.top && v.arrived(it.mail.id) {
			v.answered(it.mail.id, nil)
		}
	}
	for _, s := range b.stages {
		if v.arrived(s.mail.id) {
			v.answered(s.mail.id, nil)
		}
	}
}

func (v *visit) tallyUp(b *batch) (progress []Progress) {
	v.mu.Lock()
	defer v.mu.Unlock()
	changed := map[Step]bool{}
	add := func(s Step, m *mail, size int64) {
		p := v.step(v.w.a.Name, s)
		p.Done++
		p.Bytes += m.size
		p.Total, p.BytesTotal = max(p.Total, p.Done), max(p.BytesTotal, p.Bytes)
		changed[s] = true
		if s == Bodies {
			v.out.Downloaded++
			v.out.Bytes += size
		}
	}
	for _, it := range b.items {
		if it.top {
			add(Headers, it.mail, 0)
		} else {
			add(Bodies, it.mail, int64(it.to-it.from))
		}
	}
	for _, s := range b.stages {
		add(Bodies, s.mail, s.size)
	}
	for s := range changed {
		progress = append(progress, *v.steps[s])
	}
	return progress
}
