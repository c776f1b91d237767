package worker

import (
	"context"
	"io"
	"slices"

	"poplin/cache"
	"poplin/pop3"
)

// heal compares absent and fresh messages by their header blocks: when a server has given all its messages new UIDLs
// (another UIDVALIDITY, another format, a migration), what is here already must not be fetched again. And when it has
// given a UIDL that is known to another message, which its size tells, that one must not be taken for the old.
func (v *visit) heal(ctx context.Context, m matching, o outlook) (outlook, matching, error) {
	if v.latches.noTop {
		return o, m, nil
	}
	doubted, lines := m.doubt(mostDoubted)
	o.compared = suspect(doubted, o) == renamed
	if o.compared {
		v.diary.say("most UIDLs are new to us: comparing headers")
		lines = doubted.fresh
	}
	if len(lines) == 0 {
		return o, m, nil
	}
	p, err := v.printed(ctx, lines)
	if err != nil {
		return o, m, err
	}
	if len(p.prints) == 0 {
		o.compared = false
		return o, m, nil // no TOP: nothing to compare
	}
	o.adopted = adoptions(doubted, p)
	for _, k := range doubted.absent {
		if l, ok := o.adopted[k.ID]; ok && l.UIDL != k.UIDL {
			o.renamed++
		}
	}
	v.diary.say("%s known by another UIDL, %s under their own", count(o.renamed, "message"), count(len(o.adopted)-o.renamed, "doubted one"))
	return o, doubted.adopt(o.adopted), nil
}

// mostDoubted bounds what a visit spends on a server that tells other sizes every time.
const mostDoubted = 500

// doubt takes their names from up to limit messages that are listed with another size than before, and gives the lines
// that are to be asked whose they are.
func (m matching) doubt(limit int) (matching, []cache.Listing) {
	if !slices.ContainsFunc(m.listed, func(c pair) bool { return resized(c) && c.known.Print != 0 }) {
		return m, nil
	}
	d := matching{absent: slices.Clip(m.absent), fresh: slices.Clip(m.fresh)}
	var lines []cache.Listing
	for _, c := range slices.Backward(m.listed) {
		if len(lines) == limit || !resized(c) || c.known.Print == 0 {
			d.listed = append(d.listed, c)
			continue
		}
		d.absent = append(d.absent, c.known)
		d.fresh = append(d.fresh, *c.line)
		lines = append(lines, *c.line)
	}
	slices.Reverse(d.listed)
	return d, lines
}

// resized says that the server tells another size of a message than it did.
func resized(c pair) bool {
	return c.known.Size > 0 && c.line.Size > 0 && c.known.Size != c.line.Size
}

// adoptions finds who is who: absent and fresh messages of one header block that names its message. Copies that share
// it are taken in their order if they are of one size and no removal waits for one of them, since then it does not
// matter which is which.
func adoptions(m matching, head *printer) map[cache.ID]cache.Listing {
	fresh := map[uint64][]cache.Listing{}
	for _, l := range m.fresh {
		if p := head.prints[int(l.Number)]; p != 0 && head.telling[int(l.Number)] {
			fresh[p] = append(fresh[p], l)
		}
	}
	absent := map[uint64][]*cache.Known{}
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

func alike(ks []*cache.Known, ls []cache.Listing) bool {
	return !slices.ContainsFunc(ks, func(k *cache.Known) bool { return k.Removal != "" || k.Size != ls[0].Size }) &&
		!slices.ContainsFunc(ls, func(l cache.Listing) bool { return l.Size != ls[0].Size })
}

// adopt moves what was found again from absent and fresh to listed.
func (m matching) adopt(found map[cache.ID]cache.Listing) matching {
	taken := make(map[int]bool, len(found))
	a := matching{listed: slices.Clone(m.listed)}
	for _, k := range m.absent {
		if l, ok := found[k.ID]; ok {
			a.listed = append(a.listed, pair{k, &l})
			taken[int(l.Number)] = true
		} else {
			a.absent = append(a.absent, k)
		}
	}
	for _, l := range m.fresh {
		if !taken[int(l.Number)] {
			a.fresh = append(a.fresh, l)
		}
	}
	return a
}

// fingerprints fetches header blocks and keeps nothing of them but that, by number. Without TOP it is empty.
func (v *visit) fingerprints(ctx context.Context, lines []cache.Listing) (map[int]uint64, error) {
	p, err := v.printed(ctx, lines)
	return p.prints, err
}

func (v *visit) printed(ctx context.Context, lines []cache.Listing) (*printer, error) {
	s := &printer{prints: map[int]uint64{}, telling: map[int]bool{}, tell: func(done int) {
		v.tell(Progress{Account: v.w.a.Name, Step: Listing, Done: done, Total: len(lines)})
	}}
	if v.latches.noTop {
		return s, nil
	}
	requests := make([]pop3.Request, len(lines))
	for i, l := range lines {
		requests[i] = pop3.Request{Number: int(l.Number), UIDL: l.UIDL, Size: l.Size, Top: true}
	}
	err := v.conn.Fetch(ctx, requests, s)
	if _, refused := err.(*pop3.Error); refused && len(s.prints) == 0 {
		v.latches.noTop = true
		return s, nil
	}
	return s, err
}

// printer is a pop3.Sink that takes fingerprints.
type printer struct {
	prints  map[int]uint64
	telling map[int]bool // see cache.Telling
	tell    func(done int)
	number  int
	head    []byte
	passed  map[int]uint64
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
	p.telling[p.number] = cache.Telling(p.head)
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
