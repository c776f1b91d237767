package worker

import (
	"fmt"
	"time"

	"poplin/cache"
)

// outlook is what a plan depends on beside the listing and the cache.
type outlook struct {
	now     time.Time
	keep    cache.Keep
	shrunk  bool // the visit before met a shrunken listing too
	partial bool // this server never lists all it has (Gmail): absences mean little, new faces are no reset
	rebuilt bool // the cache was salvaged since the last visit

	compared bool                       // all absent and fresh messages were compared by content
	adopted  map[cache.ID]cache.Listing // these were found again
	renamed  int                        // of them, those under a new UIDL
}

// plan is what a listing means.
type plan struct {
	changes cache.Changes
	listed  []pair   // what can be asked for in this session, beside changes.New
	remove  bool     // whether this visit may send DELE
	shrunk  bool     // to be remembered: believe it when it is met again
	remarks []string // for the log
}

// conclude is the heart of a visit, and pure. Its guards: a listing that is flawed, or shrunken for the first time,
// makes nothing absent (I8); after a wholesale change of UIDLs, or a salvage of the cache, this visit removes nothing.
func conclude(l listing, m matching, o outlook) plan {
	p := plan{listed: m.listed, remove: true}
	p.changes.New, p.changes.Adopt = m.fresh, o.adopted
	p.changes.Complete = true
	sus := suspect(m, o)
	switch {
	case l.flaw != "":
		p.distrust(l.flaw)
	case sus == shrunken && !o.shrunk:
		p.shrunk = true
		p.distrust(fmt.Sprintf("%d of the messages that were there are missing from the listing", unexpected(m)))
	case sus == renamed || o.renamed > 0:
		p.remove = false
		p.remarks = append(p.remarks, "the server gave its messages new names; nothing is removed in this visit")
	}
	p.shrunk = p.shrunk || sus == shrunken
	if o.keep.Mode == cache.Always {
		p.remove = false
	}
	if o.rebuilt && p.remove {
		p.remove = false
		p.remarks = append(p.remarks, "the cache was rebuilt, or set back, since the last visit; nothing is removed in this one")
	}
	if p.changes.Complete {
		p.settleAbsent(m.absent, o)
		p.settleListed(m.listed, o)
	}
	if p.remove {
		p.changes.Expire = expired(m.listed, o)
	}
	return p
}

func (p *plan) distrust(why string) {
	p.remove, p.changes.Complete = false, false
	p.remarks = append(p.remarks, why+"; nothing is forgotten and nothing removed")
}

// settleAbsent: what a whole listing lacks is gone from the server, and a removal that was under way has ended.
func (p *plan) settleAbsent(absent []*cache.Known, o outlook) {
	for _, k := range absent {
		if !k.Gone {
			p.changes.Missing = append(p.changes.Missing, k.ID)
		}
		switch {
		case k.Removal == "" || k.Removal == cache.Verified:
		case o.renamed > 0 && k.Body == cache.None && !leaving(k):
			p.stuck(k.ID, "the server gave its messages new names and this one, never downloaded, cannot be told again")
		default:
			p.changes.Verified = append(p.changes.Verified, k.ID)
		}
	}
}

// settleListed: what came back is known again, and removals that did not take are tried again, five times.
func (p *plan) settleListed(listed []pair, o outlook) {
	for _, c := range listed {
		if c.known.Gone {
			p.changes.Back = append(p.changes.Back, c.known.ID)
		}
		switch {
		case !unsettled(c.known, o.now):
		case c.known.Removal == cache.Planned && c.known.Planned > 0 && c.known.Planned != c.line.Size:
			p.stuck(c.known.ID, fmt.Sprintf("the plan says %d bytes and the server %d: look at it and plan anew", c.known.Planned, c.line.Size))
		case c.known.Tries >= maxTries:
			p.stuck(c.known.ID, fmt.Sprintf("the server still lists it after %d visits that removed it", c.known.Tries))
		case c.known.Removal != cache.Planned:
			p.changes.Retry = append(p.changes.Retry, c.known.ID)
		}
	}
}

func (p *plan) stuck(id cache.ID, why string) {
	if p.changes.Stuck == nil {
		p.changes.Stuck = map[cache.ID]string{}
	}
	p.changes.Stuck[id] = why
}

const (
	maxTries = 5
	grace    = 10 * time.Minute // for servers that say +OK to QUIT and delete afterwards
)

// unsettled says that a listed message's removal did not take.
func unsettled(k *cache.Known, now time.Time) bool {
	switch k.Removal {
	case cache.Sent, cache.Planned, cache.Acked:
		return true
	case cache.Committed:
		since := now.Sub(k.SentAt.Time())
		return since < 0 || since >= grace
	}
	return false
}

// suspicion is what is odd about a listing as a whole.
type suspicion uint8

const (
	plausible suspicion = iota
	shrunken
	renamed // most of what was known is absent and about as much is new: a UIDL reset, unless content says otherwise
)

// suspect compares what is absent against all reason with what was there. Removals on their way are expected to be
// absent and prove nothing.
func suspect(m matching, o outlook) suspicion {
	lost, kept := unexpected(m), 0
	for _, c := range m.listed {
		if !c.known.Gone && !leaving(c.known) {
			kept++
		}
	}
	most := lost > kept
	switch {
	case lost == 0 || o.partial:
		return plausible
	case most && !o.compared && 2*len(m.fresh) >= lost:
		return renamed
	case len(m.listed)+len(m.fresh) == 0, most && lost > 20:
		return shrunken
	}
	return plausible
}

// unexpected counts the messages that should be listed and are not.
func unexpected(m matching) int {
	n := 0
	for _, k := range m.absent {
		if !k.Gone && !leaving(k) {
			n++
		}
	}
	return n
}
