package worker

import (
	"context"
	"io"
	"slices"

	"poplin/cache"
	"poplin/pop3"
)

// heal compares absent and fresh messages by their header blocks: when a server has given all its messages new UIDLs
// (another UIDVALIDITY, another format, a migration), what is here already must not be fetched again.
func (v *visit) heal(ctx context.Context, l listing, m matching, o outlook) (outlook, matching, error) {
	v.diary.say("most UIDLs are new to us: comparing headers")
	prints, err := v.fingerprints(ctx, m.fresh)
	if err != nil {
		return o, m, err
	}
	if len(prints) == 0 && len(m.fresh) > 0 {
		return o, m, nil // no TOP: nothing to compare
	}
	o.compared, o.adopted = true, adoptions(m, prints)
	v.diary.say("%s known by another UIDL", count(len(o.adopted), "message"))
	return o, m.adopt(o.adopted), nil
}

// adoptions finds who is who: absent and fresh messages of one header block. Copies that share it are taken in their
// order if they are of one size and no removal waits for one of them, since then it does not matter which is which.
func adoptions(m matching, prints map[int]uint64) map[cache.ID]cache.Listing {
	fresh := map[uint64][]cache.Listing{}
	for _, l := range m.fresh {
		if p := prints[l.Number]; p != 0 {
			fresh[p] = append(fresh[p], l)
		}
	}
	absent := map[uint64][]cache.Known{}
	for _, k := range m.absent {
		if k.Print != 0 {
			absent[k.Print] = append(absent[k.Print], k)
		}
	}
	found := map[cache.ID]cache.Listing{}
	for p, ks := range absent {
		ls := fresh[p]
		if len(ls) == 0 || (len(ks) > 1 || len(ls) > 1) && !alike(ks, ls) {
			continue
		}
		for i := range min(len(ks), len(ls)) {
			found[ks[i].ID] = ls[i]
		}
	}
	return found
}

func alike(ks []cache.Known, ls []cache.Listing) bool {
	return !slices.ContainsFunc(ks, func(k cache.Known) bool { return k.Removal != "" || k.Size != ls[0].Size }) &&
		!slices.ContainsFunc(ls, func(l cache.Listing) bool { return l.Size != ls[0].Size })
}

// adopt moves what was found again from absent and fresh to listed.
func (m matching) adopt(found map[cache.ID]cache.Listing) matching {
	taken := make(map[int]bool, len(found))
	a := matching{listed: slices.Clone(m.listed)}
	for _, k := range m.absent {
		if l, ok := found[k.ID]; ok {
			a.listed = append(a.listed, pair{k, l})
			taken[l.Number] = true
		} else {
			a.absent = append(a.absent, k)
		}
	}
	for _, l := range m.fresh {
		if !taken[l.Number] {
			a.fresh = append(a.fresh, l)
		}
	}
	return a
}

// fingerprints fetches header blocks and keeps nothing of them but that, by number. Without TOP it is empty.
func (v *visit) fingerprints(ctx context.Context, lines []cache.Listing) (map[int]uint64, error) {
	s := &printer{prints: map[int]uint64{}, tell: func(done int) {
		v.tell(Progress{Account: v.w.a.Name, Step: Listing, Done: done, Total: len(lines)})
	}}
	if v.latches.noTop {
		return s.prints, nil
	}
	requests := make([]pop3.Request, len(lines))
	for i, l := range lines {
		requests[i] = pop3.Request{Number: l.Number, UIDL: l.UIDL, Size: l.Size, Top: true}
	}
	err := v.conn.Fetch(ctx, requests, s)
	if _, refused := err.(*pop3.Error); refused && len(s.prints) == 0 {
		v.latches.noTop = true
		return s.prints, nil
	}
	return s.prints, err
}

// printer is a pop3.Sink that takes fingerprints.
type printer struct {
	prints map[int]uint64
	tell   func(done int)
	number int
	head   []byte
	passed map[int]uint64
}

func (p *printer) Body(r pop3.Request) (io.Writer, error) {
	p.finish()
	p.number = r.Number
	return p, nil
}

func (p *printer) Write(b []byte) (int, error) {
	if room := maxHead - len(p.head); room > 0 {
		p.head = append(p.head, b[:min(len(b), room)]...)
	}
	return len(b), nil
}

func (p *printer) finish() {
	if p.number == 0 {
		return
	}
	if p.passed == nil {
		p.passed = map[int]uint64{}
	}
	p.passed[p.number] = cache.Fingerprint(p.head)
	p.number, p.head = 0, p.head[:0]
}

func (p *printer) Refused(pop3.Request, *pop3.Error) { p.finish() }

func (p *printer) Fence() error {
	p.finish()
	for n, print := range p.passed {
		p.prints[n] = print
	}
	clear(p.passed)
	p.tell(len(p.prints))
	return nil
}
