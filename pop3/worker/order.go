package worker

import (
	"cmp"
	"slices"
	"time"

	"poplin/cache"
	"poplin/pop3"
)

// mail is a message of this session that may be asked for.
type mail struct {
	id    cache.ID
	line  *cache.Listing // where it stands
	size  int64          // as was listed now or before, whichever is more
	tries int8           // fetches begun in earlier visits and not finished, or very many
	body  cache.Body
	asked bool // a person waits to read it
	vault bool // a removal, or the server's expiry, waits for its copy
	dying bool // that is, the server's expiry
	fresh bool // new in this visit
	rests bool // put away here for good: no use in fetching it
}

// request asks the wire for it. Names made from content are none of the server's.
func (m mail) request(top, nameless bool) pop3.Request {
	r := pop3.Request{Number: int(m.line.Number), UIDL: m.line.UIDL, Size: m.size, Top: top}
	if nameless {
		r.UIDL = ""
	}
	return r
}

// veryMany fetches are as many as more.
const veryMany = 100

// mails lists what this session can ask for: what was known, and what was new (ids in the order of p.changes.New).
// expire is the server's EXPIRE in days: what it drops soon is brought home whatever the download limit says; 0 (Gmail:
// RETR and QUIT consume) and less mean no date.
func (p plan) mails(ids []cache.ID, asked map[cache.ID]bool, expire int, now time.Time) []mail {
	ms := make([]mail, 0, len(p.listed)+len(ids))
	for _, c := range p.listed {
		k := c.known
		dying := expire > 0 && k.Seen != 0 && now.Sub(k.Seen.Time()) >= time.Duration(expire-3)*24*time.Hour
		ms = append(ms, mail{
			id: k.ID, line: c.line, size: max(k.Size, c.line.Size), body: k.Body, tries: int8(min(k.Attempts, veryMany)), asked: asked[k.ID],
			vault: k.Removal == cache.Planned && !k.NoCopy || dying && k.Place != cache.Trash,
			dying: dying && k.Place != cache.Trash,
			rests: k.Place == cache.Trash && k.Removal == "" || k.Removal != "" && k.NoCopy,
		})
	}
	soon := expire > 0 && expire <= 3
	for i := range ids {
		l := &p.changes.New[i]
		ms = append(ms, mail{id: ids[i], line: l, size: l.Size, vault: soon, dying: soon, fresh: true})
	}
	return ms
}

// maxAttempts is how many visits may fail over one message before it is left alone.
const maxAttempts = 3

// leg is a run of fetches of one kind.
type leg struct {
	top   bool // header blocks only
	ahead bool // of bodies that a later leg brings: not worth while when that comes soon
	mails []*mail
}

const (
	glance   = 64        // header blocks fetched before the first body: a page of the list
	small    = 64 << 10  // nine messages of ten, a tenth of the bytes
	medium   = 1 << 20   // what is bigger streams to disk
	fewMails = 32        // up to so many, and
	fewBytes = 512 << 10 // so many bytes, bodies come as fast as headers
)

// errands sorts out what a visit brings home: first what somebody waits for; then, when there is much to fetch, a
// glance, which is the newest headers; then bodies in bands of size, newest first, the missing headers of bigger ones
// after the small. What failed before comes last, so that it cannot keep the rest away; what failed in three visits
// does not come at all. look asks for the glance. tooBig are those left on the server because of the limit and not noted as such before.
func errands(ms []mail, d Download, look bool) (legs []leg, tooBig []cache.ID) {
	var bodies, heads []*mail
	var bytes int64
	for i := range ms {
		m := &ms[i]
		switch want := wanted(m, d); want {
		case cache.Full:
			if bodies == nil {
				bodies = make([]*mail, 0, len(ms)-i)
			}
			bodies = append(bodies, m)
			bytes += m.size
		case cache.TooBig, cache.Headers:
			if want == cache.TooBig && m.body != cache.TooBig {
				tooBig = append(tooBig, m.id)
			}
			if m.body == cache.None {
				heads = append(heads, m)
			}
		}
	}
	slices.SortFunc(bodies, sooner)
	slices.SortFunc(heads, newer)
	asked := cut(bodies, func(m *mail) bool { return urgency(m) > atOnce })
	bodies = bodies[len(asked):]
	var first, ahead []*mail
	if len(bodies)+len(heads) > fewMails || bytes > fewBytes {
		first, ahead, heads = headline(bodies, heads, look)
	}
	little := cut(bodies, func(m *mail) bool { return urgency(m) > littleOnes })
	for _, l := range []leg{
		{mails: asked}, {top: true, mails: first}, {mails: little}, {top: true, mails: heads},
		{top: true, ahead: true, mails: ahead}, {mails: bodies[len(little):]},
	} {
		if len(l.mails) > 0 {
			legs = append(legs, l)
		}
	}
	return legs, tooBig
}

// headline picks the newest bare messages for a glance. What remains is headers alone, and headers ahead of bodies
// that come late.
func headline(bodies, heads []*mail, look bool) (first, ahead, rest []*mail) {
	alone := make(map[cache.ID]bool, len(heads))
	for _, m := range heads {
		alone[m.id] = true
	}
	bare := append(make([]*mail, 0, len(heads)+len(bodies)), heads...)
	for _, m := range bodies {
		if m.body == cache.None && m.tries == 0 {
			bare = append(bare, m)
		}
	}
	slices.SortFunc(bare, newer)
	if look {
		first = slices.Clone(bare[:min(glance, len(bare))]) // the rest of bare is not held on to
	}
	for _, m := range bare[len(first):] {
		switch {
		case alone[m.id]:
			rest = append(rest, m)
		case urgency(m) > littleOnes:
			ahead = append(ahead, m)
		}
	}
	return first, ahead, rest
}

// cut is the part of a sorted list before the first that is beyond.
func cut(ms []*mail, beyond func(*mail) bool) []*mail {
	if i := slices.IndexFunc(ms, beyond); i >= 0 {
		return ms[:i]
	}
	return ms
}

// wanted says how much of a message this visit wants: None for nothing, TooBig for no more than its headers because of
// the limit.
func wanted(m *mail, d Download) cache.Body {
	switch {
	case m.body == cache.Full:
		return cache.None
	case m.asked:
		return cache.Full
	case d.newHeaders && (!m.fresh || m.body != cache.None):
		return cache.None
	case d.newHeaders:
		return cache.Headers
	case m.rests, m.body == cache.Poison, m.tries >= maxAttempts:
		return cache.None
	case m.vault:
		return cache.Full
	case d.HeadersOnly:
		return cache.Headers
	case d.Limit > 0 && m.size > d.Limit:
		return cache.TooBig
	}
	return cache.Full
}

// sooner orders bodies; newer orders headers. Higher numbers are newer on nearly every server.
func sooner(a, b *mail) int { return cmp.Or(cmp.Compare(urgency(a), urgency(b)), newer(a, b)) }

func newer(a, b *mail) int { return cmp.Compare(b.line.Number, a.line.Number) }

// Urgencies, least first.
const (
	atOnce = iota
	forVault
	littleOnes
	mediumOnes
	giants
	failedBefore
)

func urgency(m *mail) int {
	switch {
	case m.asked:
		return atOnce
	case m.tries > 0:
		return failedBefore + int(m.tries)
	case m.vault:
		return forVault
	case m.size <= small:
		return littleOnes
	case m.size <= medium:
		return mediumOnes
	}
	return giants
}
